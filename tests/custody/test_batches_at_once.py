"""Batches in every order, in pieces, repeated, and at the same time: the boxes come out the same."""

import asyncio
import random
from datetime import timedelta
from typing import Any

import pytest
from tests.custody.world import NOON, STATIONS, VILLAGES, World

from silog.custody import projection_queries
from silog.custody.actions import ScanStatus, issue_boxes, verify_projection
from silog.custody.device import DeviceSigner
from silog.custody.events import Submission
from silog.custody.rules import HANDOVER_ACTS, Condition, ScanType
from silog.kit import locks
from silog.kit.locks import Space

PLACES = ("WH-21.03", "WH-21.05", "PORT-selat-lampa", "PPK-21.03.04", f"PPS-{VILLAGES[0]}", *STATIONS[:3], "CNV-1", "CNV-2", "PPS-nowhere")

NONCES = ("A" * 22, "AAAAAAAAAAAAAAAAAAAABQ")


def history(world: World, devices: list[DeviceSigner], seed: int, count: int = 120) -> list[Submission]:
    """Scans as wild as they come: any act, anywhere, often at the same moment; some of them sides of the same few handovers."""
    source = random.Random(seed)
    acts = [source.choice(list(ScanType)) for _ in range(count)]
    return [
        source.choice(devices).scan(
            act,
            source.choice(world.boxes[:6]),
            source.choice(PLACES),
            NOON + timedelta(hours=source.randrange(300)),
            seals=source.choice([(), ("A", "B"), ("C",)]),
            condition=source.choice(list(Condition)),
            handover=source.choice(NONCES) if act in HANDOVER_ACTS else None,
        )
        for act in acts
    ]


async def snapshot(world: World) -> list[tuple[object, ...]]:
    rows = await world.owner.fetch("SELECT * FROM boxes ORDER BY code")
    findings = await world.owner.fetch("SELECT * FROM findings ORDER BY box_code, scan_id, breach")
    handovers = await world.owner.fetch("SELECT * FROM handovers ORDER BY box_code, nonce")
    progress = await world.owner.fetch("SELECT * FROM progress WHERE boxes <> 0 ORDER BY region_code, state")
    return [tuple(row) for row in (*rows, *findings, *handovers, *progress)]


async def forget(world: World) -> None:
    """Take the database back to before the first scan, as only its owner can."""
    await world.owner.execute(
        "ALTER TABLE scans DISABLE TRIGGER scans_append_only; DELETE FROM findings; DELETE FROM handovers; DELETE FROM sealings;"
        "DELETE FROM scan_details;"
        "ALTER TABLE sightings DISABLE TRIGGER sightings_append_only; DELETE FROM sightings;"
        "DELETE FROM scans; DELETE FROM event_numbers; ALTER TABLE sightings ENABLE TRIGGER sightings_append_only;"
        "ALTER TABLE scans ENABLE TRIGGER scans_append_only; DELETE FROM device_chains; DELETE FROM progress;"
        "DELETE FROM region_totals; DELETE FROM boxes;"
    )
    await issue_boxes(world.database, world.election, issued_at=NOON - timedelta(days=20), random_below=random.Random(7).randrange)


@pytest.mark.parametrize("seed", range(3))
async def test_any_order_split_and_repetition_of_a_history_gives_the_same_rows(world: World, seed: int) -> None:
    devices = [await world.device(place) for place in (None, "WH-21.03", STATIONS[0], "PPK-21.03.04")]
    sent = history(world, devices, seed)
    await world.record(*sent)
    expected = await snapshot(world)
    source = random.Random(seed)

    for size in (1, 7, 50):
        await forget(world)
        shuffled = source.sample([*sent, *sent[::5]], k=len(sent) + len(sent[::5]))
        for start in range(0, len(shuffled), size):
            await world.record(*shuffled[start : start + size])

        assert await snapshot(world) == expected
        assert await verify_projection(world.database, world.election) == []


async def test_scans_are_recorded_whatever_else_is_under_way_under_the_elections_number(world: World) -> None:
    for space in set(Space) - {Space.ISSUING, Space.SEALING}:
        assert await locks.try_hold(world.owner, space, world.election.id)
    device = await world.device()

    async with asyncio.timeout(10):
        (answer,) = await world.record(device.scan(ScanType.SHIP, world.boxes[0], "WH-21.03", NOON))

    assert answer.status is ScanStatus.RECORDED


