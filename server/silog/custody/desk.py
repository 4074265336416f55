"""Where scans are handed in: batches that wait at the same moment are recorded together, in one transaction.

Whatever records scans holds the counters of its province and the head of the feed until it commits, so such transactions follow one
another in any case, and what each costs is mostly its beginning and its end. So who finds nobody under way leaves at once and alone; the
more come meanwhile, the less each of them costs. Forty phones that come out of a dead zone do not queue for forty commits.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from silog.custody.actions.recording import ScanAnswer, record_scans
from silog.custody.events import Submission
from silog.kit.database import Database
from silog.kit.door import BusyError
from silog.places.queries import Election

MOST_TOGETHER: Final = 400
"""Scans of one transaction, which holds their boxes; a single batch may be larger, and goes alone."""
MOST_WAITING: Final = 20_000
"""Scans. Beyond that phones are told to come again: what waits takes memory, and is lost to nobody who has not been answered."""
ABREAST: Final = 2
WORTH_ANOTHER: Final = 100
"""While so many scans of an election wait, two of its transactions are under way: PostgreSQL works for one while the other is prepared."""


@dataclass(slots=True)
class _HandedIn:
    submissions: Sequence[Submission]
    received_at: datetime
    answers: "asyncio.Future[tuple[ScanAnswer, ...]]"


@dataclass(slots=True)
class _Line:
    """The batches of one election: how many transactions are under way, and what waits for the next."""

    election: Election
    under_way: int = 0
    waiting: list[_HandedIn] = field(default_factory=list)


class ScanDesk:
    """Records batches. One of these stands in each server process."""

    def __init__(self, database: Database) -> None:
        """Into this database."""
        self._database = database
        self._lines: dict[int, _Line] = {}
        self._crossings: set[asyncio.Task[None]] = set()
        self._scans_waiting = 0

    async def record(self, election: Election, submissions: Sequence[Submission], received_at: datetime) -> tuple[ScanAnswer, ...]:
        """Record a batch as `record_scans` does, and answer when it is durable; BusyError where too many wait."""
        line = self._lines.setdefault(election.id, _Line(election))
        if not line.under_way:
            line.under_way = 1
            try:
                return await record_scans(self._database, election, submissions, received_at)
            finally:
                self._next(line)
        if self._scans_waiting + len(submissions) > MOST_WAITING:
            raise BusyError(f"{self._scans_waiting:,} scans wait already")
        line.election = election
        handed_in = _HandedIn(submissions, received_at, asyncio.get_running_loop().create_future())
        line.waiting.append(handed_in)
        self._scans_waiting += len(submissions)
        if line.under_way < ABREAST and sum(len(one.submissions) for one in line.waiting) >= WORTH_ANOTHER:
            line.under_way += 1
            self._next(line)
        return await handed_in.answers

    def _next(self, line: _Line) -> None:
        """One of those under way has ended: send off those who came meanwhile, if there are any."""
        together = self._boarding(line)
        if not together:
            line.under_way -= 1
            if not line.under_way:
                del self._lines[line.election.id]
            return
        crossing = asyncio.create_task(self._cross(line, together))
        self._crossings.add(crossing)
        crossing.add_done_callback(self._crossings.discard)

    def _boarding(self, line: _Line) -> list[_HandedIn]:
        """Take those who go next, in the order in which they came; who is gone stays behind."""
        found: list[_HandedIn] = []
        scans = 0
        while line.waiting and (not found or scans + len(line.waiting[0].submissions) <= MOST_TOGETHER):
            one = line.waiting.pop(0)
            self._scans_waiting -= len(one.submissions)
            if not one.answers.done():
                found.append(one)
                scans += len(one.submissions)
        return found

    async def _cross(self, line: _Line, together: Sequence[_HandedIn]) -> None:
        try:
            if len(together) == 1 or not await self._recorded(line, together):
                await asyncio.gather(*(self._alone(line, one) for one in together))
        finally:
            self._next(line)

    async def _recorded(self, line: _Line, together: Sequence[_HandedIn]) -> bool:
        """Record them at once; False where that failed and each must be recorded alone, be it to find out whose batch fails."""
        submissions = [one for handed_in in together for one in handed_in.submissions]
        with suppress(Exception):  # told by the batch that it belongs to
            answers = await record_scans(self._database, line.election, submissions, max(one.received_at for one in together))
            start = 0
            for one in together:
                end = start + len(one.submissions)
                if not one.answers.done():
                    one.answers.set_result(tuple(replace(answer, index=answer.index - start) for answer in answers[start:end]))
                start = end
            return True
        return False

    async def _alone(self, line: _Line, one: _HandedIn) -> None:
        try:
            answers = await record_scans(self._database, line.election, one.submissions, one.received_at)
        except Exception as error:  # noqa: BLE001 -- whatever it is, it is for whoever waits, or they would wait for ever
            if not one.answers.done():
                one.answers.set_exception(error)
        else:
            if not one.answers.done():
                one.answers.set_result(answers)
