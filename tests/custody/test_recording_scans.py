"""A batch of scans, from the signed bytes to the row of the box."""

from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from silog.custody.actions import ScanStatus, verify_projection
from silog.custody.facts import ScansRecorded
from silog.custody.rules import BoxState, ScanFlag, ScanType
from silog.kit.database import UnitOfWork
from silog.kit.scope import Scope, View
from tests.custody.world import NOON, STATIONS, World

SEALS = ("S-001", "S-002")


async def test_a_scan_is_stored_as_it_was_signed_and_moves_its_box(world: World) -> None:
    device, box = await world.device("WH-21.03"), world.boxes[0]
    sent = device.scan(ScanType.RECEIVE, box, "WH-21.03", NOON, actor="Budi", point=(108.25, 3.75), accuracy_m=4.5)

    (answer,) = await world.record(sent)

    assert (answer.index, answer.status, answer.flags, answer.code) == (0, ScanStatus.RECORDED, (), None)
    stored = await world.owner.fetchrow("SELECT * FROM scans")
    assert stored is not None
    assert bytes(stored["event"]) == sent.event.encode()
    assert (stored["id"], stored["box_code"], stored["region_code"], stored["occurred_at"]) == (answer.id, box, "21.03.04.1003", NOON)
    row = await world.row(box)
    assert (row["state"], row["place_code"], row["last_scan_id"], row["scan_count"]) == ("RECEIVED", "WH-21.03", answer.id, 1)


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
