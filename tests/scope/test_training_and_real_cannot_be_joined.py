"""The election is in every key: for each reference between rows of an election, the database refuses to join two elections."""

import json
from dataclasses import dataclass

import asyncpg
import pytest

_REFERENCES = """
  SELECT c.conname AS name, c.conrelid::regclass::text AS child, c.confrelid::regclass::text AS parent,
    (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(c.conkey) WITH ORDINALITY AS k (number, n)
      JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number) AS columns,
    (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(c.confkey) WITH ORDINALITY AS k (number, n)
      JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.number) AS targets,
    c.conkey <@ (SELECT p.conkey FROM pg_constraint p WHERE p.conrelid = c.conrelid AND p.contype = 'p') AS is_in_key
  FROM pg_constraint c WHERE c.contype = 'f' AND c.conparentid = 0 AND c.connamespace = 'public'::regnamespace ORDER BY 1"""

_ONLY_IN_THE_OTHER = {
    "facilities": ("code = 'PORT-21.03'", '{"code": "PORT-ONLY"}'),
    "conveyances": ("code = 'CNV-21'", '{"code": "CNV-ONLY"}'),
    "shipments": ("code = 'KRM-1'", '{"code": "KRM-ONLY"}'),
    "legs": ("shipment_code = 'KRM-1' AND number = 1", '{"shipment_code": "KRM-ONLY"}'),
}
"""Codes of places and conveyances repeat in both elections; these copies stand in the second alone."""


@dataclass(frozen=True)
class Reference:
    """A foreign key as the catalog has it."""

    name: str
    child: str
    parent: str
    columns: list[str]
    targets: list[str]
    is_in_key: bool


@pytest.fixture
async def references(owner: asyncpg.Connection) -> list[Reference]:
    return [Reference(*row) for row in await owner.fetch(_REFERENCES)]


@pytest.fixture
async def of_elections(owner: asyncpg.Connection) -> set[str]:
    """Tables whose rows belong to an election; what parts of tables refer to is what the whole refers to."""
    found = await owner.fetch(
        "SELECT table_name::text FROM information_schema.columns NATURAL JOIN information_schema.tables "
        "WHERE column_name = 'election_id' AND table_type = 'BASE TABLE' "
        "AND NOT (SELECT relispartition FROM pg_class WHERE oid = table_name::regclass)"
    )
    return {row["table_name"] for row in found}


async def test_every_reference_between_rows_of_elections_carries_the_election(references: list[Reference], of_elections: set[str]) -> None:
    between = [reference for reference in references if {reference.child, reference.parent} <= of_elections]

    assert len(between) >= 17
    for reference in between:
        assert (reference.columns[0], reference.targets[0]) == ("election_id", "election_id"), reference.name


async def test_every_row_of_an_election_has_an_election_that_stands(references: list[Reference], of_elections: set[str]) -> None:
    anchored = {reference.child for reference in references if reference.columns[0] == "election_id"}

    with_a_scan = {"event_numbers", "scan_details", "sightings"}  # laid down by the statement that stores their scan, which has a device
    with_a_head = {"feed"}  # written by the statement that moves the head of its election
    # The log is written from log_waiting alone, whose rows have an election.
    assert of_elections - anchored == {"log_entries"} | with_a_scan | with_a_head


async def test_the_election_is_part_of_every_key(owner: asyncpg.Connection, of_elections: set[str]) -> None:
    numbered = {"quarantine", "users"}  # a number and a random id: nothing refers to them across elections by a code
    found = await owner.fetch("""
      SELECT c.conrelid::regclass::text AS name, a.attname FROM pg_constraint c
      JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] WHERE c.contype = 'p'""")
    first_of_key = {row["name"]: row["attname"] for row in found}

    assert {table for table in of_elections if first_of_key[table] != "election_id"} == numbered


async def test_no_row_of_one_election_can_be_joined_to_a_row_of_another(
    owner: asyncpg.Connection, references: list[Reference], of_elections: set[str]
) -> None:
    for table, (which, change) in _ONLY_IN_THE_OTHER.items():
        await _copy(owner, table, which + " AND election_id = 2", change)
    for row in await owner.fetch("SELECT tgrelid::regclass::text AS name, tgname FROM pg_trigger WHERE tgname LIKE '%append_only'"):
        await owner.execute(f"ALTER TABLE {row['name']} DISABLE TRIGGER {row['tgname']}")
    # A shipment travels in one convoy at a time: only of one that has left may a copy stand beside it.
    await owner.execute("UPDATE convoy_shipments SET left_at = joined_at")
    tried = set()

    for reference in references:
        if {reference.child, reference.parent} <= of_elections:
            with pytest.raises(asyncpg.ForeignKeyViolationError, match=reference.name):
                async with owner.transaction():
                    await _join(owner, reference)
            tried.add(reference.name)

    assert {"boxes_station_known", "scans_device_known", "legs_from_known", "box_journeys_leg_known", "shipment_boxes_box_known"} <= tried


async def test_a_box_code_of_the_training_cannot_be_issued_in_the_real_election(owner: asyncpg.Connection) -> None:
    taken, other = [await owner.fetchval("SELECT min(code) FROM boxes WHERE election_id = $1", election) for election in (1, 2)]
    await owner.execute("DELETE FROM box_journeys; DELETE FROM shipment_boxes")

    with pytest.raises(asyncpg.UniqueViolationError, match="boxes_code_unique"):
        await owner.execute("UPDATE boxes SET code = $1 WHERE code = $2", taken, other)


async def test_a_device_key_of_the_training_cannot_be_enrolled_in_the_real_election(owner: asyncpg.Connection) -> None:
    with pytest.raises(asyncpg.UniqueViolationError, match="devices_id_unique"):
        await owner.execute(
            "INSERT INTO devices SELECT (jsonb_populate_record(d, '{\"election_id\": 2}')).* FROM devices d WHERE election_id = 1"
        )


async def _join(owner: asyncpg.Connection, reference: Reference) -> None:
    """Point one row of the first election, or a copy of it where the reference is part of its key, at a row that only the second has."""
    same = " AND ".join(f"mine.{target} = theirs.{target}" for target in reference.targets[1:])
    theirs = await owner.fetchrow(f"""
      SELECT {", ".join(reference.targets[1:])} FROM {reference.parent} theirs WHERE election_id = 2
        AND NOT EXISTS (SELECT FROM {reference.parent} mine WHERE mine.election_id = 1 AND {same}) LIMIT 1""")
    change = json.dumps(dict(zip(reference.columns[1:], map(str, theirs or ()), strict=True)))
    one = f"ctid = (SELECT ctid FROM {reference.child} WHERE election_id = 1 LIMIT 1)"
    if reference.is_in_key:
        await _copy(owner, reference.child, one, change)
    else:
        keys = ", ".join(f"{column} = (jsonb_populate_record(r, '{change}')).{column}" for column in reference.columns[1:])
        await owner.execute(f"UPDATE {reference.child} r SET {keys} WHERE {one}")


async def _copy(owner: asyncpg.Connection, table: str, which: str, change: str) -> None:
    """Insert a changed copy of a row; columns that the database makes itself it makes again."""
    found = await owner.fetch(
        "SELECT column_name::text FROM information_schema.columns WHERE table_name = $1 AND is_generated = 'NEVER'", table
    )
    names = [row["column_name"] for row in found]
    values = ", ".join(f"(jsonb_populate_record(r, '{change}')).{name}" for name in names)
    await owner.execute(f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} r WHERE {which}")
