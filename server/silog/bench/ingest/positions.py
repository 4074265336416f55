"""Positions without end: a hundred conveyances, each of which reports every half minute."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from silog.bench.ingest.ground import CONVEYANCES
from silog.movement.rules import PositionReport

POSITIONS: Final = 500
"""In one batch: five reports of each conveyance."""
_BEGIN: Final = datetime(2024, 10, 2, tzinfo=UTC)
_BETWEEN: Final = timedelta(seconds=30)


def reports() -> Iterator[list[PositionReport]]:
    """Give batch after batch, in the order of time."""
    each = POSITIONS // CONVEYANCES
    turn = 0
    while True:
        yield [_position(number, turn + later) for later in range(each) for number in range(CONVEYANCES)]
        turn += each


def _position(number: int, turn: int) -> PositionReport:
    """Where a conveyance is: it goes east at some eight knots, and back again after a day."""
    gone = turn % 2880
    return PositionReport(
        f"CNV-{number}",
        _BEGIN + turn * _BETWEEN,
        round(104 + 0.01 * number + 0.0011 * gone, 6),
        round(0.5 + 0.004 * number, 6),
        90.0,
        8.0,
    )
