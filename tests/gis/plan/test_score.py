"""The 3T score: points by factor from facts, and a sentence in two languages that says where they come from."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from silog_gis.plan.scenarios.building import task_of
from silog_gis.plan.scenarios.files import read_shipped
from silog_gis.plan.scenarios.reference import Reference
from silog_gis.plan.score.of_task import Known
from silog_gis.plan.score.scoring import Facts, hardest, score, sentence, shipped_weights
from silog_gis.plan.whole.ways import CoastWays

TOWN = Facts(is_frontier=False, is_outermost=False, hours_by_sea=0.0, sailings_a_week=None, has_signal=True, waves_m=1.0, month=11)
ISLAND = Facts(is_frontier=True, is_outermost=True, hours_by_sea=9.0, sailings_a_week=1.0, has_signal=False, waves_m=1.5, month=12)


def test_weights_are_versioned_data_with_their_source() -> None:
    weights = shipped_weights()

    assert (weights["rule"], weights["version"], weights["year"]) == ("score-3t", 1, 2024)
    assert "Assumption" in weights["source"]
    assert score(ISLAND).version == 1


def test_a_town_has_no_points_and_a_far_island_has_them_from_every_factor() -> None:
    assert (score(TOWN).points, score(TOWN).tier) == (0, 1)
    found = score(ISLAND)
    assert {part.factor: part.points for part in found.parts} == {
        "hours_by_sea": 18,
        "frontier": 15,
        "outermost": 15,
        "sailings": 12,
        "waves": 9,
        "no_signal": 8,
        "season": 6,
    }
    assert (found.points, found.tier) == (83, 0)


@pytest.mark.parametrize(
    ("change", "fewer"),
    [
        ({"is_frontier": False}, 15),
        ({"is_outermost": False}, 15),
        ({"hours_by_sea": 8.0}, 2),
        ({"sailings_a_week": 7.0}, 12),
        ({"sailings_a_week": None}, 12),
        ({"has_signal": True}, 8),
        ({"has_signal": None}, 8),
        ({"waves_m": 0.5}, 6),
        ({"month": 6}, 6),
        ({"hours_by_sea": 0.0}, 18 + 12 + 9 + 6),
    ],
)
def test_each_factor_counts_for_itself_and_what_is_not_known_for_nothing(change: dict[str, object], fewer: float) -> None:
    assert score(ISLAND).points - score(replace(ISLAND, **change)).points == fewer  # type: ignore[arg-type]


def test_points_have_a_most_and_an_island_that_no_way_leads_to_has_it() -> None:
    assert score(replace(ISLAND, hours_by_sea=100.0)).points == score(replace(ISLAND, hours_by_sea=math.inf)).points == 83 + 12
    assert "no way by sea is known (+30)" in sentence("X", score(replace(ISLAND, hours_by_sea=math.inf)), "en")


def test_the_sentence_says_every_factor_with_its_fact_the_heaviest_first() -> None:
    assert sentence("TPS 1", score(replace(ISLAND, has_signal=True, month=6)), "en") == (
        "TPS 1 has 69 points of 3T priority (58 and more go first): 9 hours by sea from the warehouse (+18), frontier region (+15), "
        "outermost island (+15), sailings a week: 1 (+12), waves of 1.5 m (+9)."
    )
    assert sentence("Subi", score(replace(ISLAND, hours_by_sea=8.9, has_signal=True, month=6)), "id", stations=6).startswith(
        "Subi (TPS: 6, dinilai dari yang tersulit) mendapat 68,8 poin prioritas 3T (didahulukan mulai 58 poin): 8,9 jam lewat laut"
    )
    assert sentence("Kota", score(TOWN), "en") == "Kota has 0 points of 3T priority (58 and more go first): nothing makes it hard to reach."


def test_in_natuna_the_districts_that_were_sent_first_in_2024_go_first(coast_ways: CoastWays) -> None:
    task = task_of(read_shipped("natuna-2024"), Reference.shipped())
    known = Known(task, coast_ways, {})
    districts = {station.district for station in task.stations}

    found = {district: hardest(score(known.facts(each)) for each in task.stations if each.district == district) for district in districts}

    first = {station.district for station in task.stations if station.tier == 0}
    assert {district for district in districts if found[district].tier == 0} == first
    assert {part.factor for part in found["21.03.07"].parts} == {"frontier"}


@given(hours=st.tuples(*[st.floats(0, 500)] * 2), known=st.sampled_from((TOWN, ISLAND)))
def test_more_hours_by_sea_never_give_fewer_points(hours: tuple[float, float], known: Facts) -> None:
    nearer, farther = (score(replace(known, hours_by_sea=each)) for each in sorted(hours))

    assert nearer.points <= farther.points <= score(replace(known, hours_by_sea=math.inf)).points
    assert nearer.tier >= farther.tier


def test_a_place_that_its_mark_alone_puts_first_is_said_to_be_first_by_it() -> None:
    law, few = "wilayahnya bertanda 3T", score(TOWN)

    assert law in sentence("Ranai", few, "id", is_first_by_law=True)
    assert law not in sentence("Ranai", few, "id")
    assert law not in sentence("Subi", score(ISLAND), "id", is_first_by_law=True)


def test_an_old_score_is_explained_by_the_mark_it_was_made_with() -> None:
    assert "(60,5 and" not in sentence("Subi", score(ISLAND), "id")
    assert "didahulukan mulai 60,5 poin" in sentence("Subi", structs.replace(score(ISLAND), first=60.5), "id")
