"""A door with bounds: so many are inside at once, so many wait before it, each for so long. Who comes beyond that is turned away.

What waits without a bound holds memory and a client's patience for work that nobody wants any more when its turn comes. What changes
something goes first: it has a line of its own, and while it is under way a door to what is only read leads fewer in at once. So what
officers hand in is stored while a thousand others look.
"""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from types import TracebackType
from typing import Final, NoReturn

_GOES_FIRST: Final = ContextVar("goes_first", default=False)
_TURNED_AWAY_PER_S: Final = 500
"""So many are told in a second that they are turned away; the others hear it in their turn, after the longest wait at the latest."""
_SHARE_GIVEN_WAY: Final = 4
"""While something else goes first, a quarter of the places are used."""


class BusyError(Exception):
    """Too many want the database at this moment. Nothing was done; the same request may succeed in a few seconds."""


@contextmanager
def going_first() -> Iterator[None]:
    """Let whatever comes to a door inside the block, and what it starts, go before all others that wait there."""
    before = _GOES_FIRST.set(True)
    try:
        yield
    finally:
        _GOES_FIRST.reset(before)


class Door:
    """Before one pool of connections. Its figures are read by the metrics."""

    def __init__(self, places: int, most_waiting: int, longest_wait_s: float) -> None:
        """`places` are inside at once; `most_waiting` wait in each line, and come in by the order in which they came."""
        self.places = places
        self.inside = 0
        self.waiting = 0
        self.turned_away = 0
        self._most_waiting = most_waiting
        self._longest_wait_s = longest_wait_s
        self._first, self._others = deque[asyncio.Future[None]](), deque[asyncio.Future[None]]()
        self._ahead = 0
        self._told_until = 0.0

    @contextmanager
    def giving_way(self) -> Iterator[None]:
        """Go first inside the block, and let fewer of the others in at once for as long as it lasts."""
        self._ahead += 1
        try:
            with going_first():
                yield
        finally:
            self._ahead -= 1
            self._let_in()

    @property
    def is_full(self) -> bool:
        """Whether somebody who does not go first would be turned away."""
        return len(self._others) >= self._most_waiting and not self._has_room

    async def turn_away(self) -> NoReturn:
        """Raise BusyError, in turn: who asks again as soon as it is told would keep the process busy with telling it."""
        self.turned_away += 1
        now = asyncio.get_running_loop().time()
        self._told_until = max(now, self._told_until) + 1 / _TURNED_AWAY_PER_S
        await asyncio.sleep(min(self._told_until - now - 1 / _TURNED_AWAY_PER_S, self._longest_wait_s))
        raise BusyError(f"{self._most_waiting} wait already")

    async def __aenter__(self) -> None:
        """Come in, or raise BusyError."""
        is_first = _GOES_FIRST.get()
        if self.inside < self.places if is_first else self._has_room and not self._others:
            self.inside += 1
        else:
            await self._wait(self._first if is_first else self._others)

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Leave the place to the next."""
        self._leave()

    @property
    def _has_room(self) -> bool:
        return self.inside < (max(1, self.places // _SHARE_GIVEN_WAY) if self._ahead else self.places)

    async def _wait(self, line: deque[asyncio.Future[None]]) -> None:
        if len(line) >= self._most_waiting:
            await self.turn_away()
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line.append(turn)
        self.waiting += 1
        try:
            async with asyncio.timeout(self._longest_wait_s):
                await turn
        except BaseException as error:
            if not turn.cancelled():  # it was let in, and had just given up
                self._leave()
            with suppress(ValueError):
                line.remove(turn)
            if isinstance(error, TimeoutError):
                self.turned_away += 1
                raise BusyError(f"no connection was free within {self._longest_wait_s:g} s") from None
            raise
        finally:
            self.waiting -= 1

    def _leave(self) -> None:
        self.inside -= 1
        self._let_in()

    def _let_in(self) -> None:
        """Let in who waits, as far as there is room: those who go first, then the others."""
        while self._first and self.inside < self.places:
            self._admit(self._first.popleft())
        while self._others and self._has_room:
            self._admit(self._others.popleft())

    def _admit(self, turn: "asyncio.Future[None]") -> None:
        if not turn.done():  # who has given up takes no place
            self.inside += 1
            turn.set_result(None)
