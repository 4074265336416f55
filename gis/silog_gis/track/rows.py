"""What is known after each position, as a sequence that makes a row when it is asked for: ten thousand cost nothing until then."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import overload

from silog_gis.track.fold.memory import STATES, VERDICTS, Records
from silog_gis.track.words import MPS_PER_KNOT, Eta, Followed


@dataclass(frozen=True, eq=False)
class Rows(Sequence[Followed]):
    """Rows in the order in which positions were given; equal where every row is."""

    results: Records

    def __len__(self) -> int:
        return len(self.results)

    @overload
    def __getitem__(self, index: int) -> Followed: ...

    @overload
    def __getitem__(self, index: slice) -> "Rows": ...

    def __getitem__(self, index: int | slice) -> "Followed | Rows":
        if isinstance(index, slice):
            return Rows(self.results[index])
        return _row(*self.results[index].tolist())

    def __iter__(self) -> Iterator[Followed]:
        for values in self.results.tolist():
            yield _row(*values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment] # as of any sequence that is compared by its contents


def eta_of(p10_s: float, p50_s: float, p90_s: float) -> Eta | None:
    """Read an ETA from seconds since 1970; None where it is not known."""
    if p50_s != p50_s:  # noqa: PLR0124 - nan
        return None
    return Eta(datetime.fromtimestamp(p10_s, UTC), datetime.fromtimestamp(p50_s, UTC), datetime.fromtimestamp(p90_s, UTC))


def _row(  # noqa: PLR0917 - values of a record in their order
    at_s: float, along_m: float, off_m: float, mps: float, p10_s: float, p50_s: float, p90_s: float, verdict: int, state: int
) -> Followed:
    moment, speed_kn = datetime.fromtimestamp(at_s, UTC), mps / MPS_PER_KNOT
    return Followed(moment, VERDICTS[verdict], STATES[state], along_m, off_m, speed_kn, eta_of(p10_s, p50_s, p90_s))
