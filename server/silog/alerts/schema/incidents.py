"""Incidents and observations as they are read."""

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import strawberry
from sqlalchemy import and_, exists, func, select

from silog.alerts.rules import IncidentKind
from silog.alerts.tables import incident_facts, incident_notes, incidents, observations
from silog.custody.schema import Box
from silog.custody.schema.boxes import same_election
from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.arguments import Arguments
from silog.kit.graphql.declare.entities import Entity, entity, in_election
from silog.kit.graphql.declare.extension import extends
from silog.kit.graphql.declare.fields import page, planned
from silog.kit.graphql.declare.relay import After, Connection, First, Node, node_id
from silog.kit.graphql.declare.sources import Condition, Expression, Order, Row
from silog.places.schema import Place, Region
from silog.places.schema.conditions import RegionCode, among, inside

strawberry.enum(
    IncidentKind,
    description="What an incident is about. REPORTED is a person's, CONVOY an escort's; the others open by themselves, and "
    "CONFIRMATION_MISSING ends by itself when the escort has confirmed or the convoy is dissolved.",
)


@strawberry.enum(description="What people did with an incident.")
class IncidentStep(enum.Enum):
    """The steps."""

    OPENED = "OPENED"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    ASSIGNED = "ASSIGNED"
    RESOLVED = "RESOLVED"


@entity(Entity(incident_notes, ("election_id", "id"), in_election))
@strawberry.type(description="One step that somebody took about an incident, with what they said. Steps are never changed.")
class IncidentNote:
    """One step."""

    at: datetime = fields.moment(lambda n: n.c.at, "When, on the election's clock.")
    actor: str = fields.text(lambda n: n.c.actor, "Who: the user's name.")
    step: IncidentStep = fields.code(lambda n: n.c.step, "What was done.")
    text: str = fields.text(lambda n: n.c.text, "What they said.")


def _boxes_of(incident: Row, box: Row) -> Condition:
    fact = incident_facts.alias()
    its_own = and_(same_election(incident, fact), fact.c.incident_id == incident.c.id, fact.c.box_code == box.c.code)
    return and_(same_election(incident, box), exists(select(fact.c.key).where(its_own).correlate_except(fact)))


def _box_count(incident: Row) -> Expression:
    fact = incident_facts.alias()
    its_own = and_(same_election(incident, fact), fact.c.incident_id == incident.c.id)
    return select(func.count(fact.c.box_code.distinct())).select_from(fact).where(its_own).correlate_except(fact).scalar_subquery()


@entity(Entity(incidents, ("election_id", "id"), in_election))
@strawberry.type(description="Something that needs a person: one for each cause in a group of boxes, until it is resolved.")
class Incident(Node):
    """One incident."""

    id: strawberry.ID = node_id("Incident", "election_id", "id")
    kind: IncidentKind = fields.code(lambda i: i.c.kind, "What it is about.")
    group_key: str = fields.text(
        lambda i: i.c.group_key,
        "What its boxes have in common: the code of the place, the nonce of the handover, the key of the device, the key of the report, "
        "the number of the convoy.",
    )
    region: Region = fields.one(lambda i, r: r.c.code == i.c.region_code, "The region whose office sees to it.")
    place: Place | None = fields.one(
        lambda i, f: and_(same_election(i, f), f.c.code == i.c.group_key), "The place; null where it is not one of a place."
    )
    opened_at: datetime = fields.moment(lambda i: i.c.opened_at, "When it opened, on the election's clock.")
    last_at: datetime = fields.moment(lambda i: i.c.last_at, "When something was added to it last.")
    box_count: int = fields.number(_box_count, "How many boxes in your sight it concerns.")
    boxes: list[Box] = fields.many(_boxes_of, "These boxes, by code: at most 200.", order=lambda b: [b.c.code], limit=200)
    owner: str | None = fields.text(lambda i: i.c.owner, "Who sees to it; null while nobody does.")
    acknowledged_at: datetime | None = fields.moment(lambda i: i.c.acknowledged_at, "When somebody said that they see to it.")
    acknowledged_by: str | None = fields.text(lambda i: i.c.acknowledged_by, "Who said so.")
    resolved_at: datetime | None = fields.moment(lambda i: i.c.resolved_at, "When it was resolved; null while it stands.")
    resolved_by: str | None = fields.text(lambda i: i.c.resolved_by, "Who resolved it.")
    resolution: str | None = fields.text(lambda i: i.c.resolution, "What was found out and done.")
    notes: list[IncidentNote] = fields.many(
        lambda i, n: and_(same_election(i, n), n.c.incident_id == i.c.id), "What people did about it, in order.", order=lambda n: [n.c.id]
    )


