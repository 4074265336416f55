"""Which stretch of a line is an approach: from an end to where the line keeps the vessel's clearance for good."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import shapely
from shapely.geometry import LineString

from silog_gis.coast import METRES_NORTH, short_metres
from silog_gis.geodesy import LonLat, distance_m, length_m
from silog_gis.graph.freespace import MICRO, to_lonlat, to_micro
from silog_gis.land import Land
from silog_gis.sea.harbour import Harbour

STRETCHES_REMEMBERED = 1_024
_ENDS = {"start": "finish", "finish": "start"}


@dataclass(frozen=True)
class Approach:
    """The stretch of a route between a berth and open water, and the clearance it keeps."""

    end: str
    """`start` or `finish`: which end of the route it belongs to; `whole` where the route never leaves narrow water."""
    clearance_m: float
    """The least distance from land on the stretch."""
    length_m: float
    first: int
    """Its first and its last point among the route's coordinates, both part of it."""
    last: int

    def turned(self, last: int) -> "Approach":
        """Give the same stretch on the line turned round, whose last point has the number `last`."""
        return replace(self, end=_ENDS.get(self.end, self.end), first=last - self.last, last=last - self.first)


def marked(
    coords: list[LonLat], harbours: Sequence[Harbour | None], land: Land, coasts: shapely.STRtree, clearance_m: float
) -> tuple[list[LonLat], tuple[Approach, ...]]:
    """Give a line with a point where each approach meets open water, and its approaches, from start to finish.

    A stretch that cuts the grown coast but keeps the clearance, as that coast errs outward, is none.
    """
    leave, arrive = harbours
    cuts: list[int] = []
    for harbour in (leave, arrive):
        if harbour is not None:
            coords, cut = _cut(coords, harbour, coasts)
            cuts.append(cut)
        else:
            cuts.append(0)
        coords = coords[::-1]
    first, last = cuts[0], len(coords) - 1 - cuts[1]
    if leave and arrive and first >= last:
        return coords, (_approach("whole", coords, 0, len(coords) - 1, land),)
    found = []
    if cuts[0]:
        found.append(_approach("start", coords, 0, min(first, len(coords) - 1), land))
    if cuts[1]:
        found.append(_approach("finish", coords, max(last, 0), len(coords) - 1, land))
    return coords, tuple(part for part in found if part.clearance_m < clearance_m)


def _cut(coords: list[LonLat], harbour: Harbour, coasts: shapely.STRtree) -> tuple[list[LonLat], int]:
    """Put a point where a line that begins in a harbour leaves the grown coast for good; its number, 0 where it never was in it.

    Only the stretch up to the first point beyond the harbour's zones can be in the grown coast.
    """
    west, south, east, north = harbour.bounds
    leg = 1
    while leg < len(coords) - 1 and west <= coords[leg][0] <= east and south <= coords[leg][1] <= north:
        leg += 1
    for at in range(leg, 0, -1):
        stretch = (coords[at - 1], coords[at])
        if stretch not in harbour.cuts:
            harbour.cuts[stretch] = _last_touch(stretch, harbour, coasts)
        cut = harbour.cuts[stretch]
        if cut in stretch:
            return coords, at if cut == coords[at] else at - 1
        if cut is not None:
            return [*coords[:at], cut, *coords[at:]], at
    return coords, 0


def _last_touch(stretch: tuple[LonLat, LonLat], harbour: Harbour, coasts: shapely.STRtree) -> LonLat | None:
    """Give the last point of a stretch that lies in the grown coast, None where it does not go into it.

    The stretch is cut where it meets an edge of the coast in the box of the zones, beyond which it keeps off the coast; and of each
    piece the middle tells whether it is inside.
    """
    tail, head = (np.array(to_micro(at), dtype=np.int64) for at in stretch)
    zone = np.rint(np.array(harbour.bounds) * MICRO).astype(np.int64)
    west, south = np.maximum(np.minimum(tail, head), zone[:2]).tolist()
    east, north = np.minimum(np.maximum(tail, head), zone[2:]).tolist()
    space, edges = harbour.sea.space, harbour.sea.grid.edges_in(west, south, east, north)
    begins, way = space.corners[edges] - tail, head - tail
    along = (space.corners[space.after[edges]] - begins - tail).T
    turn = way[0] * along[1] - way[1] * along[0]
    is_met = turn != 0
    (x, y), along, turn = begins[is_met].T, along[:, is_met], turn[is_met]
    at, across = (x * along[1] - y * along[0]) / turn, (x * way[1] - y * way[0]) / turn
    cuts = np.unique(np.concatenate([[0.0, 1.0], at[(at > 0) & (at < 1) & (across >= 0) & (across <= 1)]]))
    middles = shapely.points((tail + way * ((cuts[1:] + cuts[:-1]) / 2)[:, None]) / MICRO)
    which, rows = coasts.query(middles)
    inside = which[shapely.intersects(coasts.geometries[rows], middles[which])]
    if not len(inside):
        return None
    lon, lat = np.rint(tail + way * cuts[inside.max() + 1]).astype(np.int64).tolist()
    return to_lonlat((lon, lat))


def _approach(end: str, coords: list[LonLat], first: int, last: int, land: Land) -> Approach:
    stretch = tuple(coords[first : last + 1])
    return Approach(end, _least_m(stretch if stretch[0] <= stretch[-1] else stretch[::-1], land), length_m(stretch), first, last)


@lru_cache(maxsize=STRETCHES_REMEMBERED)
def _least_m(stretch: tuple[LonLat, ...], land: Land) -> float:
    """Measure a stretch once: most routes of a port leave it by the same."""
    return least_distance_m(stretch, land)


def least_distance_m(coords: Sequence[LonLat], land: Land) -> float:
    """Measure the least distance from a line to land, in metres: the geodesic at the nearest two points."""
    line = LineString(coords if len(coords) > 1 else [*coords, *coords])
    row = int(land.tree.nearest(line))
    reach = shapely.distance(land.polygons[row], line) + 1 / METRES_NORTH
    west, south, east, north = line.bounds
    scale = short_metres(south, north)
    near = land.shores_in(west - 1.1 * reach, south - 1.1 * reach, east + 1.1 * reach, north + 1.1 * reach)
    flat = shapely.transform(near, lambda xy: xy * scale)
    pairs = shapely.get_coordinates(shapely.shortest_line(flat, shapely.transform(line, lambda xy: xy * scale))) / scale
    ends = pairs.reshape(-1, 2, 2)
    return min((distance_m((a[0], a[1]), (b[0], b[1])) for a, b in ends[np.isfinite(ends).all(axis=(1, 2))].tolist()), default=0.0)
