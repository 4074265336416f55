"""The pool of read connections, behind its door: one statement at a time for each who is inside."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import perf_counter
from typing import Any

import asyncpg

from silog.kit.door import Door


def _unobserved(_seconds: float) -> None:
    """Nobody watches."""


class Reads:
    """Runs statements that only read. Every call raises BusyError where the door turns it away."""

    def __init__(self, pool: "asyncpg.Pool[Any]", door: Door) -> None:
        """`pool` has as many connections as `door` has places, so that nobody waits inside."""
        self.door = door
        self.observe_s: Callable[[float], None] = _unobserved
        """Told how long each statement took, without the wait before the door."""
        self._pool = pool

    async def fetchval(self, sql: str, *parameters: object) -> Any:  # noqa: ANN401 -- whatever the statement selects
        """Give the first column of the first row; None where there is none."""
        async with self.door:
            started = perf_counter()
            try:
                return await self._pool.fetchval(sql, *parameters)
            finally:
                self.observe_s(perf_counter() - started)

    async def fetchrow(self, sql: str, *parameters: object) -> asyncpg.Record | None:
        """Give the first row; None where there is none."""
        async with self.door:
            started = perf_counter()
            try:
                return await self._pool.fetchrow(sql, *parameters)
            finally:
                self.observe_s(perf_counter() - started)

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator["asyncpg.pool.PoolConnectionProxy[Any]"]:
        """Hold one connection for as long as the block lasts."""
        async with self.door, self._pool.acquire() as connection:
            yield connection

    async def close(self) -> None:
        """Let running statements end, and close every connection."""
        await self._pool.close()
