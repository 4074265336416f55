"""Following a vessel: along loops, through gaps and disorder, by wrong clocks, and in batches of any size."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.gis.track.befalling import BEFALLING
from tests.gis.track.simulated import START as BEGINNING
from tests.gis.track.simulated import Voyage, degrees, time_of

from silog_gis.geodesy import point_along
from silog_gis.track import AlarmKind, Fix, Plan, State, Thresholds, Verdict, Way, advance, begin, follow, stand

START = datetime(2024, 11, 17, 6, tzinfo=UTC)
EAST = [(104.0, 1.0), (105.0, 1.0)]
MINUTE = timedelta(minutes=1)
FIVE_MINUTES_M = 10 * 1852 / 12


def sailing(count: int, *, first: int = 0, north_deg: float = 0.0, every: timedelta = 5 * MINUTE) -> list[Fix]:
    """Positions of a vessel that makes ten knots along EAST."""
    found = []
    for number in range(first, first + count):
        lon, lat, _ = point_along(EAST, FIVE_MINUTES_M * number * (every / (5 * MINUTE)))
        found.append(Fix(START + number * every, lon, lat + north_deg))
    return found


PLAN = Plan(START, START + timedelta(hours=6))


def test_a_vessel_under_way_as_planned_is_on_course_and_expected_as_planned() -> None:
    track = follow(EAST, sailing(20), plan=PLAN)

    assert track.standing.state is State.ON_COURSE
    assert track.standing.along_m == pytest.approx(19 * FIVE_MINUTES_M, rel=1e-3)
    assert track.standing.remaining_m == pytest.approx(111_302 - 19 * FIVE_MINUTES_M, rel=1e-3)
    assert track.standing.eta is not None
    assert abs(track.standing.eta.p50 - (START + timedelta(hours=6))) < timedelta(minutes=12)
    assert track.standing.eta.p10 < track.standing.eta.p50 < track.standing.eta.p90
    assert track.alarms == ()


def test_a_route_that_passes_one_place_twice_is_followed_ahead_only() -> None:
    eight = [(104.0, 1.0), (104.2, 1.0), (104.2, 1.1), (104.1, 1.1), (104.1, 0.9)]
    whole = Way.of(eight).length_m
    fixes = [Fix(START + n * MINUTE, *point_along(eight, n * 300)[:2]) for n in range(int(whole / 300))]

    track = follow(eight, fixes)

    assert [row.along_m for row in track.rows] == pytest.approx([n * 300 for n in range(len(fixes))], abs=60)


def test_a_late_position_is_told_and_moves_nothing_back() -> None:
    fixes = sailing(10)
    late = Fix(fixes[3].at + MINUTE, 104.01, 1.0)

    track = follow(EAST, [*fixes, late])

    assert track.rows[-1].verdict is Verdict.OLDER
    assert track.standing == follow(EAST, fixes, now=track.standing.at).standing


@settings(max_examples=40, deadline=None)
@given(kind=st.integers(0, len(BEFALLING) - 1), seed=st.integers(0, 10_000), cuts=st.lists(st.floats(0, 1), max_size=12))
def test_however_positions_are_split_the_outcome_is_the_same(kind: int, seed: int, cuts: list[float]) -> None:
    voyage = BEFALLING[kind](Random(seed))
    way = Way.of([degrees(at) for at in voyage.route], plan=Plan(BEGINNING, time_of(voyage.planned_s)), dead_zones=_zones(voyage))
    fixes = [Fix(time_of(r.said_s), *degrees(r.place), received_at=time_of(r.received_s)) for r in voyage.reports]

    whole, rows, changes = advance(way, begin(), fixes)
    state, parts, told = begin(), [], []
    places = [0, *sorted(round(cut * len(fixes)) for cut in cuts), len(fixes)]
    for start, end in pairwise(places):
        state, more, changed = advance(way, state, fixes[start:end])
        parts += list(more)
        told += changed

    assert state == whole
    assert repr(parts) == repr(list(rows))
    assert told == changes


def _zones(voyage: Voyage) -> list[shapely.Geometry]:
    return [] if voyage.zone is None else [shapely.box(*degrees(voyage.zone[0]), *degrees(voyage.zone[1]))]


def test_a_position_far_away_is_refused_and_the_vessel_stays() -> None:
    fixes = sailing(10)
    fixes[5] = Fix(fixes[5].at, 104.9, 1.4)

    track = follow(EAST, fixes)

    assert [row.verdict for row in track.rows].count(Verdict.IMPOSSIBLE_SPEED) == 1
    assert track.rows[5].along_m == track.rows[4].along_m
    assert track.standing.along_m == pytest.approx(9 * FIVE_MINUTES_M, rel=1e-3)


def test_what_several_positions_agree_on_is_believed_so_that_no_jump_locks_a_track_out() -> None:
    start = sailing(6)
    elsewhere = sailing(6, first=60)
    moved = [Fix(start[-1].at + n * MINUTE, fix.lon, fix.lat) for n, fix in enumerate(elsewhere, 1)]

    track = follow(EAST, [*start, *moved])

    assert [row.verdict is Verdict.TAKEN for row in track.rows[6:]] == [False, False, True, True, True, True]
    assert track.standing.along_m == pytest.approx(65 * FIVE_MINUTES_M, rel=1e-3)


def test_a_first_position_that_is_wrong_is_outvoted_by_two() -> None:
    fixes = [Fix(START - MINUTE, 104.9, 1.9), *sailing(6)]

    track = follow(EAST, fixes)

    assert [row.verdict is Verdict.TAKEN for row in track.rows] == [True, False, True, True, True, True, True]


@pytest.mark.parametrize("off", [timedelta(hours=-2), timedelta(hours=3)])
def test_a_clock_that_is_off_is_found_by_the_times_of_receipt(off: timedelta) -> None:
    fixes = [Fix(fix.at + off, fix.lon, fix.lat, received_at=fix.at + timedelta(seconds=4)) for fix in sailing(12)]

    track = follow(EAST, fixes, plan=PLAN)

    assert track.rows[-1].at == pytest.approx(START + 55 * MINUTE, abs=timedelta(seconds=10))
    assert track.standing.state is State.ON_COURSE
    assert not track.alarms


def test_a_clock_put_back_without_times_of_receipt_does_not_lock_the_track_out() -> None:
    fixes = sailing(30)
    put_back = [*fixes[:10], *(Fix(fix.at - timedelta(hours=5), fix.lon, fix.lat) for fix in fixes[10:])]

    track = follow(EAST, put_back)

    assert track.standing.along_m == pytest.approx(29 * FIVE_MINUTES_M, rel=1e-3)
    assert [row.verdict for row in track.rows].count(Verdict.OLDER) == 4


def test_one_time_in_the_far_future_without_time_of_receipt_is_refused() -> None:
    fixes = sailing(10)
    fixes[4] = Fix(fixes[4].at + timedelta(days=400), fixes[4].lon, fixes[4].lat)

    track = follow(EAST, fixes)

    assert track.rows[4].verdict is Verdict.WRONG_CLOCK
    assert track.standing.along_m == pytest.approx(9 * FIVE_MINUTES_M, rel=1e-3)


def test_silence_is_missing_outside_a_dead_zone_and_expected_inside_one_until_it_is_overdue() -> None:
    fixes = sailing(12)
    zone = shapely.box(104.165, 0.9, 104.40, 1.1)
    soon, later = fixes[-1].at + 40 * MINUTE, fixes[-1].at + timedelta(hours=9)

    outside = follow(EAST, fixes, plan=PLAN, now=soon)
    inside = follow(EAST, fixes, plan=PLAN, now=soon, dead_zones=[zone])
    lost = follow(EAST, fixes, plan=PLAN, now=later, dead_zones=[zone])

    assert outside.standing.state is State.MISSING
    assert inside.standing.state is State.SILENT_EXPECTED
    assert lost.standing.state is State.MISSING
    assert [alarm.kind for alarm in lost.alarms if alarm.kind is AlarmKind.MISSING]
    assert outside.alarms[0].raised_at == fixes[-1].at + 30 * MINUTE


def test_a_silent_vessel_is_never_on_course_and_never_expected_in_the_past() -> None:
    now = PLAN.arrive_at + timedelta(hours=3)

    standing = follow(EAST, sailing(12), plan=PLAN, now=now).standing

    assert standing.state is State.MISSING
    assert standing.eta is not None
    assert standing.eta.p10 >= now
    assert {alarm.kind for alarm in standing.open_alarms} >= {AlarmKind.LATE, AlarmKind.MISSED_HANDOVER, AlarmKind.MISSING}


def test_a_vessel_that_never_reports_is_missing_once_it_should_be_under_way() -> None:
    way = Way.of(EAST, plan=PLAN)

    assert stand(way, begin(), START + 10 * MINUTE).state is State.WAITING
    assert stand(way, begin(), START + 60 * MINUTE).state is State.MISSING


def test_a_handover_that_was_scanned_ends_everything() -> None:
    plan = Plan(PLAN.depart_at, PLAN.arrive_at, handed_over_at=START + timedelta(hours=5))

    standing = follow(EAST, sailing(12), plan=plan, now=START + timedelta(hours=12)).standing

    assert standing.state is State.ARRIVED
    assert standing.open_alarms == ()


def test_thresholds_can_be_changed_for_one_track_by_name() -> None:
    beside = [*sailing(6), *sailing(6, first=6, north_deg=0.008)]

    usual = follow(EAST, beside)
    narrow = follow(EAST, beside, thresholds=Thresholds.default().replaced(corridor_m=500))

    assert usual.standing.state is State.ON_COURSE
    assert narrow.standing.state is State.STRAYED
    with pytest.raises(ValueError, match="no threshold is named width"):
        Thresholds.default().replaced(width=3)


@pytest.mark.parametrize(
    ("route", "message"),
    [
        ([(104.0, 1.0)], "two or more"),
        ([(104.0, 1.0), (104.0, 1.0)], "no length"),
        ([(104.0, 1.0), (204.0, 1.0)], "is none"),
    ],
)
def test_a_route_that_is_none_is_refused_in_words(route: list[tuple[float, float]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        follow(route, sailing(3))


def test_positions_may_be_given_as_tuples_and_mappings() -> None:
    fixes = sailing(5)

    given = [(fix.at, fix.lon, fix.lat) for fix in fixes]
    named = [{"at": fix.at, "lon": fix.lon, "lat": fix.lat} for fix in fixes]

    assert follow(EAST, given) == follow(EAST, fixes) == follow(EAST, named)
    with pytest.raises(ValueError, match="position 2 is none"):
        follow(EAST, [given[0], (START, 104.0, 91.0)])
