"""How a point joins a graph: from which corners on, to which places, at what cost. Sight is looked into when a search asks for it."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from silog_gis.graph.compiled import Heads, Ints, Mask, Metres, Verdicts, compiled
from silog_gis.graph.freespace import Micro
from silog_gis.graph.sight import NONE_OFF, sees

NOWHERE = -1
UNKNOWN, JOINED, APART = 0, 1, 2
"""What is known of the sight between a corner and a place."""

Lines = tuple[Ints, Ints, Ints, Ints, Heads]
Joints = tuple[Ints, Metres, Ints, Ints, Verdicts, Ints, Ints, Mask, Lines, Mask]
"""Of an `Anchor`: places, costs, nodes, finer corners, verdicts; the nodes' positions and corners; edges off; finer lines; loose."""

NO_LINES: Lines = (
    np.empty((0, 2), np.int64),
    np.empty(0, np.int64),
    np.array([0, 0, 1, 1, 1]),
    np.zeros(2, np.int64),
    np.empty(0, np.int32),
)


@dataclass(frozen=True, eq=False)
class Nodes:
    """The corners on the ways from a point through finer water, row by row; row 0 is the point itself.

    `points` (n, 2), the cost of each, the row `before` it on its way (-1 for the point), how a way bends there (n, 6; see `seeing.bends`),
    and the row of the finer space it is.
    """

    points: NDArray[np.int64]
    costs_m: NDArray[np.float64]
    before: NDArray[np.int64]
    bends: NDArray[np.float64]
    corners: NDArray[np.int64]

    @classmethod
    def only(cls, point: Micro) -> "Nodes":
        """Give the node of a point that every way leaves straight."""
        none = np.array([NOWHERE])
        return cls(np.array([point], dtype=np.int64), np.zeros(1), none, np.zeros((1, 6)), none)

    @property
    def joints(self) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """Positions, costs and bends, as compiled loops take them."""
        return self.points, self.costs_m, self.bends

    def at(self, row: int) -> Micro:
        """Give the position of a node."""
        lon, lat = self.points[row].tolist()
        return lon, lat

    def chain(self, row: int) -> tuple[Micro, ...]:
        """Give the corners from the point to a node, the node included and the point not."""
        found: list[Micro] = []
        while row > 0:
            found.append(self.at(row))
            row = int(self.before[row])
        return tuple(reversed(found))


@dataclass(frozen=True, eq=False)
class Anchor:
    """The joints of a point with a graph: row k leads from node `via[k]` to a place, for `costs_m[k]` from the point on.

    Whether the two see each other is looked into when it matters, and then remembered (`verdicts`).
    """

    places: NDArray[np.int64]
    costs_m: NDArray[np.float64]
    via: NDArray[np.int64]
    nodes: Nodes
    rows: NDArray[np.int64]
    """The corner of the finer coast each place stands at, -1 where it stands at none."""
    off: NDArray[np.bool_] = field(default_factory=lambda: NONE_OFF)
    """Edges of the graph's coast that the finer coast replaces."""
    lines: Lines = NO_LINES
    """The finer coast."""
    loose: NDArray[np.bool_] = field(default_factory=lambda: NONE_OFF)
    """Joints to places whose own coast is replaced, so that a way may go on from there to any side; empty where there are none."""

    @cached_property
    def verdicts(self) -> NDArray[np.int8]:
        """What is known of the sight of each joint."""
        return np.zeros(len(self.places), dtype=np.int8)

    @property
    def joints(self) -> Joints:
        """The joints as compiled loops take them."""
        nodes = self.nodes
        return self.places, self.costs_m, self.via, self.rows, self.verdicts, nodes.points, nodes.corners, self.off, self.lines, self.loose

    def way(self, row: int) -> tuple[Micro, ...]:
        """Give the corners between the point and the place of a joint."""
        return self.nodes.chain(int(self.via[row]))


@compiled
def is_joined(joints: Joints, sea: Lines, turns: Ints, row: int | np.int64) -> bool:
    """Say whether the two ends of a joint see each other, past the coast of the graph and past the finer one."""
    places, _, via, rows, verdicts, points, corners, off, fine, _ = joints
    if verdicts[row] == UNKNOWN:
        node, turn = via[row], turns[places[row]]
        ax, ay, bx, by = points[node, 0], points[node, 1], sea[0][turn, 0], sea[0][turn, 1]
        none_off = np.zeros(0, dtype=np.bool_)
        is_clear = sees(*fine, none_off, ax, ay, bx, by, corners[node], rows[row]) and sees(*sea, off, ax, ay, bx, by, -1, turn)
        verdicts[row] = JOINED if is_clear else APART
    return bool(verdicts[row] == JOINED)
