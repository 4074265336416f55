"""Walking round the water of a zone, with a hand on its shore: whether a way leads out of it, told without drawing it.

The water lies between contours (see `contours`) and the rims of the zone's rings: in each ring the land grown by the ring's level is
closed. Whoever keeps the shore on the right comes round all of the water's outer edge; where that edge leaves what the open sea's
coast encloses, the water joins the open sea. Only the edges that are passed are looked at. Positions are whole microdegrees.
"""

import numpy as np

from silog_gis.graph.compiled import Heads, Ints, Mask, compiled
from silog_gis.sea.rims import NOT_MET, Cut, cuts_of, next_on_edge, next_on_rim, west_of

SHUT, OPEN, UNSURE = 0, 1, 2
"""What comes of walking round: the water is closed in, it joins the open sea, or numbers met that decide nothing."""
MOST_STEPS = 1_000_000


@compiled
def walked_round(
    corners: Ints, after: Ints, frame: Ints, layers: Ints, edges: Heads, x: int, y: int, rims: Ints, rounds: Ints, sea: int
) -> int:
    """Say whether the water round a point joins the open sea: SHUT, OPEN or UNSURE.

    `rims` name the layer that is closed within each rim, the innermost first, `rounds` (rims, n, 2) are the corners of each, a convex
    ring that turns left; beyond the last everything is closed. `sea` is the layer of the open sea's coast, which encloses no water
    that is not taken for land. Layers lie one inside the next, with what is closed on the right of each edge.
    """
    last = len(rims) - 1
    cuts: list[Cut] = [(0, 0, 0, 0.0, 0.0, False) for _ in range(0)]
    for rim in range(len(rims)):
        for layer in (rims[rim], rims[rim + 1] if rim < last else sea):
            cuts_of(corners, after, frame, layers[layer], edges, rim, layer, rounds[rim], cuts)
    is_cut = np.zeros(len(corners), dtype=np.bool_)
    for cut in cuts:
        is_cut[cut[2]] = True
    band, from_x = 0, float(x)
    for _ in range(MOST_STEPS):
        came, edge, along, band = _westward(corners, after, frame, layers, edges, from_x, y, rims, rounds, sea, cuts, band)
        if came == UNSURE:
            came, from_x, band = _round(corners, after, rims, rounds, cuts, is_cut, x, y, edge, along, band, sea)
        if came != UNSURE or not np.isfinite(from_x):
            return came
    return UNSURE


@compiled
def _westward(
    corners: Ints,
    after: Ints,
    frame: Ints,
    layers: Ints,
    edges: Heads,
    from_x: float,
    y: int,
    rims: Ints,
    rounds: Ints,
    sea: int,
    cuts: list[Cut],
    first: int,
) -> tuple[int, int | np.int64, float, int]:
    """Go west until the shore is met, a contour or a rim with closed land beyond it: UNSURE, on which edge, how far along, in which ring.

    OPEN where the open sea comes first, SHUT where the whole rim has closed land beyond it.
    """
    last = len(rims) - 1
    for band in range(first, len(rims)):
        seen, west, _ = west_of(corners, after, frame, layers[rims[band]], edges, from_x, y)
        rim_x, place = _west_on(rounds[band], y)
        if seen != NOT_MET and west >= rim_x:
            return UNSURE, seen, (y - corners[seen, 1]) / (corners[after[seen], 1] - corners[seen, 1]), band
        beyond = rims[band + 1] if band < last else sea
        if west_of(corners, after, frame, layers[beyond], edges, rim_x, y)[2] % 2 == 1:
            cut = next_on_rim(cuts, band, rounds.shape[1], rims[band], beyond, place)
            if cut < 0:
                return SHUT, NOT_MET, 0.0, band
            if band == last and cuts[cut][1] == sea:
                return OPEN, NOT_MET, 0.0, band
            return UNSURE, cuts[cut][2], cuts[cut][3], band + int(cuts[cut][5])
        from_x = rim_x
    return OPEN, NOT_MET, 0.0, last


