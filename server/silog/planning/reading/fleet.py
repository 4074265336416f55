"""The fleet from CSV: conveyances, and where the columns are given the terms on which plans may use them."""

from dataclasses import dataclass
from typing import Final

from silog.movement.rules import Conveyance, ConveyanceKind
from silog.places.reading import File, Problems
from silog.places.reading.cells import Cells
from silog.places.reading.records import Columns, Record, read_records
from silog.planning.rules import MOST_BOXES, MOST_COST, MOST_RANK, VesselTerms, wrong_terms
from silog.routes.figures import figures
from silog.routes.rules import VesselClass

_TERMS: Final = ("crew_hours", "cost_per_hour", "from_at", "until_at")
_STANDBY: Final = ("standby_rank", "notice_hours")
_COLUMNS: Final = Columns(
    required=frozenset({"code", "name", "kind", "region_code", "capacity_boxes", "speed_kn"}),
    optional=frozenset(
        {*_TERMS, *_STANDBY, "home_code", "clearance_m", "wave_limit_m", "cost_per_km", "capacity_kg", "source"},
    ),
)
_MOST_CLEARANCE_M: Final = 2_000
_COLUMN_OF: Final = {"crewHours": "crew_hours", "noticeHours": "notice_hours"}
"""Where the file says what the rules call wrong."""


@dataclass(frozen=True, slots=True)
class FleetRow:
    """A conveyance, its terms (None: it is not planned with), and who said so."""

    conveyance: Conveyance
    terms: VesselTerms | None
    source: str


def read_fleet(file: File, problems: Problems) -> list[FleetRow]:
    """Read conveyances by code; none where anything is wrong."""
    rows: dict[str, FleetRow] = {}
    for record in read_records(file, _COLUMNS, problems).records:
        before = len(problems)
        row = _row(record, file, problems)
        if row is None or len(problems) > before:
            continue
        if row.conveyance.code in rows:
            problems.add(f"{row.conveyance.code} stands in the file already", record.row, "code")
        rows[row.conveyance.code] = row
    return [] if len(problems) else [rows[code] for code in sorted(rows)]


def _row(record: Record, file: File, problems: Problems) -> FleetRow | None:
    cells = Cells(record, problems)
    code, name, region = cells.text("code"), cells.text("name"), cells.region("region_code")
    kind, speed = cells.word("kind", ConveyanceKind), cells.decimal("speed_kn")
    capacity, home = cells.integer("capacity_boxes", 1, MOST_BOXES), cells.text("home_code", is_required=False)
    clearance, waves = cells.integer("clearance_m", 0, _MOST_CLEARANCE_M), cells.decimal("wave_limit_m")
    terms = _terms(cells, code or "")
    for column in ("kind", "speed_kn", "capacity_boxes"):
        if not cells.has(column):
            cells.wrong(column, "is empty")
    if code is not None and not code.startswith("CNV-"):
        cells.wrong("code", f"{code!r} does not begin with CNV-, as codes of conveyances do")
    for column, value in (("speed_kn", speed), ("wave_limit_m", waves)):
        if value is not None and value <= 0:
            cells.wrong(column, f"is {value:g}: it is more than 0")
    if code is None or name is None or region is None or kind is None or speed is None or capacity is None:
        return None
    kept = (
        clearance
        if clearance is not None or kind.value not in VesselClass.__members__
        else figures().vessels[VesselClass(kind)].clearance_m
    )
    conveyance = Conveyance(code, name, kind, region, home, capacity, speed, kept, waves)
    return FleetRow(conveyance, terms, cells.text("source", is_required=False) or file.name)


def _terms(cells: Cells, code: str) -> VesselTerms | None:
    if not any(cells.has(column) for column in (*_TERMS, *_STANDBY)):
        return None
    crew, per_hour = cells.decimal("crew_hours"), cells.integer("cost_per_hour", 0, MOST_COST)
    per_km, kilos = cells.integer("cost_per_km", 0, MOST_COST), cells.integer("capacity_kg", 1, MOST_COST)
    since, until = cells.moment("from_at"), cells.moment("until_at")
    rank, notice = cells.integer("standby_rank", 1, MOST_RANK), cells.decimal("notice_hours")
    for column in _TERMS:
        if not cells.has(column):
            cells.wrong(column, f"is empty: to be planned with, a conveyance needs {', '.join(_TERMS)}")
    if crew is None or per_hour is None or since is None or until is None:
        return None
    terms = VesselTerms(code, crew, per_hour, per_km or 0, kilos, since, until, rank, notice)
    wrong = wrong_terms(terms)
    if wrong is not None:
        cells.wrong(_COLUMN_OF.get(wrong[0], "until_at"), wrong[1])
    return terms
