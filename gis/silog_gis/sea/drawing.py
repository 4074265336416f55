"""Drawing the coast of a zone from the contours it is made of, without cutting a polygon.

In each ring of a zone the land grown by the ring's level is closed, and beyond the last rim the vessel's own coast. The shore of the
water they leave runs along a contour to a rim, round the rim as far as the land beyond it reaches, and on along the next contour. All of
it that lies near the zone is followed once, with what is closed on the right.
"""

import numpy as np

from silog_gis.graph.compiled import Heads, Ints, Mask, compiled
from silog_gis.sea.rims import Cut, crossing_of, cuts_of, next_on_edge, next_on_rim, west_of

FAR = -1
"""The layer of the vessel's own coast."""
END = -1
"""What comes after the last corner of a stretch of that coast."""
MOST_STEPS = 10_000_000
CLOSED, ENDED, LOST = 0, 1, 2
"""How a stretch of shore goes out: at its beginning, where the vessel's coast leads away, or at numbers that decide nothing."""

Contour = tuple[Ints, Ints, Ints, Ints, Heads]
"""Corners of all layers, the one after each, the frame of their cells, where the cells of each layer begin, and the edges of the cells."""
Coast = tuple[Ints, Ints, Mask]
"""Corners of the vessel's coast near the zone, the one after each or END, and which of them a stretch begins with."""
Rims = tuple[Ints, Ints, Ints, Ints]
"""The layer closed in each band, the innermost first; corners of the rims (n, most, 2), how many each has, and the band within each."""
Ground = tuple[Contour, Coast, Rims]
"""What a shore is made of. Layers lie one inside the next, and the vessel's coast round them all."""
Seen = tuple[Mask, Mask, Mask, Mask, Mask]
"""Which edges of the contours and of the coast are cut; which corners of each are drawn, and which cuts."""
Drawn = tuple[int, int, int]
"""A corner of the shore, and the stretch it belongs to."""


@compiled
def shore_of(ground: Ground, is_far_closed: Mask) -> tuple[bool, Ints, Ints, Mask]:
    """Follow the shore of zones: whether that could be done, its corners (n, 2), the stretch of each, and which stretches do not close.

    `is_far_closed` says of each rim whether it begins inside the vessel's coast.
    """
    cuts = _all_cuts(ground)
    seen = _nothing_seen(ground, cuts)
    shore = [(0, 0, 0) for _ in range(0)]
    is_open = [False for _ in range(0)]
    is_whole = _along_the_coast(ground, cuts, seen, shore, is_open)
    is_whole &= _from_the_rims(ground, cuts, seen, shore, is_open)
    is_whole &= _islands(ground, cuts, seen, shore, is_open)
    _whole_rims(ground, cuts, is_far_closed, shore, is_open)
    points, stretches = np.empty((len(shore), 2), dtype=np.int64), np.empty(len(shore), dtype=np.int64)
    for row in range(len(shore)):
        points[row, 0], points[row, 1], stretches[row] = shore[row]
    return is_whole, points, stretches, np.array(is_open, dtype=np.bool_) if is_open else np.zeros(0, dtype=np.bool_)


@compiled
def _layer(ground: Ground, band: int | np.int64) -> int:
    """Give the layer that is closed in a band; beyond the last it is the vessel's coast."""
    layers = ground[2][0]
    return int(layers[band]) if band < len(layers) else FAR


@compiled
def _all_cuts(ground: Ground) -> list[Cut]:
    contour, coast, (_, rounds, sizes, bands) = ground
    corners, after, frame, starts, edges = contour
    cuts: list[Cut] = [(0, 0, np.int64(0), 0.0, 0.0, False) for _ in range(0)]
    for rim in range(len(sizes)):
        ring = rounds[rim, : sizes[rim]]
        for layer in (_layer(ground, bands[rim]), _layer(ground, bands[rim] + 1)):
            if layer == FAR:
                _cut_coast(coast, rim, ring, cuts)
            else:
                cuts_of(corners, after, frame, starts[layer], edges, rim, layer, ring, cuts)
    return cuts


@compiled
def _cut_coast(coast: Coast, rim: int, ring: Ints, cuts: list[Cut]) -> None:
    """Add where a rim meets the vessel's coast."""
    corners, after, _ = coast
    west, south, east, north = ring[:, 0].min(), ring[:, 1].min(), ring[:, 0].max(), ring[:, 1].max()
    for edge in range(len(corners)):
        if after[edge] == END:
            continue
        px, py, qx, qy = corners[edge, 0], corners[edge, 1], corners[after[edge], 0], corners[after[edge], 1]
        if max(px, qx) < west or min(px, qx) > east or max(py, qy) < south or min(py, qy) > north:
            continue
        for side in range(len(ring)):
            head = (side + 1) % len(ring)
            found = crossing_of(ring[side, 0], ring[side, 1], ring[head, 0], ring[head, 1], px, py, qx, qy)
            if found[0]:
                cuts.append((rim, FAR, np.int64(edge), found[1], side + found[2], found[3]))


