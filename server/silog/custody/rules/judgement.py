"""Judging one act against the state a box is in.

A scan is a fact: an officer offline on Serasan cannot be told "no" a day later, so an irregular act is recorded and flagged, never
refused. The state follows the order the law knows; an act out of order leaves it where it was.
"""

from typing import Final

from silog.custody.rules.opening import NO_FAULT, OPENINGS
from silog.custody.rules.states import FOLLOWS, LOOPS, MUST_BE_SEALED, RANK, STANDS_OPEN, leads_to
from silog.custody.rules.vocabulary import BoxState, Breach, ScanType
from silog.custody.rules.whereabouts import PlaceKind
from silog.kit.values import Value

Wish = tuple[BoxState | None, Breach | None]
"""The state that an act would bring about (None: none), and what is irregular about the act itself."""


class Where(Value, frozen=True):
    """What an act is judged by, beside the state: place, time, seals.

    `place` is None where the place is not known. `is_own_place`: the box belongs there. `is_same_place`: it was there already.
    `opens_from` is the state from which the decree foresees this opening, `opening_faults` what its place, time or office breaks.
    """

    place: PlaceKind | None
    is_own_place: bool = True
    is_same_place: bool = False
    is_polls_closed: bool = False
    has_seals: bool = True
    opens_from: BoxState | None = None
    opening_faults: frozenset[Breach] = NO_FAULT


class Verdict(Value, frozen=True):
    """The state after an act, and what was irregular about it."""

    state: BoxState
    breaches: frozenset[Breach] = frozenset()


def judge(state: BoxState, act: ScanType, where: Where) -> Verdict:
    """Judge one act: what the box's state is after it, and which rules it broke.

    An act that only confirms what is known (a second officer scans the same arrival) breaks nothing. An act further along the lawful
    path is believed, and MISSED_SCAN says that something before it was not seen. An act that leads back is OUT_OF_ORDER.

    >>> judge(BoxState.LOADED, ScanType.DEPART, Where(PlaceKind.CONVEYANCE, is_same_place=True)).state
    <BoxState.IN_TRANSIT: 'IN_TRANSIT'>
    """
    wanted, breach = _wish(state, act, where)
    breaches = where.opening_faults if breach is None else where.opening_faults | {breach}
    if wanted is None:
        return Verdict(state, breaches)
    if breach is Breach.TURNED_BACK or state in FOLLOWS.get(wanted, ()) or (act in OPENINGS and state is where.opens_from):
        return Verdict(wanted, breaches)
    if wanted is state:
        is_confirmed = wanted not in LOOPS or where.is_same_place
        return Verdict(state, breaches if is_confirmed else breaches | {Breach.MISSED_SCAN})
    if leads_to(state, wanted, is_polls_closed=where.is_polls_closed):
        return Verdict(wanted, breaches | {Breach.MISSED_SCAN})
    return Verdict(state, breaches | {Breach.OUT_OF_ORDER})


_FIXED: Final[dict[ScanType, BoxState | None]] = {
    ScanType.CHECK: None,
    ScanType.HAND_OVER: None,
    ScanType.ORDER: BoxState.ORDERED,
    ScanType.PRODUCE: BoxState.PRODUCED,
    ScanType.SHIP: BoxState.SHIPPED,
    ScanType.INSPECT: BoxState.INSPECTED,
    ScanType.ASSEMBLE: BoxState.ASSEMBLED,
    ScanType.PACK: BoxState.PACKED,
    ScanType.STORE: BoxState.STORED,
    ScanType.HOLD: BoxState.LEGAL_HOLD,
    ScanType.DISPOSE: BoxState.DISPOSED,
}
_MOVING: Final = {
    ScanType.LOAD: (BoxState.LOADED, BoxState.RETURN_LOADED),
    ScanType.DEPART: (BoxState.IN_TRANSIT, BoxState.RETURN_IN_TRANSIT),
}
_OPENED: Final = {
    ScanType.OPEN: (PlaceKind.STATION, BoxState.OPENED),
    ScanType.VOTE: (PlaceKind.STATION, BoxState.VOTING),
    ScanType.COUNT: (PlaceKind.STATION, BoxState.COUNTED),
    ScanType.RECAP_OPEN: (PlaceKind.PPK, BoxState.RECAP_OPENED),
}
_ARRIVALS: Final = frozenset({ScanType.ARRIVE, ScanType.RECEIVE})
_OUTBOUND: Final = {PlaceKind.HUB: BoxState.AT_HUB, PlaceKind.PPK: BoxState.AT_PPK, PlaceKind.PPS: BoxState.AT_PPS}
_BACK: Final = {
    PlaceKind.HUB: BoxState.RETURN_AT_HUB,
    PlaceKind.PPK: BoxState.RETURN_AT_PPK,
    PlaceKind.PPS: BoxState.RETURN_AT_PPS,
    PlaceKind.WAREHOUSE: BoxState.RETURNED,
}


