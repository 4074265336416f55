"""Devices in GraphQL: the phones whose keys sign events, and how they fare."""

import enum
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated

import strawberry
from sqlalchemy import DateTime, Integer, Interval, and_, case, func, or_, true

from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.arguments import Arguments, refused
from silog.kit.graphql.declare.entities import Entity, entity
from silog.kit.graphql.declare.fields import page, planned
from silog.kit.graphql.declare.relay import After, Connection, First, Node, node_id
from silog.kit.graphql.declare.sources import BY_KEY, Condition, Expression, Order, Row
from silog.kit.graphql.plan.text import base64url
from silog.people.schema.words import KeyAlgorithm, Role
from silog.people.tables import devices
from silog.places.schema import Election, Place, Region
from silog.places.schema.conditions import among, inside, pattern
from silog.places.schema.territory import election_now, election_speed


@entity(Entity(devices, ("election_id", "id")))
@strawberry.type(description="A device that signs events with its own key, and what it told of itself when it was last in contact.")
class Device(Node):
    """One enrolled device."""

    id: strawberry.ID = node_id("Device", "election_id", "id")
    key: strawberry.ID = fields.code(lambda d: d.c.id, "Key id, as `recordScans` takes it.")
    algorithm: KeyAlgorithm = fields.code(lambda d: d.c.algorithm, "How it signs.")
    public_key: str = fields.code(
        lambda d: base64url(d.c.public_key),
        "The key that checks its signatures, raw, in base64url: 32 bytes of Ed25519, or a point of P-256.",
    )
    label: str = fields.text(lambda d: d.c.label, "What it was enrolled as.")
    role: Role | None = fields.code(lambda d: d.c.role, "What it was invited for; null where its key was enrolled by hand.")
    region: Region = fields.one(lambda d, r: r.c.code == d.c.region_code, "The region it was enrolled for.")
    place_code: str | None = fields.text(lambda d: d.c.place_code, "Code of the one place it serves at; null where it serves at several.")
    place: Place | None = fields.one(
        lambda d, f: and_(d.c.election_id == f.c.election_id, f.c.code == d.c.place_code), "The one place it serves at; null for a vessel."
    )
    election: Election = fields.one(lambda d, e: e.c.id == d.c.election_id, "The election it was enrolled for.")
    enrolled_at: datetime = fields.moment(lambda d: d.c.enrolled_at, "When it was enrolled, in real time.")
    revoked_at: datetime | None = fields.moment(lambda d: d.c.revoked_at, "When it was revoked, in real time; null while it is trusted.")
    revoked_after_seq: int | None = fields.number(
        lambda d: d.c.revoked_after_seq, "The last of its events that still counts; null while it is trusted."
    )
    contact_at: datetime | None = fields.moment(
        lambda d: d.c.contact_at, "When it last told how it fares, on the election's clock; null where it never did."
    )
    queue_length: int = fields.number(lambda d: d.c.queue_length, "How many scans it had still to send then.")
    oldest_unsent_at: datetime | None = fields.moment(
        lambda d: d.c.oldest_unsent_at, "When the oldest of these was made, by the device's clock; null where there were none."
    )
    version: str | None = fields.text(lambda d: d.c.version, "What runs on it; null where it never said.")
    clock_offset_s: float | None = fields.number(
        lambda d: d.c.clock_offset_s, "How many seconds its clock was ahead of the election's, the way to the server included."
    )


_LONG_AGO, _NEVER = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)


def _contact_or(never_heard: datetime) -> Callable[[Row], tuple[Expression, ...]]:
    return lambda device: (func.coalesce(device.c.contact_at, never_heard, type_=DateTime(timezone=True)),)


def _queue(device: Row) -> tuple[Expression, ...]:
    return (func.coalesce(device.c.queue_length, 0, type_=Integer()),)


@strawberry.enum(description="In which order devices are listed.")
class DeviceOrder(enum.Enum):
    """The orders."""

    KEY = strawberry.enum_value("KEY", description="By the key's id.")
    NEWEST_CONTACT = strawberry.enum_value("NEWEST_CONTACT", description="By their last contact, newest first; never heard ones last.")
    OLDEST_CONTACT = strawberry.enum_value(
        "OLDEST_CONTACT", description="By their last contact, the longest silent first; never heard ones last."
    )
    LONGEST_QUEUE = strawberry.enum_value("LONGEST_QUEUE", description="By how much they have still to send, the most first.")


