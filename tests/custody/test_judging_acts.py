"""What each act does to a box, and which acts are irregular."""

from itertools import product

import pytest

from silog.custody.rules import BoxState, Breach, ScanType, Where, judge
from silog.custody.rules.states import FOLLOWS, MUST_BE_SEALED, RANK, STANDS_OPEN
from silog.custody.rules.whereabouts import PlaceKind, belongs_at, kind_of_place, office_at

ABOARD = Where(PlaceKind.CONVEYANCE)
WAREHOUSE = Where(PlaceKind.WAREHOUSE)
HUB = Where(PlaceKind.HUB)
STATION = Where(PlaceKind.STATION)
STATION_ON_VOTING_DAY = Where(PlaceKind.STATION, opens_from=BoxState.AT_STATION)
PPK_AFTER_POLLS = Where(PlaceKind.PPK, is_polls_closed=True, opens_from=BoxState.RETURN_AT_PPK)

OUTBOUND = [
    (ScanType.RECEIVE, WAREHOUSE, BoxState.RECEIVED),
    (ScanType.INSPECT, WAREHOUSE, BoxState.INSPECTED),
    (ScanType.ASSEMBLE, WAREHOUSE, BoxState.ASSEMBLED),
    (ScanType.PACK, WAREHOUSE, BoxState.PACKED),
    (ScanType.SEAL, WAREHOUSE, BoxState.SEALED),
    (ScanType.LOAD, ABOARD, BoxState.LOADED),
    (ScanType.DEPART, Where(PlaceKind.CONVEYANCE, is_same_place=True), BoxState.IN_TRANSIT),
    (ScanType.ARRIVE, HUB, BoxState.AT_HUB),
    (ScanType.LOAD, ABOARD, BoxState.LOADED),
    (ScanType.DEPART, Where(PlaceKind.CONVEYANCE, is_same_place=True), BoxState.IN_TRANSIT),
    (ScanType.ARRIVE, Where(PlaceKind.PPK), BoxState.AT_PPK),
    (ScanType.LOAD, ABOARD, BoxState.LOADED),
    (ScanType.DEPART, Where(PlaceKind.CONVEYANCE, is_same_place=True), BoxState.IN_TRANSIT),
    (ScanType.ARRIVE, Where(PlaceKind.PPS), BoxState.AT_PPS),
    (ScanType.LOAD, ABOARD, BoxState.LOADED),
    (ScanType.DEPART, Where(PlaceKind.CONVEYANCE, is_same_place=True), BoxState.IN_TRANSIT),
    (ScanType.ARRIVE, STATION, BoxState.AT_STATION),
]
VOTING_DAY = [
    (ScanType.OPEN, STATION_ON_VOTING_DAY, BoxState.OPENED),
    (ScanType.VOTE, STATION, BoxState.VOTING),
    (ScanType.COUNT, STATION, BoxState.COUNTED),
    (ScanType.RESEAL, STATION, BoxState.RESEALED),
]
INBOUND = [
    (ScanType.LOAD, ABOARD, BoxState.RETURN_LOADED),
    (ScanType.DEPART, Where(PlaceKind.CONVEYANCE, is_same_place=True), BoxState.RETURN_IN_TRANSIT),
    (ScanType.ARRIVE, PPK_AFTER_POLLS, BoxState.RETURN_AT_PPK),
    (ScanType.RECAP_OPEN, PPK_AFTER_POLLS, BoxState.RECAP_OPENED),
    (ScanType.RECAP_RESEAL, PPK_AFTER_POLLS, BoxState.RECAP_RESEALED),
    (ScanType.LOAD, ABOARD, BoxState.RETURN_LOADED),
    (ScanType.DEPART, Where(PlaceKind.CONVEYANCE, is_same_place=True), BoxState.RETURN_IN_TRANSIT),
    (ScanType.ARRIVE, HUB, BoxState.RETURN_AT_HUB),
    (ScanType.LOAD, ABOARD, BoxState.RETURN_LOADED),
    (ScanType.DEPART, Where(PlaceKind.CONVEYANCE, is_same_place=True), BoxState.RETURN_IN_TRANSIT),
    (ScanType.ARRIVE, WAREHOUSE, BoxState.RETURNED),
    (ScanType.STORE, WAREHOUSE, BoxState.STORED),
    (ScanType.HOLD, WAREHOUSE, BoxState.LEGAL_HOLD),
    (ScanType.STORE, WAREHOUSE, BoxState.STORED),
    (ScanType.DISPOSE, WAREHOUSE, BoxState.DISPOSED),
]


