"""Handovers: two devices sign one nonce, in any order; one side alone stays open."""

import itertools
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.custody.test_folding_scans import BOX, LAW, any_scan, scan, told, until
from tests.custody.world import NOON, World

from silog.custody.actions import issue_boxes, verify_projection
from silog.custody.rules import HANDOVER_ACTS, BoxState, Breach, ScanFact, ScanType, fold, handovers

NONCE = "AAECAwQFBgcICQoLDA0ODw"
GIVES = scan(ScanType.HAND_OVER, "PORT-midai", -3500, device_id="A", handover=NONCE)
TAKES = scan(ScanType.LOAD, "CNV-2", -3490, frozenset({"S-001", "S-002"}), device_id="B", handover=NONCE)


def breaches(*scans: ScanFact) -> set[tuple[ScanType, Breach]]:
    types = {one.id: one.type for one in scans}
    return {(types[scan_id], breach) for one in handovers(scans).values() for scan_id, breach in one.breaches}


@pytest.mark.parametrize("side", [GIVES, TAKES])
def test_one_side_alone_is_open_since_it_was_said(side: ScanFact) -> None:
    (one,) = handovers([side]).values()

    assert one.open_since == side.occurred_at
    assert one.breaches == frozenset()


def test_both_sides_close_it() -> None:
    (one,) = handovers([TAKES, GIVES]).values()

    assert (one.open_since, one.breaches) == (None, frozenset())
    assert one.given is not None
    assert one.taken is not None
    assert (one.given.device_id, one.taken.device_id, one.taken.place_code) == ("A", "B", "CNV-2")


def test_nobody_receives_from_himself() -> None:
    own = scan(ScanType.LOAD, "CNV-2", -3495, device_id="A", handover=NONCE)

    (one,) = handovers([GIVES, own]).values()

    assert one.open_since == GIVES.occurred_at
    assert breaches(GIVES, own) == {(ScanType.LOAD, Breach.HANDED_TO_SELF)}


def test_a_third_device_that_read_the_nonce_changes_nothing() -> None:
    third = scan(ScanType.RECEIVE, "PORT-midai", -3480, device_id="C", handover=NONCE)

    (one,) = handovers([third, TAKES, GIVES]).values()

    assert one.taken is not None
    assert one.taken.device_id == "B"
    assert breaches(third, TAKES, GIVES) == {(ScanType.RECEIVE, Breach.HANDOVER_CONTESTED)}


def test_scans_without_a_nonce_are_no_handover() -> None:
    assert handovers(until(800)) == {}


@pytest.mark.parametrize("is_giver_s_clock_ahead", [False, True])
def test_the_receiver_has_the_box_whichever_clock_is_ahead(is_giver_s_clock_ahead: bool) -> None:  # noqa: FBT001 -- a parameter
    gives = scan(ScanType.HAND_OVER, "PORT-midai", -3480 if is_giver_s_clock_ahead else -3500, device_id="A", handover=NONCE)

    custody = told(*until(-4000), gives, TAKES)

    assert (custody.state, custody.place_code) == (BoxState.LOADED, "CNV-2")
    assert (custody.holder_id, custody.held_since) == ("B", TAKES.occurred_at)


def test_who_hands_over_has_the_box_until_somebody_takes_it() -> None:
    assert told(GIVES).holder_id == "A"
    assert told(*until(-4000), GIVES).holder_id == "D"


def test_a_check_takes_the_box_from_nobody() -> None:
    assert told(*until(-4000), scan(ScanType.CHECK, "PORT-midai", -3900, device_id="S")).holder_id == "D"


def test_a_handover_without_seals_says_nothing_about_them() -> None:
    assert told(*until(-4000), GIVES).exceptions == frozenset()


sides = st.builds(
    lambda one, act, nonce: ScanFact(
        *(one.id, act, one.place_code, one.seals, one.condition, one.device_id, one.seq, one.hlc, one.occurred_at), handover=nonce
    ),
    any_scan,
    st.sampled_from(sorted(HANDOVER_ACTS)),
    st.sampled_from([NONCE, "B" * 22]),
)
stories = st.lists(sides | any_scan, max_size=20, unique_by=lambda one: one.id)


