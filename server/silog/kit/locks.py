"""PostgreSQL's advisory locks: what only one may do at once, or many together and one alone, in whatever process.

A lock's key has two halves: the space says what is locked, the number which one. All spaces stand in one list, for rooms that chose
numbers by themselves would one day choose the same, and wait for each other without a reason that anybody could see.
"""

from enum import IntEnum, unique

import asyncpg


@unique
class Space(IntEnum):
    """What is locked; the numbers are those of elections but where it is said."""

    ISSUING = 1  # scans are recorded by many together; a box that is being issued must find its scan, or be found by it
    SEALING = 2  # the register of seals, and seals that are put on boxes
    PLANNING = 3  # work at a plan, by the plan's number
    PLAYING = 4  # a season that is played
    PRINTING = 5  # counting of printed labels
    DRAWING = 6  # lines of tracks
    LOGGING = 7  # places in the log
    WITNESSES = 8  # who is a witness of the log


async def be_alone(driver: "asyncpg.Connection", space: Space, number: int) -> None:
    """Wait until nobody takes part, and keep others out until the transaction ends."""
    await driver.execute("SELECT pg_advisory_xact_lock($1, $2)", space, number)


async def is_free(driver: "asyncpg.Connection", space: Space, number: int) -> bool:
    """Be alone until the transaction ends if nobody else takes part; says whether it is so."""
    return bool(await driver.fetchval("SELECT pg_try_advisory_xact_lock($1, $2)", space, number))


async def try_hold(driver: "asyncpg.Connection", space: Space, number: int) -> bool:
    """Be alone for as long as the connection lasts, or until it lets go, if nobody else takes part; says whether it is so."""
    return bool(await driver.fetchval("SELECT pg_try_advisory_lock($1, $2)", space, number))


async def let_go(driver: "asyncpg.Connection", space: Space, number: int) -> None:
    """Let go of what was held."""
    await driver.execute("SELECT pg_advisory_unlock($1, $2)", space, number)
