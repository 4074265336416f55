"""Places in GraphQL: elections, regions, islands, facilities and polling stations."""

from datetime import date, datetime
from typing import Annotated, Any

import strawberry
from sqlalchemy import Text, and_, func, or_, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Float

from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.arguments import Arguments
from silog.kit.graphql.declare.entities import ELECTION, Entity, entity, for_everyone, in_region
from silog.kit.graphql.declare.fields import page, planned
from silog.kit.graphql.declare.geography import GeoPoint, Position, Within, geography, lies_near, lies_within, located, point_argument, radius
from silog.kit.graphql.declare.relay import After, Connection, First, Node
from silog.kit.graphql.declare.scalars import GeoJSON
from silog.kit.graphql.declare.sources import Condition, Many, One, Row
from silog.places.rules import ElectionKind, FacilityKind, PositionQuality, RegionLevel
from silog.places.tables import elections, facilities, islands, regions

for _kind, _description in (
    (ElectionKind, "Whether an election is held or trained."),
    (RegionLevel, "The levels of territory, from province down to village."),
    (FacilityKind, "What a facility is."),
    (PositionQuality, "How a position is known. Everything but SURVEYED is an estimate and is to be shown as one."),
):
    strawberry.enum(_kind, description=_description)

Argument = strawberry.argument
RegionCode = Annotated[str | None, Argument(description="Only inside the region with this code, for example 21.03.")]
Area = Annotated[Within | None, Argument(description="Only inside this area.")]
Search = Annotated[str | None, Argument(description="Only where the code or the name holds this text, in any case.")]


def inside(column: Row, arguments: Arguments, *path: str) -> Condition:
    """Region codes inside the region that an argument names; all where it was not given."""
    if not arguments.given(*path):
        return true()
    return and_(column >= arguments.bind(*path), column < arguments.bind(*path, via=_beyond))


def _beyond(region: str) -> str:
    """The first text after a region's code and every code inside it: a dot follows there, and '/' comes after the dot."""
    return f"{region}/" if region else "~"


def searched(row: Row, arguments: Arguments, *path: str) -> Condition:
    """Rows whose code or name holds the text that an argument gives."""
    if not arguments.given(*path):
        return true()
    wanted = arguments.bind(*path, via=pattern)
    return or_(row.c.code.ilike(wanted), row.c.name.ilike(wanted))


def among(column: Row, arguments: Arguments, *path: str) -> Condition:
    """Columns whose value is one of the enum members that an argument lists."""
    if not arguments.given(*path):
        return true()
    condition: Condition = column == func.any(
        arguments.bind(*path, type_=ARRAY(Text), via=lambda members: [member.value for member in members])
    )
    return condition


def flagged(column: Row, arguments: Arguments, *path: str) -> Condition:
    """Rows with the truth value that an argument asks for."""
    return column == arguments.bind(*path, type_=column.type) if arguments.given(*path) else true()


def pattern(wanted: str) -> str:
    """Return the LIKE pattern of a text that is to be found anywhere, taken literally."""
    escaped = wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def node_id(name: str, *columns: str) -> Any:  # noqa: ANN401 -- stands where a field's default stands
    """Declare the global id: the type's name and the row's key, with colons between."""
    return fields.code(lambda row: _id(name, row, columns), "Global id: pass it to `node`. Opaque.")


def _id(name: str, row: Row, columns: tuple[str, ...]) -> Any:  # noqa: ANN401
    return func.concat_ws(":", name, *(row.c[column] for column in columns))


@strawberry.type(description="The election's clock. It shows real time, or in training any time at any speed.")
class ElectionClock:
    """What the clock shows."""

    now: datetime = fields.moment(lambda e: func.election_now(e.c.id), "The election's time.")
    speed: float = fields.number(lambda e: e.c.clock_speed, "Election seconds per real second; 1 for a real election.")
    is_paused: bool = fields.truth(lambda e: e.c.clock_is_paused, "Whether the clock stands still.")


@entity(Entity(elections, ("id",), for_everyone))
@strawberry.type(description="An election: its boxes, its plan and its clock. Nothing of one election can be joined to another's.")
class Election(Node):
    """One election."""

    id: strawberry.ID = node_id("Election", "id")
    code: str = fields.code(lambda e: e.c.code, "Short name in commands and events.")
    name: str = fields.text(lambda e: e.c.name, "Name as people say it.")
    kind: ElectionKind = fields.code(lambda e: e.c.kind, "REAL, or TRAINING: then everything in it is made up or replayed.")
    voting_day: date = fields.day(lambda e: e.c.voting_day, "The day of voting.")
    clock: ElectionClock = fields.embedded(lambda e: e, "What time it is in this election.")


