"""The checker finds each thing that a whole proposal can have wrong; the task is changed, or the proposal by hand."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace
from shapely.geometry import box
from tests.gis.plan.whole.sample import TASK, StraightWays, at, days, sailing

from silog_gis.land import Land
from silog_gis.plan.proving.checking import violations
from silog_gis.plan.whole.proposal import Leg, LegKind, Proposal
from silog_gis.plan.whole.proposing import propose
from silog_gis.plan.whole.task import Goes, Onward, Task, Tier
from silog_gis.plan.whole.value import Window


@pytest.fixture(scope="module")
def proposal() -> Proposal:
    return propose(TASK, StraightWays(), seconds=20, seed=1)


def changed(proposal: Proposal, kind: LegKind, change: Callable[[Leg], Leg]) -> Proposal:
    """Change the first leg of a kind."""
    first = next(leg for leg in proposal.legs if leg.kind is kind)
    return replace(proposal, legs=tuple(change(leg) if leg is first else leg for leg in proposal.legs))


def call(leg: Leg, number: int, **fields: object) -> Leg:
    return replace(leg, calls=tuple(replace(each, **fields) if at == number else each for at, each in enumerate(leg.calls)))


HOUR = timedelta(hours=1)
WRONG: list[tuple[LegKind, Callable[[Leg], Leg], str]] = [
    (LegKind.ROUND, lambda leg: replace(leg, loads_at=at(20), departs_at=at(21)), "before they are there"),
    (LegKind.ROUND, lambda leg: replace(leg, departs_at=leg.loads_at), "departs before it is loaded"),
    (
        LegKind.ROUND,
        lambda leg: replace(leg, loads=leg.loads[1:], boxes=leg.boxes - 2),
        "gets 0 of its 2",
    ),
    (LegKind.ROUND, lambda leg: replace(leg, boxes=leg.boxes + 1), "says it carries"),
    (LegKind.ROUND, lambda leg: replace(leg, returns_at=leg.calls[-1].begins_at), "is back at HUB sooner"),
    (LegKind.ROUND, lambda leg: call(leg, 1, arrives_at=leg.departs_at), "sooner than POMPONG-1 can"),
    (LegKind.ROUND, lambda leg: call(leg, 1, begins_at=leg.calls[1].arrives_at - HOUR), "before it arrives"),
    (LegKind.ROUND, lambda leg: call(leg, 1, leaves_at=leg.calls[1].begins_at), "before its boxes are handed over"),
    (LegKind.ROUND, lambda leg: replace(leg, from_place="TELUK"), "starts at TELUK, which is no hub"),
    (LegKind.ROUND, lambda leg: replace(leg, conveyance="POMPONG-9"), "goes with POMPONG-9"),
    (LegKind.ROUND, lambda leg: replace(leg, conveyance="POMPONG-2"), "which POMPONG-2 does not serve"),
    (LegKind.ROUND, lambda leg: replace(leg, metres=leg.metres - 30_000), "its line is"),
    (LegKind.ROUND, lambda leg: call(leg, 1, line=()), "has no line"),
    (LegKind.ROUND, lambda leg: replace(leg, calls=()), "goes nowhere"),
    (LegKind.VOYAGE, lambda leg: replace(leg, departs_at=leg.departs_at - HOUR), "at times that PERINTIS does not"),
    (LegKind.VOYAGE, lambda leg: replace(leg, loads=leg.loads[1:], boxes=leg.boxes - 2), "before they are there"),
    (LegKind.VOYAGE, lambda leg: replace(leg, to_place="NIRWANA"), "names the place NIRWANA"),
]


@pytest.mark.parametrize(("kind", "change", "said"), WRONG)
def test_a_leg_that_cannot_be_is_found(proposal: Proposal, kind: LegKind, change: Callable[[Leg], Leg], said: str) -> None:
    found = violations(TASK, changed(proposal, kind, change))

    with pytest.raises(AssertionError, match=said):
        raise AssertionError(found)


def without(code: str) -> Callable[[Task], Task]:
    return lambda task: replace(task, vessels=tuple(each for each in task.vessels if each.code != code))


def with_vessel(**fields: object) -> Callable[[Task], Task]:
    return lambda task: replace(task, vessels=tuple(replace(each, **fields) if each.code == "POMPONG-1" else each for each in task.vessels))


OTHER: list[tuple[Callable[[Task], Task], str]] = [
    (with_vessel(boxes=4), "carries 8 boxes, and takes 4"),
    (with_vessel(weight_kg=20.0), "carries 64 kg, and takes 20"),
    (with_vessel(crew_hours=2.0), "may 2 h"),
    (with_vessel(shifts=days(3, 4)), "lies in no shift"),
    (without("POMPONG-2"), "goes with POMPONG-2"),
    (lambda task: replace(task, sailings=(replace(task.sailings[0], boxes=5), *task.sailings[1:])), "PERINTIS from GUDANG carries 8 boxes"),
    (lambda task: replace(task, tiers=(Tier(tier=0, due_at=at(30)), *task.tiers[1:])), "after its deadline"),
    (lambda task: replace(task, stations=(*task.stations, replace(task.stations[0], code="TPS-7"))), "TPS-7 is neither served nor named"),
    (lambda task: replace(task, begins_at=at(40)), "departs before the plan begins"),
    (
        lambda task: replace(
            task,
            places=tuple(
                replace(each, tides=(Window(opens_at=at(90), closes_at=at(91)),)) if each.code == "TELUK" else each for each in task.places
            ),
        ),
        "when no tide holds",
    ),
]


@pytest.mark.parametrize(("change", "said"), OTHER)
def test_a_proposal_that_held_for_another_task_is_found_out(proposal: Proposal, change: Callable[[Task], Task], said: str) -> None:
    found = violations(change(TASK), proposal)

    with pytest.raises(AssertionError, match=said):
        raise AssertionError(found)


def test_a_vessel_that_sails_a_timetable_meanwhile_is_in_two_places(proposal: Proposal) -> None:
    meanwhile = replace(sailing("X", 9, ("HUB", 0, 30), ("TANJUNG", 40, 41)), conveyance="POMPONG-1")

    found = violations(replace(TASK, sailings=(*TASK.sailings, meanwhile)), proposal)

    assert any("POMPONG-1 would be in two places" in each for each in found), found


def test_a_line_that_touches_land_is_found(proposal: Proposal) -> None:
    rock, elsewhere = Land.of([box(105.04, -0.01, 105.06, 0.02)]), Land.of([box(107, 1, 107.1, 1.1)])

    assert any("touches land" in each for each in violations(TASK, proposal, rock))
    assert violations(TASK, proposal, elsewhere) == []


def test_claims_are_worked_out_again(proposal: Proposal) -> None:
    first = proposal.stations[0]
    for said, claim in (
        ("h of slack", replace(first, slack_hours=first.slack_hours + 1)),
        ("when no round is there", replace(first, arrives_at=first.arrives_at - HOUR)),
        ("is said to be due", replace(first, due_at=first.due_at + HOUR)),
    ):
        assert any(said in each for each in violations(TASK, replace(proposal, stations=(claim, *proposal.stations[1:])))), said
    dear = replace(proposal, objective=replace(proposal.objective, cost=1, vessel_hours=0.0))
    assert len([each for each in violations(TASK, dear) if "the plan says" in each]) == 2


def test_the_time_at_a_door_is_worked_out_again() -> None:
    far = Onward(goes=Goes.SEA, metres=9_000.0, hours=3.0)
    task = replace(TASK, stations=(replace(TASK.stations[0], onward=far), *TASK.stations[1:]))
    told = propose(task, StraightWays(), seconds=20, seed=1)
    first = told.stations[0]
    assert first.at_door_at is not None
    for said, claim in (
        ("is said to have its boxes at its door", replace(first, at_door_at=first.at_door_at - HOUR)),
        ("is said to have its boxes at its door", replace(first, at_door_at=None)),
        ("h of slack", replace(first, slack_hours=first.slack_hours + 3)),
    ):
        assert any(said in each for each in violations(task, replace(told, stations=(claim, *told.stations[1:])))), said
    late = replace(task, stations=(replace(task.stations[0], due_at=first.at_door_at - HOUR), *task.stations[1:]))

    assert violations(task, told) == []
    assert any("at its door" in each and "after its deadline" in each for each in violations(late, told))
