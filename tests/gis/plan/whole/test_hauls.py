"""Ports of the warehouse's island: a boat reaches from one of them what it cannot from another, and boxes come to each over land."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace
from tests.gis.plan.whole.sample import StraightWays, at, place, sailing, station, vessel

from silog_gis.geodesy import length_m
from silog_gis.plan.making.case import Case
from silog_gis.plan.problem import UnplannableError
from silog_gis.plan.proving.checking import violations
from silog_gis.plan.whole.proposal import Leg, LegKind, Proposal
from silog_gis.plan.whole.proposing import propose
from silog_gis.plan.whole.task import Goes, Haul, Hub, Task, Tier, Warehouse
from silog_gis.plan.whole.value import LonLat

HOUR = timedelta(hours=1)


def haul(port: str, lon: float, spread: float = 0.25) -> Haul:
    """The road from the warehouse to a port, at 25 km/h."""
    line = (LonLat(104.0, 0.0), LonLat(lon, 0.0))
    return Haul(port=port, metres=round(1.3 * length_m([(104.0, 0.0), (lon, 0.0)])), speed_kmh=25.0, spread=spread, line=line)


NEAR, FAR = "PELABUHAN-UTARA", "PELABUHAN-SELATAN"
TASK = Task(
    code="21.98",
    name="Kabupaten Berpelabuhan Dua",
    begins_at=at(0),
    tiers=(Tier(tier=0, due_at=at(4 * 24), target=0.9),),
    warehouse=Warehouse(place="GUDANG", ready_at=at(3)),
    places=(
        replace(place("GUDANG", 104.0, landmass=1), berth=None),
        place(NEAR, 104.02, landmass=1),
        place(FAR, 104.6, landmass=1),
        place("SEBERANG", 104.75),
        place("HUB", 106.0, landmass=2),
    ),
    hubs=(Hub(place="GUDANG"), Hub(place=NEAR), Hub(place=FAR), Hub(place="HUB")),
    hauls=(haul(NEAR, 104.02), haul(FAR, 104.6)),
    stations=(station(1, "SEBERANG", tier=0), station(2, "HUB", tier=0, hub="HUB"), station(3, NEAR, tier=0)),
    vessels=(
        vessel("POMPONG-1", NEAR, hubs=(FAR,), crew_hours=8.0),
        vessel("TRUK-1", "GUDANG", kind="TRUCK", goes=Goes.ROAD, speed_kn=19.0, boxes=60, wave_limit_m=None),
        vessel("GEROBAK-1", "HUB", kind="TRUCK", goes=Goes.ROAD, speed_kn=10.0, boxes=20, wave_limit_m=None),
    ),
    sailings=(sailing("LINER", 50, (FAR, 0, 12), ("HUB", 22, 24)), sailing("RORO", 40, (NEAR, 0, 40), ("HUB", 50, 51))),
)


def planned(task: Task) -> Proposal:
    return propose(task, StraightWays(), seconds=20, seed=1)


@pytest.fixture(scope="module")
def proposal() -> Proposal:
    return planned(TASK)


def legs_of(proposal: Proposal, number: int) -> list[Leg]:
    legs = {leg.code: leg for leg in proposal.legs}
    return [legs[code] for code in proposal.stations[number - 1].legs]


def test_a_boat_goes_from_the_port_from_which_it_reaches_a_place_and_boxes_come_there_over_land(proposal: Proposal) -> None:
    over_land, by_boat = legs_of(proposal, 1)

    assert proposal.unserved == ()
    assert violations(TASK, proposal) == []
    assert (over_land.kind, over_land.from_place, over_land.to_place, over_land.conveyance) == (LegKind.HAUL, "GUDANG", FAR, "")
    assert (by_boat.kind, by_boat.from_place, by_boat.conveyance) == (LegKind.ROUND, FAR, "POMPONG-1")
    assert over_land.departs_at >= at(4)
    assert abs(over_land.arrives_at - over_land.departs_at - timedelta(hours=TASK.hauls[1].metres / 25_000)) <= timedelta(seconds=1)
    assert over_land.arrives_at <= by_boat.loads_at


def test_a_voyage_leaves_from_another_port_than_the_next_and_each_has_a_last_safe_departure(proposal: Proposal) -> None:
    over_land, voyage, _ = legs_of(proposal, 2)

    assert (over_land.to_place, voyage.sailing, voyage.from_place) == (FAR, "LINER", FAR)
    assert over_land.arrives_at + HOUR <= voyage.departs_at
    assert over_land.last_safe_departure is not None
    assert voyage.last_safe_departure is not None
    assert over_land.last_safe_departure - over_land.departs_at == voyage.last_safe_departure - voyage.departs_at
    assert [(one.name, one.reason.code) for one in voyage.fallbacks] == [("Roro", "NEXT_SAILING")]


def test_what_two_voyages_load_at_one_time_is_one_haul() -> None:
    further = replace(place("HUB-2", 106.5, landmass=3))
    calls = sailing("LINER", 50, (FAR, 0, 12), ("HUB", 22, 24), ("HUB-2", 30, 31))
    cart = replace(TASK.vessels[2], code="GEROBAK-2", home="HUB-2")
    task = replace(
        TASK,
        places=(*TASK.places, further),
        hubs=(*TASK.hubs, Hub(place="HUB-2")),
        stations=(TASK.stations[1], station(4, "HUB-2", tier=0, hub="HUB-2")),
        vessels=(*TASK.vessels, cart),
        sailings=(calls,),
    )

    proposal = planned(task)

    (over_land,) = (leg for leg in proposal.legs if leg.kind is LegKind.HAUL)
    voyages = [leg for leg in proposal.legs if leg.kind is LegKind.VOYAGE]
    assert ([leg.to_place for leg in voyages], over_land.boxes, len(over_land.loads)) == (["HUB", "HUB-2"], 4, 2)
    assert over_land.last_safe_departure is not None
    assert over_land.last_safe_departure - over_land.departs_at == min(
        leg.last_safe_departure - leg.departs_at for leg in voyages if leg.last_safe_departure is not None
    )


def test_what_a_truck_reaches_from_the_warehouse_needs_no_haul(proposal: Proposal) -> None:
    (by_truck,) = legs_of(proposal, 3)

    assert (by_truck.kind, by_truck.conveyance, by_truck.from_place) == (LegKind.ROUND, "TRUK-1", "GUDANG")


def test_without_the_other_port_the_place_is_out_of_a_boats_reach() -> None:
    one_port = replace(
        TASK,
        hauls=TASK.hauls[:1],
        hubs=(Hub(place="GUDANG"), Hub(place=NEAR), Hub(place="HUB")),
        vessels=(replace(TASK.vessels[0], hubs=()), *TASK.vessels[1:]),
        sailings=TASK.sailings[1:],
    )

    (left,) = planned(one_port).unserved

    assert (left.station, left.reason.code) == ("TPS-1", "CREW_HOURS")


def test_a_road_that_may_take_much_longer_makes_a_close_connection_less_sure() -> None:
    only = replace(TASK, warehouse=Warehouse(place="GUDANG", ready_at=at(5)), sailings=TASK.sailings[:1])
    unsure = replace(only, hauls=(TASK.hauls[0], haul(FAR, 104.6, spread=1.0)))

    sure, less = ({one.station: one.on_time for one in planned(task).stations}["TPS-2"] for task in (only, unsure))

    assert less < 0.75
    assert sure > 0.9


def test_a_haul_goes_by_day_where_there_is_time_and_by_night_where_there_is_none() -> None:
    by_day = replace(TASK, hauls=tuple(replace(each, from_hour=6.0, until_hour=18.0) for each in TASK.hauls))
    case, way_s = Case(by_day), Case(by_day).haul_s(FAR)

    assert case.haul_departs_s(FAR, 0, 96 * 3600) == 3 * 86_400 + 18 * 3600 - way_s
    assert case.haul_departs_s(FAR, 0, 86 * 3600) == 86 * 3600 - 2 * way_s
    assert case.haul_departs_s(FAR, 0, 76 * 3600) == 2 * 86_400 + 18 * 3600 - way_s
    assert case.haul_departs_s(FAR, 90 * 3600, 96 * 3600) == 91 * 3600


WRONG: list[tuple[Callable[[Leg], Leg], str]] = [
    (lambda leg: replace(leg, from_place="HUB"), "where the task has no haul"),
    (lambda leg: replace(leg, to_place="SEBERANG"), "where the task has no haul"),
    (lambda leg: replace(leg, conveyance="TRUK-1"), "its trucks are hired"),
    (lambda leg: replace(leg, calls=leg.calls * 2), "calls at 2 places"),
    (lambda leg: replace(leg, goes=Goes.SEA), "is a haul and goes by SEA"),
    (lambda leg: replace(leg, departs_at=leg.loads_at), "departs before it is loaded"),
    (lambda leg: replace(leg, loads_at=at(1), departs_at=at(2)), "before they are there"),
    (lambda leg: replace(leg, metres=1_000.0), "is said to be 1,000 m, and the haul"),
    (lambda leg: replace(leg, calls=(replace(leg.calls[0], arrives_at=leg.departs_at),)), "sooner than trucks can"),
    (lambda leg: replace(leg, calls=(replace(leg.calls[0], arrives_at=at(80)),)), "before they are there"),
    (lambda leg: replace(leg, calls=(replace(leg.calls[0], line=()),)), "has no line"),
    (lambda leg: replace(leg, loads=(), boxes=0), "before they are there"),
]


@pytest.mark.parametrize(("change", "said"), WRONG)
def test_a_haul_that_cannot_be_is_found(proposal: Proposal, change: Callable[[Leg], Leg], said: str) -> None:
    first = next(leg for leg in proposal.legs if leg.kind is LegKind.HAUL)
    wrong = replace(proposal, legs=tuple(change(leg) if leg is first else leg for leg in proposal.legs))

    found = violations(TASK, wrong)

    assert any(said in each for each in found), found


def test_a_voyage_that_leaves_its_port_before_boxes_are_loaded_is_found(proposal: Proposal) -> None:
    liner, roro = TASK.sailings
    early = replace(TASK, sailings=(replace(liner, calls=(replace(liner.calls[0], departs_at=at(8)), liner.calls[1])), roro))
    legs = tuple(replace(leg, departs_at=at(8)) if leg.sailing == "LINER" else leg for leg in proposal.legs)

    assert any("before they are there" in each for each in violations(early, replace(proposal, legs=legs)))


def test_a_haul_to_nowhere_or_without_speed_is_refused_by_name() -> None:
    with pytest.raises(UnplannableError, match="the haul to port NIRWANA"):
        planned(replace(TASK, hauls=(*TASK.hauls, replace(TASK.hauls[0], port="NIRWANA"))))
    with pytest.raises(UnplannableError, match=f"the haul to {NEAR} has no speed"):
        planned(replace(TASK, hauls=(replace(TASK.hauls[0], speed_kmh=0.0), TASK.hauls[1])))
