"""Sea routes: the shortest way from berth to berth that keeps a vessel's clearance from land, proved against the full shoreline.

Outside its approaches a route keeps the clearance of the vessel's class. An end that lies nearer to land, or in water that only a
narrower way leads out of, has an *approach*: see `harbour`. No route is ever returned that touches land: where none can be had,
the answer says why.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Point

from silog_gis.coast import METRES_NORTH
from silog_gis.geodesy import LonLat, distance_m, length_m
from silog_gis.graph.anchor import NOWHERE, Anchor
from silog_gis.graph.freespace import Micro, to_lonlat, to_micro
from silog_gis.graph.joining import next_clear, straight
from silog_gis.graph.lengths import metric
from silog_gis.graph.sight import NONE_OFF
from silog_gis.graph.visgraph import VisGraph
from silog_gis.land import Land
from silog_gis.sea.approaches import marked
from silog_gis.sea.contours import Contours
from silog_gis.sea.found import Afloat, NoWay, SeaRoute
from silog_gis.sea.harbour import FINEST_CLEARANCE_M, Harbour
from silog_gis.sea.keeping import obstacles_of, sea_graph
from silog_gis.sea.leading import leads_out_by_walking
from silog_gis.sea.sea_areas import SeaArea, digest_of
from silog_gis.sea.waters import Waters
from silog_gis.sea.zones import FARTHEST_M, REFERENCE_M, Zone, zones_of

OFFINGS_M = (0.6, 1.5, 5.0)
"""How far off the shore a point from the land is set down, tried in turn."""
ENDS_REMEMBERED = 256
"""Ends whose approaches a router keeps; each takes some hundred kilobytes."""
WARMED_BY = 16
"""Islands that are tried for two with a shore that a way leads out from."""
SETS_REMEMBERED = 4
"""Sets of areas whose graphs a router keeps."""


@dataclass(frozen=True, eq=False)
class End:
    """How one end of a route joins the sea."""

    at: Micro
    anchor: Anchor
    harbour: Harbour | None = None
    leads_out: bool = True

    def corners_at(self, points: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give the corners of the finer coast that points stand at, -1 for none."""
        return self.harbour.corners_at(points) if self.harbour else np.full(len(points), NOWHERE)


Way = tuple[tuple[Micro, ...], float]
"""The corners of a way between two ends, the ends left out, and its cost in metres."""


