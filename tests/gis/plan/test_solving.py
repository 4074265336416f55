"""Plans of a hub: every one that is given passes the checker, and what cannot be planned is refused by name."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyvrp.stop import MaxIterations
from tests.gis.plan.hub import DAY, HOUR, drop, problem, travel, vessel

from silog_gis.plan.checking import violations
from silog_gis.plan.problem import HubProblem, UnplannableError
from silog_gis.plan.solving import solve

ENOUGH = 1_000
"""Iterations; the solver learns what a fault must cost every 500."""


def drops_of(seed: int, count: int) -> list[object]:
    chance = np.random.default_rng(seed)
    return [
        drop(
            number,
            boxes=int(chance.integers(1, 6)),
            weight_kg=int(chance.integers(0, 60)),
            released_s=int(chance.integers(0, 6)) * HOUR,
            opens_s=int(chance.integers(0, 4)) * HOUR,
            tides=((8 * HOUR, 10 * HOUR), (32 * HOUR, 34 * HOUR)) if number % 4 == 0 else (),
        )
        for number in range(1, count + 1)
    ]


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 14))
def test_whatever_plan_is_given_the_checker_finds_nothing_wrong_with_it(seed: int, count: int) -> None:
    asked = problem(drops_of(seed, count), [vessel(1), vessel(2), vessel(3, boxes=6, cost_per_hour=40)], seed=seed)  # type: ignore[arg-type]

    plan = solve(asked, MaxIterations(ENOUGH), seed)

    assert plan is not None
    assert violations(asked, plan) == []


def test_the_same_seed_gives_the_same_plan() -> None:
    asked = problem([drop(number) for number in range(1, 9)])

    assert solve(asked, MaxIterations(ENOUGH), 7) == solve(asked, MaxIterations(ENOUGH), 7)


def test_boxes_are_loaded_when_they_are_there_and_handled_while_the_tide_holds() -> None:
    asked = problem([drop(1, released_s=5 * HOUR, tides=((0, HOUR), (30 * HOUR, 31 * HOUR)))])

    plan = solve(asked, MaxIterations(ENOUGH))

    assert plan is not None
    ((only,),) = (schedule.rounds for schedule in plan.schedules)
    assert only.loads_s >= 5 * HOUR
    assert 30 * HOUR <= only.calls[0].begins_s <= 31 * HOUR


def test_a_vessel_comes_back_for_more_unless_it_may_not() -> None:
    asked = problem([drop(number, boxes=10) for number in (1, 2)], [vessel(1)])

    plan = solve(asked, MaxIterations(ENOUGH))

    assert plan is not None
    assert [len(schedule.rounds) for schedule in plan.schedules] == [2]
    assert solve(replace(asked, vessels=(vessel(1, may_reload=False),)), MaxIterations(ENOUGH)) is None


def test_where_not_all_can_be_served_the_first_tier_is() -> None:
    drops = [drop(1, boxes=10, tier=1), drop(2, boxes=10, tier=0), drop(3, boxes=10, tier=1)]
    asked = problem(drops, [vessel(1, may_reload=False)])

    plan = solve(asked, MaxIterations(ENOUGH), must_serve_all=False)

    assert plan is not None
    assert set(plan.unserved) == {"D1", "D3"}
    assert violations(asked, plan) == []


@pytest.mark.parametrize("first", [1, 2, 3])
def test_of_one_tier_those_with_fewer_points_are_left_out(first: int) -> None:
    drops = [drop(number, boxes=10, points=80.0 if number == first else 20.0) for number in (1, 2, 3)]
    asked = problem(drops, [vessel(1, may_reload=False)])

    plan = solve(asked, MaxIterations(ENOUGH), must_serve_all=False)

    assert plan is not None
    assert set(plan.unserved) == {f"D{number}" for number in {1, 2, 3} - {first}}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (HubProblem((drop(1),), (), {"POMPONG": travel([(0, 0), (1, 1)])}), "the fleet is empty"),
        (problem([drop(1, boxes=40)]), r"D1 gets 40 boxes, more than any vessel takes \(12\)"),
        (problem([drop(1, weight_kg=4_000)]), "D1 gets 4,000 kg"),
        (problem([drop(1, opens_s=HOUR, due_s=0)]), "D1 is due 1.0 h before it opens"),
        (problem([drop(1, tides=((3 * DAY, 4 * DAY),))]), "at D1 no tide falls"),
        (problem([drop(1, released_s=3 * HOUR, due_s=HOUR)]), "the boxes of D1 are at the hub 2.0 h after it is due"),
        (problem([drop(1, due_s=60)]), "D1 cannot be reached in time"),
        (problem([drop(1)], [vessel(1, travel="LINER")]), "vessel V1 goes the ways of 'LINER'"),
        (problem([drop(1)], [vessel(1, crew_s=0)]), "vessel V1 has no time"),
        (problem([drop(1), drop(1)]), "D1 stands there twice"),
        (HubProblem((drop(2),), (vessel(1),), {"POMPONG": travel([(0, 0), (1, 1)])}), "3 places need 3 rows"),
    ],
)
def test_what_cannot_be_planned_is_refused_by_name(asked: HubProblem, said: str) -> None:
    with pytest.raises(UnplannableError, match=said):
        solve(asked, MaxIterations(1))


def test_a_place_without_a_way_is_named() -> None:
    asked = problem([drop(1), drop(2)])
    asked.travel["POMPONG"].seconds[0, 2] = -1

    with pytest.raises(UnplannableError, match="no way leads to D2"):
        solve(asked, MaxIterations(1))
