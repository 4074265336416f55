"""Looking, while the server runs, for what did not happen: nobody announces that, so somebody must look."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

from silog.alerts.actions import open_for_silence
from silog.alerts.unconfirmed import watch_confirmations
from silog.kit.database import Database
from silog.kit.repeating import repeated
from silog.places.queries import NO_ELECTION, all_elections

EVERY_S: Final = 30.0


@asynccontextmanager
async def watch_for_silence(database: Database, every_s: float = EVERY_S) -> AsyncIterator[None]:
    """Look every half minute of real time, in every election, until the block ends.

    Several processes may look at once: what one of them found is known to the others.
    """
    async with repeated(partial(look_once, database), every_s, "Looking for what did not happen"):
        yield


async def look_once(database: Database) -> None:
    """Look in every election once."""
    async with database.unit_of_work(NO_ELECTION) as work:
        elections = await all_elections(work.connection)
    for election in elections:
        await open_for_silence(database, election)
        await watch_confirmations(database, election)
