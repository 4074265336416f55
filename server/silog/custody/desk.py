"""Where scans are handed in: batches that come at the same moment are recorded together, in one transaction.

Whatever records scans holds the counters of its province and the head of the feed until it commits, so such transactions follow one
another in any case, and what each costs is mostly its beginning and its end. So who finds none under way has one opened at once, and all
who come until it is open go with it; who comes later waits for the next. Nobody waits for company, and the more come, the less each of
them costs. Forty phones that come out of a dead zone do not queue for forty commits.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from msgspec import structs

from silog.custody.actions.recording import Boarded, Remembered, ScanAnswer, record_boarded
from silog.custody.events import Submission
from silog.kit.clock import real_now
from silog.kit.database import Database
from silog.kit.door import BusyError

MOST_TOGETHER: Final = 800
"""Scans of one transaction, which holds their boxes; a single batch may be larger, and goes alone."""
FEW_TOGETHER: Final = 200
"""So many may always go together. More do where as many are left for the transaction beside it, which had nothing to do else."""
MOST_WAITING: Final = 20_000
"""Scans. Beyond that phones are told to come again: what waits takes memory, and is lost to nobody who has not been answered."""
ABREAST: Final = 2
WORTH_ANOTHER: Final = 100
"""While so many scans of an election wait, two of its transactions are under way: PostgreSQL works for one while the other is prepared."""


@dataclass(slots=True)
class _HandedIn:
    """One batch, when it came by the machine's clock, and who waits for its answers."""

    submissions: Sequence[Submission]
    at: datetime
    answers: "asyncio.Future[tuple[ScanAnswer, ...]]"


@dataclass(slots=True)
class _Line:
    """The batches of one election: how many transactions are under way, how many of these are open to all, what waits and what goes."""

    election_id: int
    under_way: int = 0
    opening: int = 0
    scans_waiting: int = 0
    scans_crossing: int = 0
    waiting: deque[_HandedIn] = field(default_factory=deque)


class ScanDesk:
    """Records batches. One of these stands in each server process."""

    def __init__(self, database: Database) -> None:
        """Into this database."""
        self._database = database
        self._remembered = Remembered()
        self._lines: dict[int, _Line] = {}
        self._crossings: set[asyncio.Task[None]] = set()
        self._scans_waiting = 0

    async def record(self, election_id: int, submissions: Sequence[Submission]) -> tuple[ScanAnswer, ...]:
        """Record a batch as `record_scans` does, and answer when it is durable; BusyError where too many wait."""
        line = self._lines.setdefault(election_id, _Line(election_id))
        if line.under_way and self._scans_waiting + len(submissions) > MOST_WAITING:
            raise BusyError(f"{self._scans_waiting:,} scans wait already")
        handed_in = _HandedIn(submissions, real_now(), asyncio.get_running_loop().create_future())
        line.waiting.append(handed_in)
        self._count(line, len(submissions))
        self._send_off(line)
        return await handed_in.answers

    def _send_off(self, line: _Line) -> None:
        """Have a transaction opened for those who wait, unless they can still go with one, or are to wait for one."""
        if not line.under_way and not line.waiting:
            del self._lines[line.election_id]
        elif line.waiting and not line.opening and (not line.under_way or self._is_another_worth_it(line)):
            line.under_way += 1
            line.opening += 1
            crossing = asyncio.create_task(self._cross(line))
            self._crossings.add(crossing)
            crossing.add_done_callback(self._crossings.discard)

    def _is_another_worth_it(self, line: _Line) -> bool:
        return line.under_way < ABREAST and line.scans_waiting >= WORTH_ANOTHER

    def _count(self, line: _Line, scans: int) -> None:
        line.scans_waiting += scans
        self._scans_waiting += scans

    def _boarding(self, line: _Line) -> list[_HandedIn]:
        """Take those who go now, in the order in which they came; who is gone stays behind. Whoever comes from now on waits."""
        found: list[_HandedIn] = []
        scans = 0
        most = min(MOST_TOGETHER, max(FEW_TOGETHER, (line.scans_waiting + line.scans_crossing) // ABREAST))
        while line.waiting and (not found or scans + len(line.waiting[0].submissions) <= most):
            one = line.waiting.popleft()
            self._count(line, -len(one.submissions))
            if not one.answers.done():
                found.append(one)
                scans += len(one.submissions)
        line.opening -= 1
        line.scans_crossing += scans
        self._send_off(line)
        return found

    async def _cross(self, line: _Line) -> None:
        together: list[_HandedIn] | None = None

        def board() -> Boarded | None:
            nonlocal together
            together = self._boarding(line)
            return _boarded(together) if together else None

        try:
            answers = await record_boarded(self._database, line.election_id, board, self._remembered)
        except Exception as error:  # noqa: BLE001 -- whatever it is, it is for whoever waits, or they would wait for ever
            if together is None:
                together = self._boarding(line)
            await self._failed(together, line.election_id, error)
        else:
            _answer(together or (), answers)
        finally:
            line.under_way -= 1
            line.scans_crossing -= sum(len(one.submissions) for one in together or ())
            self._send_off(line)

    async def _failed(self, together: Sequence[_HandedIn], election_id: int, error: Exception) -> None:
        """Tell a single batch what failed; record each of several alone, be it to find out whose it is that fails."""
        if len(together) > 1:
            await asyncio.gather(*(self._alone(election_id, one) for one in together))
        for one in together:
            if not one.answers.done():
                one.answers.set_exception(error)

    async def _alone(self, election_id: int, one: _HandedIn) -> None:
        try:
            _answer([one], await record_boarded(self._database, election_id, lambda: _boarded([one]), self._remembered))
        except Exception as error:  # noqa: BLE001 -- as above
            if not one.answers.done():
                one.answers.set_exception(error)


def _boarded(together: Sequence[_HandedIn]) -> Boarded:
    """Give batches that go together, all of them received when the last of them came."""
    last = max(one.at for one in together)
    return Boarded([submission for one in together for submission in one.submissions], lambda clock: clock.time_at(last))


def _answer(together: Sequence[_HandedIn], answers: Sequence[ScanAnswer]) -> None:
    """Give each batch the answers to its own scans."""
    start = 0
    for one in together:
        end = start + len(one.submissions)
        if not one.answers.done():
            one.answers.set_result(tuple(structs.replace(answer, index=answer.index - start) for answer in answers[start:end]))
        start = end
