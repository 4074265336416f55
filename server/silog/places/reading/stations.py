"""Polling stations from an operator's file: each is a number in a village."""

from typing import Final

from silog.places.reading.cells import Cells
from silog.places.reading.facilities import PLACING, Facilities, FacilityRow, is_wanted, placing, without_doubles
from silog.places.reading.problems import Problems
from silog.places.reading.records import Columns, File, Record, read_records
from silog.places.rules import MOST_VOTERS, FacilityKind, RegionLevel, level_of, station_code

_COLUMNS: Final = Columns(
    required=frozenset({"region_code", "number", "registered_voters", "lon", "lat"}),
    optional=PLACING | {"code", "name", "kind"},
    aliases={"village_code": "region_code", "station_number": "number"},
)
_MOST_IN_A_VILLAGE: Final = 999


def read_stations(file: File, problems: Problems) -> Facilities:
    """Read polling stations by code. The code follows from village and number; where the file names it, it must agree."""
    found = read_records(file, _COLUMNS, problems)
    rows: list[FacilityRow] = []
    if not len(problems):
        records = [record for record in found.records if is_wanted(record, file.only)]
        rows = [row for record in records if (row := _station(record, file, problems))]
    return Facilities(without_doubles(rows, problems, file.only), has_berths=False)


def _station(record: Record, file: File, problems: Problems) -> FacilityRow | None:
    before, cells = len(problems), Cells(record, problems)
    village, point = cells.region("region_code"), cells.point("lon", "lat")
    number, voters = _number(cells, "number", 1, _MOST_IN_A_VILLAGE), _number(cells, "registered_voters", 0, MOST_VOTERS)
    name, said, kind = cells.text("name", is_required=False), cells.text("code", is_required=False), cells.word("kind", FacilityKind)
    how = placing(cells, file)
    if kind not in {None, FacilityKind.POLLING_STATION}:
        cells.wrong("kind", f"{kind} does not belong into a file of polling stations")
    if village is not None and level_of(village) is not RegionLevel.VILLAGE:
        cells.wrong("region_code", f"{village} is a {level_of(village)}, and a polling station belongs to a VILLAGE")
    if len(problems) > before or village is None or point is None or number is None or voters is None:
        return None
    code = station_code(village, number)
    if said not in {None, code}:
        cells.wrong("code", f"{said} is not the code of station {number} of {village}, which is {code}")
        return None
    return FacilityRow(
        *(record.row, code, FacilityKind.POLLING_STATION, name, village, point, None),
        *(how.landmass, how.quality, how.moved_m, how.source, how.is_3t, number, voters),
    )


def _number(cells: Cells, column: str, least: int, most: int) -> int | None:
    if not cells.has(column):
        cells.wrong(column, "is empty")
        return None
    return cells.integer(column, least, most)
