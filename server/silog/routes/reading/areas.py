"""Areas of the sea from GeoJSON: foreign waters, and restricted ones with their times."""

from dataclasses import dataclass
from typing import Final

from shapely.geometry import MultiPolygon

from silog.places.reading.cells import Cells
from silog.places.reading.problems import Problems
from silog.places.reading.records import Columns, File, Record, read_records
from silog.places.reading.shapes import area_of
from silog.routes.rules import AreaTerms, SeaAreaKind, SeaAreaRule, wrong_terms

_COLUMNS: Final = Columns(
    required=frozenset({"code", "name", "kind", "source"}),
    optional=frozenset({"rule", "cost_factor", "valid_from", "valid_to"}),
)
MOST_VERTICES: Final = 20_000
"""Of one area: a router looks at every corner of it for every route."""


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area as a file gives it."""

    row: int
    terms: AreaTerms
    area: MultiPolygon
    source: str


def read_areas(file: File, problems: Problems) -> list[AreaRow]:
    """Read areas by code; none where anything is wrong."""
    found = read_records(file, _COLUMNS, problems)
    if len(problems):
        return []
    rows: dict[str, AreaRow] = {}
    for record in found.records:
        row = _area(record, problems)
        if row is not None and row.terms.code in rows:
            problems.add(f"{row.terms.code} stands in {problems.unit} {rows[row.terms.code].row} already", record.row, "code")
        elif row is not None:
            rows[row.terms.code] = row
    return sorted(rows.values(), key=lambda row: row.terms.code)


def _area(record: Record, problems: Problems) -> AreaRow | None:
    before, cells = len(problems), Cells(record, problems)
    code, name, source = cells.text("code"), cells.text("name"), cells.text("source")
    kind, rule = cells.word("kind", SeaAreaKind), cells.word("rule", SeaAreaRule)
    if not cells.has("kind"):
        cells.wrong("kind", f"is empty; it is one of {', '.join(SeaAreaKind)}")
    factor = cells.decimal("cost_factor")
    times = cells.moment("valid_from"), cells.moment("valid_to")
    area = area_of(record.shape, cells)
    if record.shape is None:
        cells.wrong("geometry", "is missing; an area is a Polygon or MultiPolygon")
    elif area is not None and vertices(area) > MOST_VERTICES:
        cells.wrong("geometry", f"has {vertices(area):,} corners, and may have {MOST_VERTICES:,}: simplify it")
    if len(problems) > before or None in (code, name, source, kind, area):
        return None
    assert code is not None and name is not None and source is not None and kind is not None and area is not None  # noqa: PT018, S101 -- said above
    terms = AreaTerms(code, name, kind, rule or SeaAreaRule.AVOID, factor, *times)
    wrong = wrong_terms(terms)
    if wrong is not None:
        cells.wrong(*wrong)
        return None
    return AreaRow(record.row, terms, area, source)


def vertices(area: MultiPolygon) -> int:
    """Count the corners of an area."""
    return sum(len(part.exterior.coords) - 1 + sum(len(hole.coords) - 1 for hole in part.interiors) for part in area.geoms)
