"""Warehouses, ports, landings, airports and committee offices from an operator's file."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from silog.places.reading.cells import Cells, LonLat
from silog.places.reading.problems import Problems
from silog.places.reading.records import Columns, File, Record, read_records
from silog.places.rules import FacilityKind, PositionQuality, RegionLevel, is_within, level_of, region_code

PLACING: Final = frozenset({"landmass", "quality", "moved_m", "source", "is_3t"})
_COLUMNS: Final = Columns(
    required=frozenset({"code", "kind", "name", "region_code", "lon", "lat"}),
    optional=PLACING | {"berth_lon", "berth_lat"},
)
_CODE: Final = re.compile(r"[A-Z]{2,4}-[A-Za-z0-9][A-Za-z0-9.-]{0,58}", re.ASCII)
_PREFIX: Final = {
    FacilityKind.WAREHOUSE: "WH-",
    FacilityKind.PORT: "PORT-",
    FacilityKind.LANDING: "LDG-",
    FacilityKind.AIRPORT: "AIR-",
    FacilityKind.PPK: "PPK-",
    FacilityKind.PPS: "PPS-",
}
_LEVEL: Final = {FacilityKind.PPK: RegionLevel.DISTRICT, FacilityKind.PPS: RegionLevel.VILLAGE}
MOST_MOVED_M: Final = 100_000


@dataclass(frozen=True, slots=True)
class FacilityRow:
    """One facility as a file gives it; None where the file says nothing. `source` is the file's name unless a column says it."""

    row: int
    code: str
    kind: FacilityKind
    name: str | None
    region_code: str
    point: LonLat
    berth: LonLat | None
    landmass: int | None
    quality: PositionQuality
    moved_m: int
    source: str
    is_3t: bool | None
    station_number: int | None = None
    registered_voters: int | None = None


@dataclass(frozen=True, slots=True)
class Facilities:
    """The rows of a file, and whether it says anything of berths: a file that does not leaves those that stand as they are."""

    rows: list[FacilityRow]
    has_berths: bool


def read_facilities(file: File, problems: Problems, kinds: Collection[FacilityKind] = tuple(_PREFIX)) -> Facilities:
    """Read facilities of some kinds by code. Polling stations have a file of their own."""
    found = read_records(file, _COLUMNS, problems)
    rows: list[FacilityRow] = []
    if not len(problems):
        records = [record for record in found.records if is_wanted(record, file.only)]
        rows = [row for record in records if (row := _facility(record, file, problems, kinds))]
    return Facilities(without_doubles(rows, problems, file.only), has_berths="berth_lon" in found.columns)


def is_wanted(record: Record, only: str) -> bool:
    """Whether a record lies in the region that was asked for; one whose code cannot be read does, so that it is reported."""
    code = region_code(record.cells.get("region_code", ""))
    return not only or code is None or is_within(code, only)


def without_doubles(rows: list[FacilityRow], problems: Problems, only: str) -> list[FacilityRow]:
    """Sort by code, and note codes that stand twice, or that there is nothing."""
    by_code: dict[str, FacilityRow] = {}
    for row in rows:
        if row.code in by_code:
            problems.add(f"{row.code} stands in {problems.unit} {by_code[row.code].row} already", row.row, "code")
        by_code.setdefault(row.code, row)
    if not rows and not len(problems):
        problems.add(f"No row lies in {only}.")
    return [by_code[code] for code in sorted(by_code)]


@dataclass(frozen=True, slots=True)
class Placing:
    """How a facility's position is known."""

    landmass: int | None
    quality: PositionQuality
    moved_m: int
    source: str
    is_3t: bool | None


def placing(cells: Cells, file: File) -> Placing:
    """Take what is said of a position. An operator's own file was surveyed unless its columns say otherwise."""
    return Placing(
        cells.integer("landmass", 0, 2**31 - 1),
        cells.word("quality", PositionQuality) or PositionQuality.SURVEYED,
        cells.integer("moved_m", 0, MOST_MOVED_M) or 0,
        cells.text("source", is_required=False) or file.name,
        cells.truth("is_3t"),
    )


def _facility(record: Record, file: File, problems: Problems, kinds: Collection[FacilityKind]) -> FacilityRow | None:
    before, cells = len(problems), Cells(record, problems)
    code, name, region = cells.text("code"), cells.text("name"), cells.region("region_code")
    kind = cells.word("kind", FacilityKind)
    if not cells.has("kind"):
        cells.wrong("kind", "is empty")
    point, berth = cells.point("lon", "lat"), cells.point("berth_lon", "berth_lat", is_required=False)
    how = placing(cells, file)
    if kind is not None:
        _check(cells, kind, code, region, kinds)
    if len(problems) > before or code is None or kind is None or region is None or point is None:
        return None
    return FacilityRow(
        *(record.row, code, kind, name, region, point, berth),
        *(how.landmass, how.quality, how.moved_m, how.source, how.is_3t),
    )


def _check(cells: Cells, kind: FacilityKind, code: str | None, region: str | None, kinds: Collection[FacilityKind]) -> None:
    if kind not in kinds:
        cells.wrong("kind", f"{kind} does not belong into this file, which holds {', '.join(kinds)}")
        return
    if code is not None and (not code.startswith(_PREFIX[kind]) or not _CODE.fullmatch(code)):
        cells.wrong("code", f"{code!r} is no code of a {kind}; use {_PREFIX[kind]} and letters, digits, dots or hyphens")
    wanted = _LEVEL.get(kind)
    if region is not None and wanted is not None and level_of(region) is not wanted:
        cells.wrong("region_code", f"{region} is a {level_of(region)}, and a {kind} belongs to a {wanted}")
