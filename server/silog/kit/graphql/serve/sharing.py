"""Reads that many subscribers want at the same moment are made once, and all get the same text."""

import asyncio
from collections.abc import Hashable, Sequence
from typing import Any

from silog.kit.reads import Reads

_KEPT_S = 0.5


class SharedReads:
    """Remembers the reads of subscriptions for a moment, by statement and parameters.

    Parameters hold the scope and the window, so equal ones give equal answers. Followers who wait for the same event ask within
    milliseconds of each other. Later the same window must be read anew: the clock in it has moved on, and so may the boxes it names.
    """

    def __init__(self) -> None:
        """Start empty."""
        self._reads: dict[Hashable, asyncio.Task[bytes]] = {}
        self.made = 0
        """How many reads were made of the database."""

    async def fetch(self, reads: Reads, sql: str, parameters: Sequence[Any]) -> bytes:
        """Return the one value of a statement, from a read that is under way or was just made for another subscriber."""
        key = (sql, *map(one_value, parameters))
        read = self._reads.get(key)
        if read is None:
            self.made += 1
            read = self._reads[key] = asyncio.create_task(reads.fetchval(sql, *parameters))
            read.add_done_callback(lambda done: self._forget(key, done))
        # One subscriber that leaves must not cancel the read for the others.
        return await asyncio.shield(read)

    def _forget(self, key: Hashable, done: "asyncio.Task[bytes]") -> None:
        if done.cancelled() or done.exception() is not None:
            self._reads.pop(key, None)
        else:
            asyncio.get_running_loop().call_later(_KEPT_S, self._reads.pop, key, None)


def one_value(parameter: Any) -> Hashable:  # noqa: ANN401 -- whatever a statement is given
    """Return a parameter as part of a key."""
    return tuple(parameter) if isinstance(parameter, list) else parameter
