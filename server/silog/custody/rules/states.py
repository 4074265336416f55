"""The order of a box's life: which state follows which, and which states ask for seals.

Between warehouse and station a box goes round a loop (loaded, in transit, at a hub or committee) as often as its way has legs, and
once more on the way back; states of one loop have one rank.
"""

from typing import Final

from silog.custody.rules.vocabulary import BoxState as S

_ORDER: Final[tuple[frozenset[S], ...]] = (
    *(frozenset({s}) for s in (S.PLANNED, S.ORDERED, S.PRODUCED, S.SHIPPED, S.RECEIVED, S.INSPECTED, S.ASSEMBLED, S.PACKED, S.SEALED)),
    frozenset({S.LOADED, S.IN_TRANSIT, S.AT_HUB, S.AT_PPK, S.AT_PPS}),
    *(frozenset({s}) for s in (S.AT_STATION, S.OPENED, S.VOTING, S.COUNTED, S.RESEALED)),
    frozenset({
        *(S.RETURN_LOADED, S.RETURN_IN_TRANSIT, S.RETURN_AT_HUB, S.RETURN_AT_PPS, S.RETURN_AT_PPK, S.RECAP_OPENED, S.RECAP_RESEALED)
    }),
    *(frozenset({s}) for s in (S.RETURNED, S.STORED, S.DISPOSED, S.LEGAL_HOLD)),
)  # fmt: skip
RANK: Final[dict[S, int]] = {state: rank for rank, states in enumerate(_ORDER) for state in states}
"""How far along its life a state is. LEGAL_HOLD ranks last: nothing goes on from it but by release into storage."""

_ON_THE_WAY: Final = frozenset({S.AT_HUB, S.AT_PPK, S.AT_PPS})
_ON_THE_WAY_BACK: Final = frozenset({S.RETURN_AT_HUB, S.RETURN_AT_PPS, S.RETURN_AT_PPK})

FOLLOWS: Final[dict[S, frozenset[S]]] = {
    S.PLANNED: frozenset(),
    S.ORDERED: frozenset({S.PLANNED}),
    S.PRODUCED: frozenset({S.PLANNED, S.ORDERED}),
    S.SHIPPED: frozenset({S.PLANNED, S.ORDERED, S.PRODUCED}),
    S.RECEIVED: frozenset({S.PLANNED, S.ORDERED, S.PRODUCED, S.SHIPPED}),
    S.INSPECTED: frozenset({S.RECEIVED}),
    S.ASSEMBLED: frozenset({S.RECEIVED, S.INSPECTED}),
    S.PACKED: frozenset({S.RECEIVED, S.INSPECTED, S.ASSEMBLED}),
    S.SEALED: frozenset({S.PACKED}),
    S.LOADED: frozenset({S.SEALED}) | _ON_THE_WAY,
    S.IN_TRANSIT: frozenset({S.LOADED}),
    **{state: frozenset({S.IN_TRANSIT}) for state in (S.AT_HUB, S.AT_PPK, S.AT_PPS, S.AT_STATION)},
    S.VOTING: frozenset({S.OPENED}),
    S.COUNTED: frozenset({S.OPENED, S.VOTING}),
    S.RESEALED: frozenset({S.COUNTED}),
    S.RETURN_LOADED: frozenset({S.RESEALED, S.RECAP_RESEALED}) | _ON_THE_WAY_BACK,
    S.RETURN_IN_TRANSIT: frozenset({S.RETURN_LOADED}),
    **{state: frozenset({S.RETURN_IN_TRANSIT}) for state in (S.RETURN_AT_HUB, S.RETURN_AT_PPS, S.RETURN_AT_PPK, S.RETURNED)},
    S.RECAP_RESEALED: frozenset({S.RECAP_OPENED}),
    S.STORED: frozenset({S.RETURNED, S.LEGAL_HOLD}),
    S.DISPOSED: frozenset({S.STORED}),
    S.LEGAL_HOLD: frozenset({S.RETURNED, S.STORED}),
}
"""The states from which each state is reached with no scan missing. What not every box goes through, or is ordered, produced and
shipped in lots that carry no code yet, may be left out silently: ORDERED to SHIPPED, INSPECTED, ASSEMBLED, VOTING, the PPS. From
which state a box may be opened is the decree's to say (law/), so OPENED and RECAP_OPENED are not here."""

LOOPS: Final = frozenset({S.LOADED, S.IN_TRANSIT, S.RETURN_LOADED, S.RETURN_IN_TRANSIT}) | _ON_THE_WAY | _ON_THE_WAY_BACK
"""States that mean something new when they are reached again at another place."""

STANDS_OPEN: Final = frozenset({S.OPENED, S.VOTING, S.COUNTED, S.RECAP_OPENED})
"""States of a lawfully opened box: it carries no seals."""

MUST_BE_SEALED: Final = frozenset(state for state in S if RANK[state] >= RANK[S.SEALED]) - STANDS_OPEN - {S.DISPOSED}
"""States in which a box without its seals is a breach."""


def leads_to(state: S, wanted: S, *, is_polls_closed: bool) -> bool:
    """Whether a box in `state` may have come to `wanted` with scans missing between.

    A skip goes forward along the lawful path, never back. Nothing is on its way back before the polls have closed, unless it was
    opened; and nothing comes out of disposal or a legal hold unscanned.
    """
    if state in (S.DISPOSED, S.LEGAL_HOLD) or RANK[wanted] < RANK[state]:
        return False
    if RANK[state] <= RANK[S.AT_STATION] and RANK[wanted] >= RANK[S.RESEALED]:
        return is_polls_closed
    return True
