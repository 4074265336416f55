"""Lines: the way to one client for frames that are ready, past the messages of ASGI.

A server that can offers one in the scope of a request, as the extension LINE. Where none is offered, answers go by ASGI as ever.
"""

import asyncio
from collections.abc import Mapping
from typing import Any, Final, Protocol, cast

from silog.kit.graphql.follow.seats import Told

LINE: Final = "silog.line"
"""The name of the extension in an ASGI scope."""


class LineLostError(Exception):
    """The client is gone, or has taken in nothing for so long that it was cut off."""


Frame = tuple[bytes, ...]
"""A message as it goes over the wire, in parts that many frames may share."""
_SMALL: Final = 4_096
"""Up to here the parts of a frame are joined, which costs less than sending several; beyond, the long part is the same for all."""


class Line(Protocol):
    """Takes frames and sends them, without waiting and without a copy for each client."""

    writable: asyncio.Event
    """Set unless as much is waiting to be sent as may wait."""
    sent_bytes: int
    """How much was written."""

    @property
    def is_open(self) -> bool:
        """Whether frames may be written at all."""
        ...

    def hold_little(self) -> None:
        """Let the kernel hold little that the client does not take, so that `writable` soon says so."""
        ...

    def framed(self, *parts: bytes) -> Frame:
        """Make a frame of a message in parts."""
        ...

    def write(self, frame: Frame) -> None:
        """Send a frame. Nothing is refused: who writes much looks at `writable`."""
        ...

    def cut(self) -> None:
        """End the connection at once, with whatever waits to be sent."""
        ...


def in_parts(*parts: bytes) -> Frame:
    """Give a frame of these parts, joined where that costs less."""
    return (b"".join(parts),) if sum(map(len, parts)) <= _SMALL else parts


class LineSeat:
    """A seat at a line: an answer stands between `before` and `after`, and is framed once for all who write it alike."""

    def __init__(self, line: Line, before: bytes, after: bytes, stuck_s: float) -> None:
        """Cut the client off that takes in nothing for `stuck_s` seconds while there is something to tell."""
        line.hold_little()
        self._line = line
        self._before, self._after = before, after
        self._stuck_s = stuck_s
        self.given = 0

    @property
    def is_free(self) -> bool:
        """Whether the line takes more."""
        return self._line.writable.is_set() and self._line.is_open

    def give(self, told: Told) -> None:
        """Write an answer."""
        frame = told.made.get(self._before)
        if frame is None:
            frame = told.made[self._before] = self._line.framed(self._before, told.body, self._after)
        self._line.write(frame)
        self.given += 1

    async def freed(self) -> None:
        """Wait until the line takes more."""
        await freed(self._line, self._stuck_s)


def line_of(scope: Mapping[str, Any]) -> Line | None:
    """Give the line that the server offers."""
    return cast("Line | None", (scope.get("extensions") or {}).get(LINE))


async def freed(line: Line, within_s: float) -> None:
    """Wait until something may be written; cut a client off that takes in nothing for `within_s` seconds."""
    if not line.writable.is_set():
        try:
            async with asyncio.timeout(within_s):
                await line.writable.wait()
        except TimeoutError as error:
            line.cut()
            raise LineLostError(f"The client took in nothing for {within_s} s.") from error
    if not line.is_open:
        raise LineLostError("The client is gone.")
