"""Where incidents are: with what they are about, as far as that is anywhere."""

from sqlalchemy import and_, func, select

from silog.alerts.schema.convoys import of_report
from silog.alerts.schema.incidents import Incident
from silog.alerts.tables import convoy_reports, incident_facts
from silog.custody.schema.boxes import same_election
from silog.custody.tables import boxes
from silog.kit.graphql.declare.extension import extends
from silog.kit.graphql.declare.geography import Position, located
from silog.kit.graphql.declare.sources import Expression, Row
from silog.movement.schema.journeys import point_aboard
from silog.movement.tables import conveyances
from silog.places.tables import facilities


def _where(incident: Row) -> Expression:
    place, conveyance, report = facilities.alias(), conveyances.alias(), convoy_reports.alias()
    its_report = select(report.c.place_code).where(of_report(incident, report)).correlate_except(report).scalar_subquery()
    at_place = and_(same_election(incident, place), place.c.code == func.coalesce(its_report, incident.c.group_key))
    aboard = and_(same_election(incident, conveyance), conveyance.c.code == incident.c.group_key)
    return func.coalesce(
        select(report.c.point).where(of_report(incident, report)).correlate_except(report).scalar_subquery(),
        select(place.c.point).where(at_place).correlate_except(place).scalar_subquery(),
        select(conveyance.c.point).where(aboard).correlate_except(conveyance).scalar_subquery(),
        _with_its_boxes(incident),
        type_=place.c.point.type,
    )


def _with_its_boxes(incident: Row) -> Expression:
    """Where the first of its boxes is now, by code, that is anywhere in sight."""
    fact, box = incident_facts.alias(), boxes.alias()
    found = and_(same_election(incident, fact), fact.c.incident_id == incident.c.id)
    its_own = and_(same_election(incident, box), box.c.code.in_(select(fact.c.box_code).where(found).correlate_except(fact)))
    point = func.coalesce(box.c.place_point, point_aboard(box), type_=box.c.place_point.type)
    return select(point).where(its_own, point.is_not(None)).order_by(box.c.code).limit(1).correlate_except(box).scalar_subquery()


@extends(Incident)
class IncidentPosition:
    """Where an incident is."""

    position: Position | None = located(
        _where,
        "Where it is: at its place, with the conveyance, where the escort said, else where the first of its boxes in your sight is now.",
    )
