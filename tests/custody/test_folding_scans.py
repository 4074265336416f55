"""What all scans of a box mean together, in whatever order they arrive."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from silog.custody.rules import (
    BoxCustody,
    BoxException,
    BoxFacts,
    BoxState,
    Breach,
    Condition,
    Office,
    Point,
    ScanFact,
    ScanType,
    advance,
    fold,
    law_for,
    untouched,
)
from silog.custody.rules.law import Law, resolve

VILLAGE = "21.03.04.1003"
OWN = f"TPS-{VILLAGE}-001"
BOX = BoxFacts("0123456789Y", OWN, VILLAGE)
LAW = law_for(date(2024, 11, 27))
SEVEN_WIB = datetime(2024, 11, 27, tzinfo=UTC)
OUT = frozenset({"S-001", "S-002"})
BACK = frozenset({"R-001", "R-002"})
NONE = frozenset[str]()


def at(minutes: float) -> datetime:
    """Minutes after 07:00 WIB of voting day."""
    return SEVEN_WIB + timedelta(minutes=minutes)


def scan(act: ScanType, place: str, minutes: float, seals: frozenset[str] = NONE, **other: object) -> ScanFact:
    facts: dict[str, Any] = {"condition": Condition.GOOD, "device_id": "D", "seq": 1, "hlc": "", **other}
    return ScanFact(UUID(int=round(minutes * 60) + 10**6), act, place, seals, occurred_at=at(minutes), **facts)


STORY = (
    scan(ScanType.PACK, "WH-21.03", -9000),
    scan(ScanType.SEAL, "WH-21.03", -8990, OUT),
    scan(ScanType.LOAD, "CNV-1", -5000, OUT),
    scan(ScanType.DEPART, "CNV-1", -4990, OUT),
    scan(ScanType.ARRIVE, "PORT-midai", -4000, OUT),
    scan(ScanType.LOAD, "CNV-2", -3990, OUT),
    scan(ScanType.DEPART, "CNV-2", -3980),
    scan(ScanType.ARRIVE, OWN, -1000, OUT),
    scan(ScanType.OPEN, OWN, 5, OUT, office=Office.KPPS),
    scan(ScanType.COUNT, OWN, 400),
    scan(ScanType.RESEAL, OWN, 600, BACK),
    scan(ScanType.LOAD, "CNV-3", 700, BACK),
    scan(ScanType.DEPART, "CNV-3", 710),
    scan(ScanType.ARRIVE, "PPK-21.03.04", 800, BACK),
)


def told(*scans: ScanFact) -> BoxCustody:
    return fold(BOX, scans, LAW)


def until(minutes: float) -> tuple[ScanFact, ...]:
    return tuple(one for one in STORY if one.occurred_at <= at(minutes))


def breaches(custody: BoxCustody) -> set[Breach]:
    return {breach for _, breach in custody.breaches}


def test_a_lawful_story_ends_at_the_ppk_with_the_seals_of_the_station() -> None:
    custody = told(*STORY)

    assert (custody.state, custody.place_code, custody.seals) == (BoxState.RETURN_AT_PPK, "PPK-21.03.04", BACK)
    assert custody.exceptions == frozenset()
    assert breaches(custody) == {Breach.MISSED_SCAN}  # nobody scanned the box into the warehouse
    assert custody.breaches[0][0] == STORY[0].id
    assert (custody.last_scan_id, custody.last_scan_at, custody.scan_count) == (STORY[-1].id, at(800), len(STORY))


def test_no_scan_is_no_story() -> None:
    assert told() == untouched


def test_seals_that_differ_on_arrival_open_an_exception_and_do_not_hold_the_box_up() -> None:
    custody = told(*until(-1500), scan(ScanType.ARRIVE, OWN, -1000, frozenset({"S-001", "S-999"})))

    assert (custody.state, custody.seals) == (BoxState.AT_STATION, OUT)
    assert custody.exceptions == {BoxException.SEAL_MISMATCH}
    assert Breach.SEALS_DIFFER in breaches(custody)


def test_a_box_that_arrives_without_any_seal_is_not_sealed() -> None:
    custody = told(*until(-1500), scan(ScanType.ARRIVE, OWN, -1000))

    assert custody.exceptions == {BoxException.UNSEALED}
    assert Breach.NOT_SEALED in breaches(custody)


def test_a_box_loaded_without_seals_is_loaded_and_needs_somebody() -> None:
    custody = told(STORY[0], scan(ScanType.LOAD, "CNV-1", -5000))

    assert (custody.state, set(custody.exceptions)) == (BoxState.LOADED, {BoxException.UNSEALED})
    assert breaches(custody) >= {Breach.LOADED_UNSEALED, Breach.MISSED_SCAN}


def test_a_departure_that_reports_no_seals_says_nothing_about_them() -> None:
    assert told(*until(-3980)).exceptions == frozenset()


@pytest.mark.parametrize(
    "remedy",
    [
        scan(ScanType.CHECK, OWN, -900, OUT),
        scan(ScanType.RESEAL, OWN, -900, frozenset({"N-1"})),
        scan(ScanType.SEAL, OWN, -900, frozenset({"N-1"})),
    ],
)
def test_a_check_that_finds_the_right_seals_or_new_seals_close_the_exception(remedy: ScanFact) -> None:
    wrong = scan(ScanType.ARRIVE, OWN, -1000, frozenset({"X"}))

    custody = told(*until(-1500), wrong, remedy)

    assert (custody.state, custody.exceptions, custody.seals) == (BoxState.AT_STATION, frozenset(), remedy.seals)


def test_new_seals_on_the_way_are_a_breach_that_stays_in_the_record() -> None:
    custody = told(*until(-4000), scan(ScanType.RESEAL, "PORT-midai", -3995, frozenset({"N-1"})))

    assert (custody.state, custody.seals) == (BoxState.AT_HUB, frozenset({"N-1"}))
    assert Breach.SEALS_REPLACED in breaches(custody)


def test_a_box_opened_at_sea_is_still_compared_with_the_seals_that_left() -> None:
    opened = scan(ScanType.OPEN, "CNV-2", -2000)
    arrived = scan(ScanType.ARRIVE, OWN, -1000, frozenset({"X-1"}))

    custody = told(*until(-1500), opened, arrived)

    assert custody.exceptions == {BoxException.UNSEALED, BoxException.SEAL_MISMATCH}
    assert breaches(custody) >= {Breach.OUT_OF_ORDER, Breach.OPENED_AWAY_FROM_STATION, Breach.OPENED_OUTSIDE_WINDOW, Breach.SEALS_DIFFER}


@pytest.mark.parametrize(
    ("minutes", "office", "expected"),
    [
        (0, Office.KPPS, set()),
        (-1, Office.KPPS, {Breach.OPENED_OUTSIDE_WINDOW}),
        (17 * 60, Office.KPPS, {Breach.OPENED_OUTSIDE_WINDOW}),
        (0, Office.PPS, {Breach.OPENED_BY_ANOTHER_OFFICE}),
        (0, None, set()),
    ],
)
def test_the_station_opens_from_seven_on_voting_day_by_its_own_committee(
    minutes: float, office: Office | None, expected: set[Breach]
) -> None:
    before = told(*until(-1000))
    custody = advance(BOX, before, [scan(ScanType.OPEN, OWN, minutes, OUT, office=office)], LAW)

    assert custody.state is BoxState.OPENED
    assert breaches(custody) - breaches(before) == expected
    assert custody.exceptions == ({BoxException.UNSEALED} if expected else frozenset())


def test_a_box_goes_back_as_it_left_its_station() -> None:
    custody = told(*STORY[:-1], scan(ScanType.ARRIVE, "PPK-21.03.04", 800, OUT))

    assert custody.exceptions == {BoxException.SEAL_MISMATCH}


def test_the_recapitulation_opens_and_seals_anew_at_the_own_ppk() -> None:
    recap = (
        scan(ScanType.RECAP_OPEN, "PPK-21.03.04", 900, BACK, office=Office.PPK),
        scan(ScanType.RECAP_RESEAL, "PPK-21.03.04", 1000, frozenset({"Z-1"}), office=Office.PPK),
    )
    custody = told(*STORY, *recap)

    assert (custody.state, custody.seals, set(custody.exceptions)) == (BoxState.RECAP_RESEALED, frozenset({"Z-1"}), set())


def test_a_decree_without_recapitulation_makes_its_opening_a_breach() -> None:
    decree = {"decree": "none", "polls": {"close": at(360).time()}, "clock": {"tolerance_s": 0}, "opening": []}
    strict: Law = resolve(decree, date(2024, 11, 27))

    custody = fold(BOX, [*STORY, scan(ScanType.RECAP_OPEN, "PPK-21.03.04", 900, BACK)], strict)

    assert custody.state is BoxState.RETURN_AT_PPK
    assert Breach.OPENING_NOT_FORESEEN in breaches(custody)


def test_when_a_whole_station_was_not_scanned_the_new_seals_are_not_held_against_the_box() -> None:
    custody = told(*until(-1000), *STORY[-3:])

    assert (custody.state, custody.seals, set(custody.exceptions)) == (BoxState.RETURN_AT_PPK, BACK, set())
    assert Breach.MISSED_SCAN in breaches(custody)


def test_damage_stays_until_an_inspection_finds_the_box_good() -> None:
    wet = scan(ScanType.ARRIVE, "PORT-midai", -4000, OUT, condition=Condition.WET)
    story = (*until(-4500), wet, *until(-3980)[5:])

    assert told(*story).exceptions == {BoxException.WET}
    assert told(*story, scan(ScanType.CHECK, "CNV-2", -3000, OUT)).exceptions == frozenset()


def test_a_misrouted_box_is_one_until_it_is_seen_where_it_belongs() -> None:
    astray = scan(ScanType.ARRIVE, "PPK-21.03.05", -2000, OUT)

    lost = told(*until(-1500), astray)
    found = told(*until(-1500), astray, STORY[7])

    assert (lost.state, lost.place_code, set(lost.exceptions)) == (BoxState.IN_TRANSIT, "PPK-21.03.05", {BoxException.MISROUTED})
    assert (found.state, set(found.exceptions)) == (BoxState.AT_STATION, set())


def test_a_scan_from_a_place_nobody_knows_leaves_the_box_where_it_was_seen_last() -> None:
    custody = told(*until(-3980), scan(ScanType.ARRIVE, "PPS-99", -2000, OUT, is_place_known=False))

    assert (custody.state, custody.place_code) == (BoxState.IN_TRANSIT, "CNV-2")


def test_an_exception_never_replaces_the_state() -> None:
    custody = told(*until(-1500), scan(ScanType.ARRIVE, OWN, -1000, frozenset({"X"}), condition=Condition.DAMAGED))

    assert custody.state is BoxState.AT_STATION
    assert custody.exceptions == {BoxException.SEAL_MISMATCH, BoxException.DAMAGED}


PLACES = ["WH-21.03", "WH-21.01", "PORT-midai", "PPK-21.03.04", "PPK-21.03.05", f"PPS-{VILLAGE}", OWN, "CNV-1", "CNV-2", "ELSEWHERE"]
any_scan = st.builds(
    ScanFact,
    id=st.uuids(),
    type=st.sampled_from(ScanType),
    place_code=st.sampled_from(PLACES),
    seals=st.sampled_from([NONE, OUT, BACK]),
    condition=st.sampled_from(Condition),
    device_id=st.sampled_from("AB"),
    seq=st.integers(1, 9),
    hlc=st.sampled_from(["0", "1"]),
    occurred_at=st.integers(-9, 9).map(lambda hours: at(60 * hours)),
    office=st.sampled_from([None, *Office]),
    is_place_known=st.booleans(),
    handover=st.just(""),
    point=st.none() | st.builds(Point, st.floats(103, 109), st.floats(-1, 5), st.just(500.0)),
)
stories = st.lists(any_scan, max_size=25, unique_by=lambda one: one.id)


@given(stories, st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_order_of_arrival_and_repetition_cannot_matter(story: list[ScanFact], random: Random) -> None:
    shuffled = story * 2
    random.shuffle(shuffled)

    assert fold(BOX, shuffled, LAW) == fold(BOX, story, LAW)


@given(stories, st.integers(0, 25))
@settings(max_examples=200, deadline=None)
def test_going_on_from_what_is_known_gives_what_folding_from_the_first_scan_gives(story: list[ScanFact], split: int) -> None:
    ordered = sorted(story, key=lambda one: one.order)
    known = fold(BOX, ordered[:split], LAW)

    assert advance(BOX, known, ordered[split:], LAW) == fold(BOX, ordered, LAW)


@given(stories)
@settings(max_examples=100, deadline=None)
def test_whatever_is_scanned_the_box_has_one_state_and_every_scan_counts(story: list[ScanFact]) -> None:
    custody = fold(BOX, story, LAW)

    assert custody.scan_count == len(story)
    assert {scan_id for scan_id, _ in custody.breaches} <= {one.id for one in story}
