"""From a proposal to shipments: boxes that change from a ship to a boat, and boxes of one station that go by two rounds."""

from datetime import UTC, datetime, timedelta

from silog.movement.rules import LegMode, Shipment, broken_shipment
from silog.places.queries import FacilityFacts
from silog.places.rules import FacilityKind
from silog.planning.building.shipping import Harbours, shipments_of
from silog_gis.plan.whole.proposal import Leg, LegCall, LegKind, Load, Objective, Proposal
from silog_gis.plan.whole.task import Goes, Place, Station, Task, Tier, Warehouse
from silog_gis.plan.whole.value import LonLat

DAY = datetime(2024, 11, 20, tzinfo=UTC)
BERTHS = {"PORT-A": (105.0, 3.0), "PORT-B": (106.0, 3.0), "LDG-C": (106.2, 3.1)}
VILLAGE = "21.03.04.1003"


def _at(hours: float) -> datetime:
    return DAY + timedelta(hours=hours)


def _facility(code: str, kind: FacilityKind, lon: float, lat: float, landmass: int) -> FacilityFacts:
    region = VILLAGE if kind is FacilityKind.PPS else "21.03"
    return FacilityFacts(code, kind, code.title(), region, lon, lat, BERTHS.get(code), landmass, is_3t=True, registered_voters=None)


FACILITIES = {
    one.code: one
    for one in (
        _facility("WH", FacilityKind.WAREHOUSE, 105.0, 3.01, 1),
        _facility("PORT-A", FacilityKind.PORT, 105.0, 3.001, 1),
        _facility("PORT-B", FacilityKind.PORT, 106.0, 3.001, 2),
        _facility("LDG-C", FacilityKind.LANDING, 106.2, 3.101, 3),
        _facility("PPS", FacilityKind.PPS, 106.21, 3.11, 3),
    )
}
USED = Harbours(
    FACILITIES, {"WH": FACILITIES["PORT-A"], "PORT-A": FACILITIES["PORT-A"], "PORT-B": FACILITIES["PORT-B"], "PPS": FACILITIES["LDG-C"]}
)


def _place(code: str, berth: str) -> Place:
    found = FACILITIES[code]
    return Place(code=code, name=found.name, at=LonLat(found.lon, found.lat), berth=LonLat(*BERTHS[berth]), landmass=found.landmass)


TASK = Task(
    code="21.03",
    name="Natuna",
    begins_at=_at(0),
    tiers=(Tier(tier=0, due_at=_at(100)),),
    warehouse=Warehouse(place="WH", ready_at=_at(1)),
    places=(_place("WH", "PORT-A"), _place("PORT-A", "PORT-A"), _place("PORT-B", "PORT-B"), _place("PPS", "LDG-C")),
    stations=tuple(Station(code=f"TPS-{number}", place="PPS", district="21.03.04", boxes=2, tier=0) for number in (1, 2)),
)


def _leg(code: str, kind: LegKind, way: tuple[str, str], hours: tuple[float, float], loads: dict[str, int]) -> Leg:
    (start, end), (departs, arrives) = way, hours
    lines = {place.code: (place.berth.lon, place.berth.lat) for place in TASK.places if place.berth}
    line = (LonLat(*lines[start]), LonLat(*lines[end]))
    times = {"arrives_at": _at(arrives), "begins_at": _at(arrives), "leaves_at": _at(arrives + 0.5)}
    return Leg(
        code=code,
        kind=kind,
        conveyance=f"CNV-{code}",
        name=code,
        goes=Goes.SEA,
        from_place=start,
        to_place=end,
        loads_at=_at(departs - 1),
        departs_at=_at(departs),
        arrives_at=_at(arrives),
        calls=(LegCall(place=end, metres=50_000.0, line=line, **times),),
        loads=tuple(Load(station=station, boxes=boxes, to_place=end) for station, boxes in loads.items()),
        boxes=sum(loads.values()),
        metres=50_000.0,
        hours=5.0,
        cost=0,
    )


