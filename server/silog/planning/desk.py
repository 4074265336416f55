"""Where plans are made: beside the server, in processes of their own, a few at a time. One of these desks stands in each server process.

A plan waits in the database and not here, so that a server that ends takes none with it: the next one that looks goes on.
"""

import asyncio
import json
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from silog.kit.database import WRITING_FAILURES, Database
from silog.places.queries import NO_ELECTION, all_elections
from silog.planning.actions.recording import fail_abandoned, queued

EVERY_S: Final = 5.0
_ENDS_WITHIN_S: Final = 3.0
_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Which plan to make, in which database; `cache_folder` keeps the graphs of the sea between plans."""

    dsn: str
    election_id: int
    number: int
    cache_folder: str | None = None


@dataclass(slots=True)
class PlanDesk:
    """Starts a worker for each plan that waits, at most `workers` at a time; 0: plans are made by another server."""

    database: Database
    workers: int = 1
    cache_folder: Path | None = None
    _called: asyncio.Event = field(default_factory=asyncio.Event)
    workers_at_work: dict[int, int] = field(default_factory=dict)
    """The process of each plan that is being made."""
    _at_work: dict[int, asyncio.Task[None]] = field(default_factory=dict)

    def call(self) -> None:
        """Say that a plan waits, so that nobody waits for the next look."""
        self._called.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Look for plans until the block ends; workers that are still at it are stopped, and their plans found FAILED."""
        task = asyncio.create_task(self._keep_looking())
        try:
            yield
        finally:
            for one in (task, *self._at_work.values()):
                one.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await self.ended()

    async def look_once(self) -> None:
        """Find plans that nobody is at work on any more, and start workers for those that wait."""
        async with self.database.unit_of_work(NO_ELECTION) as work:
            elections = await all_elections(work.connection)
        for election in elections:
            await fail_abandoned(self.database, election.id)
            for number in await queued(self.database, election.id):
                if len(self._at_work) < self.workers and number not in self._at_work:
                    folder = None if self.cache_folder is None else str(self.cache_folder)
                    self._start(Job(self.database.dsn, election.id, number, folder))

    async def ended(self) -> None:
        """Wait until every worker has ended."""
        await asyncio.gather(*self._at_work.values(), return_exceptions=True)

    def _start(self, job: Job) -> None:
        task = asyncio.create_task(self._make(job))
        self._at_work[job.number] = task
        task.add_done_callback(lambda _: self._done(job.number))

    def _done(self, number: int) -> None:
        self._at_work.pop(number, None)
        self.call()

    async def _make(self, job: Job) -> None:
        worker = await asyncio.create_subprocess_exec(sys.executable, "-m", "silog.planning.working", stdin=asyncio.subprocess.PIPE)
        self.workers_at_work[job.number] = worker.pid
        try:
            await worker.communicate(json.dumps(asdict(job)).encode())
        finally:
            del self.workers_at_work[job.number]
            if worker.returncode is None:
                await _stop(worker)
        if worker.returncode:
            _log.warning("The worker of plan %d ended with %d", job.number, worker.returncode)

    async def _keep_looking(self) -> None:
        while True:
            self._called.clear()
            try:
                if self.workers:
                    await self.look_once()
            except WRITING_FAILURES as error:  # the database is away or full of work: look again later
                _log.warning("Looking for plans failed: %s", type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._called.wait(), EVERY_S)


async def _stop(worker: asyncio.subprocess.Process) -> None:
    worker.terminate()
    try:
        await asyncio.wait_for(worker.wait(), _ENDS_WITHIN_S)
    except TimeoutError:
        worker.kill()
        await worker.wait()
