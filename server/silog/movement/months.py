"""Positions by month: each month has a partition of its own, made when its first positions came, dropped when its last went.

So whoever asks for a period looks into its months alone, what is written stays small however long an election takes, and the room of a
month that aged out is free at once.
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Final

import asyncpg

from silog.kit.database import Database
from silog.kit.scope import Scope

_HAVE: Final = "SELECT have_month_of_positions($1)"
_DROP_EMPTY: Final = "SELECT drop_empty_months_of_positions($1)"
_log: Final = logging.getLogger(__name__)


async def have_months(database: Database, scope: Scope, moments: Iterable[datetime]) -> None:
    """Give the months of these moments of UTC partitions; the positions that stood among the others move in.

    Where that would have to wait for others for long it is left to the next positions of the month: nothing depends on it but speed.
    """
    for month in sorted({moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0) for moment in moments}):
        try:
            async with database.unit_of_work(scope) as work:
                await (await work.driver).fetchval(_HAVE, month)
        except asyncpg.LockNotAvailableError:
            _log.warning("Positions of %s have no partition yet: others wrote all the while. The next of them ask again.", f"{month:%Y-%m}")


async def drop_empty_months(database: Database, scope: Scope, before: datetime) -> int:
    """Drop the partitions of months that ended by then and hold no position of any election; say how many. One in use stays for now."""
    try:
        async with database.unit_of_work(scope) as work:
            return int(await (await work.driver).fetchval(_DROP_EMPTY, before))
    except asyncpg.LockNotAvailableError:
        return 0
