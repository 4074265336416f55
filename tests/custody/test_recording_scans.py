"""A batch of scans, from the signed bytes to the row of the box."""

from datetime import timedelta

import asyncpg
import pytest
from tests.custody.world import NOON, World

from silog.custody.actions import ScanStatus
from silog.custody.canonical import sha256_text
from silog.custody.facts import ScansRecorded
from silog.custody.rules import BoxState, Condition, ScanFlag, ScanType
from silog.kit.database import UnitOfWork
from silog.kit.scope import Scope, View

SEALS = ("S-001", "S-002")


async def test_a_scan_is_stored_as_it_was_signed_and_moves_its_box(world: World) -> None:
    device, box = await world.device("WH-21.03"), world.boxes[0]
    sent = device.scan(ScanType.RECEIVE, box, "WH-21.03", NOON)

    (answer,) = await world.record(sent)

    assert (answer.index, answer.status, answer.flags, answer.code) == (0, ScanStatus.RECORDED, (), None)
    stored = await world.owner.fetchrow("SELECT * FROM scans")
    assert stored is not None
    assert bytes(stored["event"]) == sent.event.encode()
    assert (stored["id"], stored["box_code"], stored["region_code"], stored["occurred_at"]) == (answer.id, box, "21.03.04.1003", NOON)
    row = await world.row(box)
    assert (row["state"], row["place_code"], row["last_scan_id"], row["scan_count"]) == ("RECEIVED", "WH-21.03", answer.id, 1)
    kept = (row["last_scan_type"], row["last_scan_place_code"], row["last_scan_region_code"])
    assert kept == ("RECEIVE", "WH-21.03", "21.03.04.1003")


async def test_a_phone_with_p256_counts_like_one_with_ed25519(world: World) -> None:
    device = await world.device(p256=True)

    (answer,) = await world.record(device.scan(ScanType.RECEIVE, world.boxes[0], "WH-21.03", NOON))

    assert answer.status is ScanStatus.RECORDED


async def test_what_is_personal_is_stored_apart_from_the_scan(world: World) -> None:
    device = await world.device()
    await world.record(device.scan(ScanType.RECEIVE, world.boxes[0], "WH-21.03", NOON, actor="Budi", point=(108.25, 3.75), accuracy_m=4.5))

    detail = await world.owner.fetchrow("SELECT actor, ST_X(point) AS lon, ST_Y(point) AS lat, accuracy_m, photo_sha256 FROM scan_details")
    event = await world.owner.fetchval("SELECT event FROM scans")

    assert detail is not None
    assert tuple(detail) == ("Budi", 108.25, 3.75, 4.5, None)
    assert b"Budi" not in event


async def test_the_same_batch_again_changes_nothing_and_says_so(world: World) -> None:
    device = await world.device()
    batch = [device.scan(ScanType.RECEIVE, box, "WH-21.03", world.later()) for box in world.boxes]
    await world.record(*batch)
    before = await world.owner.fetch("SELECT * FROM boxes ORDER BY code")

    answers = await world.record(*batch, batch[0])

    assert {answer.status for answer in answers} == {ScanStatus.ALREADY_HAVE}
    assert await world.owner.fetch("SELECT * FROM boxes ORDER BY code") == before
    assert await world.owner.fetchval("SELECT count(*) FROM quarantine") == 0


async def test_an_empty_batch_is_answered_by_nothing(world: World) -> None:
    assert await world.record() == ()


async def test_counters_of_every_region_around_a_box_follow_its_state(world: World) -> None:
    device = await world.device()
    await world.record(*(device.scan(ScanType.PACK, box, "WH-21.03", world.later()) for box in world.boxes[:3]))

    counted = await world.owner.fetch("SELECT region_code, state, boxes FROM progress WHERE boxes > 0 AND region_code LIKE '21.03%'")

    assert {tuple(row) for row in counted} == {
        *(("21.03", "PLANNED", 5), ("21.03.04", "PLANNED", 1), ("21.03.04.1003", "PLANNED", 1)),
        *(("21.03", "PACKED", 3), ("21.03.04", "PACKED", 3), ("21.03.04.1003", "PACKED", 3)),
        *(("21.03.05", "PLANNED", 4), ("21.03.05.2001", "PLANNED", 4)),
    }


async def test_what_was_irregular_stands_beside_the_scan(world: World) -> None:
    device, box = await world.device(), world.boxes[0]
    (_, loaded) = await world.record(
        device.scan(ScanType.PACK, box, "WH-21.03", world.later()),
        device.scan(ScanType.LOAD, box, "CNV-1", world.later(), condition=Condition.WET),
    )

    found = await world.owner.fetch("SELECT breach FROM findings WHERE scan_id = $1 ORDER BY breach", loaded.id)

    assert [row["breach"] for row in found] == ["LOADED_UNSEALED", "MISSED_SCAN"]
    assert (await world.row(box))["exceptions"] == ["UNSEALED", "WET"]


