"""Islands from an operator's file, or from islands.csv of the npm package idn-area-data with its degrees, minutes and seconds."""

import re
from dataclasses import dataclass
from typing import Final

from silog.places.reading.cells import Cells, LonLat
from silog.places.reading.problems import Problems
from silog.places.reading.records import Columns, File, Record, read_records
from silog.places.rules import RegionLevel, is_within, level_of, region_code

_COLUMNS: Final = Columns(
    required=frozenset({"code", "regency_code", "name", "is_populated", "is_outermost"}),
    optional=frozenset({"lon", "lat", "coordinate", "landmass", "land_id", "dist_land_m"}),
    aliases={"is_outermost_small": "is_outermost"},
)
_CODE: Final = re.compile(r"\d{2}\.?\d{2}\.?\d{5}", re.ASCII)
_ANGLE: Final = r"""\s*(\d{1,3})°(\d{1,2})'([\d.]+)"\s*"""
_COORDINATE: Final = re.compile(_ANGLE + "([NS])" + _ANGLE + "([EW])", re.ASCII)


@dataclass(frozen=True, slots=True)
class IslandRow:
    """One island as a file gives it. A few belong to a province without a regency."""

    row: int
    code: str
    regency_code: str | None
    name: str
    point: LonLat
    is_populated: bool
    is_outermost: bool
    landmass: int | None


def read_islands(file: File, problems: Problems) -> list[IslandRow]:
    """Read islands by code. The point comes as lon and lat, or as one column `coordinate`: 03°19'03.44" N 097°07'41.73" E."""
    found = read_records(file, _COLUMNS, problems)
    if problems.unit == "row" and "coordinate" not in found.columns:
        for column in sorted({"lon", "lat"} - found.columns):
            problems.add("is missing", column=column)
    if len(problems):
        return []
    rows: dict[str, IslandRow] = {}
    for record in found.records:
        if not _is_wanted(record, file.only):
            continue
        row = _island(record, problems)
        if row is not None and row.code in rows:
            problems.add(f"{row.code} stands in {problems.unit} {rows[row.code].row} already", record.row, "code")
        elif row is not None:
            rows[row.code] = row
    if not rows and not len(problems):
        problems.add(f"No row lies in {file.only}.")
    return [rows[code] for code in sorted(rows)]


def _is_wanted(record: Record, only: str) -> bool:
    regency = record.cells.get("regency_code", "")
    place = region_code(regency) if regency else record.cells.get("code", "")[:2]
    return not only or place is None or is_within(place, only)


def _island(record: Record, problems: Problems) -> IslandRow | None:
    before, cells = len(problems), Cells(record, problems)
    code, name = cells.text("code"), cells.text("name")
    regency = cells.region("regency_code", is_required=False)
    point = _point(cells)
    is_populated, is_outermost = _flag(cells, "is_populated"), _flag(cells, "is_outermost")
    landmass = cells.integer("landmass", 0, 2**31 - 1)
    if code is not None and not _CODE.fullmatch(code):
        cells.wrong("code", f"{code!r} is no island code; they look like 21.03.40017")
    if regency is not None and level_of(regency) is not RegionLevel.REGENCY:
        cells.wrong("regency_code", f"{regency} is a {level_of(regency)}, and must be a regency or city")
    if len(problems) > before or code is None or name is None or point is None:
        return None
    return IslandRow(record.row, _dotted(code), regency, name, point, bool(is_populated), bool(is_outermost), landmass)


def _dotted(code: str) -> str:
    digits = code.replace(".", "")
    return f"{digits[:2]}.{digits[2:4]}.{digits[4:]}"


def _flag(cells: Cells, column: str) -> bool | None:
    if not cells.has(column):
        cells.wrong(column, "is empty")
        return None
    return cells.truth(column)


def _point(cells: Cells) -> LonLat | None:
    if not cells.has("coordinate"):
        return cells.point("lon", "lat")
    text = cells.text("coordinate") or ""
    match = _COORDINATE.fullmatch(text)
    if match is None:
        cells.wrong("coordinate", f"{text!r} does not look like 03°19'03.44\" N 097°07'41.73\" E")
        return None
    lat, lon = _degrees(*match.group(1, 2, 3, 4)), _degrees(*match.group(5, 6, 7, 8))
    return cells.checked_point("coordinate", "coordinate", (lon, lat))


def _degrees(degrees: str, minutes: str, seconds: str, side: str) -> float:
    value = int(degrees) + int(minutes) / 60 + float(seconds) / 3600
    return round(-value if side in "SW" else value, 7)
