"""Where routes are asked for: one thread beside the event loop, and a door before it, so that nobody else waits for a route.

A route is work for the processor, a thousand times that of a row. One is made at a time; a few wait; whoever comes beyond that is
told BUSY, as before the database.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from silog.kit.door import Door
from silog.routes.routers import Routers
from silog_gis.land import Land

Result = TypeVar("Result")
MOST_WAITING: Final = 16
LONGEST_WAIT_S: Final = 5.0


class RouteDesk:
    """Answers questions about ways. One of these stands in each process; its routers are built when they are first needed."""

    def __init__(
        self,
        cache_folder: Path | None = None,
        *,
        land: Land | None = None,
        most_waiting: int = MOST_WAITING,
        longest_wait_s: float = LONGEST_WAIT_S,
    ) -> None:
        """`cache_folder` keeps the sight lines of the sea between runs; `land` is the coast of Kepri where none is given."""
        self.door = Door(1, most_waiting, longest_wait_s)
        self._cache_folder = cache_folder
        self._land = land
        self._routers: Routers | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="routes")

    async def ask(self, work: Callable[[Routers], Result]) -> Result:
        """Let `work` have the routers, in the thread for routes; BusyError where too many wait."""
        async with self.door:
            done = asyncio.get_running_loop().run_in_executor(self._thread, partial(copy_context().run, self._do, work))
            try:
                return await asyncio.shield(done)
            except asyncio.CancelledError:
                # Nobody wants the answer any more, but the thread is at work on it: the place is free when it has ended.
                await asyncio.wait([done])
                raise

    def close(self) -> None:
        """Take no more questions; one that is being answered ends."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _do(self, work: Callable[[Routers], Result]) -> Result:
        if self._routers is None:
            self._routers = Routers(self._land or Land.load(), self._cache_folder)
        return work(self._routers)
