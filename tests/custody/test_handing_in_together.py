"""Batches that are handed in at the same moment share transactions, and each is answered as if it had come alone."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest
from tests.custody.world import NOON, World

from silog.custody import desk as desk_module
from silog.custody.actions import ScanAnswer, ScanStatus, issue_boxes, verify_projection
from silog.custody.desk import ScanDesk
from silog.custody.device import DeviceSigner
from silog.custody.events import Submission
from silog.custody.facts import ScansRecorded
from silog.custody.rules import ScanType
from silog.kit.door import BusyError

RECORDED, KNOWN, QUARANTINED = ScanStatus.RECORDED, ScanStatus.ALREADY_HAVE, ScanStatus.QUARANTINED


class Handing:
    """A desk, and how many scans each of its transactions recorded."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.desk = ScanDesk(world.database)
        self.recorded: list[int] = []
        world.database.announcements.after(ScansRecorded, lambda fact: self.recorded.append(len(fact.scans)))

    async def in_(self, *batch: Submission) -> tuple[ScanAnswer, ...]:
        """Hand one batch in."""
        return await self.desk.record(self.world.election.id, batch)

    async def all_at_once(self, batches: Sequence[Sequence[Submission]]) -> list[tuple[ScanAnswer, ...] | BaseException]:
        """Hand batches in at one moment, in their order."""
        return await asyncio.gather(*(self.in_(*batch) for batch in batches), return_exceptions=True)


@pytest.fixture
def handing(world: World) -> Handing:
    return Handing(world)


def statuses(answers: tuple[ScanAnswer, ...] | BaseException) -> list[ScanStatus]:
    assert not isinstance(answers, BaseException), answers
    assert [answer.index for answer in answers] == list(range(len(answers)))
    return [answer.status for answer in answers]


async def singles(world: World, count: int) -> list[list[Submission]]:
    """Scans of as many boxes, each from a phone of its own."""
    phones: list[DeviceSigner] = [await world.device() for _ in range(count)]
    return [[phone.scan(ScanType.SHIP, box, "WH-21.03", NOON)] for phone, box in zip(phones, world.boxes, strict=False)]


async def test_all_who_come_until_a_transaction_is_open_go_with_it(world: World, handing: Handing) -> None:
    sent = await singles(world, 8)

    answers = await handing.all_at_once(sent)

    assert [statuses(one) for one in answers] == [[RECORDED]] * 8
    assert handing.recorded == [8]
    assert await verify_projection(world.database, world.election) == []


async def test_who_comes_while_a_transaction_works_waits_for_the_next_with_all_the_others(world: World, handing: Handing) -> None:
    first, *others = await singles(world, 8)
    async with world.owner.transaction():
        await world.owner.execute("SELECT FROM boxes WHERE code = $1 FOR UPDATE", world.boxes[0])
        begun = asyncio.create_task(handing.in_(*first))
        await world.until_waiting_for_a_lock()
        later = asyncio.create_task(handing.all_at_once(others))
        await asyncio.sleep(0)  # all have come to the desk

    assert [statuses(await begun), *(statuses(one) for one in await later)] == [[RECORDED]] * 8
    assert handing.recorded == [1, 7]


async def test_each_is_answered_about_its_own_scans(world: World, handing: Handing) -> None:
    first, second, *others = await singles(world, 4)
    forged = replace(second[0], signature=first[0].signature)

    answers = await handing.all_at_once([first, [forged, *others[0]], second, first])

    assert [statuses(one) for one in answers] == [[RECORDED], [QUARANTINED, RECORDED], [RECORDED], [KNOWN]]


async def test_only_who_is_wrong_hears_of_what_failed(world: World, handing: Handing) -> None:
    sent = await singles(world, 5)
    await world.owner.execute(
        f"""CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no room'; END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON scans FOR EACH ROW WHEN (NEW.box_code = '{world.boxes[2]}') EXECUTE FUNCTION refuse()"""
    )

    answers = await handing.all_at_once(sent)

    assert isinstance(answers[2], asyncpg.RaiseError)
    assert [statuses(one) for number, one in enumerate(answers) if number != 2] == [[RECORDED]] * 4
    assert await world.owner.fetchval("SELECT count(*) FROM scans") == 4


