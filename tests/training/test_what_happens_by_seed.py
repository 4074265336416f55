"""The script of the whole season, in memory: in time, in order, by seed, with mishaps at the rates of the scenario."""

from collections import Counter, defaultdict
from datetime import timedelta

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from tests.training.stage import script_of, stage_of

from silog.custody.rules import ScanType
from silog.places.queries import FacilityFacts
from silog.places.rules import FacilityKind
from silog.training.acting.carries import Run, milliseconds
from silog.training.acting.coverage import dead_zone, sending_of
from silog.training.acting.mishaps import Mishap
from silog.training.acting.script import Act, moment
from silog.training.acting.stories import Stage
from silog.training.acting.tracks import Tracks, all_tracks
from silog.training.building.season import Plan
from silog.training.facts import Befalling, Scenario
from silog_gis.track import AlarmKind, Fix, follow

SEED = 7


@pytest.fixture(scope="module")
def script(plan: Plan, scenario: Scenario) -> list[Act]:
    return script_of(plan, scenario, SEED)


@pytest.fixture(scope="module")
def stage(plan: Plan, scenario: Scenario) -> Stage:
    return stage_of(plan, scenario, SEED)


@pytest.fixture(scope="module")
def tracks(plan: Plan, scenario: Scenario, stage: Stage) -> Tracks:
    kinds = {conveyance.code: conveyance.kind for conveyance in plan.conveyances}
    return all_tracks(
        stage.journeys, stage.timing, kinds, scenario.tracking, SEED, milliseconds(scenario.season.clock_starts), stage.on_the_way
    )


def test_all_boxes_are_at_their_station_before_it_opens(script: list[Act], scenario: Scenario) -> None:
    opens_ms = milliseconds(scenario.season.voting.opens)
    there = {act.box for act in script if act.type is ScanType.ARRIVE and act.box.startswith(f"{act.place}/") and act.at_ms < opens_ms}

    assert len(there) == 6654


def test_no_box_is_opened_before_seven_on_voting_day(script: list[Act], scenario: Scenario) -> None:
    opened = [act.at for act in script if act.type is ScanType.OPEN]

    assert len(opened) == 6654
    assert min(opened) >= scenario.season.voting.opens
    assert max(opened) < scenario.season.voting.opens + timedelta(hours=1)


def test_all_boxes_are_stored_by_mid_december(script: list[Act], scenario: Scenario) -> None:
    stored = [act.at for act in script if act.type is ScanType.STORE]

    assert len(stored) == 6654
    assert max(stored) < scenario.season.voting.stored_by


def test_every_box_is_scanned_in_the_order_of_its_story(stage: Stage, script: list[Act]) -> None:
    latest: dict[str, int] = defaultdict(int)
    for act in sorted(script, key=lambda each: each.at_ms):
        assert act.at_ms > latest[act.box]
        latest[act.box] = act.at_ms
    assert len(latest) == len(stage.names)


def test_devices_number_their_scans_without_a_gap_and_their_clocks_go_forward(script: list[Act]) -> None:
    heads: dict[str, tuple[int, int]] = {}
    for act in script:
        seq, at_ms = heads.get(act.device_place, (0, 0))
        assert act.seq == seq + 1
        assert act.at_ms > at_ms
        heads[act.device_place] = (act.seq, act.at_ms)


@pytest.mark.long
def test_the_same_seed_writes_the_same_script_and_another_one_another(plan: Plan, scenario: Scenario, script: list[Act]) -> None:
    assert script_of(plan, scenario, SEED) == script
    assert script_of(plan, scenario, SEED + 1) != script


def test_every_kind_of_mishap_happens_to_a_few_boxes(stage: Stage) -> None:
    counts = Counter(stage.mishaps.values())

    assert set(counts) == set(Mishap) - {Mishap.SWAPPED}
    assert 30 < counts.total() < 150
    assert len(stage.swapped_to) == 4


def test_the_ship_held_up_by_waves_makes_pulau_laut_late_and_nobody_at_the_vote(stage: Stage, scenario: Scenario) -> None:
    sailings = [run for run in stage.journeys.runs if run.conveyance_code == "CNV-SABUK-NUSANTARA"]
    held = moment(stage.timing.departs_ms[sailings[0].index]) - moment(sailings[0].departs_ms)

    assert held >= scenario.incidents.delays[0].by


def test_no_run_starts_before_its_conveyance_or_its_boxes_are_there(stage: Stage) -> None:
    ends: dict[str, int] = {}
    for run in sorted(stage.journeys.runs, key=lambda each: stage.timing.departs_ms[each.index]):
        assert stage.timing.departs_ms[run.index] >= ends.get(run.conveyance_code, 0)
        ends[run.conveyance_code] = stage.timing.arrives_ms[run.index]


