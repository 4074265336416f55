"""The checker finds each thing that a plan can have wrong. Plans here are written by hand: nothing of the solver is used."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.gis.plan.hub import DAY, HOUR, drop, travel, vessel

from silog_gis.plan.checking import violations
from silog_gis.plan.outcome import Call, HubPlan, Round, Schedule
from silog_gis.plan.problem import HubProblem

# A hub and two places 3 and 6 km east of it, at 3 m/s: 1,000 s apart.
PROBLEM = HubProblem(
    (drop(1, released_s=HOUR, tides=((2 * HOUR, 3 * HOUR),)), drop(2)),
    (vessel(1), vessel(2, may_reload=False)),
    {"POMPONG": travel([(0, 0), (3_000, 0), (6_000, 0)])},
    loading_s=600,
)
FIRST = Call("D1", 7_200, 7_200, 8_100)
SECOND = Call("D2", 9_100, 9_100, 10_000)
OUT = Round(5_600, 6_200, (FIRST, SECOND), 12_000)
GOOD = HubPlan((Schedule("V1", (OUT,)),), round(12 * 5 + (12_000 - 5_600) / HOUR * 100), 12_000)


def with_round(change: Round) -> HubPlan:
    return replace(GOOD, schedules=(Schedule("V1", (change,)),))


def test_a_plan_that_holds_has_nothing_wrong() -> None:
    assert violations(PROBLEM, GOOD) == []


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (with_round(replace(OUT, calls=(FIRST,), returns_s=9_100)), "D2 is served 0 times"),
        (replace(GOOD, schedules=(*GOOD.schedules, Schedule("V2", (OUT,)))), "D1 is served 2 times"),
        (replace(GOOD, unserved=("D2",)), "the plan leaves it out"),
        (replace(GOOD, schedules=(Schedule("V1", (OUT,)), Schedule("V1", ()))), "in two places"),
        (replace(GOOD, schedules=(Schedule("V9", (OUT,)),)), "there is no vessel V9"),
        (with_round(replace(OUT, calls=(FIRST, replace(SECOND, drop="D7")))), "there is no drop D7"),
        (with_round(replace(OUT, departs_s=6_000)), "which takes 600 s"),
        (with_round(replace(OUT, loads_s=3_000, departs_s=3_600)), "600 s before its boxes are there"),
        (with_round(replace(OUT, calls=(replace(FIRST, arrives_s=7_100), SECOND))), "arrives at D1 at 7100 s, 100 s before it can"),
        (with_round(replace(OUT, calls=(FIRST, replace(SECOND, arrives_s=9_000)))), "arrives at D2"),
        (with_round(replace(OUT, calls=(replace(FIRST, arrives_s=7_300), SECOND))), "begins at D1 100 s before it arrives"),
        (with_round(replace(OUT, calls=(replace(FIRST, leaves_s=8_000), SECOND))), "leaves D1 100 s before it is done"),
        (with_round(replace(OUT, returns_s=11_000)), "cannot be back"),
        (replace(GOOD, metres=11_000), "its ways are 12000 m"),
        (replace(GOOD, cost=1), "it costs"),
    ],
)
def test_what_a_plan_has_wrong_is_found(plan: HubPlan, said: str) -> None:
    assert any(said in each for each in violations(PROBLEM, plan)), violations(PROBLEM, plan)


def changed(**fields: object) -> HubProblem:
    return replace(PROBLEM, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (changed(drops=(drop(1, boxes=9), drop(2))), "carries 13 boxes"),
        (changed(drops=(drop(1, weight_kg=390), drop(2))), "422 kg"),
        (changed(drops=(drop(1, tides=((0, 60),)), drop(2))), "at D1 no tide holds"),
        (changed(drops=(drop(1, opens_s=3 * HOUR), drop(2))), "D1 is served at 7200 s, and may be from 10800"),
        (changed(drops=(drop(1), drop(2, due_s=9_000))), "D2 is served at 9100 s"),
        (changed(vessels=(vessel(1, crew_s=HOUR),)), "2800 s too long"),
        (changed(vessels=(vessel(1, until_s=11_000),)), "is out from 5600 to 12000 s"),
    ],
)
def test_a_plan_that_held_for_another_problem_is_found_out(problem: HubProblem, said: str) -> None:
    assert any(said in each for each in violations(problem, GOOD)), violations(problem, GOOD)


def test_a_vessel_loads_again_only_when_it_is_back_and_may() -> None:
    def twice(second: Callable[[Round], Round], code: str = "V1") -> list[str]:
        first = Round(5_600, 6_200, (FIRST,), 9_100)
        again = Round(9_100, 9_700, (Call("D2", 11_700, 11_700, 12_600),), 14_600)
        return violations(PROBLEM, replace(GOOD, schedules=(Schedule(code, (first, second(again))),)))

    assert not any("loads" in each or "may go" in each for each in twice(lambda again: again))
    assert any("is back at 9100" in each for each in twice(lambda again: replace(again, loads_s=9_000)))
    assert any("goes 2 rounds and may go one" in each for each in twice(lambda again: again, "V2"))


def test_no_way_is_found_out() -> None:
    asked = replace(PROBLEM, travel={"POMPONG": travel([(0, 0), (3_000, 0), (6_000, 0)])})
    asked.travel["POMPONG"].seconds[1, 2] = -1

    assert any("no way leads V1 to D2" in each for each in violations(asked, GOOD))


def test_days_are_no_limit() -> None:
    later = with_round(
        Round(
            5_600 + DAY,
            6_200 + DAY,
            (replace(FIRST, arrives_s=7_200 + DAY, begins_s=7_200 + DAY, leaves_s=8_100 + DAY), SECOND),
            12_000 + DAY,
        )
    )

    assert any("no tide holds" in each for each in violations(PROBLEM, later))
