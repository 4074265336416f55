"""The training election as `silog up` needs it: there, wound to the wished speed, and with somebody who can sign in."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from silog.composition import join_rooms
from silog.kit.cluster import Endpoint
from silog.kit.database import Database
from silog.training.actions import Ready, attend, ensure_scenario, set_clock


def have_training(endpoint: Endpoint, state: Path, speed: float | None, say: Callable[[str], None]) -> Ready:
    """Make what is missing of the training election, and wind its clock if a speed is given.

    What takes a minute to compute, the sight lines of the sea, is kept under `state`.
    """
    return asyncio.run(_have_training(endpoint.dsn_app, state / "sight-lines", speed, say))


async def _have_training(dsn: str, cache: Path, speed: float | None, say: Callable[[str], None]) -> Ready:
    database = await Database.connect(dsn, readers=1, writers=2)
    try:
        join_rooms(database)
        ready = await ensure_scenario(database, say, speed=speed, cache_folder=cache)
        await attend(database, ready.election.id)  # before anybody sees a time that the clock ran on to while nobody played
        if speed is not None and speed != ready.election.clock.speed:
            await set_clock(database, ready.election.id, speed=speed)
        return ready
    finally:
        await database.close()
