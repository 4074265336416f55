"""Letting go of what the feed need not keep, beside those who write it: nobody who hands a scan in waits for fifty thousand rows to go."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from silog.kit.database import Database
from silog.kit.repeating import repeated
from silog.kit.scope import Scope
from silog.live.actions import KEPT
from silog.places.queries import NO_ELECTION, all_elections

EVERY_S: Final = 30.0

_PRUNE: Final = """
DELETE FROM feed USING feed_heads AS head
WHERE feed.election_id = $1 AND head.election_id = $1 AND feed.seq <= head.seq - $2"""


async def prune_feeds(database: Database) -> None:
    """Let go of the entries of every election's feed but for the newest that are kept."""
    async with database.unit_of_work(NO_ELECTION) as work:
        elections = await all_elections(work.connection)
    for election in elections:
        async with database.unit_of_work(Scope.whole_election(election.id)) as work:
            await (await work.driver).execute(_PRUNE, election.id, KEPT)


@asynccontextmanager
async def keep_feeds_short(database: Database, every_s: float = EVERY_S) -> AsyncIterator[None]:
    """Do so again and again until the block ends. Several processes may."""

    async def prune() -> None:
        await prune_feeds(database)

    async with repeated(prune, every_s, "Pruning the feed"):
        yield
