"""How positions age: whole for some weeks, then thinned, then gone. What they led to (trips, alarms, incidents, scans) stays."""

import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Final

from silog.kit.clock import real_now
from silog.kit.database import Database
from silog.kit.repeating import repeated
from silog.kit.scope import Scope
from silog.movement.months import drop_empty_months
from silog.places.queries import NO_ELECTION, Election, all_elections

EVERY_S: Final = 600.0
_THIN: Final = "SELECT thin_positions($1, $2, $3, $4)"


@dataclass(frozen=True, slots=True)
class Retention:
    """How long positions stay `whole`, that one in each `slot` stays after that, and that none is older than `longest`."""

    whole: timedelta
    slot: timedelta
    longest: timedelta


@cache
def retention() -> Retention:
    """Read the figures that are shipped."""
    figures = tomllib.loads(files(__package__).joinpath("retention.toml").read_text())["positions"]
    minutes = timedelta(minutes=figures["then_one_in_minutes"])
    return Retention(timedelta(days=figures["whole_days"]), minutes, timedelta(days=figures["none_after_days"]))


async def thin_positions(database: Database, election: Election, now: datetime, kept: Retention) -> int:
    """Let go of an election's positions what need not be kept at `now` of its clock; an hour at a time. Say how many went."""
    gone = 0
    while True:
        async with database.unit_of_work(Scope.whole_election(election.id)) as work:
            driver = await work.driver
            of_step = await driver.fetchval(_THIN, election.id, now - kept.whole, kept.slot, now - kept.longest)
        if of_step is None:
            return gone
        gone += of_step


async def thin_all(database: Database) -> dict[str, int]:
    """Thin the positions of every election whose clock keeps real time, drop months that are empty; say by election how many went.

    A faster clock is a season that is played: it runs on while nobody plays, and would call old what is minutes old.
    """
    async with database.unit_of_work(NO_ELECTION) as work:
        elections = await all_elections(work.connection)
    gone = {
        one.code: await thin_positions(database, one, one.clock.time_at(real_now()), retention())
        for one in elections
        if one.clock.speed == 1
    }
    await drop_empty_months(database, NO_ELECTION, real_now() - retention().longest)
    return gone


@asynccontextmanager
async def keep_positions_thin(database: Database, every_s: float = EVERY_S) -> AsyncIterator[None]:
    """Thin them again and again until the block ends. Several processes may: each hour is thinned once."""

    async def thin() -> None:
        await thin_all(database)

    async with repeated(thin, every_s, "Thinning positions"):
        yield
