"""Regions from an operator's file, or from the CSV files of the npm package idn-area-data, one level after another."""

from dataclasses import dataclass
from typing import Final

import shapely

from silog.places.reading.cells import Cells, LonLat
from silog.places.reading.problems import Problems
from silog.places.reading.records import Columns, File, Record, read_records
from silog.places.reading.shapes import area_of
from silog.places.rules import RegionLevel, is_within, level_of, lineage, parent_of, region_code

_COLUMNS: Final = Columns(
    required=frozenset({"code", "name"}),
    optional=frozenset({"level", "parent_code", "label_lon", "label_lat", "is_3t"}),
    aliases=dict.fromkeys(("parent", "province_code", "regency_code", "district_code"), "parent_code")
    | {"lon": "label_lon", "lat": "label_lat"},
)


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One region as a file gives it; None where the file says nothing. `area` is the WKB of a MultiPolygon."""

    row: int
    code: str
    name: str
    label: LonLat | None
    area: bytes | None
    is_3t: bool | None

    @property
    def level(self) -> RegionLevel:
        """What the code says."""
        return level_of(self.code)

    @property
    def parent_code(self) -> str | None:
        """What the code says."""
        return parent_of(self.code)


def read_regions(file: File, problems: Problems) -> list[RegionRow]:
    """Read regions, largest first. Level and parent follow from the code; where the file names them, they must agree with it.

    With `file.only`, what lies in that region is read, and what contains it.
    """
    found = read_records(file, _COLUMNS, problems)
    if len(problems):
        return []
    rows: dict[str, RegionRow] = {}
    for record in found.records:
        if not _is_wanted(record, file.only):
            continue
        row = _region(record, problems)
        if row is not None and row.code in rows:
            problems.add(f"{row.code} stands in {problems.unit} {rows[row.code].row} already", record.row, "code")
        elif row is not None:
            rows[row.code] = row
    if not rows and not len(problems):
        problems.add(f"No row lies in {file.only}.")
    return sorted(rows.values(), key=lambda row: (len(row.code), row.code))


def _is_wanted(record: Record, only: str) -> bool:
    code = region_code(record.cells.get("code", ""))
    return not only or code is None or is_within(code, only) or code in lineage(only)


def _region(record: Record, problems: Problems) -> RegionRow | None:
    before, cells = len(problems), Cells(record, problems)
    code, name = cells.region("code"), cells.text("name")
    is_3t = cells.truth("is_3t")
    label = cells.point("label_lon", "label_lat", is_required=False)
    parent, level = cells.region("parent_code", is_required=False), cells.word("level", RegionLevel)
    if code is not None:
        if parent is not None and parent != parent_of(code):
            cells.wrong("parent_code", f"{parent} does not contain {code}; by its code, {parent_of(code) or 'nothing'} does")
        if level is not None and level is not level_of(code):
            cells.wrong("level", f"{level} does not fit {code}, which is a {level_of(code)}")
    area = area_of(record.shape, cells)
    if len(problems) > before or code is None or name is None:
        return None
    if label is None and area is not None:
        inside = shapely.point_on_surface(area)
        label = (inside.x, inside.y)
    return RegionRow(record.row, code, name, label, None if area is None else shapely.to_wkb(area), is_3t)
