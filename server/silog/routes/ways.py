"""A question about a way of several modes, answered: ends and ports from the database, roads from pgRouting, the rest in the thread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from silog.errors import SilogError
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.people.rules import Viewer
from silog.places.queries import FacilityFacts
from silog.routes.asking import End, areas_at, ends_of, harbours_of
from silog.routes.desk import RouteDesk
from silog.routes.figures import Figures, figures
from silog.routes.multimodal import Part, Search, Stop, Way, nearest_harbours
from silog.routes.roads import Pair, RoadWay, ways_over_roads
from silog.routes.routers import Routers
from silog.routes.rules import LonLat, TravelMode, VesselClass, Wish
from silog_gis.sea.found import NoWay
from silog_gis.sea.sea_areas import SeaArea


@dataclass(frozen=True, slots=True)
class WayQuestion:
    """A way between any two ends. `modes` may not be empty; TRANSFER goes with SEA."""

    start: End
    end: End
    vessel: VesselClass
    modes: frozenset[TravelMode]
    at: datetime | None
    wish: Wish


@dataclass(frozen=True, slots=True)
class _Ends:
    start: Stop
    end: Stop
    boards: Sequence[FacilityFacts]
    lands: Sequence[FacilityFacts]

    @property
    def pairs(self) -> list[Pair]:
        """What may be travelled over land: from the start, and from a port's quay to the end, each in its direction."""
        out = [(self.start.at, (port.lon, port.lat)) for port in self.boards]
        home = [((port.lon, port.lat), self.end.at) for port in self.lands]
        direct = [(self.start.at, self.end.at)] if self.start.landmass == self.end.landmass else []
        return [pair for pair in chain(out, home, direct) if pair[0] != pair[1]]


async def find_way(database: Database, desk: RouteDesk, viewer: Viewer, asked: WayQuestion) -> Way | NoWay:
    """Find the quickest way in the modes that are asked for."""
    if not asked.modes:
        raise SilogError("BAD_ARGUMENT", "`modes` is empty.", "Leave it out for all modes.")
    async with database.unit_of_work(viewer.scope) as work:
        named = await ends_of(work, asked.start, asked.end)
    async with database.unit_of_work(Scope.whole_election(viewer.election_id)) as work:
        harbours = await harbours_of(work)  # a way leads over other regencies' ports too
    ends = await desk.ask(lambda routers: _located(routers, named, harbours))
    roads: dict[Pair, RoadWay] = {}
    if TravelMode.ROAD in asked.modes:
        roads = await ways_over_roads(database, ends.pairs)
    areas = await areas_at(database, viewer, asked.at, asked.wish)
    return await desk.ask(lambda routers: _best(routers, asked, ends, roads, areas))


def _located(routers: Routers, named: Sequence[FacilityFacts | LonLat], harbours: Sequence[FacilityFacts]) -> _Ends:
    start, end = (_stop(routers, one) for one in named)
    most = figures().candidates
    return _Ends(start, end, nearest_harbours(start, harbours, most), nearest_harbours(end, harbours, most))


def _stop(routers: Routers, named: FacilityFacts | LonLat) -> Stop:
    if isinstance(named, FacilityFacts):
        at = (named.lon, named.lat)
        return Stop(at, named.code, routers.land.nearest_land(*at)[3] if named.landmass is None else named.landmass)
    west, south, east, north = routers.land.bounds
    if not (west < named[0] < east and south < named[1] < north):
        message = (
            f"The point lon {named[0]:g}, lat {named[1]:g} lies outside the map: {west:g} to {east:g} east, {south:g} to {north:g} north."
        )
        raise SilogError("OUTSIDE_MAP", message, "Are longitude and latitude in the right order?")
    _, _, off_m, landmass = routers.land.nearest_land(*named)
    return Stop(named, None, landmass if off_m <= figures().ashore_most_m else None)


def _best(routers: Routers, asked: WayQuestion, ends: _Ends, roads: Mapping[Pair, RoadWay], areas: tuple[SeaArea, ...]) -> Way | NoWay:
    vessel = figures().vessels[asked.vessel]
    land = _OverLand(routers, asked.modes, roads, figures(), ends.end)
    search = Search(land.part, lambda a, b: routers.sea_route(vessel.clearance_m, a, b, areas), vessel, asked.modes, figures())
    return search.best(ends.start, ends.end, ends.boards, ends.lands)


@dataclass(frozen=True, slots=True)
class _OverLand:
    """Parts over land: by road where one is known, else an estimate that stays on the island."""

    routers: Routers
    modes: frozenset[TravelMode]
    roads: Mapping[Pair, RoadWay]
    figures: Figures
    last: Stop

    def part(self, a: Stop, b: Stop) -> Part | None:
        """Give the part between two stops of one landmass, None where no mode that is asked for leads there.

        The search asks for the last stretch from the end of the way backwards; roads may be one-way, so they were looked up forwards.
        """
        way = self.roads.get((b.at, a.at)) if a == self.last else self.roads.get((a.at, b.at))
        if way is not None:
            line = way.line[::-1] if a == self.last else way.line
            return self._by(a, b, line, way.length_m, way.duration)
        found = self.routers.overland().route(_ashore(self.routers, a), _ashore(self.routers, b))
        if isinstance(found, NoWay):
            return None
        line = found.coords if len(found.coords) > 1 else found.coords * 2
        return self._by(a, b, line, found.length_m * self.figures.detour_factor, None)

    def _by(self, a: Stop, b: Stop, line: tuple[LonLat, ...], length_m: float, driven: timedelta | None) -> Part | None:
        is_near = length_m <= self.figures.foot_most_m
        if TravelMode.FOOT in self.modes and (is_near or TravelMode.ROAD not in self.modes):
            on_foot = timedelta(seconds=length_m / (self.figures.foot_kmh / 3.6))
            return Part(TravelMode.FOOT, a.code, b.code, line, length_m, on_foot, is_estimate=driven is None)
        if TravelMode.ROAD not in self.modes:
            return None
        by_road = driven or timedelta(seconds=length_m / (self.figures.estimate_kmh / 3.6))
        return Part(TravelMode.ROAD, a.code, b.code, line, length_m, by_road, is_estimate=driven is None)


def _ashore(routers: Routers, stop: Stop) -> LonLat:
    if stop.landmass is None:
        return stop.at
    at = routers.land.ashore_on(stop.landmass, *stop.at)
    return at.lon, at.lat