@dataclass(eq=False)
class SeaRouter:
    """Routes for one clearance. Build once, ask often; answers do not depend on what was asked before."""

    land: Land
    clearance_m: float
    graph: VisGraph
    obstacles: shapely.STRtree
    """The coast grown by the clearance, its enclosed water filled."""
    contours: Contours
    waters: Waters = field(default_factory=Waters)
    """The areas in force on this router's routes."""
    _ends: dict[Micro, End | NoWay] = field(default_factory=dict)
    _within: dict[str, "SeaRouter"] = field(default_factory=dict)

    @classmethod
    def build(cls, land: Land, clearance_m: float, cache_dir: Path | None = None) -> "SeaRouter":
        """Make the router of a clearance in metres, 0 or more; with a cache folder, read the graph kept there or keep it."""
        if not (math.isfinite(clearance_m) and clearance_m >= 0):
            message = f"a clearance is a number of metres, 0 or more, and not {clearance_m}"
            raise ValueError(message)
        graph = sea_graph(land, clearance_m, cache_dir)
        return cls(land, clearance_m, graph, shapely.STRtree(obstacles_of(graph.space)), Contours.of(land, cache_dir))

    def warmed(self) -> "SeaRouter":
        """Find a way between two islands and give the router: what is read and laid out once is so before anybody waits for a route."""
        ends: list[End] = []
        for polygon in self.land.polygons[:WARMED_BY]:
            end = self._end(to_micro(self.afloat(polygon.exterior.coords[0], OFFINGS_M[-1]).at))
            if isinstance(end, End) and end.harbour:
                ends.append(end)
            if len(ends) == 2:  # noqa: PLR2004 -- one to leave and one to arrive at
                self.between(*sorted(ends, key=lambda one: one.at))
                break
        return self

    def is_open(self, point: LonLat) -> bool:
        """Say whether a point keeps the clearance and lies in water that joins the open sea."""
        at = Point(point)
        return not shapely.intersects(self.obstacles.geometries[self.obstacles.query(at)], at).any()

    def afloat(self, point: LonLat, most_m: float) -> Afloat:
        """Move a point on land, or as good as on it, into the nearest water, by `most_m` metres at most; else leave it where it is.

        Water here is what the land leaves: whether a way leads on from there is the router's to say.
        """
        lon, lat = to_lonlat(to_micro(point))
        if most_m <= 0 or self.land.distance_m(lon, lat) >= FINEST_CLEARANCE_M:
            return Afloat((lon, lat), 0.0)
        edge_lon, edge_lat = self.land.shore(lon, lat)
        for offing_m in OFFINGS_M:
            reach = offing_m / METRES_NORTH
            for angle in np.linspace(0, 2 * math.pi, 32, endpoint=False).tolist():
                at = to_lonlat(to_micro((edge_lon + reach * math.cos(angle), edge_lat + reach * math.sin(angle))))
                moved_m = distance_m(at, (lon, lat))
                if moved_m <= most_m and self.land.distance_m(*at) >= FINEST_CLEARANCE_M:
                    return Afloat(at, moved_m)
        return Afloat((lon, lat), 0.0)

    def route(self, a: LonLat, b: LonLat, *, areas: Sequence[SeaArea] = ()) -> SeaRoute | NoWay:
        """Find the way between two points in water; the way back is the same line turned round.

        `areas` are those in force. The first route with a set of areas takes longer, seconds for costs in many places; the next
        ones with the same set do not, and routes without areas never do.
        """
        if areas:
            return self.within(areas).route(a, b)
        start, finish = to_micro(a), to_micro(b)
        is_turned = finish < start
        found = self._route(*((finish, start) if is_turned else (start, finish)))
        return found.turned if is_turned and isinstance(found, SeaRoute) else found

    def within(self, areas: Sequence[SeaArea]) -> "SeaRouter":
        """Give the router of the same coast with areas in force; the last few sets are remembered."""
        key = digest_of(areas)
        if key not in self._within:
            if len(self._within) >= SETS_REMEMBERED:
                del self._within[next(iter(self._within))]
            waters = Waters.of(areas)
            graph, coasts = waters.laid_over(self.graph, self.obstacles, self.land.bounds)
            self._within[key] = SeaRouter(self.land, self.clearance_m, graph, coasts, self.contours, waters)
        return self._within[key]

    def _route(self, start: Micro, finish: Micro) -> SeaRoute | NoWay:
        return self.between(self.end(start), self.end(finish))

    def between(self, leave: End | NoWay, arrive: End | NoWay) -> SeaRoute | NoWay:
        """Find the way between two ends; the lesser comes first, for the way back to be the same."""
        if isinstance(leave, NoWay):
            return leave
        if isinstance(arrive, NoWay):
            return arrive
        most_m = math.inf
        if leave.harbour and arrive.harbour and leave.harbour.overlaps(arrive.harbour):
            leave, arrive, most_m = self._joined(leave.harbour, arrive.harbour)
        way = self._shorter(leave, arrive, self.graph.shortest(leave.anchor, arrive.anchor, arrive.at, most_m))
        return self._no_way(leave, arrive) if way is None else self._checked(leave, arrive, way)

    def end(self, point: Micro) -> "End | NoWay":
        """Join a point to the graph: straight from open water, else through an approach; the last ones are kept, as ports come again."""
        if point not in self._ends:
            if len(self._ends) >= ENDS_REMEMBERED:
                del self._ends[next(iter(self._ends))]
            self._ends[point] = self._end(point)
        return self._ends[point]

    def _end(self, point: Micro) -> End | NoWay:
        at = to_lonlat(point)
        west, south, east, north = self.land.bounds
        if not (west <= at[0] <= east and south <= at[1] <= north):
            return NoWay(f"{at} lies outside the map")
        name = self.waters.closed_at(at)
        if name is not None:
            return NoWay(f"{at} lies in {name}, which is to be avoided")
        level_m = self.contours.level_at(at)
        if level_m is None or (level_m < FINEST_CLEARANCE_M and self.land.distance_m(*at) < FINEST_CLEARANCE_M):
            return NoWay(
                f"{at} is on land or within {FINEST_CLEARANCE_M:g} m of it: a sea route starts in water, "
                f"and the nearest is {distance_m(at, self.land.shore(*at)):,.0f} m away"
            )
        zone, leads_out = self._zone(point, level_m)
        if zone is None or (not zone.is_needed and self.is_open(at)):
            return End(point, self.waters.priced(point, self.graph.anchor(point), self.graph))
        harbour = self._harbour(zone)
        return End(point, self.waters.priced(point, harbour.joined(point), self.graph), harbour, leads_out)

    def _zone(self, end: Micro, level_m: float) -> tuple[Zone | None, bool]:
        """Choose the rule of an end, and say whether it leads out; no zone where the end is in open water even for the reference clearance.

        The rule is the strictest that leads a vessel of the reference clearance out, so it is the same for all of less.
        """
        reference_m = max(self.clearance_m, REFERENCE_M)
        sea = self.obstacles if self.clearance_m > REFERENCE_M else self.contours.sea
        at = Point(to_lonlat(end))
        if not shapely.intersects(sea.geometries[sea.query(at)], at).any():
            return None, True
        zones = tuple(zones_of(end, level_m, reference_m))
        for zone in zones:
            if zone.is_needed and self._leads_out(zone, sea):
                return zone.under(self.clearance_m), True
        return zones[-1].under(self.clearance_m), False

    def _leads_out(self, zone: Zone, sea: shapely.STRtree) -> bool:
        """Say whether a zone leads out: from the contours where they tell, else from the zone as it is drawn."""
        is_plain = self.clearance_m <= REFERENCE_M and not self.waters.closed
        told = leads_out_by_walking(zone, self.contours) if is_plain else None
        return zone.leads_out(self.contours, sea, self.waters.closed) if told is None else told

    def _harbour(self, *zones: Zone) -> Harbour:
        return Harbour.around(
            zones, contours=self.contours, bounds=self.land.bounds, sea=self.graph, coasts=self.obstacles, barred=self.waters.closed
        )

    def _joined(self, one: Harbour, other: Harbour) -> tuple[End, End, float]:
        """Join two ends whose zones overlap: in water where the rule of either is enough; and give what a way in it is known for."""
        both = self._harbour(*one.zones, *other.zones)
        leave, arrive = one.zones[0].end, other.zones[0].end
        if self.waters.toll is None:
            out, home, known_m = both.joined_to(leave, arrive)
        else:  # a longer way may cost less
            out, home = (self.waters.priced(end, both.joined(end), self.graph) for end in (leave, arrive))
            known_m = math.inf
        return End(leave, out, both), End(arrive, home, both), known_m

    def _shorter(self, leave: End, arrive: End, known: Way | None) -> Way | None:
        """Find a shorter way that turns nowhere but inside the approaches, or not at all; else the known one."""
        bound_m = known[1] if known else math.inf
        harbours = list(dict.fromkeys(end.harbour for end in (leave, arrive) if end.harbour))
        outs, homes = leave.anchor.nodes, arrive.anchor.nodes
        pairs, totals_m = straight(*outs.joints, *homes.joints, metric(), bound_m)
        order = np.argsort(totals_m, kind="stable")
        pairs, totals_m = pairs[order], totals_m[order]
        nowhere = np.full(max(len(outs.points), len(homes.points)), NOWHERE)
        coasts = (
            (self.graph.lines, _off(harbours), nowhere, nowhere),
            (leave.anchor.lines, NONE_OFF, outs.corners, leave.corners_at(homes.points)),
            (arrive.anchor.lines, NONE_OFF, arrive.corners_at(outs.points), homes.corners),
        )
        row = next_clear(pairs, totals_m, 0, bound_m, outs.points, homes.points, coasts)
        while row >= 0:
            corners = (*outs.chain(int(pairs[row, 0])), *homes.chain(int(pairs[row, 1]))[::-1])
            cost_m = float(totals_m[row]) + self.waters.extra_m((leave.at, *corners, arrive.at))
            if cost_m < bound_m:
                known, bound_m = (corners, cost_m), cost_m
            row = next_clear(pairs, totals_m, row + 1, bound_m, outs.points, homes.points, coasts)
        return known

    def _checked(self, leave: End, arrive: End, way: Way) -> SeaRoute | NoWay:
        """Hold the line against the full shoreline: the last word, whatever the graph believed. And mark its approaches."""
        points = [leave.at, *way[0], arrive.at]
        coords = [to_lonlat(point) for at, point in enumerate(points) if at == 0 or point != points[at - 1]]
        if len(coords) == 1:
            coords = coords * 2
        coords, approaches = marked(coords, [end.harbour for end in (leave, arrive)], self.land, self.obstacles, self.clearance_m)
        if self.land.crosses(LineString(coords)):
            return NoWay(f"the way found between {coords[0]} and {coords[-1]} would touch land")
        return SeaRoute(tuple(coords), length_m(coords), approaches, self.waters.passed(LineString(coords)))

    def _no_way(self, leave: End, arrive: End) -> NoWay:
        outside = self.waters.said
        for end in (leave, arrive):
            if not end.leads_out:
                return NoWay(f"no water leads from {to_lonlat(end.at)} to the open sea within {FARTHEST_M / 1000:g} km{outside}")
        return NoWay(f"no water {2 * self.clearance_m:g} m wide joins {to_lonlat(leave.at)} and {to_lonlat(arrive.at)}{outside}")


def _off(harbours: Sequence[Harbour]) -> NDArray[np.bool_]:
    if not harbours:
        return np.zeros(0, dtype=np.bool_)
    return harbours[0].off if len(harbours) == 1 else harbours[0].off | harbours[1].off
