"""A door with bounds: so many are inside at once, so many wait before it, each for so long. Who comes beyond that is turned away.

What waits without a bound holds memory and a client's patience for work that nobody wants any more when its turn comes.
"""

import asyncio
from types import TracebackType


class BusyError(Exception):
    """Too many want the database at this moment. Nothing was done; the same request may succeed in a few seconds."""


class Door:
    """Before one pool of connections. Its figures are read by the metrics."""

    def __init__(self, places: int, most_waiting: int, longest_wait_s: float) -> None:
        """`places` are inside at once; the waiting come in by the order in which they came."""
        self.places = places
        self.inside = 0
        self.waiting = 0
        self.turned_away = 0
        self._most_waiting = most_waiting
        self._longest_wait_s = longest_wait_s
        self._free = asyncio.Semaphore(places)

    async def __aenter__(self) -> None:
        """Come in, or raise BusyError."""
        if self._free.locked():
            await self._wait()
        else:
            await self._free.acquire()
        self.inside += 1

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Leave the place to the next."""
        self.inside -= 1
        self._free.release()

    async def _wait(self) -> None:
        if self.waiting >= self._most_waiting:
            self.turned_away += 1
            raise BusyError(f"{self.waiting} wait already")
        self.waiting += 1
        try:
            async with asyncio.timeout(self._longest_wait_s):
                await self._free.acquire()
        except TimeoutError:
            self.turned_away += 1
            raise BusyError(f"no connection was free within {self._longest_wait_s:g} s") from None
        finally:
            self.waiting -= 1
