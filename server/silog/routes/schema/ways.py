"""Ways that are asked for: by sea, and over land and sea. Answered by Python, in a thread of its own, for who has signed in."""

from datetime import datetime, timedelta
from typing import Annotated, Any

import strawberry

from silog.kit.graphql.declare.fields import computed
from silog.kit.graphql.declare.geography import GeoPoint
from silog.kit.graphql.declare.scalars import GeoJSON
from silog.people.rules import Right
from silog.routes.asking import End, SeaQuestion, sea_route
from silog.routes.figures import figures
from silog.routes.multimodal import KNOT_M_S, Part, Way
from silog.routes.rules import ForeignWaters, LonLat, TravelMode, VesselClass, Wish
from silog.routes.ways import WayQuestion, find_way
from silog_gis.sea.approaches import Approach
from silog_gis.sea.found import NoWay
from silog_gis.sea.found import SeaRoute as Found

strawberry.enum(VesselClass, description="Classes of vessels: POMPONG and SPEEDBOAT keep 50 m from the shore, FERRY 150 m, LINER 500 m.")
strawberry.enum(ForeignWaters, description="AVOID: keep out. PENALISE: count them several times. ALLOW: sail through as if they were not.")
strawberry.enum(
    TravelMode, description="How a part of a way is travelled. TRANSFER is the stretch between a port's place ashore and its berth."
)
Argument = strawberry.argument
SEA_COST, WAY_COST = 5_000, 20_000
"""What a question counts for in the cost of an operation: a route is work for the processor, milliseconds to a second of it."""


@strawberry.input(description="One end of a way: give exactly one of its fields.")
class RouteEnd:
    """A place or a point."""

    place: str | None = strawberry.field(description="The code of a place in your sight; for a way by sea, of a port.", default=None)
    point: GeoPoint | None = strawberry.field(description="A point.", default=None)


From = Annotated[RouteEnd, Argument(name="from", description="Where it starts.")]
To = Annotated[RouteEnd, Argument(description="Where it ends.")]
At = Annotated[
    datetime | None, Argument(description="When: areas of the sea that hold at this time count, on the election's clock. Left out: now.")
]
Avoid = Annotated[list[strawberry.ID] | None, Argument(description="Areas of the sea to keep out of besides, by code or global id.")]
Foreign = Annotated[ForeignWaters | None, Argument(description="How foreign waters are taken. Left out: each area as it says of itself.")]


@strawberry.type(description="A stretch of a route that comes nearer to land than the vessel keeps outside: the way into a harbour.")
class SeaApproach:
    """One approach."""

    end: str = strawberry.field(description="`start`, `finish`, or `whole` where the route never leaves narrow water.")
    clearance_m: float = strawberry.field(description="What it keeps from the shore, in metres.")
    length_m: float = strawberry.field(description="Its length in metres.")


@strawberry.type(description="The shortest way by sea that keeps a clearance from land and heeds areas; or why there is none.")
class SeaRoute:
    """An answer of seaRoute."""

    reachable: bool = strawberry.field(description="Whether there is a way.")
    reason: str | None = strawberry.field(description="Why there is none, for people; null where there is one.")
    line: GeoJSON | None = strawberry.field(description="The way, a LineString that touches no land.")
    length_m: float | None = strawberry.field(description="Its length over the ellipsoid, in metres.")
    duration_minutes: float | None = strawberry.field(description="How long it takes at the class's speed; null with `clearanceM`.")
    clearance_m: int = strawberry.field(description="What it keeps from the shore outside its approaches, in metres.")
    approaches: list[SeaApproach] = strawberry.field(description="Where it comes nearer.")


@strawberry.type(description="One part of a way.")
class RoutePart:
    """A part."""

    mode: TravelMode = strawberry.field(description="How it is travelled.")
    from_place: str | None = strawberry.field(description="The code of the place where it starts; null for a point.")
    to_place: str | None = strawberry.field(description="The code of the place where it ends; null for a point.")
    line: GeoJSON = strawberry.field(description="The way, a LineString.")
    length_m: float = strawberry.field(description="Its length in metres; of an estimate over land, the line's times the detour factor.")
    duration_minutes: float = strawberry.field(description="How long it takes.")
    handling_minutes: float = strawberry.field(description="How long loading or unloading takes before it.")
    is_estimate: bool = strawberry.field(description="Whether it is an estimate: over land without roads, and between quay and berth.")


@strawberry.type(description="The quickest way in several modes, or why there is none.")
class Route:
    """An answer of route."""

    reachable: bool = strawberry.field(description="Whether there is a way.")
    reason: str | None = strawberry.field(description="Why there is none, for people; null where there is one.")
    parts: list[RoutePart] = strawberry.field(description="Its parts, in order.")
    length_m: float | None = strawberry.field(description="The length of all parts, in metres.")
    duration_minutes: float | None = strawberry.field(description="How long it takes, handling included.")
    is_estimate: bool = strawberry.field(description="Whether any part is an estimate.")
    detour_factor: float = strawberry.field(description="How much longer than its line a part over land without roads is taken to be.")


