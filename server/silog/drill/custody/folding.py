"""`silog drill fold`: the same set of scans in every order and every split gives the same state, to the last byte."""

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from silog.custody.rules import BoxCustody, ScanFact, advance, fold, handovers, untouched
from silog.drill.custody.histories import BOX, LAW, history

LENGTH: Final = 500


@dataclass(frozen=True, slots=True)
class FoldOutcome:
    """How many orders and splits were tried, of how many histories, and how many gave another state."""

    tried: int
    histories: int
    different: int


def drill_fold(seed: str, count: int, *, per_history: int = 100, length: int = LENGTH) -> FoldOutcome:
    """Fold histories in so many random orders and splits, each with some scans twice, and compare with folding each once in one go."""
    chance = random.Random(seed)  # noqa: S311 -- seeded, so that it can be done again
    tried = different = told = 0
    while tried < count:
        scans = history(chance, length)
        expected = serialised(fold(BOX, scans, LAW), scans)
        told += 1
        for _ in range(min(per_history, count - tried)):
            tried += 1
            different += serialised(*arrived(chance, scans)) != expected
    return FoldOutcome(tried, told, different)


def arrived(chance: random.Random, scans: Sequence[ScanFact]) -> tuple[BoxCustody, list[ScanFact]]:
    """Let scans arrive in a random order, in batches of random size, a tenth of them twice; as the server does, lead on or fold anew."""
    order = chance.sample([*scans, *scans[::10]], k=len(scans) + len(scans[::10]))
    known: dict[UUID, ScanFact] = {}
    custody = untouched
    for batch in _split(chance, order):
        new = {scan.id: scan for scan in batch if scan.id not in known}
        known |= new
        last = custody.last_scan_at
        if last is None or all(scan.occurred_at > last for scan in new.values()):
            custody = advance(BOX, custody, sorted(new.values(), key=lambda scan: scan.order), LAW)
        else:
            custody = fold(BOX, known.values(), LAW)
    return custody, list(known.values())


def _split(chance: random.Random, order: Sequence[ScanFact]) -> Iterator[Sequence[ScanFact]]:
    at = 0
    while at < len(order):
        size = chance.choice((1, 50, 200, 300))
        yield order[at : at + size]
        at += size


def serialised(custody: BoxCustody, scans: Sequence[ScanFact]) -> str:
    """Write all that is known of the box, its handovers too, as one hash; sets in order."""
    parts = (
        *(custody.state, sorted(custody.exceptions), sorted(custody.seals), custody.place_code, custody.last_scan_id, custody.last_scan_at),
        *(custody.scan_count, custody.holder_id, custody.held_since, custody.sighting, custody.breaches),
        [(one.nonce, one.given, one.taken, sorted(one.breaches)) for _, one in sorted(handovers(scans).items())],
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()