def _wish(state: BoxState, act: ScanType, where: Where) -> Wish:
    if act in _MOVING:
        return _MOVING[act][_is_on_the_way_back(state, where)], None
    if act in _ARRIVALS:
        return _arrival(state, where)
    if act in _FIXED:
        return _FIXED[act], None
    if act in _OPENED:
        return _open_box(act, where)
    return _sealing(state, act, where)


def _is_on_the_way_back(state: BoxState, where: Where) -> bool:
    """A box goes back once it was opened, or leaves its station after the polls have closed."""
    return RANK[state] > RANK[BoxState.AT_STATION] or (state is BoxState.AT_STATION and where.is_polls_closed)


def _is_at_own(kind: PlaceKind, where: Where) -> bool:
    return where.place is kind and where.is_own_place


def _arrival(state: BoxState, where: Where) -> Wish:
    """At another's station, office or warehouse a box has not arrived: it is misrouted. Nothing arrives aboard a conveyance."""
    if where.place is None:
        return None, None
    if where.place is PlaceKind.CONVEYANCE:
        return None, Breach.OUT_OF_ORDER
    return _arrived(state, where.place, where) if where.is_own_place else (None, Breach.MISROUTED)


def _arrived(state: BoxState, place: PlaceKind, where: Where) -> Wish:
    """Tell the state from the kind of place."""
    if place is PlaceKind.STATION:
        return BoxState.AT_STATION, None
    if _is_on_the_way_back(state, where):
        return _BACK[place], None
    if place is PlaceKind.WAREHOUSE:
        return _at_warehouse(state, where)
    # A supplier's consignment calls at ports too; it is still what it was, shipped.
    is_supply = RANK[state] <= RANK[BoxState.SHIPPED] and place is PlaceKind.HUB
    return (None if is_supply else _OUTBOUND[place]), None


def _at_warehouse(state: BoxState, where: Where) -> Wish:
    """A boat that turns back before the waves brings its boxes back sealed; after the polls it brings them home."""
    if state is BoxState.SEALED:
        return BoxState.SEALED, None
    if RANK[state] != RANK[BoxState.IN_TRANSIT]:
        return BoxState.RECEIVED, None
    return (BoxState.RETURNED, None) if where.is_polls_closed else (BoxState.SEALED, Breach.TURNED_BACK)


def _open_box(act: ScanType, where: Where) -> Wish:
    """Away from its own place a box is not opened, voted with or counted in the sense of the law, whatever was done to it."""
    kind, wanted = _OPENED[act]
    is_foreseen = act not in OPENINGS or where.opens_from is not None
    return (wanted, None) if is_foreseen and _is_at_own(kind, where) else (None, Breach.OUT_OF_ORDER)


def _sealing(state: BoxState, act: ScanType, where: Where) -> Wish:
    """Seals put on at their own step lead on; anywhere else they replace others, which needs minutes."""
    if not where.has_seals:
        return None, Breach.NOT_SEALED
    sealed = _sealed_state(state, act, where)
    if sealed is not None:
        return sealed, None
    return None, Breach.SEALS_REPLACED if state in MUST_BE_SEALED else Breach.OUT_OF_ORDER


def _sealed_state(state: BoxState, act: ScanType, where: Where) -> BoxState | None:
    if act is ScanType.SEAL:
        return BoxState.SEALED if RANK[state] <= RANK[BoxState.SEALED] else None
    if act is ScanType.RECAP_RESEAL:
        is_step = RANK[state] == RANK[BoxState.RECAP_RESEALED] and _is_at_own(PlaceKind.PPK, where)
        return BoxState.RECAP_RESEALED if is_step else None
    is_step = state in STANDS_OPEN or state is BoxState.RESEALED or (where.is_polls_closed and RANK[state] < RANK[BoxState.RESEALED])
    return BoxState.RESEALED if is_step and _is_at_own(PlaceKind.STATION, where) else None
