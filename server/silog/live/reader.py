"""One reader per process: it listens to the database and wakes whoever follows an election.

It never polls. When its connection is lost it connects again and asks for the heads, so that nothing told meanwhile is missed.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

from silog.kit.database import DATABASE_FAILURES, Database
from silog.kit.stopping import ServerStoppingError
from silog.live.actions import CHANNEL, KEPT

_log = logging.getLogger(__name__)

MOST_ITEMS: Final = 1_000
"""Entries in one window. A follower further behind gets several windows, one after the other."""
_PACE_S: Final = 0.2
"""Between two windows: a burst of batches becomes one answer, five times a second at most."""
_RECONNECT_S: Final = 1.0
_HEADS: Final = "SELECT election_id, seq FROM feed_heads"
_HEAD: Final = "SELECT seq FROM feed_heads WHERE election_id = $1"


class FeedReader:
    """Knows how far each election's feed has come."""

    def __init__(self, database: Database) -> None:
        """Nothing is read before `running`."""
        self._database = database
        self._heads: dict[int, int] = {}
        self._moved: dict[int, asyncio.Event] = defaultdict(asyncio.Event)
        self._cursors: dict[object, tuple[int, int]] = {}
        self._is_stopping = False
        self.moves = 0
        """How often any feed has moved on: whoever keeps what was read can tell that it may be old."""
        self.is_listening = False
        """Whether the database would be heard just now."""

    @property
    def heads(self) -> Mapping[int, int]:
        """How far each election's feed has come, as far as anybody has asked."""
        return self._heads

    @property
    def furthest_behind(self) -> int:
        """How many entries the slowest follower has still to be given."""
        return max((self._heads[election_id] - cursor for election_id, cursor in list(self._cursors.values())), default=0)

    def stop(self) -> None:
        """Send every follower away with ServerStoppingError, once it has been given what it was about to be given."""
        self._is_stopping = True
        for moved in self._moved.values():
            moved.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Listen for as long as the block lasts."""
        listener = asyncio.create_task(self._listen())
        try:
            yield
        finally:
            listener.cancel()
            with suppress(asyncio.CancelledError):
                await listener

    async def windows(self, election_id: int, since: int | None) -> AsyncIterator[Mapping[str, Any]]:
        """Yield (since, until] whenever the feed has grown beyond `since`; from now on where `since` is None.

        The first window comes at once, even an empty one: it tells a new follower where it stands. A `since` older than what is
        kept, or beyond the head (a database restored from a backup), resets: the follower must ask for the present state again. So
        does a follower who falls that far behind.
        """
        head = await self._head(election_id)
        oldest = max(0, head - KEPT)
        is_reset = since is not None and not oldest <= since <= head
        cursor = head if since is None or is_reset else since
        follower = object()
        try:
            while True:
                self._cursors[follower] = election_id, cursor
                until = min(head, cursor + MOST_ITEMS)
                yield {"since": cursor, "until": until, "is_reset": is_reset}
                cursor, is_reset = until, False
                if cursor == head:
                    self._cursors[follower] = election_id, cursor
                    await self._head_beyond(election_id, cursor)
                    await asyncio.sleep(_PACE_S)
                    head = self._heads[election_id]
                if cursor < self._heads[election_id] - KEPT:  # fallen so far behind that what follows is no longer there
                    cursor = head = self._heads[election_id]
                    is_reset = True
        finally:
            del self._cursors[follower]

    async def _head(self, election_id: int) -> int:
        if election_id not in self._heads:
            found = await self._database.reads.fetchval(_HEAD, election_id)
            self._note(election_id, found or 0)
        return self._heads[election_id]

    async def _head_beyond(self, election_id: int, seq: int) -> None:
        while not self._is_stopping and self._heads[election_id] <= seq:
            moved = self._moved[election_id]
            await moved.wait()
        if self._is_stopping:
            raise ServerStoppingError

    def _note(self, election_id: int, seq: int) -> None:
        if seq > self._heads.get(election_id, -1):
            self._heads[election_id] = seq
            self.moves += 1
            self._moved.pop(election_id, asyncio.Event()).set()

    async def _listen(self) -> None:
        while True:
            try:
                await self._listen_once()
            except DATABASE_FAILURES as error:
                _log.warning("the feed's connection was lost, connecting again: %s", error)
            await asyncio.sleep(_RECONNECT_S)

    async def _listen_once(self) -> None:
        connection = await self._database.dedicated()
        try:
            lost = asyncio.Event()
            connection.add_termination_listener(lambda _: lost.set())
            await connection.add_listener(CHANNEL, self._heard)
            for election_id, seq in await connection.fetch(_HEADS):
                self._note(election_id, seq)
            self.is_listening = True
            await lost.wait()
        finally:
            self.is_listening = False
            await connection.close()

    def _heard(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        election_id, _, seq = str(payload).partition(":")
        self._note(int(election_id), int(seq))
