"""Months of scans: each has a partition before its first scan is stored, and a device's number stands for one scan in all of them."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest
from tests.custody.world import NOON, World

from silog.custody.actions import ScanStatus
from silog.custody.desk import ScanDesk
from silog.custody.device import DeviceSigner
from silog.custody.events import Submission
from silog.custody.facts import ScansRecorded
from silog.custody.months import AGAIN_AFTER_S, LONGEST_AHEAD, LONGEST_PAST, Months
from silog.custody.queries import events_at
from silog.custody.rules import ScanType
from silog.kit.clock import real_now
from silog.kit.database import UnitOfWork
from silog.kit.scope import Scope

RECORDED, QUARANTINED = ScanStatus.RECORDED, ScanStatus.QUARANTINED
DECEMBER = datetime(2024, 12, 1, tzinfo=UTC)
TURN = [DECEMBER + timedelta(hours=step) for step in (-30, -1, 0, 1)]


def checks(world: World, device: DeviceSigner, moments: list[datetime]) -> list[Submission]:
    return [device.scan(ScanType.CHECK, world.boxes[0], "WH-21.03", at) for at in moments]


async def test_each_month_has_its_own_part_from_its_first_scan_on(world: World) -> None:
    await world.record(*checks(world, await world.device(), TURN))

    assert await world.parts("scans") == {"scans_others": 0, "scans_2024_11": 2, "scans_2024_12": 2}


async def test_what_a_phone_with_a_wrong_clock_signs_makes_no_part(world: World) -> None:
    now = NOON + timedelta(days=30)
    moments = [datetime(1980, 5, 1, tzinfo=UTC), now - LONGEST_PAST - timedelta(days=1), now + LONGEST_AHEAD + timedelta(days=1)]

    answers = await world.record(*checks(world, await world.device(), moments), at=now)

    assert {answer.status for answer in answers} == {RECORDED}
    assert await world.parts("scans") == {"scans_others": 3}


async def test_a_month_begins_after_what_stands_of_it_among_the_others(world: World) -> None:
    device = await world.device()
    early, *later = checks(world, device, [DECEMBER + timedelta(days=2), DECEMBER + timedelta(days=2, milliseconds=1), DECEMBER])
    await world.record(early, at=DECEMBER - timedelta(days=40))

    await world.record(*later)

    assert await world.parts("scans") == {"scans_others": 2, "scans_2024_12": 1}
    assert [answer.status for answer in await world.record(early, *later)] == [ScanStatus.ALREADY_HAVE] * 3


async def test_a_scan_is_looked_up_in_its_month_alone(world: World) -> None:
    await world.record(*checks(world, await world.device(), TURN))

    plan = [
        line for (line,) in await world.owner.fetch("EXPLAIN SELECT FROM scans WHERE election_id = 1 AND id = first_id_at($1)", TURN[0])
    ]

    assert any("scans_2024_11" in line for line in plan)
    assert not any("scans_2024_12" in line or "scans_others" in line for line in plan)


async def test_a_number_stands_for_one_scan_in_all_months(world: World) -> None:
    device = await world.device()
    copy = DeviceSigner(device.election, device.device_id, device.key)
    november, december = checks(world, device, TURN[:1]), checks(world, copy, TURN[3:])

    await world.record(*november)
    (answer,) = await world.record(*december)

    assert (answer.status, answer.code) == (QUARANTINED, "SEQ_CONFLICT")
    assert await world.parts("scans") == {"scans_others": 0, "scans_2024_11": 1, "scans_2024_12": 0}


async def test_a_scan_that_is_refused_for_its_id_takes_no_number(world: World) -> None:
    """Else a true scan could not be taken later under the number that somebody had signed two events for."""
    one, other = await world.device(seed=7), await world.device(seed=7)
    first, same_id = checks(world, one, [NOON])[0], checks(world, other, [NOON])[0]
    true = checks(world, DeviceSigner(other.election, other.device_id, other.key), [NOON + timedelta(hours=1)])

    await world.record(first)
    (refused,) = await world.record(same_id)
    (taken,) = await world.record(*true)

    assert (refused.status, refused.code, taken.status) == (QUARANTINED, "ID_CONFLICT", RECORDED)
    async with world.database.unit_of_work(Scope.whole_election(world.election.id)) as work:
        assert (await events_at(await work.driver, world.election.id, [(other.device_id, 1)])).keys() == {(other.device_id, 1)}


async def test_a_number_under_which_a_scan_stands_is_neither_given_back_nor_changed(world: World) -> None:
    await world.record(*checks(world, await world.device(), [NOON]))

    for change in ("DELETE FROM event_numbers", "UPDATE event_numbers SET seq = 2"):
        with pytest.raises(asyncpg.RestrictViolationError):
            await world.owner.execute(change)


async def test_phones_that_come_at_once_over_many_months_leave_nothing_among_the_others(world: World) -> None:
    phones = [await world.device() for _ in range(12)]
    moments = [[NOON - timedelta(days=30 * month + day) for month in range(8)] for day in range(len(phones))]

    answers = await asyncio.gather(
        *(world.record(*checks(world, phone, when)) for phone, when in zip(phones, moments, strict=True)),
    )

    assert {one.status for batch in answers for one in batch} == {RECORDED}
    expected = Counter(f"scans_{at:%Y_%m}" for when in moments for at in when)
    assert await world.parts("scans") == {"scans_others": 0} | expected


async def test_who_reads_all_scans_for_long_keeps_no_phone_waiting(world: World) -> None:
    phone = await world.device()
    before, after = checks(world, phone, TURN[:1]), checks(world, phone, TURN[1:2])

    async with world.owner.transaction():
        await world.owner.fetch("SELECT FROM scans")
        (answer,) = await world.record(*before)
    await world.record(*after)

    assert answer.status is RECORDED
    assert await world.parts("scans") == {"scans_others": 1, "scans_2024_11": 1}


async def test_a_month_that_could_not_be_made_is_not_waited_for_by_every_batch(world: World) -> None:
    """Whoever comes next would else wait as long, for as long as somebody reads."""
    now = real_now()
    desk, batches = ScanDesk(world.database), [checks(world, await world.device(), [now]) for _ in range(3)]

    async with world.owner.transaction():
        await world.owner.fetch("SELECT FROM scans")
        await desk.record(world.election.id, batches[0])
    for batch in batches[1:]:
        await desk.record(world.election.id, batch)

    assert await world.parts("scans") == {"scans_others": 3}


async def test_a_month_whose_first_batch_failed_is_made_with_the_next(world: World) -> None:
    failures = [ConnectionError()]

    async def fail_once(_: UnitOfWork, __: ScansRecorded) -> None:
        if failures:
            raise failures.pop()

    world.database.announcements.within(ScansRecorded, fail_once)
    desk, now = ScanDesk(world.database), real_now()
    batch = checks(world, await world.device(), [now])

    with pytest.raises(ConnectionError):
        await desk.record(world.election.id, batch)
    await desk.record(world.election.id, batch)

    assert await world.parts("scans") == {"scans_others": 0, f"scans_{now:%Y_%m}": 1}


def test_a_month_that_was_heard_of_is_not_asked_for_again_and_one_that_was_put_off_not_at_once() -> None:
    time_s = 0.0
    months, now = Months(lambda: time_s), datetime(2024, 11, 20, tzinfo=UTC)
    ages = (timedelta(), timedelta(days=60), LONGEST_PAST + timedelta(days=2))
    ids = [UUID(int=round((now - age).timestamp() * 1000) << 80) for age in ages]

    assert months.new(ids, now) == {(2024, 11), (2024, 9)}
    months.keep({(2024, 11)})
    assert months.new(ids, now) == {(2024, 9)}
    months.put_off()
    assert months.new(ids, now) == set()
    time_s = AGAIN_AFTER_S
    assert months.new(ids, now) == {(2024, 9)}
