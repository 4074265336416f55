"""Seals: the set that arrives equals the set that left.

The seals a box should carry are those of its last sealing. Every later look is compared with them until the box is lawfully opened
or sealed anew; what was found wrong stays open until a CHECK finds the right seals or new ones are put on.
"""

from typing import Final

from silog.custody.rules.opening import OPENINGS
from silog.custody.rules.states import MUST_BE_SEALED, RANK, STANDS_OPEN
from silog.custody.rules.vocabulary import BoxException, BoxState, Breach, ScanType
from silog.kit.values import Value

SEALINGS: Final = frozenset({ScanType.SEAL, ScanType.RESEAL, ScanType.RECAP_RESEAL})
_LOOKS: Final = frozenset({ScanType.LOAD, ScanType.ARRIVE, ScanType.RECEIVE, ScanType.CHECK})
"""Acts at which the giver or receiver reads the seals, so that reporting none means that there are none."""
SEAL_EXCEPTIONS: Final = frozenset({BoxException.SEAL_MISMATCH, BoxException.UNSEALED})


class SealFinding(Value, frozen=True):
    """The seals the box should carry after a scan, the breach found, and what that opens or closes."""

    seals: frozenset[str]
    breach: Breach | None = None
    opens: BoxException | None = None
    closes: frozenset[BoxException] = frozenset()


def look_at_seals(
    expected: frozenset[str], seen: frozenset[str], act: ScanType, before: BoxState, after: BoxState, *, is_opening_lawful: bool
) -> SealFinding:
    """Compare the seals a scan reports with those the box should carry.

    An unlawful opening leaves the expected seals as they were, so that what arrives is still compared with what left.
    """
    if act in SEALINGS:
        return _sealed(expected, seen, after)
    if act in OPENINGS and not is_opening_lawful:
        kept = frozenset[str]() if after in STANDS_OPEN else expected
        return SealFinding(kept, opens=BoxException.UNSEALED)
    if after in STANDS_OPEN:
        differ = bool(seen) and bool(expected) and seen != expected
        return _differing(frozenset()) if differ else SealFinding(frozenset())
    if after not in MUST_BE_SEALED:
        return SealFinding(expected)
    if RANK[before] <= RANK[BoxState.AT_STATION] and RANK[after] >= RANK[BoxState.RESEALED]:
        expected = frozenset()  # opened and sealed anew in between, in scans that are missing
    return _compared(expected, seen, act)


def _sealed(expected: frozenset[str], seen: frozenset[str], after: BoxState) -> SealFinding:
    if not seen:
        return SealFinding(expected, opens=BoxException.UNSEALED if after in MUST_BE_SEALED else None)
    if after not in MUST_BE_SEALED:
        return SealFinding(expected)
    return SealFinding(seen, closes=SEAL_EXCEPTIONS)


def _compared(expected: frozenset[str], seen: frozenset[str], act: ScanType) -> SealFinding:
    if not seen:
        if act not in _LOOKS:
            return SealFinding(expected)
        breach = Breach.LOADED_UNSEALED if act is ScanType.LOAD else Breach.NOT_SEALED
        return SealFinding(expected, breach, BoxException.UNSEALED)
    if not expected:
        return SealFinding(seen)
    if seen != expected:
        return _differing(expected)
    return SealFinding(expected, closes=SEAL_EXCEPTIONS if act is ScanType.CHECK else frozenset())


def _differing(seals: frozenset[str]) -> SealFinding:
    return SealFinding(seals, Breach.SEALS_DIFFER, BoxException.SEAL_MISMATCH)
