"""Connections that only read, behind a door: one statement at a time for each who is inside.

A pool of a general kind costs more than a small statement does: it wraps each connection, resets it and watches over its release. Here a
statement leaves nothing behind, so a connection is taken from a list and put back.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from time import perf_counter
from typing import Any

import asyncpg

from silog.kit.door import Door

_Ask = Callable[..., Awaitable[Any]]
"""A method of the driver's connection that takes a statement and its parameters."""


def _unobserved(_seconds: float) -> None:
    """Nobody watches."""


class Reads:
    """Runs statements that only read. Every call raises BusyError where the door turns it away."""

    def __init__(self, connect: "Callable[[], Awaitable[asyncpg.Connection[Any]]]", door: Door) -> None:
        """`connect` opens a connection whenever there is none to take; there are never more of them than `door` has places."""
        self.door = door
        self.observe_s: Callable[[float], None] = _unobserved
        """Told how long each statement took, without the wait before the door."""
        self._connect = connect
        self._idle: list[asyncpg.Connection[Any]] = []
        self._in_use = 0
        self._closed: asyncio.Event | None = None

    async def open(self) -> None:
        """Open the first connection, so that a database that cannot be reached is found out at once."""
        async with self.acquire():
            pass

    async def fetchval(self, sql: str, *parameters: object) -> Any:  # noqa: ANN401 -- whatever the statement selects
        """Give the first column of the first row; None where there is none."""
        return await self._ask(asyncpg.Connection.fetchval, sql, parameters)

    async def fetch(self, sql: str, *parameters: object) -> "list[asyncpg.Record]":
        """Give all rows."""
        return await self._ask(asyncpg.Connection.fetch, sql, parameters)  # type: ignore[no-any-return]

    async def fetchrow(self, sql: str, *parameters: object) -> "asyncpg.Record | None":
        """Give the first row; None where there is none."""
        return await self._ask(asyncpg.Connection.fetchrow, sql, parameters)  # type: ignore[no-any-return]

    async def _ask(self, ask: _Ask, sql: str, parameters: Sequence[object]) -> Any:  # noqa: ANN401 -- whatever `ask` gives
        async with self.door:
            try:
                return await self._once(ask, sql, parameters)
            except asyncpg.InternalClientError:
                # The server has ended this connection and the driver does not know it yet: it takes the farewell for part of an
                # answer, and refuses to send. The others that wait may stand no better.
                for lost in self._idle:
                    lost.terminate()
                return await self._once(ask, sql, parameters)

    async def _once(self, ask: _Ask, sql: str, parameters: Sequence[object]) -> Any:  # noqa: ANN401 -- as above
        connection = await self._taken()
        started = perf_counter()
        try:
            return await ask(connection, sql, *parameters)
        finally:
            self.observe_s(perf_counter() - started)
            self._put_back(connection)

    @asynccontextmanager
    async def acquire(self) -> "AsyncIterator[asyncpg.Connection[Any]]":
        """Hold one connection for as long as the block lasts."""
        async with self.door:
            connection = await self._taken()
            try:
                yield connection
            finally:
                self._put_back(connection)

    async def close(self) -> None:
        """Let running statements end, and close every connection."""
        self._closed = asyncio.Event()
        while self._idle:
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):  # the server has closed it already
                await self._idle.pop().close()
        if self._in_use:
            await self._closed.wait()

    async def _taken(self) -> "asyncpg.Connection[Any]":
        """The one that was used last, whose statements are the warmest; those that the server has closed meanwhile are dropped."""
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                break
        else:
            connection = await self._connect()
        self._in_use += 1
        return connection

    def _put_back(self, connection: "asyncpg.Connection[Any]") -> None:
        # A statement that was cancelled is cancelled at the server as well, which the driver sees to before it runs another one.
        self._in_use -= 1
        if self._closed is None:
            self._idle.append(connection)
            return
        connection.terminate()
        if not self._in_use:
            self._closed.set()
