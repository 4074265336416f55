"""What only the database can say about a file: whether regions stand, and whether a change would leave others hanging."""

import math
from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from silog.places.queries import RegionFacts, any_of, users_of_facilities
from silog.places.reading import FacilityRow, IslandRow, Problems, RegionRow
from silog.places.reading.cells import LonLat
from silog.places.rules import RegionLevel, level_of, lineage
from silog.places.tables import facilities

FARTHEST_M: Final = 100_000
"""No village reaches farther from its own point; a facility that seems to has the wrong sign, village or digit."""
_LOAD_FIRST: Final = "is not known; load it first: silog load regions"


def check_parents(rows: Sequence[RegionRow], known: Collection[str], problems: Problems) -> None:
    """Note regions whose parent neither stands nor comes in the same file."""
    standing = {row.code for row in rows} | set(known)
    for row in rows:
        if row.parent_code is not None and row.parent_code not in standing:
            problems.add(f"{row.code} lies in {row.parent_code}, which {_LOAD_FIRST}", row.row, "code")


def check_regencies(rows: Sequence[IslandRow], known: Collection[str], problems: Problems) -> None:
    """Note islands whose regency does not stand."""
    for row in rows:
        if row.regency_code is not None and row.regency_code not in known:
            problems.add(f"{row.regency_code} {_LOAD_FIRST}", row.row, "regency_code")


async def check_facilities(
    connection: AsyncConnection, election_id: int, rows: Sequence[FacilityRow], known: dict[str, RegionFacts], problems: Problems
) -> None:
    """Note facilities in unknown regions, far from their village, or moved away from those who refer to them."""
    for row in rows:
        region = known.get(row.region_code)
        if region is None:
            problems.add(f"{row.region_code} {_LOAD_FIRST}", row.row, "region_code")
        elif level_of(row.region_code) is RegionLevel.VILLAGE and region.label is not None:
            _check_distance(row, region.label, problems)
    await _check_moves(connection, election_id, rows, problems)


async def _check_moves(connection: AsyncConnection, election_id: int, rows: Sequence[FacilityRow], problems: Problems) -> None:
    """Note facilities that others refer to and that would leave their regency, out of the sight of the people who use them.

    Nothing else can be taken from under a reference: a code says its kind and, for a station, its village.
    """
    f = facilities.c
    standing = select(f.code, f.region_code).where(f.election_id == election_id, f.code == any_of([row.code for row in rows]))
    before = {row.code: row.region_code for row in await connection.execute(standing)}
    moved = [row for row in rows if row.code in before and _regency(row.region_code) != _regency(before[row.code])]
    used_in = await users_of_facilities(connection, election_id, [row.code for row in moved]) if moved else {}
    for row in moved:
        if row.code in used_in:
            message = f"{row.code} is a place in {before[row.code]} that {used_in[row.code]} refer to, and cannot move to {row.region_code}"
            problems.add(f"{message}; load the new place under a code of its own", row.row, "region_code")


def _regency(code: str) -> tuple[str, ...]:
    return lineage(code)[-2:]


def _check_distance(row: FacilityRow, label: LonLat, problems: Problems) -> None:
    distance_m = _distance_m(row.point, label)
    if distance_m > FARTHEST_M:
        message = f"{row.point[1]:g} puts it {distance_m / 1000:,.0f} km from {row.region_code}; are the sign and the village right?"
        problems.add(message, row.row, "lat")


def _distance_m(one: LonLat, other: LonLat) -> float:
    """Great-circle distance on a sphere: good to half a percent, which is enough to tell a wrong sign."""
    (lon1, lat1), (lon2, lat2) = (tuple(map(math.radians, point)) for point in (one, other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6_371_000 * math.asin(math.sqrt(half))
