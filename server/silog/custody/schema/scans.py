"""Scans in GraphQL: the events of the custody timeline, with what is personal of them only in the full view."""

import enum
from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry
from sqlalchemy import Select, and_, case, func, not_, or_, select

from silog.custody.rules import Breach, Condition, ScanFlag, ScanType
from silog.custody.rules.whereabouts import CONVEYANCE_MARK
from silog.custody.schema.words import TrustedTime
from silog.custody.tables import findings, scan_details, scans
from silog.kit.graphql.declare import fields, sources
from silog.kit.graphql.declare.arguments import Arguments
from silog.kit.graphql.declare.entities import ELECTION, IS_FULL_VIEW, Entity, entity
from silog.kit.graphql.declare.geography import Between, Position, lies_between, located
from silog.kit.graphql.declare.relay import Node, node_id
from silog.kit.graphql.declare.sources import Expression, Order, Row
from silog.kit.graphql.plan.text import base64url, fixed
from silog.people.schema import Device
from silog.places.schema import Place
from silog.places.schema.conditions import among


def is_place_in_sight(row: Row) -> sources.Condition:
    """Whether the viewer may know where that is: the public is not told which vessel a box is aboard."""
    return or_(IS_FULL_VIEW, not_(row.c.place_code.startswith(CONVEYANCE_MARK)))


def place_code_in_sight(row: Row) -> Expression:
    """The code of where it is, as far as the viewer may know it."""
    return case((is_place_in_sight(row), row.c.place_code))


def _detail(value: Callable[[Row], Expression]) -> Callable[[Row], Expression]:
    """A value of the scan's detail; policies give no detail to the public view, so it is null there."""

    def read(scan: Row) -> Expression:
        detail = scan_details.alias()
        its_own = and_(detail.c.election_id == ELECTION, detail.c.scan_id == scan.c.id)
        return select(value(detail)).where(its_own).correlate_except(detail).scalar_subquery()

    return read


def _breaches(scan: Row) -> Select[str]:
    finding = findings.alias()
    its_own = and_(finding.c.election_id == ELECTION, finding.c.scan_id == scan.c.id)
    return select(finding.c.breach).where(its_own).order_by(finding.c.breach).correlate_except(finding)


def _irregular(box_code: Expression) -> Select[UUID]:
    """The scans of one box that anything was irregular about: a finding names the box of its scan."""
    finding = findings.alias()
    of_box = and_(finding.c.election_id == ELECTION, finding.c.box_code == box_code)
    return select(finding.c.scan_id).where(of_box).correlate_except(finding)


@entity(Entity(scans, ("election_id", "id")))
@strawberry.type(description="One scan of a box: a signed event, stored as it was made and never changed.")
class Scan(Node):
    """One scan."""

    id: strawberry.ID = node_id("Scan", "election_id", "id")
    box_code: str = fields.text(lambda s: s.c.box_code, "The code that was scanned.")
    type: ScanType = fields.code(lambda s: s.c.type, "What was done.")
    place_code: str | None = fields.text(
        place_code_in_sight, "Code of the place or conveyance where it was done; null in the public view while aboard."
    )
    place: Place | None = fields.one(
        lambda s, f: and_(s.c.election_id == f.c.election_id, f.c.code == s.c.place_code), "The place; null while aboard a conveyance."
    )
    seals: list[str] = fields.codes(lambda s: s.c.seals, "The seal numbers seen.")
    condition: Condition = fields.code(lambda s: s.c.condition, "What the box looked like.")
    occurred_at: datetime = fields.moment(lambda s: s.c.occurred_at, "When it happened, as far as is believed.")
    device_clock_at: datetime = fields.moment(lambda s: s.c.device_clock_at, "What the device's clock showed.")
    received_at: datetime = fields.moment(lambda s: s.c.received_at, "When the server received it, on the election's clock.")
    trusted_time: TrustedTime = fields.code(
        lambda s: case((s.c.flags.contains([ScanFlag.FUTURE_TIME.value]), "RECEIVED"), else_="DEVICE"),
        "Which time `occurredAt` believes: the device's, or where that lay in the future the time of receipt.",
    )
    flags: list[ScanFlag] = fields.codes(lambda s: s.c.flags, "What was remarkable when it was received.")
    breaches: list[Breach] = fields.codes_of_rows(
        _breaches, "What was irregular about it; judged anew whenever a late scan arrives.", shared="box_code", holders=_irregular
    )
    device: Device | None = fields.one(
        lambda s, d: and_(s.c.election_id == d.c.election_id, d.c.id == s.c.device_id),
        "The device that signed it; null in the public view.",
    )
    position: Position | None = located(
        _detail(lambda d: d.c.point), "Where the device was by its own GNSS; null in the public view, and where it did not know."
    )
    accuracy_m: float | None = fields.number(_detail(lambda d: d.c.accuracy_m), "How far off the position may be, in metres.")
    actor: str | None = fields.text(_detail(lambda d: d.c.actor), "Who scanned; null in the public view and once erased.")
    event: str | None = fields.text(
        lambda s: case((IS_FULL_VIEW, func.convert_from(s.c.event, fixed("UTF8")))),
        "What was signed, to the byte; null in the public view.",
    )
    signature: str | None = fields.code(
        lambda s: case((IS_FULL_VIEW, base64url(s.c.signature))), "The device's signature over it, in base64url; null in the public view."
    )


@strawberry.enum(description="In which order scans are listed: by when they happened.")
class ScanOrder(enum.Enum):
    """The orders."""

    OLDEST = strawberry.enum_value("OLDEST", description="The first one first.")
    NEWEST = strawberry.enum_value("NEWEST", description="The last one first.")


SCAN_ORDERS = {
    ScanOrder.OLDEST: Order(lambda s: (s.c.occurred_at,)),
    ScanOrder.NEWEST: Order(lambda s: (s.c.occurred_at,), descending=True),
}
Period = Annotated[Between | None, strawberry.argument(description="Only in this period, on the election's clock.")]
ScanTypes = Annotated[list[ScanType] | None, strawberry.argument(description="Only these acts.")]
InScanOrder = Annotated[ScanOrder, strawberry.argument(description="In which order.")]


def of_kind_and_time(scan: Row, arguments: Arguments) -> sources.Condition:
    """The scans that the arguments `types` and `between` mean."""
    return and_(among(scan.c.type, arguments, "types"), lies_between(scan.c.occurred_at, arguments, "between"))
