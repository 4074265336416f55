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


def _at_its_place(incident: Row) -> Expression:
    place = facilities.alias()
    its_own = and_(same_election(incident, place), place.c.code == incident.c.group_key)
    return select(place.c.point).where(its_own).correlate_except(place).scalar_subquery()


def _elsewhere(incident: Row) -> Expression:
    """With the conveyance that it was found aboard, where the escort said, or where the first of its boxes is now."""
    conveyance, report, fact, box = conveyances.alias(), convoy_reports.alias(), incident_facts.alias(), boxes.alias()
    aboard = and_(same_election(incident, conveyance), conveyance.c.code == incident.c.group_key)
    found = and_(same_election(incident, fact), fact.c.incident_id == incident.c.id)
    its_boxes = and_(same_election(incident, box), box.c.code.in_(select(fact.c.box_code).where(found).correlate_except(fact)))
    where = func.coalesce(box.c.place_point, point_aboard(box), type_=box.c.place_point.type)
    return func.coalesce(
        select(conveyance.c.point).where(aboard).correlate_except(conveyance).scalar_subquery(),
        select(report.c.point).where(of_report(incident, report)).correlate_except(report).scalar_subquery(),
        select(where).where(its_boxes, where.is_not(None)).order_by(box.c.code).limit(1).correlate_except(box).scalar_subquery(),
        type_=box.c.place_point.type,
    )


@extends(Incident)
class IncidentPosition:
    """Where an incident is."""

    position: Position | None = located(
        _at_its_place,
        "Where it is: at its place, with the conveyance, where the escort said, else where the first of its boxes in your sight is now.",
        otherwise=_elsewhere,
    )
