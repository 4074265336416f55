"""Facilities and polling stations in GraphQL: two types and one interface over the rows of one table."""

from datetime import datetime

import strawberry
from sqlalchemy import and_

from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.entities import ELECTION, Entity, entity, in_region
from silog.kit.graphql.declare.geography import (
    Position,
    located,
)
from silog.kit.graphql.declare.relay import Node, node_id
from silog.kit.graphql.declare.sources import Condition, Row
from silog.places.rules import FacilityKind, PositionQuality
from silog.places.schema.territory import Region
from silog.places.tables import facilities

strawberry.enum(FacilityKind, description="What a facility is.")
strawberry.enum(PositionQuality, description="How a position is known. All but SURVEYED are estimates, and are to be shown as such.")


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
    name: str = fields.written_text(lambda f: f.c.name_json, "Its name.")
    region: Region = fields.one(lambda f, r: r.c.code == f.c.region_code, "The region it stands in, as precisely as known.")
    position: Position = located(lambda f: f.c.point, "Where it is; see `quality` and `isSynthetic` before believing it.")
    berth: Position | None = located(lambda f: f.c.berth, "Where vessels lie: a point in the water. Ports and landings only.")
    quality: PositionQuality = fields.code(lambda f: f.c.quality, "How the position is known.")
    is_synthetic: bool = fields.truth(lambda f: f.c.quality == PositionQuality.SYNTHETIC.value, "Whether the position was made up.")
    moved_m: int = fields.number(lambda f: f.c.moved_m, "Metres by which the position was moved to stand on land.")
    source: str = fields.text(lambda f: f.c.source, "Where the position comes from.")
    moved_at: datetime | None = fields.moment(
        lambda f: f.c.moved_at, "When an operator last moved it, on the election's clock; null where it stands as it was loaded."
    )
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
