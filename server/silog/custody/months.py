"""Scans by month: each month has a partition of its own, made before its first scan is stored.

A scan's id begins with the moment at which its device says that it was made, so the key of the scans says in which month each stands. What
is written stays small however many elections a database has seen, and what ended is written to no more.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Final
from uuid import UUID

from silog.kit.database import Database
from silog.kit.scope import Scope

_HAVE: Final = "SELECT have_month_of_scans($1)"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_MS: Final = 24 * 3600 * 1000
_MS_AT: Final = 80
"""The bit of an id at which its milliseconds since 1970 begin."""
LONGEST_PAST: Final = timedelta(days=400)
LONGEST_AHEAD: Final = timedelta(days=31)
"""What is further from the election's time stands among the others: phones whose clocks are wrong would else make tables."""
AGAIN_AFTER_S: Final = 60.0
"""Where a month could not be made because somebody read all scans, whoever comes next does not wait for them as well."""

Month = tuple[int, int]
"""Year and month of UTC."""


class Months:
    """The months that have partitions, as far as one process has heard: none is ever taken away."""

    def __init__(self, clock_s: Callable[[], float] = monotonic) -> None:
        """Start with none. `clock_s` says how time goes by in seconds."""
        self._clock_s = clock_s
        self._kept: set[Month] = set()
        self._put_off_until_s = clock_s()

    def new(self, ids: Iterable[UUID], now: datetime) -> set[Month]:
        """Give those months of ids that are to have a partition and are not known to have one; `now` is the election's time."""
        if self._clock_s() < self._put_off_until_s:
            return set()
        first, last = (now - LONGEST_PAST - _EPOCH).days, (now + LONGEST_AHEAD - _EPOCH).days
        days = {(one.int >> _MS_AT) // _DAY_MS for one in ids}
        near = (_EPOCH + timedelta(days=day) for day in days if first <= day <= last)
        return {(at.year, at.month) for at in near} - self._kept

    def keep(self, months: Iterable[Month]) -> None:
        """Keep these, which have their partitions."""
        self._kept.update(months)

    def put_off(self) -> None:
        """Give no new month for a while."""
        self._put_off_until_s = self._clock_s() + AGAIN_AFTER_S


async def begin_months(database: Database, scope: Scope, months: set[Month], kept: Months) -> None:
    """Have partitions for these months, and know which have one. In a transaction of its own: what it locks, nobody is to wait for.

    What comes of a month without one stands among the others for good: nothing depends on it but speed.
    """
    async with database.unit_of_work(scope) as work:
        driver = await work.driver
        begun = {month for month in sorted(months) if await driver.fetchval(_HAVE, datetime(*month, 1, tzinfo=UTC))}
    kept.keep(begun)
    if begun != months:
        kept.put_off()
