"""Elections, regions and islands in GraphQL."""

from datetime import date, datetime
from typing import Final

import strawberry
from sqlalchemy import DateTime, func, select

from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.entities import ELECTION, Entity, entity, for_everyone
from silog.kit.graphql.declare.geography import Position, SimplifyM, drawn, located
from silog.kit.graphql.declare.relay import Node, node_id
from silog.kit.graphql.declare.scalars import GeoJSON
from silog.kit.graphql.declare.sources import Expression, Row
from silog.places.rules import ElectionKind, RegionLevel
from silog.places.tables import elections, islands, regions

strawberry.enum(ElectionKind, description="Whether an election is held or trained.")
strawberry.enum(RegionLevel, description="The levels of territory, from province down to village.")


def time_of(election: Row) -> Expression:
    """What an election's clock shows. The function is inlined where the row stands in the statement; by id it would be called."""
    return func.election_time(election.table_valued(), type_=DateTime(timezone=True))


def election_now() -> Expression:
    """The election's time, asked for once in a statement."""
    election = elections.alias("its_clock")
    return select(time_of(election)).where(election.c.id == ELECTION).scalar_subquery()


def election_speed() -> Expression:
    """How many seconds of the election's time pass in a real one, while its clock runs; asked for once in a statement."""
    election = elections.alias("its_speed")
    return select(election.c.clock_speed).where(election.c.id == ELECTION).scalar_subquery()


@strawberry.type(description="The election's clock. It shows real time, or in training any time at any speed.")
class ElectionClock:
    """What the clock shows."""

    now: datetime = fields.moment(time_of, "The election's time.")
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


_KEPT_OF_PARENT: Final = {
    "code": "parent_code",
    "name_json": "parent_name_json",
    "parent_code": "grandparent_code",
    "parent_name_json": "grandparent_name_json",
    "grandparent_code": "great_grandparent_code",
    "grandparent_name_json": "great_grandparent_name_json",
}
"""A village knows the codes and names of the three regions around it, so what it keeps of its district is what that keeps in turn."""


@entity(Entity(regions, ("code",), for_everyone))
@strawberry.type(description="A province, regency or city, district or village, by its Kemendagri code. Key on the code: names repeat.")
class Region(Node):
    """One region."""

    id: strawberry.ID = node_id("Region", "code")
    code: str = fields.code(lambda r: r.c.code, "Kemendagri code: 21, 21.03, 21.03.04, 21.03.04.1003.")
    level: RegionLevel = fields.code(lambda r: r.c.level, "Its level.")
    name: str = fields.written_text(lambda r: r.c.name_json, "Official name.")
    parent: "Region | None" = fields.one(
        lambda r, p: p.c.code == r.c.parent_code, "The region that contains it; null for a province.", kept=_KEPT_OF_PARENT
    )
    children: "list[Region]" = fields.many(
        lambda r, c: c.c.parent_code == r.c.code, "The regions directly inside it, by code.", order=lambda c: [c.c.code]
    )
    label: Position | None = located(lambda r: r.c.label, "A point inside it where its name can stand.")
    is_area_approximate: bool = fields.truth(
        lambda r: r.c.is_area_approximate, "Whether the area was computed from village points and is no official boundary."
    )
    is3t: bool = fields.truth(lambda r: r.c.is_3t, "Whether it is served first as a disadvantaged, frontier or outermost area.")

    @drawn(lambda r: r.c.area, "Its area, clipped to land; big: ask for it for one region at a time, or simplified.")
    def area(self, simplify_m: SimplifyM = None) -> GeoJSON | None: ...


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
