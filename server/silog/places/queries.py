"""Every question that places answers for other rooms. The scope of the transaction decides which facilities are seen."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import asyncpg
from sqlalchemy import ARRAY, CollectionAggregate, Row, Select, Text, any_, cast, column, func, select, table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from silog.errors import SilogError
from silog.kit.clock import ElectionClock
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.places.rules import ElectionKind, FacilityKind
from silog.places.tables import elections, facilities, islands, regions

NO_ELECTION: Final = Scope.whole_election(0)
"""For work on what all elections share (elections, regions, islands): no row of any election is in it."""


@dataclass(frozen=True, slots=True)
class Election:
    """One election and its clock as it is wound now."""

    id: int
    code: str
    name: str
    kind: ElectionKind
    voting_day: date
    clock: ElectionClock


def any_of(codes: Collection[str]) -> CollectionAggregate[bool]:
    """Compare with any of many codes: one array parameter, so the statement stays the same however many there are."""
    return any_(cast(sorted(codes), ARRAY(Text)))


async def all_elections(connection: AsyncConnection) -> list[Election]:
    """List elections, the newest voting day first."""
    found = await connection.execute(select(elections).order_by(elections.c.voting_day.desc(), elections.c.id.desc()))
    return [election_of(row) for row in found.mappings()]


async def election_named(connection: AsyncConnection, code: str, *, for_update: bool = False) -> Election:
    """Give one election by its code, locked for this transaction when it shall be changed; UNKNOWN_ELECTION when there is none."""
    statement = select(elections).where(elections.c.code == code)
    return await _one_election(connection, _locking(statement) if for_update else statement, code)


async def election_numbered(connection: AsyncConnection, election_id: int, *, for_update: bool = False) -> Election:
    """Give one election by its number, as `election_named` does by its code."""
    statement = select(elections).where(elections.c.id == election_id)
    return await _one_election(connection, _locking(statement) if for_update else statement, f"number {election_id}")


def _locking(statement: Select[Any]) -> Select[Any]:
    """Every row of an election refers to it: whoever writes one shall not wait for who changes the clock, who may wait for them."""
    return statement.with_for_update(key_share=True)


ELECTION_COLUMNS: Final = "id, code, name, kind, voting_day, clock_anchor_at, clock_shown_at, clock_speed, clock_is_paused"
"""What `election_of` reads."""


async def election_read(database: Database, election_id: int) -> Election:
    """Give one election by its number in one read of its own: for an action that needs its clock before it begins."""
    statement = f"SELECT {ELECTION_COLUMNS} FROM elections WHERE id = $1"  # noqa: S608 -- of our own words
    row = await database.reads.fetchrow(statement, election_id)
    if row is None:
        raise no_election(election_id)
    return election_of(row)


def no_election(election_id: int) -> SilogError:
    """Say that no election has this number."""
    return SilogError("UNKNOWN_ELECTION", f"There is no election number {election_id}.", "Ask `elections` for their codes.")


async def _one_election(connection: AsyncConnection, statement: Select[Any], said: str) -> Election:
    row = (await connection.execute(statement)).mappings().one_or_none()
    if row is None:
        codes = (await connection.execute(select(elections.c.code).order_by(elections.c.code))).scalars().all()
        hint = f"There are: {', '.join(codes)}." if codes else "None was created yet: silog elections create."
        raise SilogError("UNKNOWN_ELECTION", f"There is no election {said}.", hint)
    return election_of(row)


def election_of(row: "Mapping[Any, Any] | asyncpg.Record") -> Election:
    """Read an election from a row that has ELECTION_COLUMNS."""
    clock = ElectionClock(row["clock_anchor_at"], row["clock_shown_at"], row["clock_speed"], row["clock_is_paused"])
    return Election(row["id"], row["code"], row["name"], ElectionKind(row["kind"]), row["voting_day"], clock)


@dataclass(frozen=True, slots=True)
class RegionFacts:
    """What others need to know of a region; `label` is longitude and latitude of a point in it, None where nobody gave one."""

    name: str
    is_3t: bool
    label: tuple[float, float] | None


async def region_facts(connection: AsyncConnection, codes: Collection[str]) -> dict[str, RegionFacts]:
    """Say which of these regions stand, with name, 3T mark and label point."""
    r = regions.c
    found = await connection.execute(
        select(r.code, r.name, r.is_3t, func.ST_X(r.label).label("lon"), func.ST_Y(r.label).label("lat")).where(r.code == any_of(codes))
    )
    return {row.code: RegionFacts(row.name, row.is_3t, None if row.lon is None else (row.lon, row.lat)) for row in found}


async def regions_marked_3t(connection: AsyncConnection, within: str) -> frozenset[str]:
    """Give the codes of the regions in a region, itself too, that are marked 3T."""
    is_within = (regions.c.code >= within) & (regions.c.code < f"{within}~")
    return frozenset((await connection.execute(select(regions.c.code).where(is_within, regions.c.is_3t))).scalars())


async def outermost_landmasses(connection: AsyncConnection) -> frozenset[int]:
    """Give the landmasses of the outermost islands."""
    i = islands.c
    return frozenset((await connection.execute(select(i.landmass).where(i.is_outermost, i.landmass.is_not(None)))).scalars())


async def count_without_area(connection: AsyncConnection, within: str) -> int:
    """Count the regions in a region, itself too, that no area is drawn for."""
    is_within = (regions.c.code >= within) & (regions.c.code < f"{within}~")
    return (await connection.execute(select(func.count()).where(is_within, regions.c.area.is_(None)))).scalar_one()


async def the_election(connection: AsyncConnection, code: str | None) -> Election:
    """Give the election of this code; without a code, the only one there is."""
    if code is not None:
        return await election_named(connection, code)
    found = await all_elections(connection)
    if len(found) != 1:
        codes = ", ".join(election.code for election in found)
        hint = f"Say which: --election CODE, of {codes}." if codes else "Create one: silog elections create."
        raise SilogError("UNKNOWN_ELECTION", f"There are {len(found)} elections.", hint)
    return found[0]


async def islands_at(connection: AsyncConnection, regency_code: str) -> list[Mapping[Any, Any]]:
    """List the islands of one regency by code."""
    found = await connection.execute(select(islands).where(islands.c.regency_code == regency_code).order_by(islands.c.code))
    return [dict(row) for row in found.mappings()]


@dataclass(frozen=True, slots=True)
class FacilityFacts:
    """A facility as upper rooms plan and scan with it: positions in degrees, `berth` None where no boat lands."""

    code: str
    kind: FacilityKind
    name: str
    region_code: str
    lon: float
    lat: float
    berth: tuple[float, float] | None
    landmass: int | None
    is_3t: bool
    registered_voters: int | None


async def facilities_of(connection: AsyncConnection, *kinds: FacilityKind, codes: Collection[str] | None = None) -> list[FacilityFacts]:
    """List the facilities of the scope by code: all, or those of some kinds, or some by their codes."""
    f = facilities.c
    statement = select(
        *(f.code, f.kind, f.name, f.region_code, f.landmass, f.is_3t, f.registered_voters),
        *(func.ST_X(f.point).label("lon"), func.ST_Y(f.point).label("lat")),
        *(func.ST_X(f.berth).label("berth_lon"), func.ST_Y(f.berth).label("berth_lat")),
    ).order_by(f.code)
    if kinds:
        statement = statement.where(f.kind.in_(kinds))
    if codes is not None:
        statement = statement.where(f.code == any_of(codes))
    return [_facility(row) for row in await connection.execute(statement)]


async def moved_facilities(connection: AsyncConnection, election_id: int) -> frozenset[str]:
    """Give the codes of the facilities that an operator has moved on the map."""
    f = facilities.c
    found = await connection.execute(select(f.code).where(f.election_id == election_id, f.moved_at.is_not(None)))
    return frozenset(found.scalars())


def _facility(row: Row[*tuple[Any, ...]]) -> FacilityFacts:
    berth = None if row.berth_lon is None else (row.berth_lon, row.berth_lat)
    place = (row.code, FacilityKind(row.kind), row.name, row.region_code, row.lon, row.lat)
    return FacilityFacts(*place, berth, row.landmass, row.is_3t, row.registered_voters)


_REFERENCES: Final = text("""
  SELECT c.conrelid::regclass::text AS from_table, a.attname AS from_column FROM pg_constraint c
  CROSS JOIN LATERAL unnest(c.conkey, c.confkey) AS pair (own, other)
  JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = pair.own
  JOIN pg_attribute f ON f.attrelid = c.confrelid AND f.attnum = pair.other
  WHERE c.contype = 'f' AND c.confrelid = 'facilities'::regclass AND f.attname = 'code' ORDER BY 1, 2""")


async def users_of_facilities(connection: AsyncConnection, election_id: int, codes: Collection[str]) -> dict[str, str]:
    """Say for each facility that any row of any room refers to, in which table. Asks the catalog: places does not know the rooms above."""
    found: dict[str, str] = {}
    for reference in (await connection.execute(_REFERENCES)).all():
        elsewhere = table(reference.from_table, column("election_id"), column(reference.from_column))
        code = elsewhere.c[reference.from_column]
        used = select(code).distinct().where(elsewhere.c.election_id == election_id, code == any_of(codes))
        found |= dict.fromkeys((await connection.execute(used)).scalars(), reference.from_table)
    return found
