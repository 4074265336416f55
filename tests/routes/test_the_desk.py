"""The desk for routes: one at a time beside the event loop, a few wait, the rest are told to come again."""

import asyncio
import threading

import pytest
from tests.factories.harbours import LAND

from silog.kit.door import BusyError
from silog.routes.desk import RouteDesk
from silog.routes.routers import Routers


async def test_the_event_loop_goes_on_while_a_route_is_made() -> None:
    desk, may_end = RouteDesk(land=LAND), threading.Event()
    asked = asyncio.create_task(desk.ask(lambda _: may_end.wait(10)))

    await asyncio.sleep(0)  # the loop runs on, or the next line would never be reached
    may_end.set()

    assert await asked is True


async def test_beyond_who_waits_everybody_is_turned_away() -> None:
    desk, may_end = RouteDesk(land=LAND, most_waiting=1), threading.Event()
    first, second = (asyncio.create_task(desk.ask(lambda _: may_end.wait(10))) for _ in range(2))
    await asyncio.sleep(0)  # each takes its first step: one is inside, one waits
    assert (desk.door.inside, desk.door.waiting) == (1, 1)

    with pytest.raises(BusyError):
        await desk.ask(lambda _: None)

    may_end.set()
    assert [await first, await second] == [True, True]


async def test_who_goes_away_leaves_the_place_only_when_the_thread_has_ended() -> None:
    desk, has_begun, may_end = RouteDesk(land=LAND), threading.Event(), threading.Event()

    def work(_: Routers) -> None:
        has_begun.set()
        may_end.wait(10)

    asked = asyncio.create_task(desk.ask(work))
    await asyncio.sleep(0)
    await asyncio.to_thread(has_begun.wait, 10)
    asked.cancel()
    await asyncio.sleep(0)

    assert desk.door.inside == 1
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert desk.door.inside == 0


async def test_an_error_of_the_work_is_the_askers() -> None:
    with pytest.raises(ZeroDivisionError):
        await RouteDesk(land=LAND).ask(lambda _: 1 // 0)
