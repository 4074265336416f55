"""Changes to a plan's own row. Whoever follows the plan hears of each as soon as its transaction is committed."""

from typing import Final

from sqlalchemy import func, select, update

from silog.kit.database import UnitOfWork
from silog.planning.rules import PlanState
from silog.planning.tables import plans

CHANNEL: Final = "silog_plans"
"""PostgreSQL tells on it `election:number:region` of a plan that is asked for or has changed."""


async def change_plan(work: UnitOfWork, number: int, standing: PlanState | None = None, /, **values: object) -> bool:
    """Set values of a plan of the unit's election, where it still stands as it should; says whether it did."""
    p = plans.c
    its_own = (p.election_id == work.scope.election_id) & (p.number == number)
    if standing is not None:
        its_own &= p.state == standing.value
    region = (await work.connection.execute(update(plans).where(its_own).values(**values).returning(p.region_code))).scalar_one_or_none()
    if region is None:
        return False
    await tell_of_plan(work, number, region)
    return True


async def tell_of_plan(work: UnitOfWork, number: int, region: str) -> None:
    """Let those who have a plan's region in sight and follow it hear that it is asked for, or is not as it was."""
    await work.connection.execute(select(func.pg_notify(CHANNEL, f"{work.scope.election_id}:{number}:{region}")))