@strawberry.type
class WayQuery:
    """The fields of Query that ask for ways."""

    @computed(SEA_COST, "The way by sea between two ports or points, for who has signed in. Give a class of vessels, or a clearance.")
    async def sea_route(
        self,
        info: strawberry.Info[Any, None],
        from_: From,
        to: To,
        vessel_class: Annotated[VesselClass, Argument(description="Whose clearance it keeps.")] = VesselClass.FERRY,
        clearance_m: Annotated[int | None, Argument(description="A clearance of your own, 1 to 2,000 m, in place of the class's.")] = None,
        at: At = None,
        avoid: Avoid = None,
        foreign_waters: Foreign = None,
    ) -> SeaRoute | None:
        """Ask for one."""
        viewer = info.context.viewer
        viewer.demand(Right.ASK_ROUTES)
        vessel = figures().vessels[vessel_class]
        metres = vessel.clearance_m if clearance_m is None else clearance_m
        asked = SeaQuestion(_end(from_), _end(to), metres, at, _wish(avoid, foreign_waters))
        found = await sea_route(info.context.database, info.context.routes, viewer, asked)
        return _sea_route(found, metres, vessel.speed_kn if clearance_m is None else None)

    @computed(WAY_COST, "The quickest way between two places or points over land and sea, for who has signed in.")
    async def route(
        self,
        info: strawberry.Info[Any, None],
        from_: From,
        to: To,
        modes: Annotated[list[TravelMode] | None, Argument(description="Only these modes; TRANSFER goes with SEA. Left out: all.")] = None,
        vessel_class: Annotated[VesselClass, Argument(description="What sails.")] = VesselClass.POMPONG,
        at: At = None,
        avoid: Avoid = None,
        foreign_waters: Foreign = None,
    ) -> Route | None:
        """Ask for one."""
        viewer = info.context.viewer
        viewer.demand(Right.ASK_ROUTES)
        wanted = frozenset(TravelMode if modes is None else modes)
        asked = WayQuestion(_end(from_), _end(to), vessel_class, wanted, at, _wish(avoid, foreign_waters))
        return _route(await find_way(info.context.database, info.context.routes, viewer, asked))


def _end(end: RouteEnd) -> End:
    return End(end.place, None if end.point is None else (end.point.lon, end.point.lat))


def _wish(avoid: list[strawberry.ID] | None, foreign: ForeignWaters | None) -> Wish:
    return Wish(frozenset(str(one).rpartition(":")[2] for one in avoid or ()), foreign)


def _sea_route(found: Found | NoWay, clearance_m: int, speed_kn: float | None) -> SeaRoute:
    if isinstance(found, NoWay):
        return SeaRoute(
            reachable=False,
            reason=found.reason,
            line=None,
            length_m=None,
            duration_minutes=None,
            clearance_m=clearance_m,
            approaches=[],
        )
    return SeaRoute(
        reachable=True,
        reason=None,
        line=_line(found.coords),
        length_m=found.length_m,
        duration_minutes=None if speed_kn is None else round(found.length_m / (speed_kn * KNOT_M_S) / 60, 1),
        clearance_m=clearance_m,
        approaches=[_approach(one) for one in found.approaches],
    )


def _approach(one: Approach) -> SeaApproach:
    return SeaApproach(end=one.end, clearance_m=one.clearance_m, length_m=one.length_m)


def _route(found: Way | NoWay) -> Route:
    factor = figures().detour_factor
    if isinstance(found, NoWay):
        return Route(
            reachable=False,
            reason=found.reason,
            parts=[],
            length_m=None,
            duration_minutes=None,
            is_estimate=False,
            detour_factor=factor,
        )
    return Route(
        reachable=True,
        reason=None,
        parts=[_part(part) for part in found.parts],
        length_m=found.length_m,
        duration_minutes=_minutes(found.duration),
        is_estimate=found.is_estimate,
        detour_factor=factor,
    )


def _part(part: Part) -> RoutePart:
    return RoutePart(
        mode=part.mode,
        from_place=part.from_code,
        to_place=part.to_code,
        line=_line(part.line),
        length_m=part.length_m,
        duration_minutes=_minutes(part.duration),
        handling_minutes=_minutes(part.handling),
        is_estimate=part.is_estimate,
    )


def _line(coords: tuple[LonLat, ...]) -> GeoJSON:
    return GeoJSON({"type": "LineString", "coordinates": [list(at) for at in coords]})


def _minutes(duration: timedelta) -> float:
    return round(duration.total_seconds() / 60, 1)
