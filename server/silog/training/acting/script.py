"""The script: every scan of the season, numbered on its device, in the order in which they reach the server."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from silog.custody.rules import Condition, ScanType
from silog.training.acting.coverage import Sending
from silog.training.acting.stories import Scanned

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Act:
    """One scan: made at `at_ms` as event `seq` of its device, received from `sent_ms` on."""

    sent_ms: int
    at_ms: int
    device_place: str
    seq: int
    type: ScanType
    box: str
    place: str
    seals: tuple[str, ...]
    condition: Condition

    @property
    def at(self) -> datetime:
        """When it was made."""
        return moment(self.at_ms)


def moment(milliseconds: int) -> datetime:
    """Read milliseconds since 1970 as a time."""
    return _EPOCH + timedelta(milliseconds=int(milliseconds))


def write_script(scans: Iterable[Scanned], sending: Mapping[str, Sending]) -> list[Act]:
    """Number the scans of each device in time, one millisecond apart at least, and order them by when they are sent.

    Scans of the same millisecond keep the order in which they are given.
    """
    acts: list[Act] = []
    heads: dict[str, tuple[int, int]] = {}
    for scan in sorted(scans, key=lambda each: each.at_ms):
        seq, latest_ms = heads.get(scan.device_place, (0, 0))
        at_ms = max(scan.at_ms, latest_ms + 1)
        heads[scan.device_place] = (seq + 1, at_ms)
        sent_ms = sending[scan.device_place](at_ms) if scan.device_place in sending else at_ms
        acts.append(Act(sent_ms, at_ms, scan.device_place, seq + 1, scan.type, scan.box, scan.place, scan.seals, scan.condition))
    return sorted(acts, key=lambda act: (act.sent_ms, act.device_place, act.seq))
