"""Who follows a subscription by which session, so that a session's end reaches what is open within seconds.

A request is checked when it comes; a subscription came once and goes on for hours. So every two seconds one statement asks for all sessions
that are followed by here, whatever ended them: their owner, an administrator, a revoked device, or their time.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final
from uuid import UUID

from silog.kit.clock import real_now
from silog.kit.database import DATABASE_FAILURES, Database
from silog.kit.door import BusyError
from silog.people.queries import standing_sessions

_LOOK_EVERY_S: Final = 2.0
_log = logging.getLogger(__name__)


class Followers:
    """Watches over the sessions of open subscriptions. One of these stands in each process."""

    def __init__(self, database: Database) -> None:
        """Nobody follows yet."""
        self._database = database
        self._events: dict[UUID, set[asyncio.Event]] = defaultdict(set)
        self._looking: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def watch(self, session_id: UUID | None) -> AsyncIterator[asyncio.Event]:
        """Give what is set when the session has ended, for as long as the block lasts; never for the public, who has none."""
        ended = asyncio.Event()
        if session_id is None:
            yield ended
            return
        self._events[session_id].add(ended)
        if self._looking is None:
            self._looking = asyncio.create_task(self._look_often())
        try:
            yield ended
        finally:
            events = self._events[session_id]
            events.discard(ended)
            if not events:
                del self._events[session_id]

    async def close(self) -> None:
        """Look no more."""
        if self._looking is not None:
            self._looking.cancel()
            with suppress(asyncio.CancelledError):
                await self._looking

    async def look(self) -> None:
        """Ask once, and tell those whose session has ended. While the database is away nobody is told anything."""
        ids = list(self._events)
        try:
            standing = await standing_sessions(self._database, ids, real_now()) if ids else set()
        except (*DATABASE_FAILURES, BusyError) as error:
            _log.warning("sessions of followers could not be looked up: %s", error)
            return
        for session_id in set(ids) - standing:
            for ended in self._events.get(session_id, ()):
                ended.set()

    async def _look_often(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_EVERY_S)
            await self.look()
