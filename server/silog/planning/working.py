"""The worker of one plan, a process of its own: `python -m silog.planning.working`, told on its standard input what to make.

It writes nothing half: a plan is RUNNING until all of it is written at once. Where the process is killed, the plan's lock is free, and
the next server that looks finds it FAILED.
"""

import asyncio
import json
import logging
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.planning.actions.recording import Result, begin, end, held, tell
from silog.planning.building.gathering import Gathered, gather
from silog.planning.building.task import task_of
from silog.planning.building.ways import HeedingWays
from silog.planning.desk import Job
from silog.planning.queries import StoredPlan, plan_numbered
from silog.planning.rules import PlanState
from silog.planning.summing import result_of
from silog_gis.land import Land
from silog_gis.plan.problem import UnplannableError
from silog_gis.plan.proving.checking import violations
from silog_gis.plan.whole.document import to_json
from silog_gis.plan.whole.progress import PlanningCancelledError, Progress
from silog_gis.plan.whole.proposing import PlanRefusedError, propose
from silog_gis.plan.whole.reason import Reason

TOLD_EVERY_S: Final = 0.5
_MOST_OBJECTIONS: Final = 20
_NICENESS: Final = 5
"""People who look at the map come before plans."""
_log: Final = logging.getLogger(__name__)


@dataclass(slots=True)
class _Course:
    """How far the making of a plan is, and whether it was called off: shared by the thread that makes it and the loop that tells."""

    share: float = 0.0
    stage: str = ""
    is_cancelled: bool = False

    def note(self, progress: Progress) -> None:
        """Take what the planner says."""
        self.share, self.stage = progress.share, progress.stage.value


async def work(job: Job) -> None:
    """Make the plan, unless somebody else does or it was called off."""
    database = await Database.connect(job.dsn, readers=1, writers=2)
    try:
        async with held(database, job.number) as is_ours:
            if is_ours and await begin(database, job.election_id, job.number):
                await end(database, job.election_id, job.number, await _result(database, job))
    finally:
        await database.close()


async def _result(database: Database, job: Job) -> Result:
    try:
        return await _made(database, job)
    except UnplannableError as error:
        return Result(PlanState.INFEASIBLE, reasons=error.reasons)
    except PlanningCancelledError:
        return Result(PlanState.CANCELLED)
    except Exception as error:  # noqa: BLE001 -- whatever it is, people must not wait for a plan that will not come
        _log.exception("Plan %d failed", job.number)
        return Result(PlanState.FAILED, reasons=(Reason(code="PLANNER_FAILED", facts={"error": type(error).__name__}),))


async def _made(database: Database, job: Job) -> Result:
    plan, facts = await _asked(database, job)
    folder = None if job.cache_folder is None else Path(job.cache_folder)
    ways = HeedingWays(Land.load(), folder, areas=facts.areas)
    course = _Course()
    making = asyncio.create_task(asyncio.to_thread(_checked, facts, plan, ways, course))
    while not (await asyncio.wait([making], timeout=TOLD_EVERY_S))[0]:
        if not await tell(database, job.election_id, job.number, course.share, course.stage):
            course.is_cancelled = True
    return await making


def _checked(facts: Gathered, plan: StoredPlan, ways: HeedingWays, course: _Course) -> Result:
    """Make a proposal and let the checker work everything out again; what it objects to is shown to nobody."""
    task = task_of(facts, f"{plan.region_code}/{plan.number}", ways)
    try:
        proposal = propose(task, ways, seconds=plan.seconds, seed=plan.seed, progress=course.note, is_cancelled=lambda: course.is_cancelled)
        objections = violations(task, proposal, ways.land)
    except PlanRefusedError as error:
        objections = error.violations
    if objections:
        said = tuple(Reason(code="CHECKER_REFUSED", facts={"what": one}) for one in objections[:_MOST_OBJECTIONS])
        return Result(PlanState.FAILED, task=to_json(task).decode(), reasons=said)
    return result_of(task, proposal)


async def _asked(database: Database, job: Job) -> tuple[StoredPlan, Gathered]:
    async with database.unit_of_work(Scope.whole_election(job.election_id)) as unit:
        plan = await plan_numbered(unit, job.number)
        return plan, await gather(unit, plan.region_code, plan.begins_at)


def main() -> None:
    """Read the job and do it."""
    os.nice(_NICENESS)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    asyncio.run(work(Job(**json.load(sys.stdin))))


if __name__ == "__main__":
    main()