async def test_who_is_gone_before_its_turn_is_left_out_and_holds_up_nobody(world: World, handing: Handing) -> None:
    sent = await singles(world, 3)
    first, gone, last = (asyncio.create_task(handing.in_(*batch)) for batch in sent)
    await asyncio.sleep(0)  # all three have come to the desk
    gone.cancel()

    assert [statuses(await first), statuses(await last)] == [[RECORDED], [RECORDED]]
    assert await world.owner.fetchval("SELECT count(*) FROM scans") == 2


async def test_a_transaction_holds_no_more_than_a_few_hundred_scans(
    world: World, handing: Handing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "MOST_TOGETHER", 3)

    await handing.all_at_once(await singles(world, 8))

    assert handing.recorded == [3, 3, 2]


async def test_where_much_waits_a_second_transaction_goes_beside_the_first_and_no_third(
    world: World, handing: Handing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "MOST_TOGETHER", 2)
    monkeypatch.setattr(desk_module, "WORTH_ANOTHER", 2)
    async with world.owner.transaction():
        await world.owner.execute("SELECT FROM boxes FOR UPDATE")
        handed_in = asyncio.create_task(handing.all_at_once(await singles(world, 8)))
        await world.until_waiting_for_a_lock(2)
        await asyncio.sleep(0.2)
        assert await world.waiting_for_a_lock() == 2

    assert [statuses(one) for one in await handed_in] == [[RECORDED]] * 8
    assert handing.recorded == [2, 2, 2, 2]
    assert await verify_projection(world.database, world.election) == []


@pytest.mark.parametrize(("most", "recorded"), [(400, [4, 4]), (3, [3, 3, 2])])
async def test_where_much_waits_each_of_two_transactions_takes_half_and_no_more_than_it_may(
    world: World, handing: Handing, monkeypatch: pytest.MonkeyPatch, most: int, recorded: list[int]
) -> None:
    for name, value in {"MOST_TOGETHER": most, "FEW_TOGETHER": 2, "WORTH_ANOTHER": 2}.items():
        monkeypatch.setattr(desk_module, name, value)
    async with world.owner.transaction():
        await world.owner.execute("SELECT FROM boxes FOR UPDATE")
        handed_in = asyncio.create_task(handing.all_at_once(await singles(world, 8)))
        await world.until_waiting_for_a_lock(2)

    assert [statuses(one) for one in await handed_in] == [[RECORDED]] * 8
    assert sorted(handing.recorded, reverse=True) == recorded  # which of the two ends first is open


async def test_where_too_much_waits_already_the_next_is_told_to_come_again(
    world: World, handing: Handing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "MOST_WAITING", 4)

    answers = await handing.all_at_once(await singles(world, 7))

    assert [isinstance(one, BusyError) for one in answers] == [False] * 4 + [True] * 3
    assert statuses(await handing.in_(*(await singles(world, 6))[5])) == [RECORDED]  # who comes again finds it free


async def test_a_box_that_is_issued_after_its_first_scan_is_known_from_the_next_one_on(world: World, handing: Handing) -> None:
    phone, box = await world.device(), world.boxes[0]
    await world.owner.execute("DELETE FROM progress; DELETE FROM region_totals; DELETE FROM boxes")

    await handing.in_(phone.scan(ScanType.SHIP, box, "WH-21.03", NOON))
    await issue_boxes(world.database, world.election, issued_at=NOON, random_below=random.Random(7).randrange)
    for minutes in (1, 2):
        await handing.in_(phone.scan(ScanType.CHECK, box, "WH-21.03", NOON + timedelta(minutes=minutes)))

    village = (await world.row(box))["region_code"]
    filed = await world.owner.fetch("SELECT region_code, 'UNKNOWN_BOX' = ANY (flags) AS is_unknown FROM scans ORDER BY seq")
    assert [tuple(row) for row in filed] == [("21.03", True), (village, False), (village, False)]
