"""Convoys as they are read. None of it is in the public view; an escort sees the own convoys only (migrations/sql/0016)."""

import enum
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

import strawberry
from sqlalchemy import Boolean, DateTime, Select, Text, and_, bindparam, case, func, literal_column, or_, select, true
from sqlalchemy.sql import ColumnElement

from silog.custody.schema.boxes import same_election
from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.arguments import Arguments
from silog.kit.graphql.declare.entities import ELECTION, Entity, entity, in_election
from silog.kit.graphql.declare.extension import extends
from silog.kit.graphql.declare.fields import page, planned
from silog.kit.graphql.declare.geography import Position, located
from silog.kit.graphql.declare.relay import After, Connection, First, Node, node_id
from silog.kit.graphql.declare.sources import Condition, Expression, Order, Row
from silog.movement.convoys.rules import MOST_SHIPMENTS, ConvoyState, PresenceStep, StopState, confirmed_within
from silog.movement.convoys.tables import convoy_shipments, convoy_stops, convoys, presence_confirmations, seen_escorts
from silog.movement.rules import LegMode
from silog.movement.schema.shipments import Shipment, place_of
from silog.movement.tables import legs, shipment_boxes
from silog.places.schema import Place, Region
from silog.places.schema.conditions import RegionCode, among, inside
from silog.places.schema.territory import election_now

strawberry.enum(PresenceStep, description="What an escort confirms: to have been there when the convoy left, passed or arrived.")
strawberry.enum(
    ConvoyState, description="How far a convoy is, by the scans of its boxes, as far as its shipments are in sight; DISSOLVED by an office."
)
strawberry.enum(
    StopState,
    description="Whether a departure or arrival was confirmed. MISSING: scans tell of it, and the escort has not confirmed it in time; "
    "AWAITED: scans tell of none yet, or only just do.",
)

Argument = strawberry.argument
_MOST_STOPS, _MOST_WORDS = 200, 200
_NEVER: Final[ColumnElement[datetime]] = literal_column("timestamptz '9999-12-31 00:00:00+00'", DateTime(timezone=True))
_FORMS_CONVOYS = bindparam("viewer_forms_convoys", type_=Boolean())
_GRACE: Final[ColumnElement[timedelta]] = literal_column(f"interval '{confirmed_within().total_seconds():.0f} seconds'")


def _said(value: str) -> ColumnElement[str]:
    return literal_column(f"'{value}' COLLATE \"C\"", Text())


def _confirms(stop: Row, word: Row) -> Condition:
    its_own = and_(same_election(stop, word), word.c.convoy_id == stop.c.convoy_id)
    return and_(its_own, word.c.step == stop.c.step, word.c.place_code == stop.c.place_code)


def is_missing(stop: Row) -> Condition:
    """Stops that have happened, and that nobody has confirmed in time."""
    return and_(stop.c.happened_at + _GRACE < election_now(), ~stop.c.is_confirmed)


def _stop_state(stop: Row) -> Expression:
    missing, awaited = _said(StopState.MISSING), _said(StopState.AWAITED)
    is_due = stop.c.happened_at + _GRACE < election_now()
    return case((stop.c.is_confirmed, _said(StopState.CONFIRMED)), (is_due, missing), else_=awaited)


@entity(Entity(presence_confirmations, ("election_id", "id")))
@strawberry.type(description="That an escort was with the convoy, at a place or on the way. It is never changed, and never public.")
class PresenceConfirmation:
    """One confirmation."""

    key: strawberry.ID = fields.code(lambda p: p.c.id, "The UUID that it was sent under.")
    step: PresenceStep = fields.code(lambda p: p.c.step, "What was confirmed.")
    place_code: str | None = fields.text(lambda p: p.c.place_code, "The code of the place; null at sea.")
    place: Place | None = fields.one(lambda p, f: place_of(p, f, p.c.place_code), "The place; null at sea, or where it is out of sight.")
    position: Position | None = located(lambda p: p.c.point, "Where the escort said to be; null where the phone did not know.")
    at: datetime = fields.moment(lambda p: p.c.at, "When it was, as the escort's phone reckons the election's time.")
    received_at: datetime = fields.moment(lambda p: p.c.received_at, "When the server received it, on the election's clock.")
    actor: str = fields.text(lambda p: p.c.actor, "Who confirmed.")


@entity(Entity(convoy_stops, ("election_id", "convoy_id", "step", "place_code"), in_election))
@strawberry.type(description="A departure or arrival of a convoy's shipments that its escort is to confirm.")
class ConvoyStop:
    """One stop."""

    step: PresenceStep = fields.code(lambda s: s.c.step, "DEPARTURE or ARRIVAL.")
    place_code: str = fields.text(lambda s: s.c.place_code, "The code of the place.")
    place: Place | None = fields.one(lambda s, f: place_of(s, f, s.c.place_code), "The place; null where it is out of sight.")
    planned_at: datetime = fields.moment(lambda s: s.c.planned_at, "When the first shipment is to leave or arrive.")
    happened_at: datetime | None = fields.moment(
        lambda s: s.c.happened_at, "When the first did, by scans of its boxes; null before, and once dissolved."
    )
    state: StopState = fields.code(_stop_state, "Whether it was confirmed.")
    confirmation: PresenceConfirmation | None = fields.one(
        _confirms, "The first confirmation; null where there is none.", order=lambda p: [p.c.at, p.c.id]
    )