DEVICE_ORDERS = {
    DeviceOrder.KEY: BY_KEY,
    DeviceOrder.NEWEST_CONTACT: Order(_contact_or(_LONG_AGO), descending=True),
    DeviceOrder.OLDEST_CONTACT: Order(_contact_or(_NEVER)),
    DeviceOrder.LONGEST_QUEUE: Order(_queue, descending=True),
}


@strawberry.input(description="Which devices. What is left out does not restrict.")
class DeviceFilter:
    """Conditions on devices; all of them hold."""

    region: str | None = strawberry.field(description="Enrolled for the region with this code, or inside it.", default=None)
    place_code: str | None = strawberry.field(description="Serving at the place with this code.", default=None)
    roles: list[Role] | None = strawberry.field(description="Invited for one of these roles.", default=None)
    is_revoked: bool | None = strawberry.field(description="Whose trust was ended, or stands.", default=None)
    quiet_for_hours: int | None = strawberry.field(
        description="Not heard of for so many hours, 1 to 8,760: of real time where somebody was invited, of the election's clock where "
        "the key was enrolled by hand, as a training season's phones are. Those never heard of are among them.",
        default=None,
    )
    search: str | None = strawberry.field(description="Whose label or key holds this text.", default=None)


Which = Annotated[DeviceFilter | None, strawberry.argument(description="Which ones.")]

_MOST_QUIET_HOURS = 8_760


def _quiet_time(hours: int) -> timedelta:
    if not 1 <= hours <= _MOST_QUIET_HOURS:
        raise refused(f"`filter.quietForHours` must be 1 to {_MOST_QUIET_HOURS:,}, and is {hours}.")
    return timedelta(hours=hours)


_DIVIDES = 8
"""How tightly a division binds in SQL, as SQLAlchemy counts it: it knows none of a duration by a number."""


def _silence(device: Row) -> Expression:
    """How long a device was not heard of, in the time by which it reports.

    A person's phone reports every ten real minutes, however fast a training clock runs; what a season plays reports by that clock.
    The elapsed time is scaled and not the threshold, which a fast clock would make longer than a time can be.
    """
    pace = case((device.c.role.is_(None), 1.0), else_=election_speed())
    silence: Expression = (election_now() - device.c.contact_at).op("/", precedence=_DIVIDES, return_type=Interval())(pace)
    return silence


def chosen(_: Row, device: Row, arguments: Arguments) -> Condition:
    """Devices under the DeviceFilter that the argument `filter` holds."""
    d = device.c
    conditions = [inside(d.region_code, arguments, "filter", "region"), among(d.role, arguments, "filter", "roles")]
    if arguments.given("filter", "placeCode"):
        conditions.append(d.place_code == arguments.bind("filter", "placeCode"))
    if arguments.given("filter", "isRevoked"):
        wanted = arguments.bind("filter", "isRevoked", type_=d.revoked_after_seq.is_(None).type)
        conditions.append(d.revoked_after_seq.is_not(None) == wanted)
    if arguments.given("filter", "quietForHours"):
        quiet_time = arguments.bind("filter", "quietForHours", type_=Interval(), via=_quiet_time)
        conditions.append(or_(d.contact_at.is_(None), _silence(device) >= quiet_time))
    if arguments.given("filter", "search"):
        text = arguments.bind("filter", "search", via=pattern)
        conditions.append(or_(d.label.ilike(text), d.id.ilike(text)))
    return and_(true(), *conditions)


@strawberry.type
class DeviceQuery:
    """The field of Query that lists devices."""

    @planned(page(chosen, DEVICE_ORDERS, full_view_only=True), "The devices of your territory, with what they told of themselves.")
    def devices(
        self,
        filter: Which = None,  # noqa: A002 -- the API's word
        order_by: Annotated[DeviceOrder, strawberry.argument(description="In which order.")] = DeviceOrder.KEY,
        first: First = 50,
        after: After = None,
    ) -> Connection[Device] | None: ...
