"""Run by a test in a process of its own, to be killed in mid-season: plays the season of Anambas as fast as it can.

Arguments: where the database is, the seed, and until when.
"""

import asyncio
import sys
from datetime import datetime

from tests.training.conftest import latihan

from silog.composition import join_rooms
from silog.kit.database import Database
from silog.training.runner import play_at_once


async def main(dsn: str, seed: str, until: str) -> None:
    """Play."""
    database = await Database.connect(dsn)
    join_rooms(database)
    await play_at_once(database, await latihan(database), datetime.fromisoformat(until), seed=int(seed))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
