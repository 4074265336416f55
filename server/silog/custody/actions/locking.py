"""Keeping the issuing of boxes and the recording of scans apart.

A scan of a box that is being issued must find the box, or be found by it. So issuing waits for the batches under way and holds up
new ones; batches do not wait for each other.
"""

from typing import Final

import asyncpg

ISSUING: Final = 0x51106
"""The space of these locks among the advisory locks of the database; the other half of the key is the election."""


async def share_lock(driver: asyncpg.Connection, space: int, election_id: int) -> None:
    """Take part, together with others, until the transaction ends."""
    await driver.execute("SELECT pg_advisory_xact_lock_shared($1, $2)", space, election_id)


async def lock_alone(driver: asyncpg.Connection, space: int, election_id: int) -> None:
    """Wait until nobody takes part and keep others out until the transaction ends."""
    await driver.execute("SELECT pg_advisory_xact_lock($1, $2)", space, election_id)
