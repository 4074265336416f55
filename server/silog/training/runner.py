"""Plays a season by the election's clock: obeys pause, speed and jumps, and keeps the clock from running while nobody plays.

The clock stands in the election's row. It is read anew every tick, because coordinators wind it; it is anchored anew every second,
so that whoever starts after a crash sees by an old anchor that nobody was playing, and goes on from there.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from silog.errors import SilogError
from silog.kit import locks
from silog.kit.clock import real_now
from silog.kit.database import DATABASE_FAILURES, WRITING_FAILURES, Database, is_outage
from silog.kit.locks import Space
from silog.kit.scope import Scope
from silog.places.queries import Election, election_numbered
from silog.training.actions import attend, keep_time, set_clock
from silog.training.player import Player
from silog.training.reading import pilkada_kepri_2024

TICK: Final = timedelta(milliseconds=400)
BEAT: Final = timedelta(seconds=1)
MANY: Final = 600
"""More scans than this at once take longer than a tick: the clock waits for them."""
LEASE: Final = timedelta(seconds=5)
"""For how long the clock waits by itself: longer than a batch takes, and little where the player was killed in it."""
MOMENT: Final = timedelta(milliseconds=500)
"""Until a clock that was made to stand is seen to stand, others see it run on: longer than the change takes."""
PATIENCE: Final = timedelta(seconds=60)
"""A database that was killed is back within seconds. After this long it will not come back by itself."""
Say = Callable[[str], None]


@dataclass(slots=True)
class _Timekeeper:
    """Anchors the clock anew: every second, and ahead after every batch while the player is catching up, so that it waits."""

    database: Database
    election_id: int

    async def read(self) -> Election:
        async with self.database.unit_of_work(Scope.whole_election(self.election_id)) as work:
            return await election_numbered(work.connection, self.election_id)

    async def keep(self, election: Election) -> None:
        """Leave the clock as it runs, with a fresh anchor once a second; one that still waits runs on."""
        now = real_now()
        if not election.clock.is_paused and not timedelta() <= now - election.clock.anchor_at <= BEAT:
            await keep_time(self.database, election, election.clock.time_at(now), anchor_at=now)

    async def hold(self) -> None:
        """Let the clock stand for `LEASE`, a moment ahead: it is not set back, so what is received by it keeps its order."""
        election, now = await self.read(), real_now()
        if not election.clock.is_paused:
            await keep_time(self.database, election, election.clock.time_at(now + MOMENT), anchor_at=now + LEASE)


async def play(
    database: Database, election: Election, speed: float | None = None, *, seed: int | None = None, until: datetime | None = None
) -> None:
    """Play an election's season by its clock until cancelled, or until the clock shows `until`; `speed` winds the clock first.

    Only one player at a time plays an election; a second one is refused.
    """
    async with _alone(database, election):
        keeper = _Timekeeper(database, election.id)
        player = await Player.load(database, election, seed)
        await _begin(database, await attend(database, election.id))
        if speed is not None:
            await set_clock(database, election.id, speed=speed)
        while True:
            started = real_now()
            election = await keeper.read()
            shown = election.clock.time_at(started)
            await _tick(player, keeper, election, shown if until is None else min(shown, until))
            if until is not None and shown >= until:
                return
            await asyncio.sleep(max(0.0, (TICK - (real_now() - started)).total_seconds()))


async def play_through_outages(database: Database, election: Election, speed: float | None, *, seed: int | None, say: Say) -> None:
    """Play like `play`, and begin again where the database stands whenever it comes back within `PATIENCE`; else raise."""
    lost_at = None
    while True:
        started = real_now()
        try:
            return await play(database, election, speed, seed=seed)
        except WRITING_FAILURES as error:
            now = real_now()
            if lost_at is None or now - started > PATIENCE:
                lost_at = now
            if not is_outage(error) or now - lost_at > PATIENCE:
                raise
            say(f"The database does not answer ({type(error).__name__}); going on when it does.")
            speed = None  # wound already; somebody may have wound it otherwise since
            await asyncio.sleep(BEAT.total_seconds())


async def play_at_once(database: Database, election: Election, until: datetime, *, seed: int | None = None) -> Player:
    """Play a season up to a time as fast as the database takes it, and leave the clock standing there."""
    async with _alone(database, election):
        keeper = _Timekeeper(database, election.id)
        player = await Player.load(database, election, seed)
        await player.play_until(until)
        await keep_time(database, await keeper.read(), until, is_paused=True)
        return player


async def _begin(database: Database, election: Election) -> None:
    """Let the clock of a new election go; one that somebody has paused later stays paused."""
    if election.clock.is_paused and election.clock.shown_at == pilkada_kepri_2024().season.clock_starts:
        await set_clock(database, election.id, is_paused=False)


async def _tick(player: Player, keeper: _Timekeeper, election: Election, now: datetime) -> None:
    if player.due(now) > MANY:
        await keeper.hold()
        await player.play_until(now, keeper.hold)
    else:
        await player.play_until(now)
        await keeper.keep(election)


@asynccontextmanager
async def _alone(database: Database, election: Election) -> AsyncIterator[None]:
    """Hold the right to play an election; it ends with the connection, whatever happens to the process."""
    async with database.reads.acquire() as connection:
        if not await locks.try_hold(connection, Space.PLAYING, election.id):
            raise SilogError("ALREADY_PLAYED", f"{election.code} is being played already.", "Stop the other player first.")
        try:
            yield
        finally:
            with suppress(*DATABASE_FAILURES):  # a lost connection has let go of the lock already
                await locks.let_go(connection, Space.PLAYING, election.id)
