"""Proposals for a small kab/kota: everybody is served where it can be, and where it cannot, it is said who is not and what is short."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from tests.gis.plan.whole.sample import TASK, StraightWays, at, days, place, sailing, station, vessel

from silog_gis.plan.problem import UnplannableError
from silog_gis.plan.proving.checking import violations
from silog_gis.plan.score.scoring import Score
from silog_gis.plan.whole.comparing import differences, merit
from silog_gis.plan.whole.document import from_json, to_json
from silog_gis.plan.whole.progress import PlanningCancelledError, Progress, Stage
from silog_gis.plan.whole.proposal import LegKind, Proposal
from silog_gis.plan.whole.proposing import propose
from silog_gis.plan.whole.task import Goes, Hub, Onward, SeaState, Task, Tier
from silog_gis.plan.whole.value import Window
from silog_gis.plan.whole.words import sentence

WAYS = StraightWays()


def planned(task: Task) -> Proposal:
    return propose(task, WAYS, seconds=20, seed=1)


@pytest.fixture(scope="module")
def proposal() -> Proposal:
    return planned(TASK)


def test_every_station_is_served_by_voyage_and_round_and_in_time(proposal: Proposal) -> None:
    legs = {leg.code: leg for leg in proposal.legs}

    assert [each.station for each in proposal.stations] == [each.code for each in TASK.stations]
    assert not proposal.unserved
    assert [legs[code].kind for code in proposal.stations[0].legs] == [LegKind.VOYAGE, LegKind.ROUND]
    assert all(each.slack_hours > 0 and each.on_time >= each.target for each in proposal.stations)
    assert violations(TASK, proposal) == []


def test_a_proposal_comes_back_as_it_was_written(proposal: Proposal) -> None:
    assert from_json(to_json(proposal), Proposal) == proposal


def test_the_same_seed_gives_the_same_proposal(proposal: Proposal) -> None:
    assert to_json(planned(TASK)) == to_json(proposal)


def test_each_leg_has_a_last_safe_departure_and_ranked_fallbacks(proposal: Proposal) -> None:
    dues = {each.station: each.due_at for each in proposal.stations}
    for leg in proposal.legs:
        assert leg.last_safe_departure is not None
        assert leg.departs_at <= leg.last_safe_departure < max(dues[load.station] for load in leg.loads)
        assert [each.rank for each in leg.fallbacks] == list(range(1, len(leg.fallbacks) + 1))
        assert leg.fallbacks[0].is_in_time
        assert all(each.conveyance != leg.conveyance for each in leg.fallbacks)
    (voyage,) = (leg for leg in proposal.legs if leg.kind is LegKind.VOYAGE)
    assert [each.name for each in voyage.fallbacks] == ["Roro", "Pompong warga", "Kapal negara"]


def test_a_standby_is_called_only_for_what_it_can_bring_while_it_is_there() -> None:
    navy, _ = TASK.standbys
    by_code = {
        code: replace(navy, code=code, **times)
        for code, times in {"KINI": {}, "NANTI": {"from_at": at(60)}, "LEPAS": {"until_at": at(12)}}.items()
    }

    proposal = propose(replace(TASK, standbys=tuple(by_code.values())), WAYS, seconds=20)

    (voyage,) = (leg for leg in proposal.legs if leg.kind is LegKind.VOYAGE)
    departs_at = {each.conveyance: each.departs_at for each in voyage.fallbacks}
    assert departs_at["KINI"] == voyage.departs_at + timedelta(hours=6)
    assert departs_at["NANTI"] == at(60)
    assert "LEPAS" not in departs_at
    assert not any(each.conveyance == "LEPAS" for leg in proposal.legs for each in leg.fallbacks)


def test_a_fleet_that_is_too_small_is_told_by_the_shifts_that_would_be_in_time() -> None:
    late = vessel("P", "HUB", boxes=2, shifts=(*days(1, 1, 6, 10), *days(8, 9)))

    left = planned(replace(TASK, vessels=(*TASK.vessels[1:], late))).unserved

    short = [each.reason.facts for each in left if each.reason.code == "FLEET_SHORT"]
    assert short
    assert {(facts["vessels"], facts["room"]) for facts in short} == {(1, 2)}


def test_many_standbys_of_one_rank_do_not_hide_the_next() -> None:
    warga, negara = TASK.standbys[1], TASK.standbys[0]
    many = tuple(replace(warga, code=f"WARGA-{number}", boxes=40) for number in range(5))

    proposal = planned(replace(TASK, standbys=(*many, negara)))

    for leg in (each for each in proposal.legs if each.kind is LegKind.VOYAGE):
        assert [one.conveyance for one in leg.fallbacks if one.reason.code == "MAY_BE_CALLED"] == ["WARGA-0", "WARGA-1", "KAPAL-NEGARA"]


def test_how_boxes_go_on_is_said_last_and_only_where_somebody_has_looked() -> None:
    across, by_road = Onward(goes=Goes.SEA), Onward(goes=Goes.ROAD, metres=1_840.0)
    first, second, *others = TASK.stations

    proposal = propose(replace(TASK, stations=(replace(first, onward=across), replace(second, onward=by_road), *others)), WAYS, seconds=20)

    last = {each.station: each.why[-1] for each in proposal.stations}
    assert last[first.code].code == "GOES_ON_BY_SEA"
    assert sentence(last[second.code], "id").startswith("Dari sana ke TPS sekitar 1,8 km lewat darat (perkiraan)")
    assert {last[each.code].code for each in others} <= {"SURE", "NOT_SURE"}


def test_the_way_on_to_the_door_counts_for_slack_and_chance_and_the_handover_is_earlier_for_it() -> None:
    across = Onward(goes=Goes.SEA, metres=9_000.0, hours=3.0, spread=0.5)
    first, second, *others = TASK.stations
    near = replace(second, onward=Onward(goes=Goes.ROAD, metres=800.0, hours=0.5, spread=0.3))

    proposal = planned(replace(TASK, stations=(replace(first, onward=across), near, *others)))

    far_one, near_one = proposal.stations[:2]
    leaves_at = {call.place: call.leaves_at for leg in proposal.legs for call in leg.calls if leg.kind is LegKind.ROUND}["TANJUNG"]
    assert far_one.at_door_at == leaves_at + timedelta(hours=3)
    assert near_one.at_door_at == leaves_at + timedelta(hours=0.5)
    assert near_one.slack_hours - far_one.slack_hours == pytest.approx(2.5, abs=0.02)
    assert sentence(far_one.why[-1], "en").startswith(
        "The station lies on another island: about 9 km by a village boat, 180 min (an estimate)"
    )
    assert proposal.stations[2].at_door_at is None


def test_a_deadline_that_leaves_no_time_for_the_way_on_leaves_its_station_out_or_unsure() -> None:
    first, *others = TASK.stations
    arrives_at = planned(TASK).stations[0].arrives_at
    unsure, too_far = (Onward(goes=Goes.SEA, metres=9_000.0, hours=hours, spread=0.8) for hours in (3.0, 30.0))
    due_at = arrives_at + timedelta(hours=4)

    one, two = (planned(replace(TASK, stations=(replace(first, due_at=due_at, onward=onward), *others))) for onward in (unsure, too_far))

    assert one.stations[0].on_time < 0.9
    assert [each.station for each in two.unserved] == [first.code]


def test_of_one_district_whoever_has_more_points_gets_the_room() -> None:
    few, many = (Score(points=points, parts=(), first=58.0, version=1) for points in (60.0, 80.0))
    small = (sailing("KECIL", 2, ("GUDANG", 0, 12), ("HUB", 22, 24)),)
    stations = (station(1, "TANJUNG", tier=0, hub="HUB", score=few), station(2, "TANJUNG", tier=0, hub="HUB", score=many))

    proposal = propose(replace(TASK, sailings=small, stations=stations), WAYS, seconds=20)

    assert [each.station for each in proposal.stations] == ["TPS-2"]
    assert [each.station for each in proposal.unserved] == ["TPS-1"]


def test_what_breaks_is_what_nothing_else_serves(proposal: Proposal) -> None:
    breaks = {each.conveyance: each.stations for each in proposal.breaks}

    assert breaks["SHIP-PERINTIS"] == ()  # the roro sails two days later, and that is early enough
    assert breaks["POMPONG-1"] == ("TPS-1", "TPS-2", "TPS-3")  # no truck comes there


def test_progress_never_falls_and_ends_with_the_checker() -> None:
    told = list[Progress]()

    propose(TASK, WAYS, seconds=20, progress=told.append)

    shares = [each.share for each in told]
    assert shares == sorted(shares)
    assert told[-1].stage is Stage.CHECK
    assert {each.hub for each in told if each.stage is Stage.ROUNDS} == {"HUB", "GUDANG"}


def test_a_plan_that_is_called_off_gives_none() -> None:
    asked = iter([False] * 5)

    with pytest.raises(PlanningCancelledError):
        propose(TASK, WAYS, seconds=20, is_cancelled=lambda: next(asked, True))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"vessels": ()}, "the fleet is empty"),
        ({"stations": ()}, "there is no station"),
        ({"hubs": ()}, "there is no hub"),
        ({"vessels": (vessel("P", "HUB", speed_kn=0.0),)}, "vessel P has no speed"),
        ({"vessels": (vessel("P", "TELUK"),)}, "vessel P has its home port at TELUK, which is no hub"),
        ({"vessels": (vessel("P", "HUB", boxes=1),)}, "station TPS-1 gets 2 boxes .* more than any vessel takes"),
        ({"vessels": (vessel("P", "HUB", weight_kg=10.0),)}, "station TPS-1 gets 2 boxes of 16 kg"),
        ({"tiers": (Tier(tier=0, due_at=at(-1)), Tier(tier=1, due_at=at(99)))}, "the deadline of tier 0 is .* in the past"),
        ({"tiers": (Tier(tier=0, due_at=at(99)),)}, "station TPS-4 is of tier 1, which has no deadline"),
        ({"places": (replace(TASK.places[0], berth=None, landmass=None), *TASK.places[1:])}, "place GUDANG has no port"),
        ({"places": TASK.places[1:]}, "the warehouse is at GUDANG, and no such place"),
        ({"sailings": (sailing("X", 5, ("GUDANG", 0, 30), ("HUB", 20, 20)),)}, "sailing X arrives before it departs"),
        ({"stations": (station(1, "TELUK"), station(1, "TELUK"))}, "station TPS-1 stands there 2 times"),
    ],
)
def test_a_faulty_task_is_refused_by_name(changes: dict[str, object], said: str) -> None:
    with pytest.raises(UnplannableError, match=said) as refused:
        planned(replace(TASK, **changes))

    for reason, english in zip(refused.value.reasons, refused.value.faults, strict=True):
        assert (sentence(reason, "en"), sentence(reason, "id")) != (english, english)
        for name, value in reason.facts.items():
            shown = [sentence(reason, language) for language in ("id", "en")]
            if isinstance(value, str) and not name.endswith(("_moment", "_word")):
                assert all(value in each for each in shown), "no language says less than the other"


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"sailings": (sailing("KECIL", 7, ("GUDANG", 0, 12), ("HUB", 22, 24)),)}, {"SAILING_FULL"}),
        ({"sailings": ()}, {"NO_SAILING"}),
        ({"sailings": (sailing("LAMBAT", 50, ("GUDANG", 0, 120), ("HUB", 150, 150)),)}, {"BOXES_TOO_LATE"}),
        ({"vessels": (*TASK.vessels[1:], vessel("P", "HUB", crew_hours=1.5))}, {"CREW_HOURS"}),
        ({"vessels": TASK.vessels[1:]}, {"NO_WAY"}),
        ({"vessels": (*TASK.vessels[1:], vessel("P", "HUB", boxes=2, shifts=days(1, 1, 6, 10)))}, {"FLEET_SHORT"}),
    ],
)
def test_what_is_short_is_named_for_each_station_that_gets_nothing(changes: dict[str, object], codes: set[str]) -> None:
    task = replace(TASK, **changes)

    proposal = planned(task)

    assert {each.reason.code for each in proposal.unserved} == codes
    assert {each.hub for each in proposal.stations} >= {"GUDANG"}
    assert violations(task, proposal) == []


def test_where_a_ship_is_full_the_first_tier_has_the_room() -> None:
    proposal = planned(replace(TASK, sailings=(sailing("KECIL", 7, ("GUDANG", 0, 12), ("HUB", 22, 24)),)))

    assert [each.station for each in proposal.unserved] == ["TPS-4"]


def test_a_vessel_that_two_hubs_share_is_never_in_two_places() -> None:
    shared = vessel("BERSAMA", "GUDANG", hubs=("HUB",), shifts=days(1, 4, 0, 24), crew_hours=24.0)
    task = replace(TASK, vessels=(shared, *TASK.vessels[2:]))

    proposal = planned(task)

    assert {leg.from_place for leg in proposal.legs if leg.conveyance == "BERSAMA"} == {"GUDANG", "HUB"}
    assert not proposal.unserved
    assert violations(task, proposal) == []


def test_boxes_that_change_ships_wait_for_the_second_and_come_in_its_room() -> None:
    sailings = (sailing("KAPAL", 50, ("GUDANG", 0, 10), ("DERMAGA", 14, 15)), sailing("KARGO", 20, ("DERMAGA", 0, 20), ("HUB", 30, 31)))
    task = replace(TASK, sailings=sailings)

    proposal = planned(task)

    assert [(leg.sailing, leg.boxes) for leg in proposal.legs if leg.kind is LegKind.VOYAGE] == [("KAPAL", 8), ("KARGO", 8)]
    assert violations(task, proposal) == []


def test_a_place_with_a_tide_is_served_in_it() -> None:
    tide = Window(opens_at=at(58), closes_at=at(59))
    places = tuple(place("TELUK", 105.15, 0.05, tides=(tide,)) if each.code == "TELUK" else each for each in TASK.places)
    task = replace(TASK, places=places)

    proposal = planned(task)

    (served,) = (each for each in proposal.stations if each.station == "TPS-3")
    assert tide.opens_at <= served.arrives_at <= tide.closes_at
    assert violations(task, proposal) == []


def test_a_rough_sea_makes_everybody_less_sure_and_the_better_plan_is_told() -> None:
    rough = tuple(SeaState(area="LAUT", day=at(24 * day + 12).date(), waves_m=1.7 if day < 4 else 0.5) for day in range(6))
    tight = replace(TASK, tiers=(Tier(tier=0, due_at=at(64)), Tier(tier=1, due_at=at(64))), hubs=(Hub(place="GUDANG"), Hub(place="HUB")))

    calm, stormy = planned(tight), planned(replace(tight, seas=rough))

    assert min(each.on_time for each in stormy.stations) < 0.9 < min(each.on_time for each in calm.stations)
    assert merit(calm.objective) < merit(stormy.objective)
    assert differences(calm, stormy)[0].on_time_after < differences(calm, stormy)[0].on_time_before
    assert "NOT_SURE" in {reason.code for each in stormy.stations for reason in each.why}
