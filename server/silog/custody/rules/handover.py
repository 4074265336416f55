"""Handovers: a transfer has a giver and a receiver, whose devices sign the same nonce. One side alone is an open custody.

What a handover is follows from the set of the scans that carry its nonce, so neither the order in which the two sides arrive nor
the order of their clocks matters.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from silog.custody.rules.fold import ScanFact
from silog.custody.rules.vocabulary import Breach, ScanType

HANDOVER_ACTS: Final = frozenset({ScanType.HAND_OVER, ScanType.RECEIVE, ScanType.ARRIVE, ScanType.LOAD})
"""What may carry a nonce: the giver's act, and those of a receiver."""
HANDOVER_BREACHES: Final = frozenset({Breach.HANDED_TO_SELF, Breach.HANDOVER_CONTESTED})


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a handover: which device said so, when, and where."""

    device_id: str
    at: datetime
    place_code: str


@dataclass(frozen=True, slots=True)
class Handover:
    """One box's part in a handover. `breaches` are those of its scans."""

    nonce: str
    given: Side | None
    taken: Side | None
    breaches: frozenset[tuple[UUID, Breach]] = frozenset()

    @property
    def open_since(self) -> datetime | None:
        """Since when only one side has spoken; None when both have."""
        if self.given is not None and self.taken is not None:
            return None
        side = self.given or self.taken
        return None if side is None else side.at


def handovers(scans: Iterable[ScanFact]) -> dict[str, Handover]:
    """Give the handovers that the scans of one box tell of, by nonce; the scans may come in any order and with any repetition."""
    by_nonce: defaultdict[str, dict[UUID, ScanFact]] = defaultdict(dict)
    for scan in scans:
        if scan.handover:
            by_nonce[scan.handover][scan.id] = scan
    return {nonce: _handover(nonce, sorted(found.values(), key=lambda scan: scan.order)) for nonce, found in by_nonce.items()}


def _handover(nonce: str, scans: Sequence[ScanFact]) -> Handover:
    """Join the sides, which come in the order of the fold: the first who gave, and the first other device that took.

    A device cannot receive from itself; a third device that signs the same nonce has read what was shown to another.
    """
    gave = next((scan for scan in scans if scan.type is ScanType.HAND_OVER), None)
    takers = [scan for scan in scans if scan.type is not ScanType.HAND_OVER]
    took = next((scan for scan in takers if gave is None or scan.device_id != gave.device_id), None)
    return Handover(nonce, _side(gave), _side(took), frozenset(_breaches(scans, gave, took)))


def _breaches(scans: Sequence[ScanFact], gave: ScanFact | None, took: ScanFact | None) -> Iterable[tuple[UUID, Breach]]:
    for scan in scans:
        is_giving = scan.type is ScanType.HAND_OVER
        own, other = (gave, took) if is_giving else (took, gave)
        if other is not None and scan.device_id == other.device_id:
            yield scan.id, Breach.HANDED_TO_SELF
        elif own is not None and scan.device_id != own.device_id:
            yield scan.id, Breach.HANDOVER_CONTESTED


def _side(scan: ScanFact | None) -> Side | None:
    return None if scan is None else Side(scan.device_id, scan.occurred_at, scan.place_code)
