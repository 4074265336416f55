"""Row-level security, read off the catalog: no table is forgotten, and no statement sees beyond its scope."""

from collections.abc import Sequence

import asyncpg
import pytest

PUBLIC_TABLES = {
    *("boxes", "facilities", "findings", "progress", "region_totals", "scans", "station_counts"),
    *("seal_registers", "sealings", "seals"),
    *("logs", "log_tiles", "log_entries", "log_witnesses", "log_cosignatures"),
}
WITH_ABOVE = {
    *("audit", "conveyances", "dead_zones", "ended_trip_alarms", "facilities", "feed", "positions", "sea_areas", "trip_tracks"),
    *("incident_notes", "incidents", "seal_registers", "track_hours", "track_hours_due"),
    *("handling_times", "plan_deadlines", "sea_states", "tide_windows", "vessel_terms", "voyage_calls", "voyages"),
}
"""A liner of the province is seen by an operator in Natuna."""
OF_NO_REGION = {
    *("logs", "log_tiles"),  # hashes tell nothing of what they stand for
    *("log_witnesses", "log_cosignatures"),  # whoever cosigns wants to be known
    *("log_waiting", "event_numbers"),  # read by who sees the whole election, and by nobody else
}
UNSCOPED = {
    "users",  # asked before anybody's scope is known
    "feed_heads",  # holds a number per election
    "positions_thinned",  # holds a time per election, and the application may not read it
}


async def test_every_table_that_belongs_to_an_election_has_a_policy(owner: asyncpg.Connection, scoped_tables: list[str]) -> None:
    found = await owner.fetch(
        "SELECT table_name::text AS name FROM information_schema.columns NATURAL JOIN information_schema.tables "
        "WHERE column_name = 'election_id' AND table_schema = 'public' AND table_type = 'BASE TABLE'"
    )

    parts = {row["name"] for row in await owner.fetch("SELECT relname AS name FROM pg_class WHERE relispartition")}
    assert {row["name"] for row in found} - UNSCOPED - parts == set(scoped_tables)


async def test_a_part_of_a_table_is_reached_by_the_whole_alone(owner: asyncpg.Connection, app: asyncpg.Connection) -> None:
    """The policy stands on the whole: by itself a part would show everything."""
    await owner.execute("SELECT have_month_of_positions('2024-11-20'), have_month_of_scans('2024-11-20')")
    parts = [name for (name,) in await owner.fetch("SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r' ORDER BY 1")]

    assert parts == ["positions_2024_11", "positions_others", "scans_2024_11", "scans_others"]
    for part in parts:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.fetch(f"SELECT FROM {part}")


async def test_every_table_with_a_policy_has_rows_of_both_elections_to_hide(owner: asyncpg.Connection, scoped_tables: list[str]) -> None:
    for table in scoped_tables:
        assert await owner.fetchval(f"SELECT count(DISTINCT election_id) FROM {table}") == 2, table


async def test_without_a_scope_no_row_is_seen(app: asyncpg.Connection, scoped_tables: list[str]) -> None:
    assert await _counts(app, scoped_tables) == dict.fromkeys(scoped_tables, 0)


async def test_on_a_connection_that_was_used_no_row_is_seen_without_a_scope(used: asyncpg.Connection, scoped_tables: list[str]) -> None:
    assert await _counts(used, scoped_tables) == dict.fromkeys(scoped_tables, 0)


@pytest.mark.parametrize("scope", ["", "|", "||", "FULL||", "FULL", "FULL||21", "PUBLIC|3|", "FULL|3|21"])
async def test_a_scope_without_a_known_election_sees_nothing(used: asyncpg.Connection, scoped_tables: list[str], scope: str) -> None:
    assert set((await _counts(used, scoped_tables, scope)).values()) == {0}