async def test_a_scan_that_arrives_three_days_late_changes_the_view_and_never_the_log(world: World) -> None:
    device, box = await world.device(), world.boxes[0]
    early, late = (
        device.scan(ScanType.SEAL, box, "WH-21.03", NOON, seals=SEALS),
        device.scan(ScanType.LOAD, box, "CNV-1", NOON + timedelta(days=3), seals=("X",)),
    )
    await world.record(late)
    assert (await world.row(box))["exceptions"] == []
    log = await world.owner.fetch("SELECT * FROM scans")

    await world.record(early)

    row = await world.row(box)
    assert (row["state"], row["exceptions"], row["seals"], row["scan_count"]) == ("LOADED", ["SEAL_MISMATCH"], list(SEALS), 2)
    assert await world.owner.fetch("SELECT * FROM scans WHERE id = $1", log[0]["id"]) == log


async def test_an_unknown_box_or_place_is_stored_and_flagged(world: World) -> None:
    device = await world.device(region="21.05")
    answers = await world.record(
        device.scan(ScanType.ARRIVE, "0123456789Y", "WH-21.03", NOON),
        device.scan(ScanType.ARRIVE, "0123456789Z", "WH-21.03", NOON),
        device.scan(ScanType.ARRIVE, world.boxes[0], "PPS-21.03.04.9999", NOON),
        device.scan(ScanType.LOAD, world.boxes[0], "CNV-nobody-knows-yet", world.later()),
    )

    assert [answer.flags for answer in answers] == [
        (ScanFlag.UNKNOWN_BOX,),
        (ScanFlag.UNKNOWN_BOX, ScanFlag.MISREAD_CODE),
        (ScanFlag.UNKNOWN_PLACE,),
        (),
    ]
    assert await world.owner.fetchval("SELECT region_code FROM scans WHERE box_code = '0123456789Y'") == "21.05"


async def test_a_time_to_come_is_not_believed(world: World) -> None:
    device, box = await world.device(), world.boxes[0]
    (ahead, little) = await world.record(
        device.scan(ScanType.PACK, box, "WH-21.03", NOON + timedelta(hours=2)),
        device.scan(ScanType.CHECK, box, "WH-21.03", NOON + timedelta(seconds=299)),
        at=NOON,
    )

    assert (ahead.flags, little.flags) == ((ScanFlag.FUTURE_TIME,), ())
    times = await world.owner.fetchrow("SELECT occurred_at, device_clock_at FROM scans WHERE id = $1", ahead.id)
    assert times is not None
    assert tuple(times) == (NOON, NOON + timedelta(hours=2))


async def test_a_scan_whose_detail_stayed_behind_is_recorded_and_flagged(world: World) -> None:
    sent = (await world.device()).scan(ScanType.PACK, world.boxes[0], "WH-21.03", NOON)

    (answer,) = await world.record(type(sent)(sent.event, None, sent.signature, sent.key))

    assert answer.flags == (ScanFlag.NO_DETAIL,)


async def test_a_detail_that_comes_later_is_kept_with_its_scan_once(world: World) -> None:
    device, box = await world.device(), world.boxes[0]
    sent = device.scan(ScanType.PACK, box, "WH-21.03", NOON, actor="Budi", point=(108.25, 3.75), photo=b"a photo")
    bare = type(sent)(sent.event, None, sent.signature, sent.key)
    await world.record(bare)
    row = await world.row(box)

    again = [*await world.record(sent), *await world.record(bare, sent)]

    assert [answer.status for answer in again] == [ScanStatus.ALREADY_HAVE] * 3
    kept = await world.owner.fetch("SELECT scan_id, region_code, detail, actor, ST_X(point), photo_sha256 FROM scan_details")
    assert [tuple(one) for one in kept] == [(again[0].id, "21.03.04.1003", sent.detail, "Budi", 108.25, sha256_text(b"a photo"))]
    assert dict(await world.row(box)) == dict(row)


async def test_a_detail_that_comes_behind_its_bare_scan_in_one_batch_is_kept(world: World) -> None:
    sent = (await world.device()).scan(ScanType.PACK, world.boxes[0], "WH-21.03", NOON, actor="Budi")

    answers = await world.record(type(sent)(sent.event, None, sent.signature, sent.key), sent)

    assert [answer.status for answer in answers] == [ScanStatus.RECORDED, ScanStatus.ALREADY_HAVE]
    assert await world.owner.fetchval("SELECT actor FROM scan_details") == "Budi"


async def test_a_detail_that_was_taken_in_and_erased_does_not_come_back_when_its_scan_is_sent_again(world: World) -> None:
    sent = (await world.device()).scan(ScanType.PACK, world.boxes[0], "WH-21.03", NOON, actor="Budi")
    await world.record(sent)
    await world.owner.execute("DELETE FROM scan_details")

    (answer,) = await world.record(sent)

    assert answer.status is ScanStatus.ALREADY_HAVE
    assert await world.owner.fetchval("SELECT count(*) FROM scan_details") == 0