@compiled
def _nothing_seen(ground: Ground, cuts: list[Cut]) -> Seen:
    size, far_size = len(ground[0][0]), len(ground[1][0])
    is_cut, is_far_cut = np.zeros(size, dtype=np.bool_), np.zeros(far_size, dtype=np.bool_)
    for cut in cuts:
        if cut[1] == FAR:
            is_far_cut[cut[2]] = True
        else:
            is_cut[cut[2]] = True
    is_drawn, is_far_drawn = np.zeros(size, dtype=np.bool_), np.zeros(far_size, dtype=np.bool_)
    return is_cut, is_far_cut, is_drawn, is_far_drawn, np.zeros(len(cuts), dtype=np.bool_)


@compiled
def _draw_corner(ground: Ground, seen: Seen, layer: int, row: int | np.int64, shore: list[Drawn], stretch: int) -> None:
    corners = ground[1][0] if layer == FAR else ground[0][0]
    (seen[3] if layer == FAR else seen[2])[row] = True
    shore.append((int(corners[row, 0]), int(corners[row, 1]), stretch))


@compiled
def _draw_cut(ground: Ground, cut: Cut, shore: list[Drawn], stretch: int) -> None:
    corners, after = (ground[1][0], ground[1][1]) if cut[1] == FAR else (ground[0][0], ground[0][1])
    edge, tail = cut[2], after[cut[2]]
    x = corners[edge, 0] + cut[3] * (corners[tail, 0] - corners[edge, 0])
    y = corners[edge, 1] + cut[3] * (corners[tail, 1] - corners[edge, 1])
    shore.append((int(np.rint(x)), int(np.rint(y)), stretch))


@compiled
def _draw_rim(ring: Ints, start: float, stop: float, shore: list[Drawn], stretch: int) -> None:
    """Draw the corners of a rim from one place on it to another, going round to the left."""
    size = len(ring)
    if stop <= start:
        stop += size
    for corner in range(int(np.floor(start)) + 1, int(np.ceil(stop))):  # a comprehension would be a list of its own
        shore.append((int(ring[corner % size, 0]), int(ring[corner % size, 1]), stretch))  # noqa: PERF401


@compiled
def _follow(
    ground: Ground, cuts: list[Cut], seen: Seen, band: int, edge: int | np.int64, along: float, shore: list[Drawn], stretch: int
) -> int:
    """Follow the shore from a place on an edge: CLOSED, ENDED or LOST."""
    _, rounds, sizes, bands = ground[2]
    for _ in range(MOST_STEPS):
        layer = _layer(ground, band)
        is_cut = seen[1][edge] if layer == FAR else seen[0][edge]
        met = next_on_edge(cuts, bands, edge, layer, band, along) if is_cut else -1
        if met < 0:
            ahead = np.int64(ground[1][1][edge] if layer == FAR else ground[0][1][edge])
            if seen[3][ahead] if layer == FAR else seen[2][ahead]:
                return CLOSED
            _draw_corner(ground, seen, layer, ahead, shore, stretch)
            if layer == FAR and ground[1][1][ahead] == END:
                return ENDED
            edge, along = ahead, 0.0
            continue
        rim = cuts[met][0]
        turn = next_on_rim(cuts, rim, sizes[rim], _layer(ground, bands[rim]), _layer(ground, bands[rim] + 1), cuts[met][4])
        if turn < 0:
            return LOST
        _draw_cut(ground, cuts[met], shore, stretch)
        _draw_rim(rounds[rim, : sizes[rim]], cuts[met][4], cuts[turn][4], shore, stretch)
        if seen[4][turn]:
            return CLOSED
        seen[4][turn] = True
        _draw_cut(ground, cuts[turn], shore, stretch)
        band, edge, along = int(bands[rim]) + int(cuts[turn][5]), np.int64(cuts[turn][2]), cuts[turn][3]
    return LOST


@compiled
def _along_the_coast(ground: Ground, cuts: list[Cut], seen: Seen, shore: list[Drawn], is_open: list[bool]) -> bool:
    """Draw what begins where the vessel's coast comes near the zone; it ends where that leads away."""
    begins = ground[1][2]
    for row in range(len(begins)):
        if begins[row]:
            _draw_corner(ground, seen, FAR, row, shore, len(is_open))
            if _follow(ground, cuts, seen, len(ground[2][0]), np.int64(row), 0.0, shore, len(is_open)) != ENDED:
                return False
            is_open.append(True)
    return True


