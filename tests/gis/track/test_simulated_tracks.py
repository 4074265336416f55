"""Rules against simulated voyages with known truth: gaps, loops, 50 m of noise, late and disordered reports, wrong clocks."""

from random import Random

import pytest
from tests.gis.track.befalling import BEFALLING, varies
from tests.gis.track.scoring import Score, followed, judge
from tests.gis.track.simulated import time_of

from silog_gis.track import AlarmKind, Verdict

SEEDS = 24
ENOUGH = 0.95
FORECAST = {AlarmKind.LATE}
"""Raised as early as the estimate sees it: only coming after the rule was certainly met would be wrong."""


@pytest.fixture(scope="module")
def score() -> Score:
    """The score of all rules over all simulated voyages."""
    score = Score()
    for befall in BEFALLING:
        for seed in range(SEEDS):
            voyage = befall(Random(f"{befall.__name__}{seed}"))
            judge(voyage, followed(voyage), score)
    return score


@pytest.mark.parametrize("rule", [*map(str, AlarmKind), str(Verdict.IMPOSSIBLE_SPEED)])
def test_what_is_raised_is_true_and_what_is_true_is_raised(score: Score, rule: str) -> None:
    assert score.right[rule] >= SEEDS * 0.8, "too few cases to judge by"
    assert score.precision(rule) >= ENOUGH, "\n".join(score.remarks)
    assert score.recall(rule) >= ENOUGH, "\n".join(score.remarks)


@pytest.mark.parametrize("rule", [kind for kind in AlarmKind if kind not in FORECAST])
def test_an_alarm_comes_within_two_reports_of_its_rule_being_met(score: Score, rule: AlarmKind) -> None:
    assert score.share_in_time(rule) >= ENOUGH, "\n".join(score.remarks)


def test_lateness_is_foreseen_and_never_seen_more_than_a_few_reports_after_it_is_certain(score: Score) -> None:
    assert max(score.late[AlarmKind.LATE]) <= 3
    assert min(score.late[AlarmKind.LATE]) < 0


def test_about_eight_in_ten_arrivals_lie_between_the_tenth_and_the_ninetieth_percentile() -> None:
    inside, before_half = [], []
    for seed in range(120):
        voyage = varies(Random(seed))
        track = followed(voyage)
        arrival = time_of(voyage.arrives_s)
        for share in (0.1, 0.3, 0.5, 0.7):
            row = next(row for row in track.rows if row.verdict is Verdict.TAKEN and row.along_m > share * voyage.length_m)
            assert row.eta is not None
            inside.append(row.eta.p10 <= arrival <= row.eta.p90)
            before_half.append(arrival < row.eta.p50)

    assert 0.75 <= sum(inside) / len(inside) <= 0.92
    assert 0.4 <= sum(before_half) / len(before_half) <= 0.6
