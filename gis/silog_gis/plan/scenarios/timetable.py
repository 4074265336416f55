"""Timetabled sailings from a CSV file: one row for each stop. All that is wrong is told at once, by row and column."""

import csv
from datetime import datetime
from pathlib import Path
from typing import Final

from silog_gis.plan.problem import UnplannableError
from silog_gis.plan.whole.task import Goes, PortCall, Sailing

COLUMNS: Final = ("sailing", "name", "conveyance", "boxes", "place", "arrives_at", "departs_at")
"""Also read where they are there: goes (SEA, ROAD), wave_limit_m, clearance_m, cost_per_box."""


def read_sailings(path: Path) -> tuple[Sailing, ...]:
    """Read a file; rows of one sailing follow each other in the order of its stops. Refused: UnplannableError."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            table = csv.DictReader(lines, strict=True)
            missing = [name for name in COLUMNS if name not in (table.fieldnames or [])]
            if missing:
                raise UnplannableError([f"{path}: no column {', '.join(missing)}; it needs {', '.join(COLUMNS)}"])
            rows = [(table.line_num, {name: (value or "").strip() for name, value in row.items() if name}) for row in table]
    except OSError as error:
        raise UnplannableError([f"{path} cannot be read: {error.strerror}"]) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnplannableError([f"{path} is no CSV file in UTF-8: {error}"]) from error
    faults = list[str]()
    groups = dict[str, list[tuple[int, dict[str, str]]]]()
    for line, row in rows:
        groups.setdefault(row["sailing"], []).append((line, row))
    found = [each for code, group in groups.items() if (each := _sailing(code, group, faults)) is not None]
    if faults:
        raise UnplannableError([f"{path}, {fault}" for fault in faults])
    return tuple(found)


def _sailing(code: str, rows: list[tuple[int, dict[str, str]]], faults: list[str]) -> Sailing | None:
    line, first = rows[0]
    before = len(faults)
    calls = tuple(call for each in rows if (call := _call(*each, faults)) is not None)
    numbers = {name: _number(line, first, name, faults) for name in ("boxes", "wave_limit_m", "clearance_m", "cost_per_box")}
    if not code:
        faults.append(f"row {line}, column sailing: it is empty")
    if len(rows) < 2:  # noqa: PLR2004 -- from and to
        faults.append(f"row {line}: sailing {code} has one stop, and needs two")
    if not numbers["boxes"] or numbers["boxes"] < 1:
        faults.append(f"row {line}, column boxes: sailing {code} takes no box")
    if first.get("goes", "") not in {"", *Goes}:
        faults.append(f"row {line}, column goes: {first['goes']!r} is neither SEA nor ROAD")
    if len(faults) > before:
        return None
    clearance_m, wave_limit_m = numbers["clearance_m"], numbers["wave_limit_m"]
    return Sailing(
        code=code,
        name=first["name"] or code,
        conveyance=first["conveyance"] or code,
        boxes=int(numbers["boxes"] or 0),
        calls=calls,
        wave_limit_m=wave_limit_m,
        clearance_m=500.0 if clearance_m is None else clearance_m,
        cost_per_box=int(numbers["cost_per_box"] or 0),
        goes=Goes(first.get("goes") or "SEA"),
    )


def _call(line: int, row: dict[str, str], faults: list[str]) -> PortCall | None:
    if not row["place"]:
        faults.append(f"row {line}, column place: it is empty")
    times = [
        _moment(line, name, row[name] or row[other], faults) for name, other in (("arrives_at", "departs_at"), ("departs_at", "arrives_at"))
    ]
    if not row["place"] or times[0] is None or times[1] is None:
        return None
    return PortCall(place=row["place"], arrives_at=times[0], departs_at=times[1])


def _moment(line: int, name: str, text: str, faults: list[str]) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        faults.append(f"row {line}, column {name}: {text!r} is no time such as 2024-11-17T10:00+07:00")
        return None
    if found.tzinfo is None:
        faults.append(f"row {line}, column {name}: {text!r} lacks its offset from UTC, such as +07:00")
        return None
    return found


def _number(line: int, row: dict[str, str], name: str, faults: list[str]) -> float | None:
    text = row.get(name, "")
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        faults.append(f"row {line}, column {name}: {text!r} is not a number")
        return None