@compiled
def _from_the_rims(ground: Ground, cuts: list[Cut], seen: Seen, shore: list[Drawn], is_open: list[bool]) -> bool:
    """Draw what else of the shore comes to a rim: from each cut where it leaves one."""
    for row in range(len(cuts)):
        rim, layer, edge, along, _, is_leaving = cuts[row]
        if seen[4][row] or is_leaving != (layer == _layer(ground, ground[2][3][rim] + 1)):
            continue
        seen[4][row] = True
        _draw_cut(ground, cuts[row], shore, len(is_open))
        if _follow(ground, cuts, seen, int(ground[2][3][rim]) + int(is_leaving), np.int64(edge), along, shore, len(is_open)) != CLOSED:
            return False
        is_open.append(False)
    return True


@compiled
def _is_in(ring: Ints, x: int | np.int64, y: int | np.int64) -> bool:
    inside = False
    for side in range(len(ring)):
        head = (side + 1) % len(ring)
        if (ring[side, 1] > y) == (ring[head, 1] > y):
            continue
        left = (ring[head, 0] - ring[side, 0]) * (y - ring[side, 1]) - (ring[head, 1] - ring[side, 1]) * (x - ring[side, 0])
        if (left > 0) == (ring[head, 1] > ring[side, 1]):
            inside = not inside
    return inside


@compiled
def _is_within(rims: Rims, band: int, x: int | np.int64, y: int | np.int64) -> bool:
    """Say whether a point lies in a band or in one further in."""
    _, rounds, sizes, bands = rims
    within = False
    for rim in range(len(sizes)):
        within |= bands[rim] == band and _is_in(rounds[rim, : sizes[rim]], x, y)
    return within


@compiled
def _islands(ground: Ground, cuts: list[Cut], seen: Seen, shore: list[Drawn], is_open: list[bool]) -> bool:
    """Draw the shores that come to no rim."""
    contour, coast, rims = ground
    corners, _, frame, starts, edges = contour
    layers, rounds, sizes, bands = rims
    for rim in range(len(sizes)):
        ring, band = rounds[rim, : sizes[rim]], int(bands[rim])
        west, east = (ring[:, 0].min() - frame[0]) // frame[2], (ring[:, 0].max() - frame[0]) // frame[2]
        south, north = (ring[:, 1].min() - frame[1]) // frame[2], (ring[:, 1].max() - frame[1]) // frame[2]
        cells = starts[layers[band]]
        for row in range(max(south, 0), min(north, frame[4] - 1) + 1):
            first, last = row * frame[3] + max(west, 0), row * frame[3] + min(east, frame[3] - 1)
            for slot in range(cells[first], cells[last + 1] if last >= first else 0):
                edge = np.int64(edges[slot])
                x, y = corners[edge, 0], corners[edge, 1]
                if seen[2][edge] or not _is_in(ring, x, y) or (band > 0 and _is_within(rims, band - 1, x, y)):
                    continue
                _draw_corner(ground, seen, int(layers[band]), edge, shore, len(is_open))
                if _follow(ground, cuts, seen, band, edge, 0.0, shore, len(is_open)) != CLOSED:
                    return False
                is_open.append(False)
    for far in range(len(coast[0])):
        if seen[3][far] or _is_within(rims, len(layers) - 1, coast[0][far, 0], coast[0][far, 1]):
            continue
        _draw_corner(ground, seen, FAR, far, shore, len(is_open))
        if _follow(ground, cuts, seen, len(layers), np.int64(far), 0.0, shore, len(is_open)) != CLOSED:
            return False
        is_open.append(False)
    return True


@compiled
def _whole_rims(ground: Ground, cuts: list[Cut], is_far_closed: Mask, shore: list[Drawn], is_open: list[bool]) -> None:
    """Draw the rims that no edge meets, where the land beyond is closed all round and that within is not."""
    contour, _, (_, rounds, sizes, bands) = ground
    corners, after, frame, starts, edges = contour
    is_met = np.zeros(len(sizes), dtype=np.bool_)
    for cut in cuts:
        is_met[cut[0]] = True
    for rim in range(len(sizes)):
        x, y = float(rounds[rim, 0, 0]), rounds[rim, 0, 1]
        inner, beyond = _layer(ground, bands[rim]), _layer(ground, bands[rim] + 1)
        if is_met[rim] or west_of(corners, after, frame, starts[inner], edges, x, y)[2] % 2 == 1:
            continue
        is_closed = is_far_closed[rim]
        if beyond != FAR:
            is_closed = west_of(corners, after, frame, starts[beyond], edges, x, y)[2] % 2 == 1
        if is_closed:
            _draw_rim(rounds[rim, : sizes[rim]], -1.0, float(sizes[rim]), shore, len(is_open))
            is_open.append(False)