@compiled
def _west_on(ring: Ints, y: int) -> tuple[float, float]:
    """Give where a convex ring that turns left meets a line to the west, and how far round that is."""
    for side in range(len(ring)):
        ax, ay = ring[side, 0], ring[side, 1]
        bx, by = ring[(side + 1) % len(ring), 0], ring[(side + 1) % len(ring), 1]
        if ay > y >= by:
            share = (ay - y) / (ay - by)
            return ax + share * (bx - ax), side + share
    return -np.inf, 0.0


@compiled
def _round(
    corners: Ints,
    after: Ints,
    rims: Ints,
    rounds: Ints,
    cuts: list[Cut],
    is_cut: Mask,
    x: int,
    y: int,
    first: int | np.int64,
    first_along: float,
    first_band: int,
    sea: int,
) -> tuple[int, float, int]:
    """Walk round once, from a place on an edge: SHUT or OPEN; UNSURE for an island, with how far it reaches to the west, in which band.

    The turn of the whole walk tells an island from the outer edge: the outer edge has the water on its left and so turns left.
    """
    last, bands = len(rims) - 1, np.arange(len(rims))
    edge, along, band = np.int64(first), first_along, first_band
    turn, west, west_band = 0.0, np.inf, 0
    for step in range(MOST_STEPS):
        px, py = float(corners[edge, 0] - x), float(corners[edge, 1] - y)
        dx, dy = corners[after[edge], 0] - x - px, corners[after[edge], 1] - y - py
        met = next_on_edge(cuts, bands, edge, rims[band], band, along) if is_cut[edge] else -1
        until = cuts[met][3] if met >= 0 else 1.0
        if step > 0 and edge == first and band == first_band and along <= first_along <= until:
            return (SHUT, west, west_band) if turn > 0 else (UNSURE, west, west_band)
        turn += until * (px * dy - py * dx) - along * (px * dy - py * dx)
        if (py > 0) != (py + dy > 0):
            share = -py / dy
            if along <= share <= until and px + share * dx < 0 and x + px + share * dx < west:
                west, west_band = x + px + share * dx, band
        if met < 0:
            edge, along = after[edge], 0.0
            continue
        rim, place = cuts[met][0], cuts[met][4]
        beyond = rims[rim + 1] if rim < last else sea
        cut_at = next_on_rim(cuts, rim, rounds.shape[1], rims[rim], beyond, place)
        if cut_at < 0:
            return UNSURE, np.inf, 0
        if rim == last and cuts[cut_at][1] == sea:
            return OPEN, west, west_band
        turn += _turn_along(rounds[rim], x, y, place, cuts[cut_at][4])
        edge, along, band = np.int64(cuts[cut_at][2]), cuts[cut_at][3], rim + int(cuts[cut_at][5])
    return UNSURE, np.inf, 0


@compiled
def _turn_along(ring: Ints, x: int, y: int, start: float, stop: float) -> float:
    """Give twice the area that a stretch of a rim sweeps, seen from a point."""
    size = len(ring)
    turn, here = 0.0, start
    if stop <= start:
        stop += size
    while here < stop:
        there = min(np.floor(here) + 1.0, stop)
        ax, ay = _point_on(ring, here)
        bx, by = _point_on(ring, there)
        turn += (ax - x) * (by - y) - (ay - y) * (bx - x)
        here = there
    return turn


@compiled
def _point_on(ring: Ints, place: float) -> tuple[float, float]:
    size = len(ring)
    side = int(np.floor(place))
    share = place - side
    ax, ay = ring[side % size, 0], ring[side % size, 1]
    bx, by = ring[(side + 1) % size, 0], ring[(side + 1) % size, 1]
    return ax + share * (bx - ax), ay + share * (by - ay)
