"""Reads that many subscribers want at the same moment are made once, and all get the same text."""

import asyncio
from collections.abc import Hashable, Sequence
from typing import Any

import asyncpg

_KEPT = 256


class SharedReads:
    """Remembers the newest reads of subscriptions by statement and parameters.

    Parameters hold the scope and the window, so equal ones give equal answers: a window never changes once it is committed, and the
    clock in it is a moment old at most.
    """

    def __init__(self) -> None:
        """Start empty."""
        self._reads: dict[Hashable, asyncio.Task[str]] = {}

    async def fetch(self, pool: "asyncpg.Pool[Any]", sql: str, parameters: Sequence[Any]) -> str:
        """Return the one value of a statement, from a read that is under way or was just made for another subscriber."""
        key = (sql, tuple(parameters))
        read = self._reads.get(key)
        if read is None:
            read = self._reads[key] = asyncio.create_task(pool.fetchval(sql, *parameters))
            read.add_done_callback(lambda done: self._forget_failure(key, done))
            if len(self._reads) > _KEPT:
                self._reads.pop(next(iter(self._reads)))
        # One subscriber that leaves must not cancel the read for the others.
        return await asyncio.shield(read)

    def _forget_failure(self, key: Hashable, done: "asyncio.Task[str]") -> None:
        if done.cancelled() or done.exception() is not None:
            self._reads.pop(key, None)
