"""One reader per process: it listens to the database and wakes whoever follows an election, or a plan.

It never polls. When its connection is lost it connects again and asks for the heads, so that nothing told meanwhile is missed.
"""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from math import inf
from typing import Any, Final

from silog.kit.database import DATABASE_FAILURES, Database
from silog.kit.stopping import ServerStoppingError
from silog.live.actions import CHANNEL, KEPT
from silog.live.plans import PlanChanges
from silog.planning.actions.changing import CHANNEL as PLANS_CHANNEL

_log = logging.getLogger(__name__)

MOST_ITEMS: Final = 1_000
"""Entries in one window. A follower further behind gets several windows, one after the other."""
_PACE_S: Final = 0.2
"""Between two answers to the same followers: the first of a burst of batches is told at once, and the rest five times a second at most."""
_RECONNECT_S: Final = 1.0
_HEADS: Final = "SELECT election_id, seq FROM feed_heads"
_HEAD: Final = "SELECT seq FROM feed_heads WHERE election_id = $1"


class FeedReader:
    """Knows how far each election's feed has come."""

    def __init__(self, database: Database) -> None:
        """Nothing is read before `running`."""
        self.plans = PlanChanges()
        self._database = database
        self._heads: dict[int, int] = {}
        self._moved: dict[int, asyncio.Event] = defaultdict(asyncio.Event)
        self._walks: set[FeedWalk] = set()
        self._is_stopping = False
        self._told = Counter[tuple[int, str]]()
        self._connections = 0
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
        return max((walk.left for walk in list(self._walks)), default=0)

    def times_told(self, election_id: int, kinds: Iterable[str]) -> int | None:
        """Give a number that grows whenever one of these kinds of entries may have been told; None while the database is not heard."""
        if not self.is_listening:
            return None
        return self._connections + sum(self._told[election_id, kind] for kind in kinds)

    def note_told(self, election_id: int, kind: str) -> None:
        """Know that something was told, for example because it was recorded right here."""
        self._told[election_id, kind] += 1

    def stop(self) -> None:
        """Send every follower away with ServerStoppingError, once it has been given what it was about to be given."""
        self._is_stopping = True
        for moved in self._moved.values():
            moved.set()
        self.plans.stop()

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

    @contextmanager
    def walk(self, election_id: int, since: int | None) -> Iterator["FeedWalk"]:
        """Open a way along an election's feed, from `since`; from now on where that is None."""
        walk = FeedWalk(self, election_id, since)
        self._walks.add(walk)
        try:
            yield walk
        finally:
            self._walks.discard(walk)

    async def head(self, election_id: int) -> int:
        """Give how far an election's feed has come; asked for once, and told from then on."""
        if election_id not in self._heads:
            found = await self._database.reads.fetchval(_HEAD, election_id)
            self._note(election_id, found or 0)
        return self._heads[election_id]

    async def head_beyond(self, election_id: int, seq: int) -> None:
        """Wait until an election's feed has come further; ServerStoppingError when this server will not hear of it."""
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
        self._connections += 1  # what was told meanwhile, nobody here has heard
        try:
            lost = asyncio.Event()
            connection.add_termination_listener(lambda _: lost.set())
            await connection.add_listener(CHANNEL, self._heard)
            await connection.add_listener(PLANS_CHANNEL, self.plans.heard)
            for election_id, seq in await connection.fetch(_HEADS):
                self._note(election_id, seq)
            self.plans.missed()
            self.is_listening = True
            await lost.wait()
        finally:
            self.is_listening = False
            await connection.close()

    def _heard(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        election_id, seq, *kinds = str(payload).split(":")  # a server of an older version says no kind: while both run, tiles may be old
        for kind in kinds:
            self.note_told(int(election_id), kind)
        self._note(int(election_id), int(seq))


class FeedWalk:
    """One way along an election's feed, in windows of MOST_ITEMS entries at most."""

    def __init__(self, reader: FeedReader, election_id: int, since: int | None) -> None:
        """Begin at `since`, or where the feed stands by then."""
        self._reader = reader
        self._election_id = election_id
        self._since = since
        self._told_at = -inf
        self.cursor = since or 0

    @property
    def left(self) -> int:
        """How many entries lie beyond the cursor."""
        return max(0, self._reader.heads.get(self._election_id, 0) - self.cursor)

    async def begin(self) -> Mapping[str, Any]:
        """Give the first window, which comes at once, even an empty one.

        A `since` older than what is kept, or beyond the head (a database restored from a backup), resets: the follower must ask for
        the present state again.
        """
        head = await self._reader.head(self._election_id)
        since = self._since
        if since is None or not max(0, head - KEPT) <= since <= head:
            return self._window(head, head, is_reset=since is not None)
        return self._window(since, min(head, since + MOST_ITEMS))

    def onward(self, until: int | None = None, *, is_thinned: bool = False) -> Mapping[str, Any] | None:
        """Give the next window, up to `until` or the head; None where there is nothing. Who has fallen behind what is kept is reset."""
        head = self._reader.heads[self._election_id]
        if self.cursor < head - KEPT:
            return self._window(head, head, is_reset=True)
        ends_at = min(head if until is None else until, self.cursor + MOST_ITEMS)
        return self._window(self.cursor, ends_at, is_thinned=is_thinned) if ends_at > self.cursor else None

    async def moved(self) -> None:
        """Wait until the feed has come further, and until the pace allows to tell it."""
        await self._reader.head_beyond(self._election_id, self.cursor)
        loop = asyncio.get_running_loop()
        await asyncio.sleep(self._told_at + _PACE_S - loop.time())
        self._told_at = loop.time()

    def _window(self, since: int, until: int, *, is_reset: bool = False, is_thinned: bool = False) -> Mapping[str, Any]:
        self.cursor = until
        return {"since": since, "until": until, "is_reset": is_reset, "is_thinned": is_thinned}
