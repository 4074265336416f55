"""Loading files of regions, islands, facilities and polling stations: all or nothing, and twice is as good as once."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import shapely
from sqlalchemy import text

from silog.kit.database import Database, UnitOfWork
from silog.kit.scope import Scope
from silog.places.actions.bulk import Progress, Row, Written, silent, upsert
from silog.places.actions.checking import check_facilities, check_parents, check_regencies
from silog.places.queries import NO_ELECTION, RegionFacts, moved_facilities, region_facts
from silog.places.reading import FacilityRow, File, Problems, RegionRow, read_facilities, read_islands, read_regions, read_stations
from silog.places.reading.cells import LonLat
from silog.places.reading.facilities import Facilities
from silog.places.reading.islands import IslandRow
from silog.places.rules import FacilityKind, lineage
from silog.places.tables import facilities, islands, regions

PORT_KINDS: Final = (FacilityKind.PORT, FacilityKind.LANDING, FacilityKind.AIRPORT)
FACILITY_KINDS: Final = (*PORT_KINDS, FacilityKind.WAREHOUSE, FacilityKind.PPK, FacilityKind.PPS)


def unknown_landmass(_lon: float, _lat: float) -> int | None:
    """Say that no coastline is known."""
    return None


@dataclass(frozen=True, slots=True)
class Manner:
    """How a file is loaded: for good or only tried, who is told how far it is, and by which coastline points get their landmass."""

    is_dry_run: bool = False
    progress: Progress = silent
    landmass_at: Callable[[float, float], int | None] = unknown_landmass
    keeps_moved: bool = False
    """Whether ports that an operator has moved on the map stay as they are, whatever the file says of them."""


FOR_GOOD: Final = Manner()


async def load_regions(database: Database, file: File, manner: Manner = FOR_GOOD, frontier: Collection[str] = ()) -> Written:
    """Load regions, which all elections share. A polygon in the file is taken for the official area.

    A region is 3T where the file says so. Where it says nothing, regions in `frontier` and all that lies in them are, and any other
    keeps the mark it has, or takes its parent's. Facilities take their region's mark when they are loaded.
    """
    problems = Problems(file.name)
    rows = read_regions(file, problems)
    async with database.unit_of_work(NO_ELECTION) as work:
        known = await region_facts(work.connection, {code for row in rows for code in lineage(row.code)})
        check_parents(rows, known, problems)
        problems.refuse()
        marks = _marks(rows, known, frontier)
        written = await upsert(work, regions, [_region(row, is_3t=marks[row.code]) for row in rows], manner.progress)
        await _end(work, manner)
    return written


async def set_approximate_areas(database: Database, areas: Mapping[str, bytes]) -> int:
    """Give regions that have no official area an approximate one (WKB of a MultiPolygon); give how many changed."""
    statement = """
      UPDATE regions SET area = ST_GeomFromWKB(given.area, 4326)
      FROM unnest($1::text[], $2::bytea[]) AS given (code, area)
      WHERE regions.code = given.code AND is_area_approximate AND regions.area IS DISTINCT FROM ST_GeomFromWKB(given.area, 4326)"""
    async with database.unit_of_work(NO_ELECTION) as work:
        said = await (await work.driver).execute(statement, list(areas), list(areas.values()))
    return int(said.rpartition(" ")[2])


async def load_islands(database: Database, file: File, manner: Manner = FOR_GOOD) -> Written:
    """Load islands, which all elections share; their regencies must stand."""
    problems = Problems(file.name)
    rows = read_islands(file, problems)
    async with database.unit_of_work(NO_ELECTION) as work:
        known = await region_facts(work.connection, {row.regency_code for row in rows if row.regency_code})
        check_regencies(rows, known, problems)
        problems.refuse()
        written = await upsert(work, islands, [_island(row) for row in rows], manner.progress)
        await _end(work, manner)
    return written


async def load_ports(database: Database, election_id: int, file: File, manner: Manner = FOR_GOOD) -> Written:
    """Load ports, landings and airports into one election."""
    return await _load(database, election_id, file, partial(read_facilities, kinds=PORT_KINDS), manner)


async def load_facilities(database: Database, election_id: int, file: File, manner: Manner = FOR_GOOD) -> Written:
    """Load facilities of every kind but polling stations into one election."""
    return await _load(database, election_id, file, partial(read_facilities, kinds=FACILITY_KINDS), manner)


async def load_stations(database: Database, election_id: int, file: File, manner: Manner = FOR_GOOD) -> Written:
    """Load polling stations into one election."""
    return await _load(database, election_id, file, read_stations, manner)


async def _load(database: Database, election_id: int, file: File, read: Callable[[File, Problems], Facilities], manner: Manner) -> Written:
    problems = Problems(file.name)
    found = read(file, problems)
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        known = await region_facts(work.connection, {row.region_code for row in found.rows})
        await check_facilities(work.connection, election_id, found.rows, known, problems)
        problems.refuse()
        kept = await moved_facilities(work.connection, election_id) if manner.keeps_moved else frozenset()
        fresh = [row for row in found.rows if row.code not in kept]
        rows = [_facility(row, election_id, known[row.region_code], manner, has_berth=found.has_berths) for row in fresh]
        written = await upsert(work, facilities, rows, manner.progress) + Written(unchanged=len(found.rows) - len(fresh))
        await _end(work, manner)
    return written


async def _end(work: UnitOfWork, manner: Manner) -> None:
    """Check what is checked at the end, so that a dry run finds it too; then let a dry run leave nothing."""
    await work.connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    if manner.is_dry_run:
        await work.undo()


def _marks(rows: Sequence[RegionRow], known: dict[str, RegionFacts], frontier: Collection[str]) -> dict[str, bool]:
    """Say of each row whether it is 3T. Rows come largest first, so a parent is marked before its children."""
    marks = {code: facts.is_3t for code, facts in known.items()}
    for row in rows:
        if row.is_3t is not None:
            marks[row.code] = row.is_3t
        elif not set(frontier).isdisjoint(lineage(row.code)):
            marks[row.code] = True
        else:
            marks.setdefault(row.code, marks.get(row.parent_code or "", False))
    return marks


def _region(row: RegionRow, *, is_3t: bool) -> Row:
    values: dict[str, object] = {
        "code": row.code,
        "parent_code": row.parent_code,
        "level": row.level,
        "name": row.name,
        "is_3t": is_3t,
    }
    if row.label is not None:
        values["label"] = _point(row.label)
    if row.area is not None:
        values |= {"area": row.area, "is_area_approximate": False}
    return values


def _island(row: IslandRow) -> Row:
    values: dict[str, object] = {
        "code": row.code,
        "regency_code": row.regency_code,
        "name": row.name,
        "point": _point(row.point),
        "is_populated": row.is_populated,
        "is_outermost": row.is_outermost,
    }
    return values if row.landmass is None else values | {"landmass": row.landmass}


def _facility(row: FacilityRow, election_id: int, region: RegionFacts, manner: Manner, *, has_berth: bool) -> Row:
    values: dict[str, object] = {
        "election_id": election_id,
        "code": row.code,
        "kind": row.kind,
        "name": row.name or f"TPS {row.station_number:03d} {region.name}",
        "region_code": row.region_code,
        "point": _point(row.point),
        "landmass": manner.landmass_at(*row.point) if row.landmass is None else row.landmass,
        "quality": row.quality,
        "moved_m": row.moved_m,
        "source": row.source,
        "is_3t": region.is_3t if row.is_3t is None else row.is_3t,
        "station_number": row.station_number,
        "registered_voters": row.registered_voters,
    }
    return values | {"berth": row.berth and _point(row.berth)} if has_berth else values


def _point(point: LonLat) -> bytes:
    return shapely.to_wkb(shapely.Point(point))
