"""A plan as the database would give it back, played in memory."""

from typing import Any

import shapely

from silog.movement.rules import Shipment
from silog.training.acting.carries import Journeys
from silog.training.acting.script import Act, write_script
from silog.training.acting.stories import BoxName, Stage, set_stage, tell_all
from silog.training.building.season import Plan
from silog.training.facts import Scenario


def journeys_of(plan: Plan) -> Journeys:
    """Read a plan without storing it."""
    legs = [row for shipment in plan.shipments for row in _legs(shipment)]
    legs.sort(key=lambda row: (row["planned_depart_at"], row["shipment_code"], row["number"]))
    shipped = {
        s.code: {"direction": s.direction, "origin_code": s.legs[0].from_code, "destination_code": s.legs[-1].to_code}
        for s in plan.shipments
    }
    return Journeys.read(legs, shipped, {s.code: s.box_codes for s in plan.shipments})


def stage_of(plan: Plan, scenario: Scenario, seed: int) -> Stage:
    """Set the stage for a plan whose boxes are called STATION/CONTEST."""
    boxes = {box for shipment in plan.shipments for box in shipment.box_codes}
    names = {box: BoxName(*box.split("/")) for box in sorted(boxes)}
    return set_stage(scenario, journeys_of(plan), names, seed)


def script_of(plan: Plan, scenario: Scenario, seed: int) -> list[Act]:
    """Write the whole script, with a signal everywhere."""
    return write_script(tell_all(stage_of(plan, scenario, seed)), {})


def _legs(shipment: Shipment) -> list[dict[str, Any]]:
    return [
        {
            "shipment_code": shipment.code,
            "number": number,
            "mode": leg.mode,
            "conveyance_code": leg.conveyance_code,
            "from_code": leg.from_code,
            "to_code": leg.to_code,
            "planned_depart_at": leg.planned_depart_at,
            "planned_arrive_at": leg.planned_arrive_at,
            "route": shapely.to_wkb(shapely.LineString(leg.route)),
            "length_m": leg.length_m,
        }
        for number, leg in enumerate(shipment.legs, 1)
    ]
