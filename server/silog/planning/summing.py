"""What a proposal comes to: its figures for lists, and in words what is short where stations are left out."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from silog.planning.actions.recording import Result
from silog.planning.rules import PlanState
from silog_gis.plan.whole.document import to_json
from silog_gis.plan.whole.proposal import Proposal, Short, Unserved
from silog_gis.plan.whole.reason import Reason
from silog_gis.plan.whole.task import Task

_MOST_NAMED: Final = 5


def result_of(task: Task, proposal: Proposal) -> Result:
    """Sum a checked proposal up: READY where every station is served, else INFEASIBLE with what is short."""
    served = proposal.stations
    return Result(
        state=PlanState.INFEASIBLE if proposal.unserved else PlanState.READY,
        task=to_json(task).decode(),
        proposal=to_json(proposal).decode(),
        reasons=tuple(_shortages(proposal)),
        stations=len(task.stations),
        stations_short=len(proposal.unserved) + sum(one.on_time < one.target for one in served),
        worst_chance=0.0 if proposal.unserved else min((one.on_time for one in served), default=None),
        least_slack_s=min((round(one.slack_hours * 3600) for one in served), default=None),
        cost=proposal.objective.cost,
    )


def _shortages(proposal: Proposal) -> Iterator[Reason]:
    by_cause: dict[Short, list[Unserved]] = defaultdict(list)
    for one in proposal.unserved:
        by_cause[one.short].append(one)
    for cause, left in by_cause.items():
        facts: dict[str, str | int | float] = {
            "cause": cause.value,
            "count": len(left),
            "boxes": sum(one.boxes for one in left),
            "short_word": f"SHORT_{cause.value}",
            "named": ", ".join(one.station for one in left[:_MOST_NAMED]),
        }
        more = len(left) - _MOST_NAMED
        yield Reason(code="LEFT_OUT_AND_MORE", facts={**facts, "more": more}) if more > 0 else Reason(code="LEFT_OUT", facts=facts)
