"""A graph with something laid over it: waters that are closed, or that cost more. The graph beneath stays as it is, and as fast.

Closed waters are obstacles like land: sight lines through them fall, and their corners join the graph, so the answer stays exact. In
waters with a toll a way may bend anywhere on their edge; it may bend here at their corners and at points set along the edge.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from silog_gis.graph.anchor import NOWHERE, Lines
from silog_gis.graph.compiled import Ints, Mask, Metres, compiled
from silog_gis.graph.freespace import MICRO, FreeSpace
from silog_gis.graph.lengths import metric, span_m
from silog_gis.graph.seeing.turns import Turns
from silog_gis.graph.sight import Grid, sees
from silog_gis.graph.visgraph import SEA_CELL, VisGraph

RIM_DEG = 2e-6
EDGE_POINTS = 100
"""Points set along the edge of waters with a toll, besides its corners."""


def closing(graph: VisGraph, polygons: Sequence[shapely.Polygon], coasts: shapely.STRtree, bounds: Sequence[float]) -> VisGraph:
    """Close waters: polygons in degrees that do not overlap each other; they may overlap the coast."""
    added = FreeSpace.around(polygons, bounds)
    closed = shapely.union_all(polygons)
    shapely.prepare(closed)
    base, count = graph.space, len(graph.space.corners)
    stays: NDArray[np.bool_] = np.array(base.is_turn, dtype=np.bool_)
    stays[graph.turns.corners] = np.asarray(~shapely.contains_xy(closed, graph.points / MICRO), dtype=np.bool_)
    is_wet = np.ones(len(added.corners), dtype=np.bool_)
    is_wet[np.unique(coasts.query(shapely.points(added.corners / MICRO), predicate="intersects")[0])] = False
    space = FreeSpace(
        np.concatenate([base.corners, added.corners]),
        np.concatenate([base.before, added.before + count]),
        np.concatenate([base.after, added.after + count]),
        np.concatenate([stays, added.is_turn & is_wet]),
    )
    grid, turns = Grid.of(space, SEA_CELL), Turns.of(space)
    kept = _kept_pairs(graph, added, space, turns)
    return _with_lines_from(VisGraph.of_pairs(space, grid, turns, kept, graph.walls), np.flatnonzero(turns.corners >= count), kept)


def _kept_pairs(graph: VisGraph, added: FreeSpace, space: FreeSpace, turns: Turns) -> NDArray[np.int32]:
    """Give the sight lines that closed waters leave, in the places of the new graph."""
    pairs = graph.links.pairs()
    corners = graph.turns.corners[pairs]
    grid = Grid.of(added, SEA_CELL)
    lines = (added.corners, added.after, grid.frame, grid.starts, grid.edges)
    is_kept = np.asarray(space.is_turn[corners].all(axis=1))
    is_kept[is_kept] = _are_clear(lines, space.corners, corners[is_kept, 0], corners[is_kept, 1])
    place_of = np.full(len(space.corners), NOWHERE, dtype=np.int32)
    place_of[turns.corners] = np.arange(len(turns.corners), dtype=np.int32)
    return np.sort(place_of[corners[is_kept]], axis=1)


@compiled
def _are_clear(lines: Lines, points: Ints, tails: Ints, heads: Ints) -> Mask:
    off = np.zeros(0, dtype=np.bool_)
    clear = np.empty(len(tails), dtype=np.bool_)
    for k in range(len(tails)):
        ax, ay, bx, by = points[tails[k], 0], points[tails[k], 1], points[heads[k], 0], points[heads[k], 1]
        clear[k] = sees(*lines, off, ax, ay, bx, by, -1, -1)
    return clear


def _with_lines_from(graph: VisGraph, places: NDArray[np.int64], kept: NDArray[np.int32]) -> VisGraph:
    """Add every sight line that begins at some places."""
    found = [kept]
    for place in places.tolist():
        corner = int(graph.turns.corners[place])
        seen = graph.seen_from(graph.point(place), np.append(graph.turns.rays[2:, place], (0.0, 0.0)), corner)
        seen = seen[seen != place]
        found.append(np.sort(np.column_stack([np.full(len(seen), place), seen]), axis=1).astype(np.int32))
    pairs = np.unique(np.concatenate(found), axis=0)
    return VisGraph.of_pairs(graph.space, graph.grid, graph.turns, pairs, graph.walls)


@dataclass(frozen=True, eq=False)
class Toll:
    """Waters in which a metre counts as more: the edges of each (n, 4) in microdegrees, and what a metre costs besides itself.

    `rims` are edges just outside, where a way may bend: a line along them pays nothing.
    """

    edges: tuple[NDArray[np.int64], ...]
    rims: tuple[NDArray[np.int64], ...]
    surcharges: tuple[float, ...]

    @classmethod
    def of(cls, polygons: Sequence[shapely.Geometry], costs: Sequence[float]) -> "Toll":
        """Take the edges of polygons in degrees, and the cost of a metre inside each."""
        rims = [shapely.buffer(polygon, RIM_DEG, join_style="mitre") for polygon in polygons]
        return cls(tuple(map(_edges, polygons)), tuple(map(_edges, rims)), tuple(cost - 1 for cost in costs))

    def extra_m(self, tails: NDArray[np.int64], heads: NDArray[np.int64]) -> NDArray[np.float64]:
        """Give what stretches cost besides their length, in metres; where waters overlap, all of them ask."""
        total = np.zeros(len(tails))
        tails, heads = np.ascontiguousarray(tails, dtype=np.int64), np.ascontiguousarray(heads, dtype=np.int64)
        for edges, surcharge in zip(self.edges, self.surcharges, strict=True):
            total += surcharge * _inside_m(edges, tails, heads, metric())
        return total

    def laid_over(self, graph: VisGraph, coasts: shapely.STRtree, bounds: Sequence[float]) -> VisGraph:
        """Let ways bend at the edges of the waters, and price every sight line."""
        points = np.unique(np.concatenate([_edge_points(edges) for edges in self.rims]), axis=0)
        west, south, east, north = np.asarray(bounds) * MICRO
        is_wet = (points[:, 0] >= west) & (points[:, 0] <= east) & (points[:, 1] >= south) & (points[:, 1] <= north)
        is_wet[np.unique(coasts.query(shapely.points(points / MICRO), predicate="intersects")[0])] = False
        joined = _with_points(graph, points[is_wet])
        ends = joined.points
        links = joined.links
        return replace(joined, links=replace(links, lengths_m=links.lengths_m + self.extra_m(ends[links.tails], ends[links.heads])))


def _with_points(graph: VisGraph, points: NDArray[np.int64]) -> VisGraph:
    """Let ways bend at points in open water as well."""
    base, count = graph.space, len(graph.space.corners)
    rows = np.arange(count, count + len(points))
    space = FreeSpace(
        np.concatenate([base.corners, points]),
        np.concatenate([base.before, rows]),
        np.concatenate([base.after, rows]),
        np.concatenate([base.is_turn, np.ones(len(points), dtype=np.bool_)]),
    )
    turns = Turns.of(space)
    place_of = np.empty(len(space.corners), dtype=np.int32)
    place_of[turns.corners] = np.arange(len(turns.corners), dtype=np.int32)
    kept = np.sort(place_of[graph.turns.corners[graph.links.pairs()]], axis=1)
    joined = VisGraph.of_pairs(space, graph.grid, turns, kept, graph.walls)
    return _with_lines_from(joined, np.flatnonzero(turns.corners >= count), kept)


def _edges(polygon: shapely.Geometry) -> NDArray[np.int64]:
    points, ring = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(polygon)), return_index=True)
    micro = np.rint(points * MICRO).astype(np.int64)
    return np.asarray(np.hstack([micro[:-1], micro[1:]])[ring[1:] == ring[:-1]])


def _edge_points(edges: NDArray[np.int64]) -> NDArray[np.int64]:
    lengths = np.hypot(*(edges[:, 2:] - edges[:, :2]).T)
    parts = np.maximum(1, np.ceil(lengths / lengths.sum() * EDGE_POINTS)).astype(np.int64)
    which = np.repeat(np.arange(len(edges)), parts)
    share = (np.arange(len(which)) - np.repeat(np.cumsum(parts) - parts, parts)) / parts[which]
    return np.asarray(np.rint(edges[which, :2] + (edges[which, 2:] - edges[which, :2]) * share[:, None]), dtype=np.int64)


@compiled
def _is_inside(edges: Ints, x: float, y: float) -> bool:
    inside = False
    for k in range(len(edges)):
        ax, ay, bx, by = edges[k, 0], edges[k, 1], edges[k, 2], edges[k, 3]
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            inside = not inside
    return inside


@compiled
def _inside_m(edges: Ints, tails: Ints, heads: Ints, scale: Metres) -> Metres:
    """Measure how much of each stretch lies inside a polygon: cut where it meets an edge, and ask of every piece's middle."""
    west, south = min(edges[:, 0].min(), edges[:, 2].min()), min(edges[:, 1].min(), edges[:, 3].min())
    east, north = max(edges[:, 0].max(), edges[:, 2].max()), max(edges[:, 1].max(), edges[:, 3].max())
    found = np.zeros(len(tails))
    cuts = np.empty(len(edges) + 2)
    for k in range(len(tails)):
        ax, ay, bx, by = tails[k, 0], tails[k, 1], heads[k, 0], heads[k, 1]
        if max(ax, bx) < west or min(ax, bx) > east or max(ay, by) < south or min(ay, by) > north or (ax == bx and ay == by):
            continue
        dx, dy = float(bx - ax), float(by - ay)
        cuts[0], cuts[1], count = 0.0, 1.0, 2
        for e in range(len(edges)):
            px, py, ex, ey = edges[e, 0] - ax, edges[e, 1] - ay, edges[e, 2] - edges[e, 0], edges[e, 3] - edges[e, 1]
            turn = dx * ey - dy * ex
            if turn != 0:
                along, across = (px * ey - py * ex) / turn, (px * dy - py * dx) / turn
                if 0 < along < 1 and 0 <= across <= 1:
                    cuts[count] = along
                    count += 1
        ordered = np.sort(cuts[:count])
        share = 0.0
        for c in range(count - 1):
            middle = (ordered[c] + ordered[c + 1]) / 2
            if ordered[c + 1] > ordered[c] and _is_inside(edges, ax + dx * middle, ay + dy * middle):
                share += ordered[c + 1] - ordered[c]
        found[k] = share * span_m(scale, ax, ay, bx, by)
    return found
