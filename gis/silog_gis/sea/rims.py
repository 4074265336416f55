"""Where the rims of a zone's rings meet contours, and what comes next of such cuts: along a rim, or along an edge.

A rim is a ring of corners that turns left; several may bound one band of a zone. Layers are contours that lie one inside the next, with
what is closed on the right of each edge. Positions are whole microdegrees.
"""

import numpy as np

from silog_gis.graph.compiled import Heads, Ints, compiled
from silog_gis.graph.sight import columns_along

NOT_MET = -1

Cut = tuple[int, int, int | np.int64, float, float, bool]
"""Where a rim meets an edge: rim, layer, edge, how far along the edge and round the rim, and whether the edge comes out there."""
Crossing = tuple[bool, float, float, bool]
"""Whether an edge meets a side of a rim; if so how far along the edge and along the side, and whether it comes out there."""


@compiled
def crossing_of(ax: int, ay: int, bx: int, by: int, px: int, py: int, qx: int, qy: int) -> Crossing:
    """Say whether and where an edge p-q meets the side a-b of a rim."""
    p_side = (bx - ax) * (py - ay) - (by - ay) * (px - ax)
    q_side = (bx - ax) * (qy - ay) - (by - ay) * (qx - ax)
    if (p_side > 0) == (q_side > 0):
        return False, 0.0, 0.0, False
    across = (bx - ax) * (qy - py) - (by - ay) * (qx - px)
    along = (px - ax) * (qy - py) - (py - ay) * (qx - px)
    if (across > 0 and not 0 <= along < across) or (across < 0 and not across < along <= 0):
        return False, 0.0, 0.0, False
    return True, p_side / (p_side - q_side), along / across, p_side > 0


@compiled
def cuts_of(
    corners: Ints, after: Ints, frame: Ints, starts: Ints, edges: Heads, rim: int, layer: int, rounds: Ints, cuts: list[Cut]
) -> None:
    """Add where a rim meets the edges of a layer."""
    for side in range(len(rounds)):
        ax, ay = rounds[side, 0], rounds[side, 1]
        bx, by = rounds[(side + 1) % len(rounds), 0], rounds[(side + 1) % len(rounds), 1]
        first = len(cuts)
        low_row, high_row = (min(ay, by) - 1 - frame[1]) // frame[2], (max(ay, by) + 1 - frame[1]) // frame[2]
        for row in range(max(low_row, 0), min(high_row, frame[4] - 1) + 1):
            low, high = columns_along(ax, ay, bx, by, row, frame)
            for slot in range(starts[row * frame[3] + low], starts[row * frame[3] + high + 1] if high >= low else 0):
                edge = np.int64(edges[slot])
                tail = after[edge]
                found = crossing_of(ax, ay, bx, by, corners[edge, 0], corners[edge, 1], corners[tail, 0], corners[tail, 1])
                if not found[0]:
                    continue
                is_known = False
                for known in range(first, len(cuts)):
                    is_known |= cuts[known][2] == edge
                if not is_known:
                    cuts.append((rim, layer, edge, found[1], side + found[2], found[3]))


@compiled
def west_of(corners: Ints, after: Ints, frame: Ints, starts: Ints, edges: Heads, x: float, y: int) -> tuple[int | np.int64, float, int]:
    """Look to the west from a point between corners: the first edge that is met, where, and how many edges are met in all."""
    row = (y - frame[1]) // frame[2]
    found, nearest, met = np.int64(NOT_MET), -np.inf, 0
    if row < 0 or row >= frame[4]:
        return found, nearest, met
    for at in range(min(int(np.floor((x - frame[0]) / frame[2])), frame[3] - 1), -1, -1):
        cell = row * frame[3] + at
        for slot in range(starts[cell], starts[cell + 1]):
            edge = np.int64(edges[slot])
            px, py, qx, qy = corners[edge, 0], corners[edge, 1], corners[after[edge], 0], corners[after[edge], 1]
            if (py > y) == (qy > y):
                continue
            west = px + (y - py) * (qx - px) / (qy - py)
            if west < x and at == min(max(int(np.floor((west - frame[0]) / frame[2])), 0), frame[3] - 1):
                met += 1
                if west > nearest:
                    found, nearest = edge, west
    return found, nearest, met


@compiled
def next_on_rim(cuts: list[Cut], rim: int, size: int | np.int64, inner: int, beyond: int, place: float) -> int:
    """Find where the shore leaves a rim, going round it to the left: by an edge that comes in, or by one of the land beyond that goes out.

    `size` is how many corners the rim has, `inner` the layer that is closed within it and `beyond` the one outside; -1 where the shore
    never leaves the rim.
    """
    found, least = -1, np.inf
    for row in range(len(cuts)):
        cut = cuts[row]
        if cut[0] == rim and ((cut[1] == inner and not cut[5]) or (cut[1] == beyond and cut[5])):
            ahead = (cut[4] - place) % float(size)
            if 0 < ahead < least:
                found, least = row, ahead
    return found


@compiled
def next_on_edge(cuts: list[Cut], bands: Ints, edge: int | np.int64, layer: int, band: int, along: float) -> int:
    """Find the next rim that is met on an edge, going along it within a band: its outer rim outward, or its inner one inward.

    `bands` is the band within each rim.
    """
    found, nearest = -1, np.inf
    for row in range(len(cuts)):
        cut = cuts[row]
        if cut[2] != edge or cut[1] != layer or not along < cut[3] < nearest:
            continue
        within = bands[cut[0]]
        if (within == band and cut[5]) or (within == band - 1 and not cut[5]):
            found, nearest = row, cut[3]
    return found
