"""The chain of a device's events: a gap or a fork is flagged and never refused."""

from dataclasses import replace

from tests.custody.world import NOON, World

from silog.custody.device import DeviceSigner
from silog.custody.events import Submission
from silog.custody.rules import ScanFlag, ScanType


def events(world: World, device: DeviceSigner, count: int) -> list[Submission]:
    return [device.scan(ScanType.CHECK, world.boxes[0], "WH-21.03", world.later()) for _ in range(count)]


async def flags(world: World, *batch: Submission) -> list[tuple[ScanFlag, ...]]:
    return [answer.flags for answer in await world.record(*batch)]


async def test_events_in_their_order_carry_no_flag_in_one_batch_or_in_many(world: World) -> None:
    one, two, three, four = events(world, await world.device(), 4)

    assert await flags(world, one, two) == [(), ()]
    assert await flags(world, three) == [()]
    assert await flags(world, four) == [()]


async def test_the_order_inside_a_batch_does_not_matter(world: World) -> None:
    one, two, three = events(world, await world.device(), 3)

    assert await flags(world, three, one, two) == [(), (), ()]


async def test_an_event_whose_predecessor_was_not_heard_has_a_gap_before_it(world: World) -> None:
    one, two, three, four = events(world, await world.device(), 4)

    assert await flags(world, one, three) == [(), (ScanFlag.CHAIN_GAP,)]
    assert await flags(world, two) == [()]
    assert await flags(world, four) == [()]


async def test_newest_first_then_the_backlog_flags_only_what_came_before_its_predecessor(world: World) -> None:
    one, two, three = events(world, await world.device(), 3)

    assert await flags(world, three) == [(ScanFlag.CHAIN_GAP,)]
    assert await flags(world, one, two) == [(), ()]


async def test_two_copies_of_one_key_fork_the_chain(world: World) -> None:
    device = await world.device()
    (one,) = events(world, device, 1)
    copy = replace(device)
    (mine,), (_, theirs) = events(world, device, 1), events(world, copy, 2)

    assert await flags(world, one, mine) == [(), ()]
    assert await flags(world, theirs) == [(ScanFlag.CHAIN_FORK,)]


async def test_what_is_missing_of_a_chain_and_its_forks_are_counted(world: World) -> None:
    device = await world.device()
    one, two, three, four = events(world, device, 4)
    asked = "SELECT head_seq, head_seq - received AS missing, forks FROM device_chains"

    await world.record(four, one)
    assert tuple(await world.owner.fetchrow(asked) or ()) == (4, 2, 0)
    await world.record(one, two, three)
    assert tuple(await world.owner.fetchrow(asked) or ()) == (4, 0, 0)


async def test_forks_of_a_chain_are_counted(world: World) -> None:
    device = await world.device()
    (one,) = events(world, device, 1)
    copy = replace(device)
    (mine,), (_, theirs) = events(world, device, 1), events(world, copy, 2)

    await world.record(one, mine)
    await world.record(theirs)

    assert tuple(await world.owner.fetchrow("SELECT head_seq, received, forks FROM device_chains") or ()) == (3, 3, 1)


async def test_a_fork_is_seen_also_when_its_earlier_event_comes_last(world: World) -> None:
    device = await world.device()
    (one,) = events(world, device, 1)
    copy = replace(device)
    (mine,), (_, theirs) = events(world, device, 1), events(world, copy, 2)

    assert await flags(world, one, theirs) == [(), (ScanFlag.CHAIN_GAP,)]
    assert await flags(world, mine) == [(ScanFlag.CHAIN_FORK,)]


async def test_the_head_is_the_highest_event_that_was_heard(world: World) -> None:
    device = await world.device()
    one, two, three = events(world, device, 3)
    await world.record(three, at=NOON)
    await world.record(one, two)

    head = await world.owner.fetchrow("SELECT head_seq, last_contact_at > $1 AS is_later FROM device_chains", NOON)

    assert head is not None
    assert tuple(head) == (3, True)
