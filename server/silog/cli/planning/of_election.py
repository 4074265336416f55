"""What the task of a kab/kota is made of, from an election's own data: what the server plans when somebody asks it to."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from silog.errors import WRONG_INPUT, SilogError
from silog.kit.clock import WIB, real_now
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.places.queries import NO_ELECTION, region_facts, the_election
from silog.planning.building.gathering import Gathered, gather
from silog.planning.figures import plan_figures
from silog.planning.rules import Deadline

_REGENCY: Final = 5
_FIRST_EARLIER: Final = timedelta(days=1)
"""How much before the deadline of all others frontier and outermost stations are due."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the planner asks for. `deadline` None: those that were set for the region, else the election's."""

    regency: str
    deadline: datetime | None
    election: str | None


async def gather_from_election(database: Database, order: Order) -> Gathered:
    """Gather what the task is made of, from the election's present time on. Refused (SilogError): a kab/kota that is not known."""
    async with database.unit_of_work(NO_ELECTION) as work:
        election = await the_election(work.connection, order.election)
    async with database.unit_of_work(Scope.whole_election(election.id)) as work:
        if len(order.regency) != _REGENCY or order.regency not in await region_facts(work.connection, [order.regency]):
            raise SilogError(WRONG_INPUT, f"There is no kab/kota {order.regency!r}.", "Its code looks like 21.03.")
        facts = await gather(work, order.regency, election.clock.time_at(real_now()))
    return facts if order.deadline is None else _due(facts, order.deadline)


def _due(facts: Gathered, deadline: datetime) -> Gathered:
    """Put one deadline in the place of all that were set; the first tier is due a day before it, where that is not over."""
    if deadline <= facts.begins_at:
        shown = facts.begins_at.astimezone(WIB).isoformat(timespec="minutes")
        raise SilogError(WRONG_INPUT, f"The deadline {deadline.isoformat()} is in the past.", f"In the election it is {shown} now.")
    first, *_, last = plan_figures().targets
    due_first = max(facts.begins_at + timedelta(seconds=1), deadline - _FIRST_EARLIER)
    tiers = (Deadline(0, due_first, first), Deadline(1, deadline, last))
    return replace(facts, deadlines=[(facts.region_code, tier) for tier in tiers])