def _members(convoy: Row, member: Row) -> Condition:
    return and_(same_election(convoy, member), member.c.convoy_id == convoy.c.id)


def _shipments(convoy: Row, shipment: Row) -> Condition:
    member = convoy_shipments.alias()
    its_own = and_(_members(convoy, member), member.c.shipment_code == shipment.c.code)
    return and_(same_election(convoy, shipment), select(member.c.convoy_id).where(its_own).correlate_except(member).exists())


def _state(convoy: Row) -> Expression:
    member, leg = convoy_shipments.alias(), legs.alias()
    its_own = and_(leg.c.election_id == member.c.election_id, leg.c.shipment_code == member.c.shipment_code)
    is_over = func.bool_and(or_(leg.c.mode == _said(LegMode.TRANSFER), leg.c.arrived_at.is_not(None)))
    by_scans = case(
        (is_over, _said(ConvoyState.ARRIVED)),
        (func.bool_or(leg.c.departed_at.is_not(None)), _said(ConvoyState.UNDER_WAY)),
        else_=_said(ConvoyState.FORMED),
    )
    found = select(by_scans).select_from(member.join(leg, its_own)).where(_members(convoy, member)).correlate_except(member, leg)
    return case((convoy.c.dissolved_at.is_not(None), _said(ConvoyState.DISSOLVED)), else_=found.scalar_subquery())


def _box_count(convoy: Row) -> Expression:
    member, aboard = convoy_shipments.alias(), shipment_boxes.alias()
    its_own = and_(aboard.c.election_id == member.c.election_id, aboard.c.shipment_code == member.c.shipment_code)
    found = select(func.count()).select_from(member.join(aboard, its_own)).where(_members(convoy, member))
    return found.correlate_except(member, aboard).scalar_subquery()


def _missing(convoy: Row) -> Select[Any]:
    stop = convoy_stops.alias()
    its_own = and_(same_election(convoy, stop), stop.c.convoy_id == convoy.c.id, is_missing(stop))
    return select(func.count()).select_from(stop).where(its_own).correlate_except(stop)


def _last_confirmed(convoy: Row) -> Expression:
    word = presence_confirmations.alias()
    its_own = and_(same_election(convoy, word), word.c.convoy_id == convoy.c.id)
    return select(func.max(word.c.at)).where(its_own).correlate_except(word).scalar_subquery()


@entity(Entity(convoys, ("election_id", "id")))
@strawberry.type(
    description="Shipments that travel together under one escort. Not in the public view: those see it whose territory holds it whole, and "
    "its own escort."
)
class Convoy(Node):
    """One convoy."""

    id: strawberry.ID = node_id("Convoy", "election_id", "id")
    name: str = fields.text(lambda c: c.c.name, "What it is called.")
    region: Region = fields.one(lambda c, r: r.c.code == c.c.region_code, "Whose it is: a regency's or city's, or the province's.")
    escort_unit: str = fields.text(lambda c: c.c.escort_unit, "The unit that guards it.")
    escort: str | None = fields.text(lambda c: c.c.escort_name, "The account that confirms for the unit; null where there is none.")
    state: ConvoyState = fields.code(_state, "How far it is.")
    formed_at: datetime = fields.moment(lambda c: c.c.formed_at, "When it was formed, on the election's clock.")
    formed_by: str = fields.text(lambda c: c.c.formed_by, "Who formed it.")
    dissolved_at: datetime | None = fields.moment(lambda c: c.c.dissolved_at, "When it was dissolved; null while it stands.")
    dissolved_by: str | None = fields.text(lambda c: c.c.dissolved_by, "Who dissolved it.")
    shipments: list[Shipment] = fields.many(_shipments, "What travels in it, by code.", order=lambda s: [s.c.code], limit=MOST_SHIPMENTS)
    box_count: int = fields.number(_box_count, "How many boxes that is.")
    stops: list[ConvoyStop] = fields.many(
        lambda c, s: and_(same_election(c, s), s.c.convoy_id == c.c.id),
        "Every departure and arrival that the escort is to confirm, in the order of the plan; transfers to a berth aside. At most 200.",
        order=lambda s: [s.c.planned_at, s.c.step.desc(), s.c.place_code],
        limit=_MOST_STOPS,
    )
    missing_count: int = fields.number(lambda c: _missing(c).scalar_subquery(), "How many of them are MISSING.")
    confirmations: list[PresenceConfirmation] = fields.many(
        lambda c, p: and_(same_election(c, p), p.c.convoy_id == c.c.id),
        "What was confirmed, check points too, in the order in which it was; at most 200.",
        order=lambda p: [p.c.at, p.c.id],
        limit=_MOST_WORDS,
    )
    last_confirmed_at: datetime | None = fields.moment(_last_confirmed, "When presence was confirmed last; null where it never was.")