async def test_the_rooms_above_are_told_once_per_batch_of_what_was_new(world: World) -> None:
    told: list[ScansRecorded] = []

    async def listen(_: UnitOfWork, fact: ScansRecorded) -> None:
        told.append(fact)

    world.database.announcements.within(ScansRecorded, listen)
    device, box = await world.device(), world.boxes[0]
    first = device.scan(ScanType.PACK, box, "WH-21.03", world.later(), point=(108.0, 4.0))
    await world.record(first)
    await world.record(
        first,
        device.scan(ScanType.SEAL, box, "WH-21.03", world.later(), seals=SEALS),
        device.scan(ScanType.LOAD, box, "CNV-1", world.later(), seals=SEALS),
        device.scan(ScanType.CHECK, "0123456789Y", "CNV-1", world.later()),
    )
    await world.record(first)

    assert [len(fact.scans) for fact in told] == [1, 3]
    assert (told[0].scans[0].point, told[0].scans[0].is_newest) == ((108.0, 4.0), True)
    sealed, loaded, unknown = told[1].scans
    assert (sealed.type, sealed.state, sealed.is_newest) == (ScanType.SEAL, BoxState.LOADED, False)
    assert (loaded.state, loaded.box_place_code, loaded.is_newest) == (BoxState.LOADED, "CNV-1", True)
    assert (unknown.state, unknown.box_place_code, unknown.is_newest) == (None, None, False)


async def test_when_a_room_above_fails_nothing_was_recorded(world: World) -> None:
    async def fail(_: UnitOfWork, __: ScansRecorded) -> None:
        raise ConnectionError

    world.database.announcements.within(ScansRecorded, fail)
    device = await world.device()

    with pytest.raises(ConnectionError):
        await world.record(device.scan(ScanType.PACK, world.boxes[0], "WH-21.03", NOON))

    assert await world.owner.fetchval("SELECT count(*) FROM scans") == 0
    assert (await world.row(world.boxes[0]))["state"] == "PLANNED"


@pytest.mark.parametrize("change", ["UPDATE scans SET type = 'DISPOSE'", "DELETE FROM scans"])
async def test_a_recorded_scan_cannot_be_changed_or_taken_away(world: World, change: str) -> None:
    await world.record((await world.device()).scan(ScanType.PACK, world.boxes[0], "WH-21.03", NOON))

    with pytest.raises(asyncpg.RestrictViolationError, match="append-only"):
        await world.owner.execute(change)
    with pytest.raises(asyncpg.PostgresError):
        await world.seen_by(Scope.whole_election(world.election.id), change)

    assert await world.owner.fetchval("SELECT type FROM scans") == "PACK"


async def test_an_operator_sees_the_scans_of_the_own_regency_only(world: World) -> None:
    device = await world.device()
    natuna, anambas = world.boxes[0], world.boxes[-1]
    await world.record(device.scan(ScanType.PACK, natuna, "WH-21.03", NOON), device.scan(ScanType.LOAD, anambas, "CNV-1", NOON), at=NOON)

    for table, column in (("boxes", "code"), ("scans", "box_code"), ("findings", "box_code")):
        statement = f"SELECT DISTINCT {column} FROM {table} WHERE {column} IN ('{natuna}', '{anambas}')"
        rows = await world.seen_by(Scope(View.FULL, world.election.id, "21.05"), statement)
        assert [row[0] for row in rows] == [anambas]


@pytest.mark.parametrize("table", ["scan_details", "quarantine", "device_chains", "devices"])
async def test_the_public_view_sees_nothing_personal(world: World, table: str) -> None:
    device = await world.device()
    await world.record(device.scan(ScanType.PACK, world.boxes[0], "WH-21.03", NOON))

    assert await world.seen_by(Scope(View.PUBLIC, world.election.id, ""), f"SELECT * FROM {table}") == []


async def test_scans_of_one_election_are_not_seen_from_another(world: World) -> None:
    await world.record((await world.device()).scan(ScanType.PACK, world.boxes[0], "WH-21.03", NOON))

    assert await world.seen_by(Scope.whole_election(world.election.id + 1), "SELECT * FROM scans") == []


async def test_what_was_planned_while_a_table_was_empty_never_reads_it_whole(world: World) -> None:
    await world.owner.execute("ANALYZE scans, sightings, scan_details, device_chains, box_journeys, shipment_boxes, legs")
    read_whole: list[int] = []

    async def count(work: UnitOfWork, _: ScansRecorded) -> None:
        driver = await work.driver
        read_whole.append(await driver.fetchval("SELECT sum(seq_scan)::int FROM pg_stat_xact_user_tables WHERE relname <> 'elections'"))

    world.database.announcements.within(ScansRecorded, count)
    phone = await world.device()

    for act in (ScanType.ORDER, ScanType.PRODUCE, ScanType.SHIP):
        await world.record(phone.scan(act, world.boxes[0], "WH-21.03", world.later()))

    assert len(set(read_whole)) == 1, f"whole tables read by then, scan by scan: {read_whole}"
