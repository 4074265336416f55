"""One question that is followed by many: for each window one read and one text, given to all its seats in one round.

A follower has a task of its own only to get as far as the others are. From then on it sits, and nothing of it is woken: the question's
own task gives it what is told. Whose seat is not free when something is told is passed by, and its own task leads it after the others
as soon as its seat is free, by windows that leave out what was overtaken meanwhile. So nothing ever waits for a slow reader, and nothing
is kept for one but a cursor.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context
from typing import Never

from silog.kit.graphql.follow.seats import Seat, Told
from silog.kit.graphql.follow.walks import OpenWalk, Walk, Window

Read = Callable[[Window], Awaitable[Told]]
_ROUND = 200
"""So many are given an answer before others in this process have their turn, which takes some milliseconds."""


class Question:
    """What is followed, who follows it, and how far they are."""

    def __init__(self, read: Read, open_walk: OpenWalk, counted: Callable[[int], None]) -> None:
        """Read the text of a window by `read`. `open_walk` opens the question's own way; `counted` hears how many were answered."""
        self._read = read
        self._open_walk = open_walk
        self._counted = counted
        self._seats: dict[Seat, asyncio.Future[int]] = {}
        self._telling: asyncio.Task[None] | None = None
        self._passed = asyncio.Event()
        self._failure: Exception | None = None
        self._cursor: int | None = None
        """How far those who sit have been told; None while nobody sits."""

    @property
    def has_failed(self) -> bool:
        """Whether it is over, so that nobody new may join."""
        return self._failure is not None

    async def attend(self, seat: Seat, open_walk: OpenWalk) -> Never:
        """Give a follower windows of its own up to where the others are, then theirs; raise what ends it."""
        with open_walk() as walk:
            cursor = await self._catch_up(seat, walk, await walk.begin())
        while True:
            cursor = await self._sit(seat, cursor)
            with open_walk() as walk:
                walk.cursor = cursor
                await seat.freed()
                cursor = await self._catch_up(seat, walk, walk.onward(self._cursor, is_thinned=True), is_thinned=True)

    async def _catch_up(self, seat: Seat, walk: Walk, window: Window | None, *, is_thinned: bool = False) -> int:
        """Go on until the others are where this walk is; give that cursor."""
        while True:
            while window is not None:
                seat.give(await self._read(window))
                self._counted(1)
                await seat.freed()  # before anything is read for it: what waits for a slow reader is no text
                window = walk.onward(self._cursor, is_thinned=is_thinned)
            if self._cursor is None or self._cursor == walk.cursor:
                return walk.cursor
            await self._next_round()  # the others are behind, and soon will not be
            await seat.freed()
            window = walk.onward(self._cursor, is_thinned=is_thinned)

    async def _sit(self, seat: Seat, cursor: int) -> int:
        """Be given what all are given; give the cursor behind the last of it, once the seat was not free."""
        if self._failure is not None:  # the others are being told, and nobody would tell this one
            raise self._failure
        passed_by: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._seats[seat] = passed_by
        if self._cursor is None:
            self._cursor = cursor
            self._telling = asyncio.create_task(self._tell_all(cursor), context=Context())  # of none of their requests
        try:
            return await passed_by
        finally:
            del self._seats[seat]
            if not self._seats:
                self._rest()

    def _rest(self) -> None:
        """Tell nobody, as nobody sits: who comes next begins where it is itself."""
        if self._telling is not None:
            self._telling.cancel()
        self._telling = self._cursor = None
        self._end_round()

    async def _next_round(self) -> None:
        await self._passed.wait()
        if self._failure is not None:
            raise self._failure

    def _end_round(self) -> None:
        passed, self._passed = self._passed, asyncio.Event()
        passed.set()

    async def _tell_all(self, cursor: int) -> None:
        try:
            with self._open_walk() as walk:
                walk.cursor = cursor
                while True:
                    await walk.moved()
                    while (window := walk.onward()) is not None:
                        await self._tell(await self._read(window), cursor, walk.cursor)
                        cursor = walk.cursor
        except Exception as error:  # noqa: BLE001 -- it is raised again, in the task of everybody who follows
            self._failure = error
            for passed_by in self._seats.values():
                if not passed_by.done():
                    passed_by.set_exception(error)
            self._end_round()

    async def _tell(self, told: Told, since: int, until: int) -> None:
        """Give an answer to everybody who sits, and pass by whose seat is not free: for them the cursor stays where it was."""
        self._cursor = until
        sitting = list(self._seats.items())  # who sits down from here on has the cursor behind this answer
        self._end_round()
        given = 0
        for number, (seat, passed_by) in enumerate(sitting, 1):
            if passed_by.done():
                continue
            if seat.is_free:
                seat.give(told)
                given += 1
            else:
                passed_by.set_result(since)
            if number % _ROUND == 0:
                await asyncio.sleep(0)
        self._counted(given)