@pytest.mark.parametrize("election", [1, 2])
async def test_a_scope_sees_every_row_of_its_election_and_none_of_another(
    used: asyncpg.Connection, owner: asyncpg.Connection, scoped_tables: list[str], election: int
) -> None:
    seen = await _counts(used, scoped_tables, f"FULL|{election}|")

    for table in scoped_tables:
        assert seen[table] == await owner.fetchval(f"SELECT count(*) FROM {table} WHERE election_id = $1", election), table


@pytest.mark.parametrize("region", ["21.03", "21.03.04", "12", "21.03.04.1003"])
async def test_a_region_sees_what_lies_in_it_and_of_some_tables_what_contains_it(
    used: asyncpg.Connection, owner: asyncpg.Connection, scoped_tables: list[str], region: str
) -> None:
    seen = await _counts(used, scoped_tables, f"FULL|1|{region}")

    for table in set(scoped_tables) - OF_NO_REGION:
        inside = "(region_code = $1 OR starts_with(region_code, $1 || '.'))"
        above = " OR starts_with($1, region_code || '.')" if table in WITH_ABOVE else ""
        expected = await owner.fetchval(f"SELECT count(*) FROM {table} WHERE election_id = 1 AND ({inside}{above})", region)
        assert seen[table] == expected, table
    assert [seen[table] for table in ("logs", "log_tiles", "log_waiting", "event_numbers")] == [1, 1, 0, 0]
    assert 0 < seen["boxes"] < await owner.fetchval("SELECT count(*) FROM boxes WHERE election_id = 1")


async def test_the_public_sees_facts_of_custody_and_no_movement_person_or_device(
    used: asyncpg.Connection, scoped_tables: list[str]
) -> None:
    seen = await _counts(used, scoped_tables, "PUBLIC|1|")

    assert {table for table, count in seen.items() if count} == PUBLIC_TABLES


async def test_a_row_cannot_be_written_outside_the_scope(used: asyncpg.Connection) -> None:
    other_election = "UPDATE facilities SET election_id = 2 WHERE code = 'WH-21.03'"
    other_region = "UPDATE facilities SET region_code = '21.05' WHERE code = 'WH-21.03'"

    for statement in (other_election, other_region):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
            await used.execute(f"SELECT set_config('silog.scope', 'FULL|1|21.03', true); {statement}")


async def test_a_row_that_is_not_seen_is_not_changed(used: asyncpg.Connection) -> None:
    async with used.transaction():
        await used.execute("SELECT set_config('silog.scope', 'FULL|1|21.03', true)")
        changed = await used.execute("UPDATE facilities SET name = 'x' WHERE code = 'WH-21.05'")

    assert changed == "UPDATE 0"


async def test_the_product_can_neither_delete_facts_nor_touch_the_schema(app: asyncpg.Connection) -> None:
    for statement in (
        "DELETE FROM scans",
        "DELETE FROM boxes",
        "TRUNCATE boxes",
        "ALTER TABLE boxes DISABLE ROW LEVEL SECURITY",
        "DROP POLICY scope ON boxes",
        "CREATE TABLE mine (id integer)",
        "UPDATE alembic_version SET version_num = 'x'",
        "SET ROLE silog_owner",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute(statement)


async def test_the_product_s_role_owns_nothing_and_bypasses_nothing(app: asyncpg.Connection) -> None:
    row = await app.fetchrow("SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user")

    assert tuple(row or ()) == (False, False, False, False)
    assert await app.fetchval("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = current_user") == 0


async def test_a_scan_cannot_be_changed_even_by_the_owner(owner: asyncpg.Connection) -> None:
    with pytest.raises(asyncpg.RestrictViolationError, match="is append-only"):
        await owner.execute("UPDATE scans SET condition = 'GOOD'")


async def _counts(connection: asyncpg.Connection, tables: Sequence[str], scope: str | None = None) -> dict[str, int]:
    async with connection.transaction():
        if scope is not None:
            await connection.execute("SELECT set_config('silog.scope', $1, true)", scope)
        return {table: await connection.fetchval(f"SELECT count(*) FROM {table}") for table in tables}