@entity(Entity(regions, ("code",), for_everyone))
@strawberry.type(description="A province, regency or city, district or village, by its Kemendagri code. Key on the code: names repeat.")
class Region(Node):
    """One region."""

    id: strawberry.ID = node_id("Region", "code")
    code: str = fields.code(lambda r: r.c.code, "Kemendagri code: 21, 21.03, 21.03.04, 21.03.04.1003.")
    level: RegionLevel = fields.code(lambda r: r.c.level, "Its level.")
    name: str = fields.text(lambda r: r.c.name, "Official name.")
    parent: "Region | None" = fields.one(lambda r, p: p.c.code == r.c.parent_code, "The region that contains it; null for a province.")
    children: "list[Region]" = fields.many(
        lambda r, c: c.c.parent_code == r.c.code, "The regions directly inside it, by code.", order=lambda c: [c.c.code]
    )
    label: Position | None = located(lambda r: r.c.label, "A point inside it where its name can stand.")
    area: GeoJSON | None = fields.geometry(lambda r: r.c.area, "Its area, clipped to land; big: ask for it for one region at a time.")
    is_area_approximate: bool = fields.truth(
        lambda r: r.c.is_area_approximate, "Whether the area was computed from village points and is no official boundary."
    )
    is3t: bool = fields.truth(lambda r: r.c.is_3t, "Whether it is served first as a disadvantaged, frontier or outermost area.")


@entity(Entity(islands, ("code",), for_everyone))
@strawberry.type(description="An island of the official gazetteer.")
class Island(Node):
    """One island."""

    id: strawberry.ID = node_id("Island", "code")
    code: str = fields.code(lambda i: i.c.code, "Kemendagri code of the island.")
    name: str = fields.text(lambda i: i.c.name, "Name; names repeat.")
    regency: Region | None = fields.one(
        lambda i, r: r.c.code == i.c.regency_code, "Its regency or city; null where the gazetteer names none."
    )
    position: Position = located(lambda i: i.c.point, "Where it lies.")
    is_populated: bool = fields.truth(lambda i: i.c.is_populated, "Whether people live on it.")
    is_outermost: bool = fields.truth(lambda i: i.c.is_outermost, "Whether it is one of the outermost small islands of Keppres 6/2017.")


def _is_station(row: Row) -> Condition:
    condition: Condition = row.c.kind == FacilityKind.POLLING_STATION.value
    return condition


def _is_no_station(row: Row) -> Condition:
    condition: Condition = row.c.kind != FacilityKind.POLLING_STATION.value
    return condition


def _stations_in_region(row: Row) -> Condition:
    return and_(in_region(row), _is_station(row))


def _visible(row: Row) -> Condition:
    """Facilities of the election; row-level security adds the region and what lies above it."""
    condition: Condition = row.c.election_id == ELECTION
    return condition


@entity(Entity(facilities, ("election_id", "code"), _visible, {"PollingStation": _is_station, "Facility": _is_no_station}))
@strawberry.interface(description="A place where boxes can be: a facility or a polling station.")
class Place(Node):
    """One place; both kinds are rows of one table."""

    code: str = fields.code(lambda f: f.c.code, "Code of the place, as events carry it.")
    kind: FacilityKind = fields.code(lambda f: f.c.kind, "What it is.")
    name: str = fields.text(lambda f: f.c.name, "Its name.")
    region: Region = fields.one(lambda f, r: r.c.code == f.c.region_code, "The region it stands in, as precisely as known.")
    position: Position = located(lambda f: f.c.point, "Where it is; see `quality` and `isSynthetic` before believing it.")
    berth: Position | None = located(lambda f: f.c.berth, "Where vessels lie: a point in the water. Ports and landings only.")
    quality: PositionQuality = fields.code(lambda f: f.c.quality, "How the position is known.")
    is_synthetic: bool = fields.truth(lambda f: f.c.quality == PositionQuality.SYNTHETIC.value, "Whether the position was made up.")
    moved_m: int = fields.number(lambda f: f.c.moved_m, "Metres by which the position was moved to stand on land.")
    source: str = fields.text(lambda f: f.c.source, "Where the position comes from.")
    is3t: bool = fields.truth(lambda f: f.c.is_3t, "Whether it lies in an area that is served first.")


@entity(Entity(facilities, ("election_id", "code"), lambda f: and_(_visible(f), _is_no_station(f))))
@strawberry.type(description="A warehouse, port, landing, airport, or the office of a district (PPK) or village (PPS) committee.")
class Facility(Place):
    """A place that is no polling station."""

    id: strawberry.ID = node_id("Facility", "election_id", "code")


@entity(Entity(facilities, ("election_id", "code"), _stations_in_region))
@strawberry.type(description="A polling station (TPS).")
class PollingStation(Place):
    """A polling station."""

    id: strawberry.ID = node_id("PollingStation", "election_id", "code")
    number: int = fields.number(lambda f: f.c.station_number, "Its number within the village.")
    registered_voters: int = fields.number(lambda f: f.c.registered_voters, "Registered voters (DPT), at most 600.")


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
