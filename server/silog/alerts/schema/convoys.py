"""What escorts report of their convoys, in GraphQL, and the mutation that reports it."""

from datetime import datetime
from typing import Annotated, Any

import strawberry
from sqlalchemy import BigInteger, and_, case, cast, func, literal_column, select
from sqlalchemy.sql import ColumnElement

from silog.alerts.reporting import Report, report_of_convoy
from silog.alerts.rules import ConvoyReportKind, IncidentKind
from silog.alerts.schema.incidents import Incident
from silog.alerts.tables import convoy_reports, incidents
from silog.custody.schema.boxes import same_election
from silog.errors import SilogError
from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.entities import Entity, entity
from silog.kit.graphql.declare.extension import extends
from silog.kit.graphql.declare.geography import GeoPoint, Position, located
from silog.kit.graphql.declare.mutations import UserError, changed
from silog.kit.graphql.declare.sources import Condition, Expression, Row
from silog.movement.convoys.rules import Word
from silog.movement.schema import Convoy
from silog.movement.schema.convoys import convoy_number, lon_lat
from silog.people.rules import Right
from silog.places.schema import Place

strawberry.enum(ConvoyReportKind, description="What happened to a convoy, as its escort reports it.")

_PATHS = {
    "BAD_TEXT": "text",
    "BAD_ID": "key",
    "ID_CONFLICT": "key",
    "BAD_POSITION": "position",
    "UNKNOWN_PLACE": "placeCode",
}
_CONVOY: ColumnElement[str] = literal_column(f"'{IncidentKind.CONVOY}'")
_MISSING: ColumnElement[str] = literal_column(f"'{IncidentKind.CONFIRMATION_MISSING}'")
_MOST_INCIDENTS = 50


@entity(Entity(convoy_reports, ("election_id", "id")))
@strawberry.type(description="What an escort reported of a convoy. It is never changed, and never public.")
class ConvoyReport:
    """One report."""

    key: strawberry.ID = fields.code(lambda r: r.c.id, "The UUID that it was sent under.")
    kind: ConvoyReportKind = fields.code(lambda r: r.c.kind, "What kind of thing happened.")
    text: str = fields.text(lambda r: r.c.text, "In the escort's words.")
    place: Place | None = fields.one(
        lambda r, f: and_(same_election(r, f), f.c.code == r.c.place_code), "Where; null at sea, or where that is out of sight."
    )
    position: Position | None = located(lambda r: r.c.point, "Where the escort said to be; null where the phone did not know.")
    at: datetime = fields.moment(lambda r: r.c.at, "When it was, as the escort's phone reckons the election's time.")
    received_at: datetime = fields.moment(lambda r: r.c.received_at, "When the server received it, on the election's clock.")
    actor: str = fields.text(lambda r: r.c.actor, "Who reported.")
    convoy: Convoy | None = fields.one(lambda r, c: and_(same_election(r, c), c.c.id == r.c.convoy_id), "Of which convoy.")


def of_report(incident: Row, report: Row) -> Condition:
    """The report that has opened an incident."""
    return and_(same_election(incident, report), report.c.id == incident.c.group_key, incident.c.kind == _CONVOY)


def unconfirmed(incident: Row, convoy: Row) -> Condition:
    """The convoy whose escort has not confirmed."""
    number = case((incident.c.kind == _MISSING, cast(incident.c.group_key, BigInteger)))
    return and_(same_election(incident, convoy), convoy.c.id == number)


@extends(Incident)
class IncidentReport:
    """What convoys add to an incident."""

    convoy_report: ConvoyReport | None = fields.one(of_report, "What the escort of a convoy reported; null for others.")
    unconfirmed_convoy: Convoy | None = fields.one(
        unconfirmed, "The convoy whose escort has not confirmed, of a CONFIRMATION_MISSING: its `stops` say what. Null for others."
    )


def _of_convoy(convoy: Row, incident: Row) -> Condition:
    report = convoy_reports.alias()
    its_own = and_(of_report(incident, report), report.c.convoy_id == convoy.c.id)
    return and_(same_election(convoy, incident), select(report.c.id).where(its_own).correlate_except(report).exists())


def _standing(convoy: Row) -> Expression:
    incident = incidents.alias()
    its_own = and_(_of_convoy(convoy, incident), incident.c.resolved_at.is_(None))
    return select(func.count()).select_from(incident).where(its_own).correlate_except(incident).scalar_subquery()


@extends(Convoy)
class ConvoyAlerts:
    """What alerts add to a convoy."""

    incidents: list[Incident] = fields.many(
        _of_convoy, "What its escort reported, oldest first; at most 50.", order=lambda i: [i.c.id], limit=_MOST_INCIDENTS
    )
    incident_count: int = fields.number(_standing, "How many of these stand.")


@strawberry.input(description="Something that happened to your convoy.")
class ReportOfConvoyInput:
    """Input of reportOfConvoy."""

    id: strawberry.ID = strawberry.field(description="The convoy's id.")
    key: strawberry.ID = strawberry.field(description="A UUID made on the phone: sent again with the same one, it opens one incident.")
    kind: ConvoyReportKind = strawberry.field(description="What kind of thing happened.")
    text: str = strawberry.field(description="What happened, in plain words, 1 to 2,000 characters.")
    place_code: str | None = strawberry.field(description="At which place; null at sea.", default=None)
    position: GeoPoint | None = strawberry.field(description="Where the phone was, if it knew. It is never public.", default=None)
    at: datetime = strawberry.field(description="When, on the election's clock. It is kept as said, beside when it was received.")


@strawberry.type(description="The incident that a report has opened.")
class ReportOfConvoyPayload:
    """Payload of reportOfConvoy."""

    incident_id: strawberry.Private[str | None]
    incident: Incident | None = changed("Incident", lambda p: p.incident_id, "The incident as it is now; null where nothing was opened.")
    errors: list[UserError] = strawberry.field(description="Why nothing was opened; empty when it was.")


@strawberry.type
class ConvoyReportMutation:
    """The mutation of convoys' reports."""

    @strawberry.mutation(description="Report what happened to your own convoy, as its escort: an incident opens. Idempotent.")
    async def report_of_convoy(
        self,
        info: strawberry.Info[Any, None],
        input: Annotated[ReportOfConvoyInput, strawberry.argument(description="What happened.")],  # noqa: A002 -- the API's word
    ) -> ReportOfConvoyPayload | None:
        """Report it."""
        viewer = info.context.viewer
        viewer.demand(Right.ESCORT_CONVOYS)
        word = Word(input.key, input.at, input.place_code, lon_lat(input.position))
        try:
            number = convoy_number(input.id, viewer)
            incident = await report_of_convoy(info.context.database, viewer, number, Report(input.kind, input.text, word))
        except SilogError as error:
            return ReportOfConvoyPayload(incident_id=None, errors=[UserError.of(error, _PATHS.get(error.code, "id"))])
        return ReportOfConvoyPayload(incident_id=f"Incident:{viewer.election_id}:{incident}", errors=[])
