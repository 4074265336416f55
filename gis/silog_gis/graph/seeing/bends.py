"""How a way bends at a corner, and which directions that leaves it.

A bend is six offsets from the corner: its two neighbours on the coast, the one before and the one after, and where the way comes from;
(0, 0) each for a free point, and the last for a way that begins at the corner. A way passes a corner only along a tangent, with both
neighbours on one side, and wraps round it: it turns to the side the coast is on, no farther than along the coast. So a way that comes from
somewhere may leave in the directions of one *sector* only.
"""

import numpy as np

from silog_gis.graph.compiled import Metres, inlined

Sector = tuple[bool, float, float, float, float]
"""Whether the directions of a bend are one sector; if so where it begins (x, y) and, counter-clockwise, where it ends."""


@inlined
def bend_of(rays: Metres, place: int | np.int64, bend: Metres) -> None:
    """Write down the neighbours of a turn as a bend; where the way comes from stays as it is."""
    for k in range(4):
        bend[k] = rays[k + 2, place]


@inlined
def sector_of(bend: Metres) -> Sector:
    """Give the directions in which a way that comes from somewhere may go on."""
    x, y = -bend[4], -bend[5]
    if x == 0 and y == 0:
        return False, 0.0, 0.0, 0.0, 0.0
    if x * bend[1] - y * bend[0] >= 0 and x * bend[3] - y * bend[2] >= 0:
        return True, x, y, bend[2], bend[3]
    return True, bend[0], bend[1], x, y


@inlined
def is_outside(sector: Sector, dx: float, dy: float) -> bool:
    """Say whether a direction lies outside a sector."""
    return bool(sector[1] * dy - sector[2] * dx < 0 or dx * sector[4] - dy * sector[3] < 0)


@inlined
def are_apart(back: float, ahead: float) -> bool:
    """Say whether a line has the two neighbours of a corner on different sides, by the sides they are on: then it is no tangent."""
    return (back > 0 and ahead < 0) or (back < 0 and ahead > 0)


@inlined
def is_taut(dx: float, dy: float, bend: Metres) -> bool:
    """Say whether a way may leave a corner in a direction."""
    sector = sector_of(bend)
    if sector[0]:
        return not is_outside(sector, dx, dy)
    return not are_apart(dx * bend[1] - dy * bend[0], dx * bend[3] - dy * bend[2])


@inlined
def is_stretch_out(px: float, py: float, qx: float, qy: float, bend: Metres, sector: Sector) -> bool:
    """Say whether a whole stretch lies where no way leads that leaves a corner with a bend."""
    if sector[0]:
        is_right = sector[1] * py - sector[2] * px < 0 and sector[1] * qy - sector[2] * qx < 0
        return bool(is_right or (px * sector[4] - py * sector[3] < 0 and qx * sector[4] - qy * sector[3] < 0))
    p_back, q_back = px * bend[1] - py * bend[0], qx * bend[1] - qy * bend[0]
    p_ahead, q_ahead = px * bend[3] - py * bend[2], qx * bend[3] - qy * bend[2]
    apart = p_back > 0 and q_back > 0 and p_ahead < 0 and q_ahead < 0
    return bool(apart or (p_back < 0 and q_back < 0 and p_ahead > 0 and q_ahead > 0))


@inlined
def is_box_out(west: float, south: float, east: float, north: float, bend: Metres, sector: Sector) -> bool:
    """Say whether no way that leaves a corner with a bend leads straight into a box."""
    if sector[0]:
        if max(sector[1] * south, sector[1] * north) < min(sector[2] * west, sector[2] * east):
            return True
        return bool(max(west * sector[4], east * sector[4]) < min(south * sector[3], north * sector[3]))
    bx, by, fx, fy = bend[0], bend[1], bend[2], bend[3]
    back_low = min(west * by, east * by) - max(south * bx, north * bx)
    back_high = max(west * by, east * by) - min(south * bx, north * bx)
    ahead_low = min(west * fy, east * fy) - max(south * fx, north * fx)
    ahead_high = max(west * fy, east * fy) - min(south * fx, north * fx)
    return bool((back_low > 0 and ahead_high < 0) or (back_high < 0 and ahead_low > 0))