def test_a_device_without_a_signal_sends_late_and_in_order(scenario: Scenario, places: list[FacilityFacts]) -> None:
    stations = {place.code: place.is_3t for place in places if place.kind is FacilityKind.POLLING_STATION}
    sending = sending_of(scenario.incidents, list(stations), stations, SEED)
    made = list(range(1_732_500_000_000, 1_732_700_000_000, 7_000_000))

    assert len(sending) == 396
    assert sum(stations[station] for station in sending) == 142
    for sends in sending.values():
        sent = [sends(each) for each in made]
        assert sent == sorted(sent)
        assert all(late >= early for late, early in zip(sent, made, strict=True))


def test_conveyances_report_without_jumping(tracks: Tracks) -> None:
    fastest_m_per_ms = 45 * 1852 / 3_600_000
    for number in range(len(tracks.codes)):
        rows = np.flatnonzero(tracks.conveyance == number)
        rows = rows[np.argsort(tracks.at_ms[rows], kind="stable")]
        metres = np.hypot(np.diff(tracks.lon[rows]), np.diff(tracks.lat[rows])) * 111_320
        elapsed_ms = np.diff(tracks.at_ms[rows])
        assert (elapsed_ms > 0).all()
        assert (metres <= elapsed_ms * fastest_m_per_ms + 250).all(), tracks.codes[number]


def test_a_ship_far_from_port_is_silent_and_then_sends_all_it_has(tracks: Tracks) -> None:
    ship = np.flatnonzero(tracks.conveyance == tracks.codes.index("CNV-BUKIT-RAYA"))
    waited = tracks.sent_ms[ship] - tracks.at_ms[ship]

    assert (waited >= 0).all()
    assert (waited > 3_600_000).sum() > 20


def test_reports_of_one_conveyance_are_sent_in_the_order_in_which_they_were_made(tracks: Tracks) -> None:
    for number in range(len(tracks.codes)):
        at_ms = tracks.at_ms[tracks.conveyance == number]
        assert (np.diff(at_ms) > 0).all()


def test_each_ship_that_something_befalls_shows_it_in_its_reports(stage: Stage, tracks: Tracks) -> None:
    by_kind = {one.kind: (stage.journeys.runs[run], one) for run, one in stage.on_the_way.items()}
    assert set(by_kind) == set(Befalling)

    run, one = by_kind[Befalling.STRAYS]
    assert _most_off_m(stage, tracks, run) == pytest.approx(one.aside_m, rel=0.05)
    run, one = by_kind[Befalling.STOPS]
    assert _longest_rest(stage, tracks, run) == pytest.approx(one.lasts, abs=timedelta(minutes=11))
    run, one = by_kind[Befalling.FALLS_SILENT]
    rows = _rows_of(stage, tracks, run)
    assert np.diff(tracks.at_ms[rows]).max() > 0.9 * (stage.timing.arrives_ms[run.index] - stage.timing.departs_ms[run.index])


def test_the_tracks_of_a_season_meet_the_rules_as_what_befell_the_ships_says(stage: Stage, tracks: Tracks, scenario: Scenario) -> None:
    zone = dead_zone(stage.journeys.runs, scenario.tracking.dark_after_m)
    assert zone is not None
    expected = {Befalling.STRAYS: AlarmKind.STRAYED, Befalling.STOPS: AlarmKind.STOPPED, Befalling.FALLS_SILENT: AlarmKind.MISSING}

    for index, one in stage.on_the_way.items():
        run = stage.journeys.runs[index]
        fixes = [
            Fix(moment(tracks.at_ms[row]), tracks.lon[row], tracks.lat[row], moment(tracks.sent_ms[row]))
            for row in _rows_of(stage, tracks, run)
        ]
        found = follow([(lon, lat) for lon, lat in run.route.tolist()], fixes, dead_zones=[zone], speed_kn=10)
        assert expected[one.kind] in {alarm.kind for alarm in found.alarms}, one


def _rows_of(stage: Stage, tracks: Tracks, run: Run) -> NDArray[np.intp]:
    is_its = tracks.conveyance == tracks.codes.index(run.conveyance_code)
    begun, ended = stage.timing.departs_ms[run.index], stage.timing.arrives_ms[run.index]
    return np.flatnonzero(is_its & (tracks.at_ms >= begun) & (tracks.at_ms <= ended))


def _most_off_m(stage: Stage, tracks: Tracks, run: Run) -> float:
    rows = _rows_of(stage, tracks, run)
    places = shapely.points(tracks.lon[rows], tracks.lat[rows])
    return float(shapely.distance(places, shapely.linestrings(run.route)).max() * 111_320)


def _longest_rest(stage: Stage, tracks: Tracks, run: Run) -> timedelta:
    rows = _rows_of(stage, tracks, run)
    at_ms = tracks.at_ms[rows][tracks.speed_kn[rows] == 0]
    return timedelta(milliseconds=int(at_ms[:-1].max() - at_ms[:-1].min()))