@entity(Entity(observations, ("election_id", "id")))
@strawberry.type(description="What a supervisor saw. Nobody can change or delete it, not even who wrote it.")
class Observation(Node):
    """One observation."""

    id: strawberry.ID = node_id("Observation", "election_id", "id")
    at: datetime = fields.moment(lambda o: o.c.at, "When it was filed, on the election's clock.")
    actor: str = fields.text(lambda o: o.c.actor, "Who filed it.")
    region: Region = fields.one(lambda o, r: r.c.code == o.c.region_code, "The region it is filed under.")
    box: Box | None = fields.one(lambda o, b: and_(same_election(o, b), b.c.code == o.c.box_code), "The box it is about, if any.")
    place: Place | None = fields.one(lambda o, f: and_(same_election(o, f), f.c.code == o.c.place_code), "The place it is about, if any.")
    text: str = fields.text(lambda o: o.c.text, "What was seen, in the supervisor's words.")


def _incidents_of(box: Row, incident: Row) -> Condition:
    fact = incident_facts.alias()
    its_own = and_(same_election(incident, fact), fact.c.incident_id == incident.c.id, fact.c.box_code == box.c.code)
    return and_(same_election(box, incident), exists(select(fact.c.key).where(its_own).correlate_except(fact)))


@extends(Box)
class BoxAlerts:
    """What alerts add to a box."""

    incidents: list[Incident] = fields.many(
        _incidents_of, "The incidents that concern it, oldest first; empty in the public view.", order=lambda i: [i.c.id], limit=200
    )
    observations: list[Observation] = fields.many(
        lambda b, o: and_(same_election(b, o), o.c.box_code == b.c.code),
        "What supervisors observed about it, oldest first; empty in the public view.",
        order=lambda o: [o.c.id],
        limit=200,
    )


def _chosen(_: Row, incident: Row, arguments: Arguments) -> Condition:
    conditions = [inside(incident.c.region_code, arguments, "region"), among(incident.c.kind, arguments, "kinds")]
    for name, column in (("isResolved", incident.c.resolved_at), ("isAcknowledged", incident.c.acknowledged_at)):
        if arguments.given(name):
            conditions.append(column.is_not(None) if arguments.value(name) else column.is_(None))
    return and_(*conditions)


def _observed(_: Row, observation: Row, arguments: Arguments) -> Condition:
    return inside(observation.c.region_code, arguments, "region")


_LATEST_FIRST: Mapping[Any, Order] = {None: Order(lambda i: (i.c.last_at,), descending=True)}
_NEWEST_FIRST: Mapping[Any, Order] = {None: Order(lambda _: (), descending=True)}


@strawberry.type
class AlertQuery:
    """The fields of Query that ask about alerts."""

    @planned(page(_chosen, _LATEST_FIRST, full_view_only=True), "Incidents, the one that something was added to last at first.")
    def incidents(
        self,
        region: RegionCode = None,
        kinds: Annotated[list[IncidentKind] | None, strawberry.argument(description="Only these kinds.")] = None,
        is_resolved: Annotated[bool | None, strawberry.argument(description="Only resolved ones, or only those that stand.")] = None,
        is_acknowledged: Annotated[bool | None, strawberry.argument(description="Only those that somebody sees to, or nobody.")] = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Incident] | None: ...

    @planned(page(_observed, _NEWEST_FIRST, full_view_only=True), "What supervisors observed, the newest first.")
    def observations(self, region: RegionCode = None, first: First = 50, after: After = None) -> Connection[Observation] | None: ...
