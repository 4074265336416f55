"""How trips go, in GraphQL: their state now, when they arrive, and what somebody must look at.

What comes by time alone (silence, lateness, a missed handover) is read off the election's clock in the statement that asks.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any

import strawberry
from sqlalchemy import DateTime, Select, and_, case, exists, func, literal_column, null, or_, select, true, union_all
from sqlalchemy.sql import ColumnElement, FromClause
from sqlalchemy.types import Text

from silog.custody.schema.boxes import same_election
from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.arguments import Arguments
from silog.kit.graphql.declare.entities import ELECTION, Entity, entity, in_election
from silog.kit.graphql.declare.extension import extends
from silog.kit.graphql.declare.fields import page, planned
from silog.kit.graphql.declare.relay import After, Connection, First
from silog.kit.graphql.declare.sources import Condition, Expression, Order, Row
from silog.movement.alarms import HELD, Held
from silog.movement.rules import TrackingState, TripAlarmKind
from silog.movement.schema.conveyances import Conveyance
from silog.movement.schema.ended_alarms import EndedAlarmQuery
from silog.movement.schema.shipments import Leg, Shipment, place_of
from silog.movement.tables import legs, trip_tracks
from silog.places.schema import Place
from silog.places.schema.conditions import RegionCode, among, inside
from silog.places.schema.territory import election_now

strawberry.enum(TrackingState, description="How a trip goes: the most pressing where several hold. A silent vessel is never on course.")


def _is_open(track: Row) -> Condition:
    return and_(track.c.ended_at.is_(None), track.c.state != TrackingState.ARRIVED.value)


def _state(track: Row) -> Expression:
    """The state now. What was kept with the last position holds unless time has gone on without another."""

    def said(state: TrackingState) -> ColumnElement[str]:
        return literal_column(f"'{state.value}'", Text())

    pressing = track.c.state.in_([TrackingState.STRAYED.value, TrackingState.STOPPED.value])
    return case(
        (~_is_open(track), said(TrackingState.ARRIVED)),
        (election_now() > track.c.missing_at, said(TrackingState.MISSING)),
        (election_now() > track.c.silent_at, said(TrackingState.SILENT_EXPECTED)),
        (pressing, track.c.state),
        (election_now() > track.c.overdue_at, said(TrackingState.LATE)),
        else_=track.c.state,
    )


def _since(track: Row) -> Expression:
    late_at = func.least(track.c.late_at, track.c.overdue_at)
    return case(
        (~_is_open(track), track.c.ended_at),
        (election_now() > track.c.silent_at, track.c.heard_at),
        (track.c.state == TrackingState.STRAYED.value, track.c.strayed_since),
        (track.c.state == TrackingState.STOPPED.value, track.c.stopped_since),
        (or_(track.c.state == TrackingState.LATE.value, election_now() > track.c.overdue_at), late_at),
        else_=null(),
    )


def _not_past(time: Callable[[Row], Expression]) -> Callable[[Row], Expression]:
    """An arrival that is still expected is not expected in the past."""

    def read(track: Row) -> Expression:
        return case((_is_open(track), case((time(track).is_not(None), func.greatest(time(track), election_now())))), else_=time(track))

    return read


def _alarms() -> FromClause:
    """Every alarm that may hold of a trip, one row each, with the moment from which it does; of those under way."""

    def first(columns: Sequence[str]) -> ColumnElement[datetime]:
        found = [trip_tracks.c[name] for name in columns]
        return found[0] if len(found) == 1 else func.least(*found, type_=DateTime(timezone=True))

    def of(held: Held) -> Select[Any]:
        t, raised_at = trip_tracks.c, first(held.raised_at)
        under_way = [] if held.is_past_arrival else [t.state != TrackingState.ARRIVED.value]
        return select(
            *(t.election_id, t.conveyance_code, t.departs_at, t.from_code, t.to_code, t.region_code),
            literal_column(f"'{held.kind}' COLLATE \"C\"", Text()).label("kind"),
            first(held.since).label("since"),
            raised_at.label("raised_at"),
        ).where(t.election_id == ELECTION, t.ended_at.is_(None), raised_at.is_not(None), *under_way)

    return union_all(*map(of, HELD)).subquery("alarms")


_KEY = ("election_id", "conveyance_code", "departs_at", "from_code", "to_code")


def _same_trip(one: Row, other: Row) -> Condition:
    return and_(same_election(one, other), *(one.c[name] == other.c[name] for name in _KEY[1:]))


def _of_leg(leg: Row, track: Row) -> Condition:
    return and_(
        same_election(leg, track),
        track.c.conveyance_code == leg.c.conveyance_code,
        track.c.departs_at == leg.c.planned_depart_at,
        track.c.from_code == leg.c.from_code,
        track.c.to_code == leg.c.to_code,
    )


def _of_conveyance(conveyance: Row, track: Row) -> Condition:
    return and_(same_election(conveyance, track), track.c.conveyance_code == conveyance.c.code, track.c.ended_at.is_(None))


def _of_shipment(shipment: Row, track: Row) -> Condition:
    leg = legs.alias()
    its_own = and_(leg.c.election_id == shipment.c.election_id, leg.c.shipment_code == shipment.c.code, _of_leg(leg, track))
    under_way = and_(leg.c.departed_at.is_not(None), leg.c.arrived_at.is_(None))
    found = exists(select(leg.c.number).where(its_own, under_way).correlate_except(leg))
    return and_(same_election(shipment, track), track.c.ended_at.is_(None), found)


def _holding(track: Row, alarm: Row) -> Condition:
    return and_(_same_trip(track, alarm), alarm.c.raised_at < election_now())


@entity(Entity(_alarms(), (*_KEY, "kind"), in_election))
@strawberry.type(description="Something about a trip that somebody must look at, while it holds.")
class TripAlarm:
    """One alarm."""

    kind: TripAlarmKind = fields.code(lambda a: a.c.kind, "What it is.")
    since: datetime = fields.moment(lambda a: a.c.since, "When what it is about began: it left its corridor, stopped, was heard last.")
    raised_at: datetime = fields.moment(lambda a: a.c.raised_at, "When its rule was met.")
    conveyance: Conveyance | None = fields.one(
        lambda a, c: and_(same_election(a, c), c.c.code == a.c.conveyance_code), "The conveyance whose trip it is."
    )
    tracking: "Tracking | None" = fields.one(_same_trip, "How the trip goes.")


@entity(Entity(trip_tracks, _KEY, in_election))
@strawberry.type(description="How a trip goes, by the positions of its conveyance: one run between two places, for every shipment aboard.")
class Tracking:
    """The track of one trip."""

    state: TrackingState = fields.code(_state, "How it goes, on the election's clock.")
    since: datetime | None = fields.moment(_since, "Since when that is so; null where nothing is wrong.")
    departed_at: datetime = fields.moment(lambda t: t.c.departed_at, "When it left, by the scan of its boxes.")
    heard_at: datetime = fields.moment(lambda t: t.c.heard_at, "When anything was last heard of it.")
    silent_at: datetime = fields.moment(lambda t: t.c.silent_at, "From when on it counts as silent, if nothing is heard.")
    missing_at: datetime = fields.moment(
        lambda t: t.c.missing_at, "From when on its silence is no longer expected: later than `silentAt` where it goes through a dead zone."
    )
    eta_p10: datetime | None = fields.moment(_not_past(lambda t: t.c.eta_p10), "One in ten such trips arrives before this.")
    eta: datetime | None = fields.moment(_not_past(lambda t: t.c.eta), "As likely before this as after it; null before a position.")
    eta_p90: datetime | None = fields.moment(_not_past(lambda t: t.c.eta_p90), "Nine in ten such trips arrive before this.")
    along_m: float = fields.number(lambda t: t.c.along_m, "How far along its route it is, in metres.")
    remaining_m: float = fields.number(lambda t: t.c.remaining_m, "How much of the route is left, in metres.")
    off_m: float = fields.number(lambda t: t.c.off_m, "How far it is from what lies ahead of its route, in metres.")
    speed_kn: float = fields.number(lambda t: t.c.speed_kn, "What it made good along its route lately, in knots.")
    handover_due_at: datetime | None = fields.moment(
        lambda t: t.c.handover_due_at, "When somebody must have scanned its arrival; null where boxes stay aboard."
    )
    from_: Place | None = fields.one(lambda t, f: place_of(t, f, t.c.from_code), "Where the trip starts.", name="from")
    to: Place | None = fields.one(lambda t, f: place_of(t, f, t.c.to_code), "Where it ends.")
    conveyance: Conveyance | None = fields.one(
        lambda t, c: and_(same_election(t, c), c.c.code == t.c.conveyance_code), "The conveyance that makes the trip."
    )
    alarms: list[TripAlarm] = fields.many(
        _holding, "What somebody must look at now, the longest first.", order=lambda a: [a.c.raised_at, a.c.kind], limit=len(TripAlarmKind)
    )


def _latest(track: Row) -> list[Expression]:
    return [track.c.departs_at.desc(), track.c.from_code, track.c.to_code]


@extends(Conveyance)
class ConveyanceTracking:
    """What tracking adds to a conveyance."""

    tracking: Tracking | None = fields.one(_of_conveyance, "How its present trip goes; null where it is on none.", order=_latest)


@extends(Leg)
class LegTracking:
    """What tracking adds to a leg."""

    tracking: Tracking | None = fields.one(_of_leg, "How the trip of its conveyance goes or went; null before it has left.")


@extends(Shipment)
class ShipmentTracking:
    """What tracking adds to a shipment."""

    tracking: Tracking | None = fields.one(_of_shipment, "How its present leg goes; null where none is under way.", order=_latest)


def _open_alarms(_: Row, alarm: Row, arguments: Arguments) -> Condition:
    its_conveyance: Condition = true()
    if arguments.given("conveyance"):
        its_conveyance = alarm.c.conveyance_code == arguments.bind("conveyance")
    return and_(
        alarm.c.raised_at < election_now(),
        among(alarm.c.kind, arguments, "kinds"),
        inside(alarm.c.region_code, arguments, "region"),
        its_conveyance,
    )


_BY_TIME = {None: Order(lambda a: (a.c.raised_at,))}


@strawberry.type
class TrackingQuery(EndedAlarmQuery):
    """Root fields of tracking."""

    @planned(page(_open_alarms, _BY_TIME, full_view_only=True), "Alarms of trips under way that hold now, the longest first.")
    def trip_alarms(
        self,
        kinds: Annotated[list[TripAlarmKind] | None, strawberry.argument(description="Only these kinds.")] = None,
        region: RegionCode = None,
        conveyance: Annotated[str | None, strawberry.argument(description="Only of the conveyance with this code.")] = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[TripAlarm] | None: ...
