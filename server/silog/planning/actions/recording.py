"""What the worker of a plan writes of it. Each step holds only while the plan is RUNNING, so that one that was called off stays so.

Whoever works at a plan holds an advisory lock of PostgreSQL on its number for as long as it lives. A plan that is RUNNING and that
nobody holds was left by a worker that is gone: it is found FAILED, and nothing of it is shown.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import msgspec
from sqlalchemy import select

from silog.kit import locks
from silog.kit.clock import real_now
from silog.kit.database import Database
from silog.kit.locks import Space
from silog.kit.scope import Scope
from silog.planning.actions.changing import change_plan
from silog.planning.rules import PlanState
from silog.planning.tables import plans
from silog.planning.words import sentence
from silog_gis.plan.whole.reason import Reason

LEFT_ALONE: Final = Reason(code="WORKER_ENDED")


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a plan: its documents, why it cannot be as it was wished, and its figures."""

    state: PlanState
    task: str | None = None
    proposal: str | None = None
    reasons: tuple[Reason, ...] = ()
    stations: int | None = None
    stations_short: int | None = None
    worst_chance: float | None = None
    least_slack_s: int | None = None
    cost: int | None = None


@asynccontextmanager
async def held(database: Database, number: int) -> AsyncIterator[bool]:
    """Hold a plan while the block runs; says whether it is ours. It is let go when this process ends, however it ends."""
    connection = await database.dedicated()
    try:
        yield await locks.try_hold(connection, Space.PLANNING, number)
    finally:
        await connection.close()


async def begin(database: Database, election_id: int, number: int) -> bool:
    """Say that work at a queued plan begins; False where it is queued no more."""
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        return await change_plan(work, number, PlanState.QUEUED, state=PlanState.RUNNING.value, started_at=real_now())


async def tell(database: Database, election_id: int, number: int, share: float, stage: str) -> bool:
    """Say how far a plan is; False where it was called off."""
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        return await change_plan(work, number, PlanState.RUNNING, progress=min(1.0, max(0.0, share)), stage=stage)


async def end(database: Database, election_id: int, number: int, result: Result) -> bool:
    """Write what came of a plan, all at once; False where it was called off meanwhile, and then nothing is written."""
    values = {name: getattr(result, name) for name in Result.__dataclass_fields__ if name not in {"state", "reasons"}}
    whole = {**values, "state": result.state.value, **_faults(result.reasons), "ended_at": real_now(), "progress": 1.0, "stage": ""}
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        return await change_plan(work, number, PlanState.RUNNING, **whole)


async def fail_abandoned(database: Database, election_id: int) -> list[int]:
    """Find plans of an election that nobody is at work on any more, and say so of them; gives their numbers."""
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        p = plans.c
        running = select(p.number).where(p.election_id == election_id, p.state == PlanState.RUNNING.value).order_by(p.number)
        numbers, driver = (await work.connection.execute(running)).scalars().all(), await work.driver
        left = [number for number in numbers if await locks.is_free(driver, Space.PLANNING, number)]
        for number in left:
            failed = {"state": PlanState.FAILED.value, **_faults([LEFT_ALONE])}
            await change_plan(work, number, PlanState.RUNNING, **failed, ended_at=real_now(), stage="")
    return left


async def queued(database: Database, election_id: int) -> Sequence[int]:
    """List the plans of an election that wait for a worker, the oldest first."""
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        p = plans.c
        waiting = select(p.number).where(p.election_id == election_id, p.state == PlanState.QUEUED.value).order_by(p.number)
        return (await work.connection.execute(waiting)).scalars().all()


def _faults(reasons: Sequence[Reason]) -> dict[str, object]:
    """Give the columns that say why: structured, and in English for programs that read text."""
    return {"reasons": msgspec.to_builtins(reasons), "faults": [sentence(each, "en") for each in reasons]}