@given(stories, st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_the_order_of_arrival_cannot_matter_to_handovers(story: list[ScanFact], random: Random) -> None:
    shuffled = story * 2
    random.shuffle(shuffled)

    assert handovers(shuffled) == handovers(story)
    assert fold(BOX, shuffled, LAW) == fold(BOX, story, LAW)


@given(stories)
@settings(max_examples=100, deadline=None)
def test_a_handover_is_closed_only_by_two_devices(story: list[ScanFact]) -> None:
    for one in handovers(story).values():
        if one.open_since is None:
            assert one.given is not None
            assert one.taken is not None
            assert one.given.device_id != one.taken.device_id


async def test_whatever_arrives_first_the_same_is_stored(world: World) -> None:
    giver, receiver, third = [await world.device() for _ in range(3)]
    orders = list(itertools.permutations(range(4)))[:: 24 // len(world.boxes)]
    for box, order in zip(world.boxes, orders, strict=True):
        nonce = giver.nonce()
        submissions = [
            giver.scan(ScanType.ARRIVE, box, "PORT-selat-lampa", NOON, seals=["S-1"]),
            giver.scan(ScanType.HAND_OVER, box, "PORT-selat-lampa", NOON + timedelta(hours=1), handover=nonce),
            receiver.scan(ScanType.LOAD, box, "CNV-1", NOON + timedelta(minutes=59), seals=["S-1"], handover=nonce),
            third.scan(ScanType.LOAD, box, "CNV-2", NOON + timedelta(hours=2), seals=["S-1"], handover=nonce),
        ]
        for number in order:
            await world.record(submissions[number])

    rows = await world.owner.fetch("SELECT given_by, taken_by, open_since FROM handovers")
    found = await world.owner.fetch("SELECT box_code, breach FROM findings WHERE breach LIKE 'HAND%' ORDER BY 1")
    assert [tuple(row) for row in rows] == [(giver.device_id, receiver.device_id, None)] * 12
    assert [tuple(one) for one in found] == [(box, "HANDOVER_CONTESTED") for box in sorted(world.boxes)]
    assert await verify_projection(world.database, world.election) == []


async def test_one_nonce_hands_over_many_boxes_and_those_not_taken_stay_open(world: World) -> None:
    giver, receiver = await world.device(), await world.device()
    nonce = giver.nonce()
    gave = [giver.scan(ScanType.HAND_OVER, box, "WH-21.03", world.later(), handover=nonce) for box in world.boxes[:4]]
    took = [receiver.scan(ScanType.LOAD, box, "CNV-1", world.later(), seals=["S"], handover=nonce) for box in world.boxes[:3]]

    await world.record(*took)
    await world.record(*gave)

    still = await world.owner.fetch("SELECT box_code, given_by FROM handovers WHERE open_since IS NOT NULL")
    assert [tuple(row) for row in still] == [(world.boxes[3], giver.device_id)]


async def test_a_handover_scanned_before_its_box_was_issued_is_joined_when_it_is(world: World) -> None:
    giver, receiver = await world.device(), await world.device()
    code, nonce = world.boxes[0], giver.nonce()
    await world.owner.execute("DELETE FROM progress; DELETE FROM region_totals; DELETE FROM boxes")
    await world.record(giver.scan(ScanType.HAND_OVER, code, "WH-21.03", world.later(), handover=nonce))
    await world.record(receiver.scan(ScanType.LOAD, code, "CNV-1", world.later(), handover=nonce))
    assert await world.owner.fetchval("SELECT count(*) FROM handovers") == 0

    await issue_boxes(world.database, world.election, issued_at=NOON, random_below=Random(7).randrange)

    assert await world.owner.fetchval("SELECT taken_by FROM handovers WHERE box_code = $1", code) == receiver.device_id
    assert await verify_projection(world.database, world.election) == []
