"""Timetabled voyages from CSV: one row for each call, in the order of the voyage."""

from dataclasses import dataclass
from typing import Final

from silog.places.reading import File, Problems
from silog.places.reading.cells import Cells
from silog.places.reading.records import Columns, Record, read_records
from silog.planning.rules import MOST_BOXES, Voyage, VoyageCall, wrong_voyage

_COLUMNS: Final = Columns(
    required=frozenset({"voyage", "conveyance", "capacity_boxes", "place"}), optional=frozenset({"arrives_at", "departs_at", "source"})
)


@dataclass(frozen=True, slots=True)
class _Row:
    record: Record
    conveyance: str
    capacity: int
    call: VoyageCall
    source: str | None


def read_voyages(file: File, problems: Problems) -> list[Voyage]:
    """Read voyages by code; none where anything is wrong. A call needs one of its two times; the other is then the same."""
    rows: dict[str, list[_Row]] = {}
    for record in read_records(file, _COLUMNS, problems).records:
        _add(record, problems, rows)
    if len(problems):
        return []
    found = [_voyage(code, group, file, problems) for code, group in sorted(rows.items())]
    return [] if len(problems) else found


def _add(record: Record, problems: Problems, rows: dict[str, list[_Row]]) -> None:
    cells = Cells(record, problems)
    code, conveyance, place = cells.text("voyage"), cells.text("conveyance"), cells.text("place")
    capacity, source = cells.integer("capacity_boxes", 0, MOST_BOXES), cells.text("source", is_required=False)
    arrives, departs = cells.moment("arrives_at"), cells.moment("departs_at")
    if not cells.has("capacity_boxes"):
        cells.wrong("capacity_boxes", "is empty")
    if not cells.has("arrives_at") and not cells.has("departs_at"):
        cells.wrong("arrives_at", "and departs_at are both empty")
    first, last = arrives or departs, departs or arrives
    if code is None or conveyance is None or place is None or capacity is None or first is None or last is None:
        return
    rows.setdefault(code, []).append(_Row(record, conveyance, capacity, VoyageCall(place, first, last), source))


def _voyage(code: str, group: list[_Row], file: File, problems: Problems) -> Voyage:
    first = group[0]
    for row in group[1:]:
        for column, here, there in (("conveyance", row.conveyance, first.conveyance), ("capacity_boxes", row.capacity, first.capacity)):
            if here != there:
                problems.add(f"is {here}, and {there} in row {first.record.row} of the same voyage", row.record.row, column)
    voyage = Voyage(code, first.conveyance, first.capacity, tuple(row.call for row in group), first.source or file.name)
    wrong = wrong_voyage(voyage)
    if wrong is not None:
        problems.add(f"voyage {code}: `{wrong[0]}` {wrong[1]}", first.record.row)
    return voyage
