"""Which of two plans is better, and what changes for whom."""

from silog_gis.plan.whole.proposal import Objective, Proposal, StationPlan
from silog_gis.plan.whole.value import Code, Moment, Value


def merit(objective: Objective) -> tuple[object, ...]:
    """Say how good a plan is, less is better.

    Stations without boxes or not sure enough, the first tier first; then the least slack as large as can be, then the next least (leximin);
    then vessel hours; then cost.
    """
    failing = tuple(each.unserved + each.below_target for each in objective.tiers)
    return (
        failing,
        sum(each.unserved for each in objective.tiers),
        tuple(-slack for slack in objective.slack_hours),
        objective.vessel_hours,
        objective.cost,
    )


class Difference(Value, frozen=True, kw_only=True):
    """A station for which two plans differ; without a time it is not served."""

    station: Code
    before_at: Moment | None
    after_at: Moment | None
    on_time_before: float
    on_time_after: float


def differences(before: Proposal, after: Proposal) -> tuple[Difference, ...]:
    """Name every station that is served at another time, or in another share of weathers, the greatest loss first."""
    old, new = ({each.station: each for each in plan.stations} for plan in (before, after))
    found = [_difference(code, old.get(code), new.get(code)) for code in sorted(old.keys() | new.keys())]
    changed = [each for each in found if (each.before_at, each.on_time_before) != (each.after_at, each.on_time_after)]
    return tuple(sorted(changed, key=lambda each: (each.on_time_after - each.on_time_before, each.station)))


def _difference(code: str, old: StationPlan | None, new: StationPlan | None) -> Difference:
    return Difference(
        station=code,
        before_at=old.arrives_at if old else None,
        after_at=new.arrives_at if new else None,
        on_time_before=old.on_time if old else 0.0,
        on_time_after=new.on_time if new else 0.0,
    )