def test_a_box_goes_its_lawful_way_from_the_supplier_to_its_disposal_without_a_breach() -> None:
    state = BoxState.PLANNED
    for act, where, expected in OUTBOUND + VOTING_DAY + INBOUND:
        verdict = judge(state, act, where)
        assert (verdict.state, set(verdict.breaches)) == (expected, set()), act
        state = verdict.state


@pytest.mark.parametrize("act", [ScanType.ORDER, ScanType.PRODUCE, ScanType.SHIP])
def test_a_supplier_may_leave_out_what_is_done_in_lots(act: ScanType) -> None:
    assert judge(BoxState.PLANNED, act, Where(None)).breaches == frozenset()


def test_a_box_opened_at_sea_is_flagged_and_stays_in_transit() -> None:
    at_sea = Where(PlaceKind.CONVEYANCE, opens_from=BoxState.AT_STATION, opening_faults=frozenset({Breach.OPENED_AWAY_FROM_STATION}))

    verdict = judge(BoxState.IN_TRANSIT, ScanType.OPEN, at_sea)

    assert verdict.state is BoxState.IN_TRANSIT
    assert verdict.breaches == {Breach.OUT_OF_ORDER, Breach.OPENED_AWAY_FROM_STATION}


@pytest.mark.parametrize("state", [BoxState.SEALED, BoxState.LOADED, BoxState.AT_HUB, BoxState.AT_PPK, BoxState.AT_PPS])
def test_a_box_that_arrives_at_its_station_with_scans_missing_has_arrived(state: BoxState) -> None:
    verdict = judge(state, ScanType.ARRIVE, STATION)

    assert (verdict.state, set(verdict.breaches)) == (BoxState.AT_STATION, {Breach.MISSED_SCAN})


def test_a_box_loaded_onto_a_second_boat_without_an_arrival_between_is_loaded_and_a_scan_is_missing() -> None:
    verdict = judge(BoxState.IN_TRANSIT, ScanType.LOAD, ABOARD)

    assert (verdict.state, set(verdict.breaches)) == (BoxState.LOADED, {Breach.MISSED_SCAN})


@pytest.mark.parametrize(
    ("state", "act", "where"),
    [
        (BoxState.AT_STATION, ScanType.PACK, WAREHOUSE),
        (BoxState.AT_STATION, ScanType.LOAD, ABOARD),
        (BoxState.AT_STATION, ScanType.ARRIVE, Where(PlaceKind.PPK)),
        (BoxState.RESEALED, ScanType.OPEN, STATION_ON_VOTING_DAY),
        (BoxState.RETURNED, ScanType.VOTE, STATION),
        (BoxState.STORED, ScanType.LOAD, ABOARD),
        (BoxState.DISPOSED, ScanType.STORE, WAREHOUSE),
        (BoxState.DISPOSED, ScanType.HOLD, WAREHOUSE),
        (BoxState.LEGAL_HOLD, ScanType.DISPOSE, WAREHOUSE),
        (BoxState.SEALED, ScanType.STORE, WAREHOUSE),
        (BoxState.IN_TRANSIT, ScanType.VOTE, HUB),
        (BoxState.IN_TRANSIT, ScanType.ARRIVE, ABOARD),
    ],
)
def test_an_act_that_leads_back_or_comes_out_of_order_leaves_the_state_where_it_was(state: BoxState, act: ScanType, where: Where) -> None:
    verdict = judge(state, act, where)

    assert (verdict.state, set(verdict.breaches)) == (state, {Breach.OUT_OF_ORDER})


@pytest.mark.parametrize("place", [PlaceKind.STATION, PlaceKind.PPK, PlaceKind.PPS, PlaceKind.WAREHOUSE])
def test_a_box_at_a_place_of_others_has_not_arrived(place: PlaceKind) -> None:
    verdict = judge(BoxState.IN_TRANSIT, ScanType.ARRIVE, Where(place, is_own_place=False))

    assert (verdict.state, set(verdict.breaches)) == (BoxState.IN_TRANSIT, {Breach.MISROUTED})


def test_a_second_officer_who_scans_the_same_arrival_confirms_it() -> None:
    assert judge(BoxState.AT_HUB, ScanType.ARRIVE, Where(PlaceKind.HUB, is_same_place=True)).breaches == frozenset()


def test_an_arrival_at_another_hub_with_nothing_between_misses_a_scan() -> None:
    verdict = judge(BoxState.AT_HUB, ScanType.ARRIVE, HUB)

    assert (verdict.state, set(verdict.breaches)) == (BoxState.AT_HUB, {Breach.MISSED_SCAN})


def test_a_boat_that_turns_back_before_the_waves_brings_its_boxes_back_sealed() -> None:
    verdict = judge(BoxState.IN_TRANSIT, ScanType.ARRIVE, WAREHOUSE)

    assert (verdict.state, set(verdict.breaches)) == (BoxState.SEALED, {Breach.TURNED_BACK})


