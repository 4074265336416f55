"""Signed scans without end: every device scans its boxes along their lawful way, and then checks them where they stand.

The same on every machine, and again in every run: a clone of the database knows none of them.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from silog.bench.ingest.ground import BATCH, ELECTION, FEW, SENDING_BATCHES, SENDING_ONE, Seat, device_id, key_of
from silog.custody.device import DeviceSigner
from silog.custody.events import Submission
from silog.custody.rules import ScanType

Batch = tuple[Submission, ...]

_BEGIN: Final = datetime(2024, 10, 1, tzinfo=UTC)
_BETWEEN_PASSES: Final = timedelta(hours=12)
"""A box lies still for so long, so that it is never in two places too soon."""
_BETWEEN_SCANS: Final = timedelta(seconds=7)
_ACCURACY_M: Final = 12.0

_WAY: Final = (
    (ScanType.ORDER, "warehouse"),
    (ScanType.PRODUCE, "warehouse"),
    (ScanType.SHIP, "warehouse"),
    (ScanType.RECEIVE, "warehouse"),
    (ScanType.INSPECT, "warehouse"),
    (ScanType.ASSEMBLE, "warehouse"),
    (ScanType.PACK, "warehouse"),
    (ScanType.SEAL, "warehouse"),
    (ScanType.LOAD, "conveyance"),
    (ScanType.DEPART, "conveyance"),
    (ScanType.ARRIVE, "district"),
    (ScanType.ARRIVE, "village"),
    (ScanType.ARRIVE, "station"),
    (ScanType.CHECK, "station"),
)
_SEALED_FROM: Final = 7


def batches(seats: Sequence[Seat]) -> Iterator[Batch]:
    """Give batches of a hundred scans; two that follow one another come from different devices."""
    signers = [_signer(number) for number in range(SENDING_BATCHES)]
    parts = [seats[number * BATCH : (number + 1) * BATCH] for number in range(SENDING_BATCHES)]
    for turn in range(_most_passes()):
        for signer, part in zip(signers, parts, strict=True):
            yield tuple(_scan(signer, seat, turn, number) for number, seat in enumerate(part))


def singles(seats: Sequence[Seat]) -> Iterator[Batch]:
    """Give batches of one scan, of other boxes than the large batches; fifty devices take turns."""
    signers = [_signer(SENDING_BATCHES + number) for number in range(SENDING_ONE)]
    own = seats[SENDING_BATCHES * BATCH :]
    for turn in range(_most_passes()):
        for box in range(FEW):
            for number, signer in enumerate(signers):
                yield (_scan(signer, own[number * FEW + box], turn, box),)


def _most_passes() -> int:
    """How often every box can be scanned before the election's clock, which stands still on the day before the voting."""
    return (datetime(2024, 11, 25, tzinfo=UTC) - _BEGIN) // _BETWEEN_PASSES


def _signer(number: int) -> DeviceSigner:
    chance = random.Random(number)  # noqa: S311 -- the same events on every machine
    return DeviceSigner(ELECTION, device_id(number), key_of(number), random_bits=chance.getrandbits)


def _scan(signer: DeviceSigner, seat: Seat, turn: int, number: int) -> Submission:
    act, where = _WAY[min(turn, len(_WAY) - 1)]
    place = {
        "warehouse": f"WH-{seat.village[:5]}",
        "conveyance": f"CNV-{seat.village[:5]}-1",
        "district": f"PPK-{seat.village[:8]}",
        "village": f"PPS-{seat.village}",
        "station": seat.station,
    }[where]
    lon, lat = seat.warehouse_point if turn < _SEALED_FROM + 3 else seat.station_point
    return signer.scan(
        act,
        seat.code,
        place,
        _BEGIN + turn * _BETWEEN_PASSES + number * _BETWEEN_SCANS,
        seals=(f"{seat.code}-A", f"{seat.code}-B") if turn >= _SEALED_FROM else (),
        point=(lon + number * 1e-6, lat - number * 1e-6),
        accuracy_m=_ACCURACY_M,
    )
