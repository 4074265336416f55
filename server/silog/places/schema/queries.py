"""The fields of Query that ask about places."""

from typing import Annotated, Any

import strawberry
from sqlalchemy import and_, func, true
from sqlalchemy.types import Float

from silog.kit.graphql.declare.arguments import Arguments
from silog.kit.graphql.declare.fields import page, planned
from silog.kit.graphql.declare.geography import (
    GeoPoint,
    geography,
    lies_near,
    lies_within,
    point_argument,
    radius,
)
from silog.kit.graphql.declare.relay import After, Connection, First
from silog.kit.graphql.declare.sources import Condition, Many, One, Row
from silog.places.rules import FacilityKind, RegionLevel
from silog.places.schema.conditions import Area, Argument, RegionCode, Search, among, flagged, inside, searched
from silog.places.schema.facilities import Facility, Place, PollingStation
from silog.places.schema.territory import Election, Island, Region


def _of_code(_: Row, row: Row, arguments: Arguments) -> Condition:
    condition: Condition = row.c.code == arguments.bind("code")
    return condition


def _regions(_: Row, r: Row, arguments: Arguments) -> Condition:
    level = r.c.level == arguments.bind("level", via=lambda member: member.value) if arguments.given("level") else true()
    parent = r.c.parent_code == arguments.bind("parent") if arguments.given("parent") else true()
    return and_(level, parent)


def _islands(_: Row, i: Row, arguments: Arguments) -> Condition:
    return and_(
        flagged(i.c.is_outermost, arguments, "outermost"),
        flagged(i.c.is_populated, arguments, "populated"),
        lies_within(i.c.point, arguments, "within"),
    )


def _facilities(_: Row, f: Row, arguments: Arguments) -> Condition:
    return and_(
        among(f.c.kind, arguments, "kinds"),
        inside(f.c.region_code, arguments, "region"),
        lies_within(f.c.point, arguments, "within"),
        searched(f, arguments, "search"),
    )


def _stations(_: Row, f: Row, arguments: Arguments) -> Condition:
    return and_(
        inside(f.c.region_code, arguments, "region"),
        lies_within(f.c.point, arguments, "within"),
        flagged(f.c.is_3t, arguments, "is3t"),
        searched(f, arguments, "search"),
    )


def _nearby(_: Row, f: Row, arguments: Arguments) -> Condition:
    reach = arguments.bind("radiusM", type_=Float(), via=radius)
    return lies_near(f.c.point, point_argument(arguments, "point"), reach)


def _by_distance(f: Row, arguments: Arguments) -> list[Any]:
    # In metres: a degree of longitude is shorter than one of latitude, so the nearest in degrees is not the nearest.
    return [func.ST_Distance(geography(f.c.point), geography(point_argument(arguments, "point"))), f.c.code]


@strawberry.type
class PlacesQuery:
    """The fields of Query that ask about places."""

    elections: list[Election] | None = strawberry.field(
        description="The elections this server knows.",
        metadata={"silog.source": Many(lambda _, __, ___: true(), lambda e, _: [e.c.code])},
    )

    @planned(One(_of_code), "One region by its code; null where there is none.")
    def region(self, code: Annotated[str, Argument(description="For example 21.03.")]) -> Region | None: ...

    @planned(page(_regions), "Regions, by code.")
    def regions(
        self,
        level: Annotated[RegionLevel | None, Argument(description="Only this level.")] = None,
        parent: Annotated[str | None, Argument(description="Only those directly inside the region with this code.")] = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Region] | None: ...

    @planned(page(_islands), "Islands, by code.")
    def islands(
        self,
        outermost: Annotated[bool | None, Argument(description="Only outermost small islands, or only the others.")] = None,
        populated: Annotated[bool | None, Argument(description="Only populated ones, or only the others.")] = None,
        within: Area = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Island] | None: ...

    @planned(One(_of_code), "One place by its code; null where there is none in sight.")
    def facility(self, code: Annotated[str, Argument(description="For example WH-21.03 or PORT-selat-lampa.")]) -> Place | None: ...

    @planned(
        page(_facilities), "Warehouses, ports, landings, airports and committee offices, by code. Polling stations: `pollingStations`."
    )
    def facilities(
        self,
        kinds: Annotated[list[FacilityKind] | None, Argument(description="Only these kinds.")] = None,
        region: RegionCode = None,
        within: Area = None,
        search: Search = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Facility] | None: ...

    @planned(page(_stations), "Polling stations, by code.")
    def polling_stations(
        self,
        region: RegionCode = None,
        within: Area = None,
        is3t: Annotated[bool | None, Argument(description="Only those served first, or only the others.")] = None,
        search: Search = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[PollingStation] | None: ...

    @planned(Many(_nearby, _by_distance, 200), "The places nearest to a point, nearest first; at most 200.")
    def nearby(
        self,
        point: Annotated[GeoPoint, Argument(description="The point.")],
        radius_m: Annotated[float, Argument(description="How far around it, in metres; at most 100,000.")],
    ) -> list[Place] | None: ...
