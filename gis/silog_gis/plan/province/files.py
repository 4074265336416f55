"""The document of a province problem, and the best plan known of it: plain JSON, so that anybody can try another solver on it.

Lengths are metres, times whole seconds from the common start, `places` in the order of the rows of `metres`, the hub first.
"""

from pathlib import Path
from typing import Annotated, Final, TypeVar

import msgspec
import numpy as np

from silog_gis.plan.making.case import MPS_PER_KNOT
from silog_gis.plan.outcome import HubPlan
from silog_gis.plan.problem import Drop, HubProblem, Matrix, Travel, Vessel
from silog_gis.plan.whole.value import Code, Count, Positive, Value

FOLDER: Final = Path(__file__).parent / "problems"
_ANY_KG: Final = 1 << 31
"""Room is what limits these vessels: a box fills 96 litres and weighs 8 kg."""


class Class(Value, frozen=True, kw_only=True):
    """Vessels of one speed on the ways of one clearance."""

    metres: Code
    speed_kn: Annotated[float, msgspec.Meta(gt=0)]


class Shift(Value, frozen=True, kw_only=True):
    """What a vessel does between two times, once or more often out and back: a vessel of the problem."""

    code: Code
    travel: Code
    boxes: Positive
    from_s: Count
    until_s: Positive
    crew_s: Positive
    cost_per_hour: Count
    cost_per_km: Count
    fixed_cost: Count = 0


class Document(Value, frozen=True, kw_only=True):
    """A problem as it lies in a file."""

    code: Code
    name: str
    facts: tuple[str, ...]
    places: tuple[str, ...]
    metres: dict[str, tuple[str, ...]]
    """Lengths between places, the same there and back: row n has those from place n to the n before it, -1 where no way leads there."""
    classes: dict[str, Class]
    loading_s: Count
    drops: tuple[Drop, ...]
    vessels: tuple[Shift, ...]

    def problem(self) -> HubProblem:
        """Make it a problem of a hub."""
        lengths = {name: _square(rows) for name, rows in self.metres.items()}
        travel = {name: Travel(lengths[each.metres], _seconds(lengths[each.metres], each.speed_kn)) for name, each in self.classes.items()}
        return HubProblem(self.drops, tuple(map(_vessel, self.vessels)), travel, self.loading_s)


File = TypeVar("File", Document, HubPlan)


def problem_files(folder: Path = FOLDER) -> list[Path]:
    """Name the files of problems, each of which has its best known plan beside it."""
    return sorted(each for each in folder.glob("*.json") if not each.name.endswith(".best.json"))


def read_problem(path: Path) -> Document:
    """Read a problem. ValueError where the file holds none."""
    return _read(path, Document)


def read_best(path: Path) -> HubPlan:
    """Read the best plan known of the problem in a file. ValueError where there is none."""
    return _read(best_path(path), HubPlan)


def best_path(path: Path) -> Path:
    """Name the file of the best plan known."""
    return path.with_suffix(".best.json")


def lower_rows(lengths: Matrix) -> tuple[str, ...]:
    """Write a square of lengths, the same there and back, as a document has it."""
    return tuple(" ".join(map(str, row[:number])) for number, row in enumerate(lengths.tolist()))


def _square(rows: tuple[str, ...]) -> Matrix:
    lower = np.zeros((len(rows), len(rows)), dtype=np.int64)
    for number, row in enumerate(rows):
        lower[number, :number] = [int(each) for each in row.split()]
    return lower + lower.T


def _seconds(lengths: Matrix, speed_kn: float) -> Matrix:
    return np.where(lengths < 0, -1, np.ceil(lengths / (speed_kn * MPS_PER_KNOT))).astype(np.int64)


def _vessel(shift: Shift) -> Vessel:
    return Vessel(weight_kg=_ANY_KG, **msgspec.structs.asdict(shift))


def _read(path: Path, what: type[File]) -> File:
    try:
        return msgspec.json.decode(path.read_bytes(), type=what)
    except (msgspec.MsgspecError, OSError) as error:
        message = f"{path}: this is no {what.__name__} ({error})"
        raise ValueError(message) from error