def travels_in_convoy(shipment: Row) -> Condition:
    """Shipments that travel in a convoy which is in sight and stands."""
    member = convoy_shipments.alias()
    its_own = and_(same_election(shipment, member), member.c.shipment_code == shipment.c.code, member.c.left_at.is_(None))
    return select(member.c.convoy_id).where(its_own).correlate_except(member).exists()


def _convoy_of(shipment: Row, convoy: Row) -> Condition:
    member = convoy_shipments.alias()
    its_own = and_(_members(convoy, member), member.c.shipment_code == shipment.c.code, member.c.left_at.is_(None))
    return and_(same_election(shipment, convoy), select(member.c.convoy_id).where(its_own).correlate_except(member).exists())


@extends(Shipment)
class ShipmentConvoy:
    """What convoys add to a shipment."""

    convoy: Convoy | None = fields.one(_convoy_of, "The convoy it travels in; null where it travels alone, or that is out of sight.")


def _may_name(escort: Row) -> Condition:
    condition: Condition = and_(escort.c.election_id == ELECTION, _FORMS_CONVOYS)
    return condition


@entity(Entity(seen_escorts, ("election_id", "id"), _may_name))
@strawberry.type(description="An account or enrolled phone that can be named as the escort of a convoy.")
class Escort:
    """One escort."""

    name: str = fields.text(lambda e: e.c.name, "The name, as `formConvoy` takes it.")
    region: Region = fields.one(lambda e, r: r.c.code == e.c.region_code, "The region of the account.")


def _chosen(_: Row, convoy: Row, arguments: Arguments) -> Condition:
    conditions = [inside(convoy.c.region_code, arguments, "region"), among(_state(convoy), arguments, "states")]
    if arguments.given("isMissing"):
        found = _missing(convoy).scalar_subquery() > 0
        conditions.append(found if arguments.value("isMissing") else ~found)
    return and_(true(), *conditions)


def _can_follow(_: Row, escort: Row, arguments: Arguments) -> Condition:
    if not arguments.given("sees"):
        return true()
    region = arguments.bind("sees")
    return or_(escort.c.region_code == region, func.starts_with(region, func.concat(escort.c.region_code, ".")))


def _awaited_since(convoy: Row) -> tuple[Expression, ...]:
    """When the first stop that nobody has confirmed was or is to be: what should be confirmed by now comes before what is to come."""
    stop = convoy_stops.alias()
    its_own = and_(same_election(convoy, stop), stop.c.convoy_id == convoy.c.id, ~stop.c.is_confirmed, convoy.c.dissolved_at.is_(None))
    first = select(func.min(func.coalesce(stop.c.happened_at, stop.c.planned_at))).where(its_own).correlate_except(stop)
    return (func.coalesce(first.scalar_subquery(), _NEVER, type_=DateTime(timezone=True)),)


@strawberry.enum(description="In which order convoys are listed.")
class ConvoyOrder(enum.Enum):
    """The orders."""

    NEWEST = strawberry.enum_value("NEWEST", description="The newest first.")
    CONFIRMATION = strawberry.enum_value(
        "CONFIRMATION",
        description="By the first departure or arrival that is still to be confirmed: when it happened, or else is planned. What is "
        "confirmed throughout, or dissolved, comes last.",
    )


_ORDERS: Mapping[Any, Order] = {ConvoyOrder.NEWEST: Order(lambda _: (), descending=True), ConvoyOrder.CONFIRMATION: Order(_awaited_since)}
_BY_NAME: Mapping[Any, Order] = {None: Order(lambda e: (e.c.name,))}


@strawberry.type
class ConvoyQuery:
    """Root fields of convoys."""

    @planned(page(_chosen, _ORDERS, full_view_only=True), "Convoys. An escort is shown the own ones.")
    def convoys(
        self,
        region: RegionCode = None,
        states: Annotated[list[ConvoyState] | None, Argument(description="Only those in one of these states.")] = None,
        is_missing: Annotated[bool | None, Argument(description="Only those of which a confirmation is missing, or the others.")] = None,
        order_by: Annotated[ConvoyOrder, Argument(description="In which order.")] = ConvoyOrder.NEWEST,
        first: First = 50,
        after: After = None,
    ) -> Connection[Convoy] | None: ...

    @planned(page(_can_follow, _BY_NAME, full_view_only=True), "Who can be named as an escort, by name; nobody for who forms no convoys.")
    def escorts(
        self,
        sees: Annotated[str | None, Argument(description="Only those who see the whole region with this code.")] = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Escort] | None: ...
