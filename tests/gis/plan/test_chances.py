"""How sure plans are: what goes as planned is certain, weather is the same for every plan, and what is said comes true in other weather."""

from dataclasses import replace

import numpy as np
import pytest
from pyvrp.stop import MaxIterations
from tests.gis.plan.hub import DAY, HOUR, drop, problem, vessel

from silog_gis.plan.chances import chances
from silog_gis.plan.outcome import HubPlan
from silog_gis.plan.problem import HubProblem
from silog_gis.plan.solving import solve
from silog_gis.plan.sureness import Weather, last_safe_departure, plan_surely, without_vessel
from silog_gis.plan.weather import Bulletin, Risks


def planned(asked: HubProblem) -> HubPlan:
    plan = solve(asked, MaxIterations(1_500))
    assert plan is not None
    return plan


def tight(plan: HubPlan, asked: HubProblem, spare_s: int) -> HubProblem:
    """The same problem with every drop due so long after the plan serves it."""
    begins = {call.drop: call.begins_s for schedule in plan.schedules for each in schedule.rounds for call in each.calls}
    return replace(asked, drops=tuple(replace(each, due_s=begins[each.code] + spare_s) for each in asked.drops))


MANY = problem([drop(number) for number in range(1, 13)], [vessel(1), vessel(2), vessel(3)])


def test_where_nothing_goes_wrong_a_plan_is_certain_to_the_second() -> None:
    plan = planned(MANY)
    asked = tight(plan, MANY, 0)

    sure = chances(asked, plan, risks=Risks.none(), scenarios=10)

    assert set(sure.on_time().values()) == {1.0}
    assert np.abs(sure.late_s).max() == 0


def test_more_spare_time_is_surer_in_the_same_weather() -> None:
    plan = planned(MANY)

    little, much = (chances(tight(plan, MANY, spare_s), plan).on_time() for spare_s in (HOUR // 4, 2 * HOUR))

    assert all(little[code] <= much[code] for code in little)
    assert min(little.values()) < min(much.values())


def test_scenarios_are_named_by_their_number_and_not_by_how_many_are_drawn() -> None:
    plan = planned(MANY)

    few, many = (chances(MANY, plan, scenarios=scenarios, seed=3).late_s for scenarios in (1_000, 5_000))

    assert np.array_equal(few, many[:1_000])
    assert not np.array_equal(few, chances(MANY, plan, scenarios=1_000, seed=4).late_s)


def test_nine_in_ten_come_true_in_fresh_weather() -> None:
    plan = planned(MANY)
    bulletin = Bulletin(np.full((1, 3), 0.7))
    slack = chances(MANY, plan, bulletin, scenarios=20_000).slack_s(0.9)
    begins_late = replace(MANY, drops=tuple(replace(each, due_s=int(each.due_s - slack[each.code])) for each in MANY.drops))

    fresh = chances(begins_late, plan, bulletin, scenarios=20_000, seed=99).on_time()

    assert all(0.85 <= share <= 0.95 for share in fresh.values()), fresh


def test_a_vessel_stays_in_port_while_waves_are_above_its_limit() -> None:
    asked = problem([drop(1, due_s=DAY)], [vessel(1, wave_limit_m=1.0)])
    plan = planned(asked)
    calm, rough = Risks.none(), Bulletin(np.array([[2.0, 0.5]]))

    late = chances(asked, plan, rough, calm, scenarios=1).late_s[0, 0]

    way_s = int(asked.travel["POMPONG"].seconds[0, 1])
    assert late == pytest.approx(way_s, abs=1)  # it leaves at midnight, when the first day is over


def test_a_drop_that_is_left_out_is_never_in_time() -> None:
    asked = problem([drop(1), drop(2)])
    plan = planned(replace(asked, drops=asked.drops[:1]))

    assert chances(asked, replace(plan, unserved=("D2",)), scenarios=10).on_time()["D2"] == 0


def test_what_is_too_often_late_is_planned_earlier() -> None:
    weather = Weather(Bulletin.calm(), replace(Risks.default(), way_share=0.3), scenarios=1_000)
    drops = [drop(number, due_s=20 * HOUR, tier=number % 2) for number in range(1, 11)]
    asked = problem(drops, [vessel(1, cost_per_km=1), vessel(2, cost_per_km=1), vessel(3, fixed_cost=3_000)], seed=3)
    cheap = solve(asked, MaxIterations(1_500))
    assert cheap is not None

    sure = plan_surely(asked, weather, lambda: MaxIterations(1_500), {0: 0.97, 1: 0.95})

    assert sure is not None
    assert min(sure.chances.on_time().values()) >= min(weather.try_out(asked, cheap).on_time().values())
    assert sure.short == ()


def test_the_last_safe_departure_is_safe_and_a_little_later_is_not() -> None:
    weather, target = Weather(Bulletin.calm(), Risks.default(), scenarios=1_000), {1: 0.9}
    asked = problem([drop(number, due_s=18 * HOUR) for number in (1, 2, 3)], [vessel(1)])
    (schedule,) = planned(asked).schedules

    last_s = last_safe_departure(asked, schedule, 0, weather=weather, target=target)

    assert last_s is not None
    for later_s, is_safe in ((-120, True), (120, False)):
        by = last_s - schedule.rounds[0].departs_s + later_s
        moved = replace(schedule.rounds[0], loads_s=schedule.rounds[0].loads_s + by, departs_s=schedule.rounds[0].departs_s + by)
        on_time = weather.try_out(asked, HubPlan((replace(schedule, rounds=(moved, *schedule.rounds[1:])),), 0, 0)).on_time()
        assert (min(on_time.values()) >= 0.9) is is_safe
    assert last_safe_departure(asked, schedule, 0, weather=weather, target={1: 1.1}) is None


def test_what_breaks_if_a_vessel_does_not_sail_is_named() -> None:
    asked = problem([drop(1, boxes=10), drop(2, boxes=3)], [vessel(1, boxes=12), vessel(2, boxes=4)])

    assert without_vessel(asked, "V1", MaxIterations(1_500)) == ("D1",)
    assert without_vessel(asked, "V2", MaxIterations(1_500)) == ()
    assert without_vessel(replace(asked, vessels=asked.vessels[:1]), "V1", MaxIterations(1)) == ("D1", "D2")
