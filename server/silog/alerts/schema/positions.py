"""Where incidents are: with what they are about, as far as that is anywhere."""

from sqlalchemy import and_, func, select

from silog.alerts.schema.convoys import of_report, unconfirmed
from silog.alerts.schema.incidents import Incident
from silog.alerts.tables import convoy_reports, incident_facts
from silog.custody.schema.boxes import same_election
from silog.custody.tables import boxes
from silog.kit.graphql.declare.extension import extends
from silog.kit.graphql.declare.geography import Position, located
from silog.kit.graphql.declare.sources import Expression, Row
from silog.movement.convoys.tables import convoy_stops, convoys
from silog.movement.schema.convoys import is_missing
from silog.movement.schema.journeys import points_aboard
from silog.movement.tables import conveyances
from silog.places.tables import facilities


def _where(incident: Row) -> Expression:
    place, conveyance, report = facilities.alias(), conveyances.alias(), convoy_reports.alias()
    its_report = select(report.c.place_code).where(of_report(incident, report)).correlate_except(report).scalar_subquery()
    its_place = func.coalesce(its_report, _unconfirmed_at(incident), incident.c.group_key)
    at_place = and_(same_election(incident, place), place.c.code == its_place)
    aboard = and_(same_election(incident, conveyance), conveyance.c.code == incident.c.group_key)
    return func.coalesce(
        select(report.c.point).where(of_report(incident, report)).correlate_except(report).scalar_subquery(),
        select(place.c.point).where(at_place).correlate_except(place).scalar_subquery(),
        select(conveyance.c.point).where(aboard).correlate_except(conveyance).scalar_subquery(),
        _with_its_boxes(incident),
        type_=place.c.point.type,
    )


def _unconfirmed_at(incident: Row) -> Expression:
    """Where the escort should have confirmed first, of what is missing."""
    convoy, stop = convoys.alias(), convoy_stops.alias()
    its_own = and_(unconfirmed(incident, convoy), same_election(convoy, stop), stop.c.convoy_id == convoy.c.id, is_missing(stop))
    found = select(stop.c.place_code).select_from(convoy).join(stop, its_own).order_by(stop.c.happened_at, stop.c.step, stop.c.place_code)
    return found.limit(1).correlate_except(convoy, stop).scalar_subquery()


def _with_its_boxes(incident: Row) -> Expression:
    """Where the first of its boxes is now, by code, that is anywhere in sight."""
    fact, box = incident_facts.alias(), boxes.alias()
    found = and_(same_election(incident, fact), fact.c.incident_id == incident.c.id)
    its_own = and_(same_election(incident, box), box.c.code.in_(select(fact.c.box_code).where(found).correlate_except(fact)))
    aboard = (one.scalar_subquery() for one in points_aboard(box))
    point = func.coalesce(box.c.place_point, *aboard, type_=box.c.place_point.type)
    return select(point).where(its_own, point.is_not(None)).order_by(box.c.code).limit(1).correlate_except(box).scalar_subquery()


@extends(Incident)
class IncidentPosition:
    """Where an incident is."""

    position: Position | None = located(
        _where,
        "Where it is: at its place, with the conveyance, where the escort said or has not confirmed, "
        "else where the first of its boxes in your sight is now.",
    )
