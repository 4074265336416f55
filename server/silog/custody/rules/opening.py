"""Whether an opening of a box is one that the decree foresees."""

from datetime import datetime
from typing import Final

from silog.custody.rules.law import Law
from silog.custody.rules.vocabulary import Breach, Office, ScanType
from silog.custody.rules.whereabouts import PlaceKind

OPENINGS: Final = frozenset({ScanType.OPEN, ScanType.RECAP_OPEN})
_AWAY: Final = {ScanType.OPEN: Breach.OPENED_AWAY_FROM_STATION, ScanType.RECAP_OPEN: Breach.OPENED_AWAY_FROM_PPK}
NO_FAULT: Final[frozenset[Breach]] = frozenset()


def faults_of_opening(
    act: ScanType, law: Law, *, place: PlaceKind | None, is_own_place: bool, occurred_at: datetime, office: Office | None
) -> frozenset[Breach]:
    """Compare place, time and office of an opening with the decree's; empty when all three are lawful.

    The office is judged only where it is known: a device that belongs to no place says nothing about who held it.
    """
    opening = law.openings.get(act)
    if opening is None:
        return frozenset({Breach.OPENING_NOT_FORESEEN})
    faults = set()
    if place is not opening.place or not is_own_place:
        faults.add(_AWAY[act])
    if not opening.from_at <= occurred_at < opening.until_at:
        faults.add(Breach.OPENED_OUTSIDE_WINDOW)
    if office is not None and office not in opening.offices:
        faults.add(Breach.OPENED_BY_ANOTHER_OFFICE)
    return frozenset(faults)