def test_a_box_seen_in_the_warehouse_after_the_polls_has_come_home_whatever_was_not_scanned() -> None:
    verdict = judge(BoxState.AT_PPS, ScanType.ARRIVE, Where(PlaceKind.WAREHOUSE, is_polls_closed=True))

    assert (verdict.state, set(verdict.breaches)) == (BoxState.RETURNED, {Breach.MISSED_SCAN})


def test_a_box_that_leaves_its_station_after_the_polls_is_on_its_way_back() -> None:
    verdict = judge(BoxState.AT_STATION, ScanType.LOAD, Where(PlaceKind.CONVEYANCE, is_polls_closed=True))

    assert (verdict.state, set(verdict.breaches)) == (BoxState.RETURN_LOADED, {Breach.MISSED_SCAN})


def test_seals_put_on_away_from_their_step_replace_others() -> None:
    verdict = judge(BoxState.AT_HUB, ScanType.RESEAL, HUB)

    assert (verdict.state, set(verdict.breaches)) == (BoxState.AT_HUB, {Breach.SEALS_REPLACED})


@pytest.mark.parametrize("act", [ScanType.SEAL, ScanType.RESEAL, ScanType.RECAP_RESEAL])
def test_sealing_without_a_seal_seals_nothing(act: ScanType) -> None:
    verdict = judge(BoxState.PACKED, act, Where(PlaceKind.WAREHOUSE, has_seals=False))

    assert (verdict.state, set(verdict.breaches)) == (BoxState.PACKED, {Breach.NOT_SEALED})


def test_where_the_decree_leaves_the_recapitulation_out_no_box_is_opened_for_it() -> None:
    unforeseen = Where(PlaceKind.PPK, is_polls_closed=True, opening_faults=frozenset({Breach.OPENING_NOT_FORESEEN}))

    verdict = judge(BoxState.RETURN_AT_PPK, ScanType.RECAP_OPEN, unforeseen)

    assert verdict.state is BoxState.RETURN_AT_PPK
    assert verdict.breaches == {Breach.OUT_OF_ORDER, Breach.OPENING_NOT_FORESEEN}


@pytest.mark.parametrize("state", list(BoxState))
def test_a_check_never_moves_a_box(state: BoxState) -> None:
    assert judge(state, ScanType.CHECK, HUB).state is state


def test_every_state_has_a_rank_and_says_which_states_it_follows() -> None:
    assert set(RANK) == set(BoxState)
    assert set(FOLLOWS) | {BoxState.OPENED, BoxState.RECAP_OPENED} == set(BoxState)
    assert not MUST_BE_SEALED & STANDS_OPEN


def test_no_act_is_ever_refused_and_none_leads_back_silently() -> None:
    for state, act, place, is_polls_closed in product(BoxState, ScanType, [None, *PlaceKind], [False, True]):
        verdict = judge(state, act, Where(place, is_polls_closed=is_polls_closed))

        is_back = RANK[verdict.state] < RANK[state]
        assert not is_back or verdict.breaches == {Breach.TURNED_BACK} or (state, act) == (BoxState.LEGAL_HOLD, ScanType.STORE)


def test_a_place_code_says_what_kind_of_place_it_is() -> None:
    kinds = {
        code: kind_of_place(code) for code in ("WH-21.03", "PORT-x", "LDG-x", "AIR-x", "PPK-1", "PPS-1", "TPS-1", "CNV-1", "SUP-1", "")
    }

    assert list(kinds.values()) == [
        *(PlaceKind.WAREHOUSE, PlaceKind.HUB, PlaceKind.HUB, PlaceKind.HUB, PlaceKind.PPK),
        *(PlaceKind.PPS, PlaceKind.STATION, PlaceKind.CONVEYANCE, None, None),
    ]


def test_a_box_belongs_at_its_own_station_and_in_the_offices_of_its_own_regions() -> None:
    def belongs(code: str) -> bool:
        kind = kind_of_place(code)
        assert kind is not None
        return belongs_at(code, kind, station_code="TPS-21.03.04.1003-001", region_code="21.03.04.1003")

    assert all(map(belongs, ("TPS-21.03.04.1003-001", "PPS-21.03.04.1003", "PPK-21.03.04", "WH-21.03", "WH-21", "PORT-x", "CNV-1")))
    assert not any(map(belongs, ("TPS-21.03.04.1003-002", "PPS-21.03.04.1004", "PPK-21.03.05", "WH-21.0", "WH-21.01")))


def test_a_device_of_no_place_is_of_no_known_office() -> None:
    assert [office_at(code) for code in (None, "PORT-x", "CNV-1")] == [None, None, None]
    assert office_at("TPS-21.03.04.1003-001") == "KPPS"
