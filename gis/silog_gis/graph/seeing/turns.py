"""The turns of a free space, kept so that many that lie together can be left out at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from silog_gis.graph.compiled import Ints, Mask, Metres, compiled
from silog_gis.graph.freespace import FreeSpace

BLOCK, GROUP = 16, 32
"""Turns in a block, and blocks in a group."""
Z_STEP = 6
"""Turns within so many bits of a microdegree, seven metres, stay in the order of the shore."""

Blocks = tuple[Ints, Metres, Metres, Metres]


@dataclass(frozen=True, eq=False)
class Turns:
    """The turns of a free space, those that lie together in one block, and blocks that lie together in one group.

    Block b holds the places from `BLOCK * b` on, group g the blocks from `GROUP * g` on; the last of each may be short. `boxes` and
    `groups` are what they lie in (west, south, east, north). `corners` are rows of the free space by place; `rays` (6, n) hold each
    turn's position and the offsets of its two neighbours.
    """

    corners: NDArray[np.int64]
    boxes: NDArray[np.float64]
    groups: NDArray[np.float64]
    rays: NDArray[np.float64]

    @classmethod
    def of(cls, space: FreeSpace) -> "Turns":
        """Sort the turns of a free space so that neighbours come together."""
        found = np.flatnonzero(space.is_turn)
        return cls.among(space, found[np.argsort(_along_a_z(space.corners[found]), kind="stable")])

    @classmethod
    def among(cls, space: FreeSpace, corners: NDArray[np.int64]) -> "Turns":
        """Make blocks of turns that are in order already."""
        at = space.corners[corners]
        back, ahead = space.corners[space.before[corners]] - at, space.corners[space.after[corners]] - at
        return cls._in_blocks(corners, np.ascontiguousarray(np.hstack([at, back, ahead]).T.astype(np.float64)))

    @classmethod
    def _in_blocks(cls, corners: NDArray[np.int64], rays: NDArray[np.float64]) -> "Turns":
        boxes = _boxes(rays[[0, 1, 0, 1]].T, BLOCK)
        return cls(corners, boxes, _boxes(boxes, GROUP), rays)

    @property
    def blocks(self) -> Blocks:
        """The turns as compiled loops take them."""
        return self.corners, self.boxes, self.groups, self.rays

    def facing(self, box: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Say which places points in a box (west, south, east, north) may see along a tangent."""
        return np.asarray(_facing(self.rays, *box.tolist()))

    def some(self, places: NDArray[np.int64]) -> "Turns":
        """Give the turns of some places alone."""
        rays, boxes = _gathered(self.rays, places)
        return Turns(self.corners[places], boxes, _boxes(boxes, GROUP), rays)


def _boxes(boxes: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Give the box round every so many boxes."""
    firsts = np.arange(0, len(boxes), size)
    if not len(firsts):
        return np.empty((0, 4))
    return np.hstack([np.minimum.reduceat(boxes[:, :2], firsts), np.maximum.reduceat(boxes[:, 2:], firsts)])


@compiled
def _facing(rays: Metres, west: float, south: float, east: float, north: float) -> Mask:
    """Say of every turn whether a direction into a box is tangent there: no line from the box has its two neighbours on different sides."""
    x, y, wide, high = (west + east) / 2, (south + north) / 2, (east - west) / 2, (north - south) / 2
    found = np.empty(rays.shape[1], dtype=np.bool_)
    for place in range(rays.shape[1]):  # without a branch, so that several turns go in one step
        dx, dy = x - rays[0, place], y - rays[1, place]
        back, back_more = dx * rays[3, place] - dy * rays[2, place], wide * abs(rays[3, place]) + high * abs(rays[2, place])
        ahead, ahead_more = dx * rays[5, place] - dy * rays[4, place], wide * abs(rays[5, place]) + high * abs(rays[4, place])
        is_left = (back - back_more > 0) & (ahead + ahead_more < 0)
        is_right = (back + back_more < 0) & (ahead - ahead_more > 0)
        found[place] = not (is_left | is_right)
    return found


@compiled
def _gathered(rays: Metres, places: Ints) -> tuple[Metres, Metres]:
    """Take the rays of some places, and draw the boxes of their blocks."""
    found, boxes = np.empty((6, len(places))), np.empty(((len(places) + BLOCK - 1) // BLOCK, 4))
    for k in range(len(places)):
        for row in range(6):
            found[row, k] = rays[row, places[k]]
        x, y, box = found[0, k], found[1, k], boxes[k // BLOCK]
        if k % BLOCK == 0:
            box[0], box[1], box[2], box[3] = x, y, x, y
        else:
            box[0], box[1], box[2], box[3] = min(box[0], x), min(box[1], y), max(box[2], x), max(box[3], y)
    return found, boxes


def _along_a_z(points: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the place of points on a curve that goes through squares within squares: what is near on it is near on the map."""
    lon, lat = ((points + (1 << 29)) >> Z_STEP).T
    return _with_gaps(lon) | _with_gaps(lat) << 1


def _with_gaps(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Put a zero before each of the 32 bits of some numbers."""
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        numbers = (numbers | numbers << shift) & mask
    return numbers
