"""What cannot be taken as a scan is kept word for word and answered by itself; the batch goes on."""

from contextlib import suppress
from dataclasses import replace

import pytest
from tests.custody.world import NOON, World

from silog.composition import watch_rooms
from silog.custody.actions import ScanAnswer, ScanStatus
from silog.custody.canonical import base64url
from silog.custody.device import DeviceSigner
from silog.custody.events import Submission
from silog.custody.facts import ScansQuarantined
from silog.custody.rules import ScanType
from silog.kit.scope import Scope
from silog.kit.telemetry.metrics import Metrics
from silog.live.reader import FeedReader
from silog.people.actions import Revocation, revoke_device
from silog.people.rules import Role, Viewer


def packed(world: World, device: DeviceSigner, box: int = 0) -> Submission:
    return device.scan(ScanType.PACK, world.boxes[box], "WH-21.03", world.later())


async def refused(world: World, submission: Submission) -> ScanAnswer:
    """Hand in a bad one between two good ones, and give its answer."""
    device = await world.device()
    before, answer, after = await world.record(packed(world, device, 1), submission, packed(world, device, 2))
    assert (before.status, answer.status, after.status) == (ScanStatus.RECORDED, ScanStatus.QUARANTINED, ScanStatus.RECORDED)
    kept = await world.owner.fetchrow("SELECT * FROM quarantine")
    assert kept is not None
    assert (kept["reason"], kept["message"]) == (answer.code, answer.message)
    return answer


async def test_a_text_that_is_no_event_is_kept_word_for_word(world: World) -> None:
    answer = await refused(world, Submission("{\n", None, "sig", "nobody"))

    assert (answer.code, answer.id) == ("NOT_JSON", None)
    kept = await world.owner.fetchrow("SELECT event, detail, signature, key, region_code FROM quarantine")
    assert kept is not None
    assert tuple(kept) == ("{\n", None, "sig", "nobody", "21")


@pytest.mark.parametrize("text", ["\0", "\ud800", "a" * 100_000])
async def test_a_text_that_no_database_can_hold_is_kept_as_it_can_be(world: World, text: str) -> None:
    await refused(world, Submission(text, text, text, text))


async def test_a_forged_signature_is_refused(world: World) -> None:
    sent = packed(world, await world.device())

    assert (await refused(world, replace(sent, signature=base64url(bytes(64))))).code == "BAD_SIGNATURE"


async def test_a_signature_of_another_length_is_refused(world: World) -> None:
    sent = packed(world, await world.device())

    assert (await refused(world, replace(sent, signature=sent.signature + "=="))).code == "BAD_SIGNATURE"


async def test_an_event_of_a_device_that_nobody_enrolled_is_refused(world: World) -> None:
    device = await world.device()
    stranger = replace(device, device_id="AAAAAAAAAAAAAAAA")

    answer = await refused(world, packed(world, stranger))

    assert answer.code == "UNKNOWN_DEVICE"
    assert answer.id is not None


async def test_an_event_handed_in_under_the_key_of_another_device_is_refused(world: World) -> None:
    first, second = await world.device(), await world.device()

    assert (await refused(world, replace(packed(world, first), key=second.device_id))).code == "WRONG_KEY"


async def test_a_revoked_device_counts_up_to_the_event_it_was_trusted_for(world: World) -> None:
    device = await world.device()
    last, too_late = packed(world, device), packed(world, device)
    operator = Viewer("Operator", Role.OPERATOR, "21.03", world.election.id, world.election.code)
    await revoke_device(world.database, operator, Revocation(device.device_id, 1, "Hilang di laut"))

    (answer,) = await world.record(last)

    assert answer.status is ScanStatus.RECORDED
    assert (await refused(world, too_late)).code == "REVOKED_DEVICE"


async def test_an_event_of_another_election_is_refused(world: World) -> None:
    elsewhere = replace(await world.device(), election="PILKADA-2029")

    assert (await refused(world, packed(world, elsewhere))).code == "WRONG_ELECTION"


async def test_a_detail_that_the_event_does_not_carry_the_hash_of_is_refused(world: World) -> None:
    device = await world.device()
    sent, other = packed(world, device), packed(world, device)

    assert (await refused(world, replace(sent, detail=other.detail))).code == "DETAIL_MISMATCH"


async def test_other_bytes_under_a_recorded_id_are_a_conflict_kept_for_a_person(world: World) -> None:
    first, second, moment = await world.device(seed=1), await world.device(seed=1), world.later()
    await world.record(first.scan(ScanType.PACK, world.boxes[0], "WH-21.03", moment))
    same_id = second.scan(ScanType.DISPOSE, world.boxes[0], "WH-21.03", moment)

    assert (await refused(world, same_id)).code == "ID_CONFLICT"
    assert (await world.row(world.boxes[0]))["state"] == "PACKED"


async def test_other_bytes_under_a_recorded_number_are_a_conflict_kept_for_a_person(world: World) -> None:
    device = await world.device()
    copy = replace(device)
    await world.record(packed(world, device))

    answer = await refused(world, copy.scan(ScanType.DISPOSE, world.boxes[0], "WH-21.03", world.later()))

    assert answer.code == "SEQ_CONFLICT"
    assert (await world.row(world.boxes[0]))["state"] == "PACKED"


async def test_of_two_events_under_one_number_in_one_batch_the_first_counts(world: World) -> None:
    device = await world.device()
    copy = replace(device)
    one, other = packed(world, device, 0), packed(world, copy, 1)

    answers = await world.record(one, other, one, other)

    assert [answer.status for answer in answers] == [
        *(ScanStatus.RECORDED, ScanStatus.QUARANTINED, ScanStatus.ALREADY_HAVE, ScanStatus.QUARANTINED)
    ]


async def test_a_conflict_that_stands_twice_in_a_batch_is_refused_twice(world: World) -> None:
    device = await world.device()
    copy = replace(device)
    await world.record(packed(world, device))
    other = packed(world, copy, 1)

    answers = await world.record(other, other)

    assert [answer.code for answer in answers] == ["SEQ_CONFLICT", "SEQ_CONFLICT"]


async def test_the_same_refused_text_is_kept_once_and_answered_again(world: World) -> None:
    bad = Submission("{}", None, "", "")

    first, second = await world.record(bad), await world.record(bad, bad)

    assert {answer.code for answer in (*first, *second)} == {"MISSING_KEY"}
    assert await world.owner.fetchval("SELECT count(*) FROM quarantine") == 1
    assert await world.owner.fetchval("SELECT count(*) FROM scans") == 0


async def test_what_was_taken_and_what_was_not_is_counted_once_it_is_committed(world: World) -> None:
    metrics = Metrics()
    watch_rooms(metrics, world.database, FeedReader(world.database))
    device = await world.device()
    good = packed(world, device)

    await world.record(good, Submission("{", None, "sig", "nobody"), packed(world, device, 1))
    await world.record(good)
    with suppress(ZeroDivisionError):
        async with world.database.unit_of_work(Scope.whole_election(world.election.id)) as work:
            await work.announce(ScansQuarantined(world.election.id, NOON, ()))
            raise ZeroDivisionError

    assert metrics.scans == {"recorded": 2, "quarantined": 1}