async def test_batches_at_once_over_the_same_boxes_all_end_and_end_right(world: World) -> None:
    devices = [await world.device() for _ in range(4)]
    sent = history(world, devices, seed=11, count=400)
    random.Random(1).shuffle(sent)
    batches = [sent[start : start + 25] for start in range(0, len(sent), 25)]

    answers = await asyncio.wait_for(asyncio.gather(*(world.record(*batch) for batch in batches)), timeout=60)

    assert sum(len(batch) for batch in answers) == 400
    assert await world.owner.fetchval("SELECT count(*) FROM scans") == 400
    assert await verify_projection(world.database, world.election) == []


async def test_the_same_batch_sent_twice_at_once_is_recorded_once(world: World) -> None:
    sent = history(world, [await world.device()], seed=12, count=60)

    answers = await asyncio.gather(world.record(*sent), world.record(*reversed(sent)), world.record(*sent))

    statuses = [answer.status for batch in answers for answer in batch]
    assert (statuses.count("RECORDED"), statuses.count("ALREADY_HAVE")) == (60, 120)  # type: ignore[arg-type]
    assert await verify_projection(world.database, world.election) == []


async def test_boxes_issued_while_their_scans_arrive_miss_none_of_them(world: World) -> None:
    sent = history(world, [await world.device()], seed=13, count=80)
    await forget(world)
    await world.owner.execute("DELETE FROM progress; DELETE FROM region_totals; DELETE FROM boxes")

    issuing = issue_boxes(world.database, world.election, random_below=random.Random(7).randrange)
    await asyncio.gather(*(world.record(*sent[start : start + 10]) for start in range(0, 80, 10)), issuing)

    assert await world.owner.fetchval("SELECT sum(scan_count) FROM boxes") == 80
    assert await verify_projection(world.database, world.election) == []


async def test_a_row_that_was_tampered_with_is_found(world: World) -> None:
    await world.record(*history(world, [await world.device()], seed=14, count=30))
    await world.owner.execute("UPDATE boxes SET state = 'STORED', seals = '{Z}' WHERE code = $1", world.boxes[0])
    await world.owner.execute("UPDATE boxes SET last_scan_type = 'HOLD' WHERE code = $1", world.boxes[1])
    await world.owner.execute("UPDATE progress SET boxes = boxes + 1 WHERE region_code = '21' AND state = 'PLANNED'")

    found = await verify_projection(world.database, world.election)

    assert {(one.subject, one.value) for one in found} >= {
        *((world.boxes[0], "state"), (world.boxes[0], "seals")),
        *((world.boxes[1], "last scan's type, place, region"), ("21", "boxes PLANNED")),
    }


async def test_what_is_recorded_while_boxes_are_verified_makes_no_difference(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    scans = history(world, [await world.device()], seed=16, count=60)
    await world.record(*scans[:30])
    counters = projection_queries.stored_progress

    async def record_first(*given: Any) -> Any:  # noqa: ANN401
        await world.record(*scans[30:])
        return await counters(*given)

    monkeypatch.setattr(projection_queries, "stored_progress", record_first)

    assert await verify_projection(world.database, world.election) == []


async def test_what_stands_there_without_its_scan_is_found(world: World) -> None:
    await world.record(*history(world, [await world.device()], seed=15, count=5))
    await world.owner.execute(
        """INSERT INTO scan_details (election_id, scan_id, region_code, detail, actor) VALUES (1, gen_random_uuid(), '21.03', '{}', 'x');
           INSERT INTO sightings (election_id, scan_id, region_code, lon, lat, within_m) VALUES (1, gen_random_uuid(), '21.03', 108, 4, 10);
           ALTER TABLE event_numbers DISABLE TRIGGER event_numbers_kept; DELETE FROM event_numbers WHERE seq = 2;
           INSERT INTO event_numbers (election_id, device_id, seq, scan_id) SELECT 1, device_id, 9, id FROM scans LIMIT 1"""
    )

    found = await verify_projection(world.database, world.election)

    assert {one.value: one.stored for one in found if one.subject == "scans"} == {
        "details without a scan": "1",
        "sightings without a scan": "1",
        "numbers without their scan": "1",
        "scans without their number": "1",
    }
