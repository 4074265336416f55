"""The door before a pool: how many come in, how many wait, and what becomes of the rest."""

import asyncio

import pytest

from silog.kit.door import BusyError, Door, going_first

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


async def test_who_goes_first_comes_in_before_all_others_though_their_line_is_full() -> None:
    door, leave, came = Door(1, 2, _LONG_S), asyncio.Event(), list[str]()
    tasks = [asyncio.create_task(_inside(door, leave, came, name)) for name in ("inside", "other 1", "other 2")]
    await asyncio.sleep(0)

    with going_first():
        tasks += [asyncio.create_task(_inside(door, leave, came, name)) for name in ("first 1", "first 2")]
        await asyncio.sleep(0)
        with pytest.raises(BusyError, match="2 wait already"):
            await _inside(door, leave, came, "first 3")
    leave.set()
    await asyncio.gather(*tasks)

    assert came == ["inside", "first 1", "first 2", "other 1", "other 2"]
    assert (door.inside, door.waiting, door.turned_away) == (0, 0, 1)


async def test_a_place_that_is_handed_to_somebody_who_has_just_given_up_goes_to_the_next() -> None:
    door, leave, came = Door(1, 10, _LONG_S), asyncio.Event(), list[str]()
    leave.set()
    await door.__aenter__()
    gone, next_one = (asyncio.create_task(_inside(door, leave, came, name)) for name in ("gone", "next"))
    await asyncio.sleep(0)

    await door.__aexit__(None, None, None)  # hands the place to the first in line, who hears of it only when the loop runs
    gone.cancel()
    await asyncio.gather(gone, next_one, return_exceptions=True)

    assert (gone.cancelled(), came, door.inside, door.waiting) == (True, ["next"], 0, 0)


async def test_while_something_goes_first_a_quarter_of_the_places_is_used_by_the_others() -> None:
    door, leave, came = Door(8, 10, _LONG_S), asyncio.Event(), list[str]()
    with door.giving_way():
        tasks = [asyncio.create_task(_inside(door, asyncio.Event(), came, f"first {number}")) for number in range(2)]
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    others = [asyncio.create_task(_inside(door, leave, came, f"other {number}")) for number in range(8)]
    await asyncio.sleep(0)
    assert (door.inside, door.waiting) == (8, 2)

    leave.set()
    await asyncio.gather(*others)
    with door.giving_way():
        late = [asyncio.create_task(_inside(door, asyncio.Event(), came, f"late {number}")) for number in range(3)]
        await asyncio.sleep(0)
        assert (door.inside, door.waiting) == (5, 0), "what is started here goes first as well"
    for task in (*tasks, *late):
        task.cancel()
    await asyncio.wait([*tasks, *late])
    assert (door.inside, door.waiting) == (0, 0)


async def test_who_waited_while_something_went_first_comes_in_when_it_is_over() -> None:
    door, leave, came, over = Door(8, 10, _LONG_S), asyncio.Event(), list[str](), asyncio.Event()

    async def goes_first() -> None:
        with door.giving_way():
            await over.wait()

    going = asyncio.create_task(goes_first())
    await asyncio.sleep(0)
    others = [asyncio.create_task(_inside(door, leave, came, f"other {number}")) for number in range(5)]
    await asyncio.sleep(0)
    assert (door.inside, door.waiting) == (2, 3)

    over.set()
    await going
    await asyncio.sleep(0)
    assert (door.inside, door.waiting) == (5, 0)
    leave.set()
    await asyncio.gather(*others)


async def test_thousands_who_are_turned_away_hear_it_in_turn_and_the_first_at_once() -> None:
    door, leave, came = Door(1, 0, 1.5), asyncio.Event(), list[str]()
    holder = asyncio.create_task(_inside(door, leave, came, "holder"))
    await asyncio.sleep(0)
    told_at = list[float]()

    async def turned_away() -> None:
        with pytest.raises(BusyError):
            await _inside(door, leave, came, "never")
        told_at.append(asyncio.get_running_loop().time() - began)

    began = asyncio.get_running_loop().time()
    await asyncio.gather(*(turned_away() for _ in range(1_000)))
    leave.set()
    await holder

    assert (came, door.turned_away) == (["holder"], 1_000)
    assert min(told_at) < 1.4, "the first need not wait as the last do"
    assert len([at for at in told_at if at < 0.3]) < 300, "five hundred a second hear it"
    assert max(told_at) >= 1.5, "and the last of them after the longest wait"
