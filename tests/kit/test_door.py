"""The door before a pool: how many come in, how many wait, and what becomes of the rest."""

import asyncio

import pytest

from silog.kit.door import BusyError, Door

_LONG_S = 60.0


async def _inside(door: Door, leave: asyncio.Event, came: list[str], name: str) -> None:
    async with door:
        came.append(name)
        await leave.wait()


async def test_who_waits_comes_in_when_somebody_leaves_in_the_order_of_coming() -> None:
    door, leave, came = Door(1, 10, _LONG_S), asyncio.Event(), list[str]()
    tasks = [asyncio.create_task(_inside(door, leave, came, name)) for name in "abc"]
    await asyncio.sleep(0)
    assert (came, door.inside, door.waiting) == (["a"], 1, 2)

    leave.set()
    await asyncio.gather(*tasks)

    assert came == ["a", "b", "c"]
    assert (door.inside, door.waiting, door.turned_away) == (0, 0, 0)


async def test_who_comes_when_enough_wait_is_turned_away_at_once() -> None:
    door, leave, came = Door(1, 1, _LONG_S), asyncio.Event(), list[str]()
    tasks = [asyncio.create_task(_inside(door, leave, came, name)) for name in "ab"]
    await asyncio.sleep(0)

    with pytest.raises(BusyError, match="1 wait already"):
        await _inside(door, leave, came, "c")
    leave.set()
    await asyncio.gather(*tasks)

    assert (came, door.turned_away) == (["a", "b"], 1)


async def test_who_has_waited_long_enough_is_turned_away_and_takes_no_place() -> None:
    door, leave, came = Door(1, 10, 0.01), asyncio.Event(), list[str]()
    holder = asyncio.create_task(_inside(door, leave, came, "a"))
    await asyncio.sleep(0)

    with pytest.raises(BusyError, match=r"within 0\.01 s"):
        await _inside(door, leave, came, "b")
    leave.set()
    await holder
    await _inside(door, leave, came, "c")

    assert (came, door.inside, door.waiting, door.turned_away) == (["a", "c"], 0, 0, 1)


async def test_who_gives_up_waiting_takes_no_place() -> None:
    door, leave, came = Door(1, 10, _LONG_S), asyncio.Event(), list[str]()
    holder, impatient = (asyncio.create_task(_inside(door, leave, came, name)) for name in "ab")
    await asyncio.sleep(0)

    impatient.cancel()
    await asyncio.wait([impatient])
    leave.set()
    await holder

    assert (impatient.cancelled(), door.inside, door.waiting, door.turned_away) == (True, 0, 0, 0)
    async with door:
        assert door.inside == 1
