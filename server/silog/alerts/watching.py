"""Looking, while the server runs, for what did not happen: nobody announces that, so somebody must look."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from silog.alerts.actions import open_for_silence
from silog.kit.database import WRITING_FAILURES, Database
from silog.places.queries import NO_ELECTION, all_elections

EVERY_S: Final = 30.0
_log: Final = logging.getLogger(__name__)


@asynccontextmanager
async def watch_for_silence(database: Database, every_s: float = EVERY_S) -> AsyncIterator[None]:
    """Look every half minute of real time, in every election, until the block ends.

    Several processes may look at once: what one of them found is known to the others.
    """
    task = asyncio.create_task(_keep_looking(database, every_s))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _keep_looking(database: Database, every_s: float) -> None:
    while True:
        await asyncio.sleep(every_s)
        try:
            await look_once(database)
        except WRITING_FAILURES as error:  # the database is away or full of work: look again later
            _log.warning("Looking for what did not happen failed: %s", type(error).__name__)


async def look_once(database: Database) -> None:
    """Look in every election once."""
    async with database.unit_of_work(NO_ELECTION) as work:
        elections = await all_elections(work.connection)
    for election in elections:
        await open_for_silence(database, election)