def _haul() -> Leg:
    line = (LonLat(105.0, 3.01), LonLat(105.0, 3.001))
    call = LegCall(place="PORT-A", arrives_at=_at(4), begins_at=_at(4), leaves_at=_at(4), metres=1_300.0, line=line)
    aboard = tuple(Load(station=f"TPS-{number}", boxes=2, to_place="PORT-A") for number in (1, 2))
    return Leg(
        code="H1",
        kind=LegKind.HAUL,
        conveyance="",
        name="",
        goes=Goes.ROAD,
        from_place="WH",
        to_place="PORT-A",
        loads_at=_at(1),
        departs_at=_at(2),
        arrives_at=_at(4),
        calls=(call,),
        loads=aboard,
        boxes=4,
        metres=1_300.0,
        hours=2.0,
        cost=0,
    )


def _shipments(*legs: Leg) -> list[Shipment]:
    nothing = Objective(tiers=(), slack_hours=(), vessel_hours=0.0, cost=0)
    proposal = Proposal(task="21.03", task_digest="x", seed=0, scenarios=1, legs=legs, stations=(), objective=nothing)
    boxes = {"TPS-1": ["B1", "B2"], "TPS-2": ["B3", "B4"]}
    return shipments_of(7, TASK, proposal, boxes, USED)


def test_boxes_that_change_from_a_ship_to_a_boat_are_one_shipment_whose_legs_join() -> None:
    ship = _leg("KAPAL", LegKind.VOYAGE, ("WH", "PORT-B"), (6, 16), {"TPS-1": 2, "TPS-2": 2})
    boat = _leg("POMPONG", LegKind.ROUND, ("PORT-B", "PPS"), (30, 34), {"TPS-1": 2, "TPS-2": 2})

    (shipment,) = _shipments(ship, boat)

    assert broken_shipment(shipment) is None
    assert [(leg.mode, leg.from_code, leg.to_code, leg.conveyance_code) for leg in shipment.legs] == [
        (LegMode.TRANSFER, "WH", "PORT-A", None),
        (LegMode.SEA, "PORT-A", "PORT-B", "CNV-KAPAL"),
        (LegMode.SEA, "PORT-B", "LDG-C", "CNV-POMPONG"),
        (LegMode.TRANSFER, "LDG-C", "PPS", None),
    ]
    assert (shipment.region_code, shipment.is_3t, shipment.box_codes) == (VILLAGE, True, ("B1", "B2", "B3", "B4"))
    assert (shipment.legs[0].planned_depart_at, shipment.legs[-1].planned_arrive_at) == (_at(4), _at(34.5))


def test_a_haul_is_carried_to_the_port_from_which_the_ship_leaves() -> None:
    haul, ship = _haul(), _leg("KAPAL", LegKind.VOYAGE, ("PORT-A", "PORT-B"), (6, 16), {"TPS-1": 2, "TPS-2": 2})
    boat = _leg("POMPONG", LegKind.ROUND, ("PORT-B", "PPS"), (30, 34), {"TPS-1": 2, "TPS-2": 2})

    (shipment,) = _shipments(haul, ship, boat)

    assert broken_shipment(shipment) is None
    first, second, *_ = shipment.legs
    assert (first.mode, first.from_code, first.to_code, first.conveyance_code, first.is_estimate) == (
        LegMode.TRANSFER,
        "WH",
        "PORT-A",
        None,
        True,
    )
    assert (first.planned_depart_at, first.planned_arrive_at, len(first.route)) == (_at(2), _at(4), 2)
    assert (second.mode, second.from_code, second.to_code) == (LegMode.SEA, "PORT-A", "PORT-B")


def test_boxes_of_one_station_that_go_by_two_rounds_are_two_shipments_and_no_box_is_in_both() -> None:
    ship = _leg("KAPAL", LegKind.VOYAGE, ("WH", "PORT-B"), (6, 16), {"TPS-1": 2, "TPS-2": 2})
    first = _leg("SATU", LegKind.ROUND, ("PORT-B", "PPS"), (30, 34), {"TPS-1": 1, "TPS-2": 2})
    second = _leg("DUA", LegKind.ROUND, ("PORT-B", "PPS"), (40, 44), {"TPS-1": 1})

    found = _shipments(ship, first, second)

    assert [broken_shipment(one) for one in found] == [None, None]
    assert sorted(box for one in found for box in one.box_codes) == ["B1", "B2", "B3", "B4"]
    assert sorted(len(one.box_codes) for one in found) == [1, 3]
    assert len({one.code for one in found}) == 2
