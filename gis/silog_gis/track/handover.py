"""Missed handover: nobody scanned the end of the way by the time that 95 of 100 such ways have ended, and some time for handing over."""

import math
from datetime import datetime, timedelta

from silog_gis.track.thresholds import Thresholds
from silog_gis.track.way import Way
from silog_gis.track.words import Alarm, AlarmKind, Plan

NINETY_FIVE = 1.6449
"""Nineteen in twenty of a normal distribution lie below its mean and so many standard deviations."""


def handover_due(rules: Thresholds, plan: Plan) -> datetime:
    """Give when somebody must have scanned the end of a way.

    Where the plan gives no 95 %, the time under way is taken to scatter by the shares that an ETA goes by, from the planned departure on.
    """
    if plan.arrive_p95_at is not None:
        latest = plan.arrive_p95_at
    else:
        scatter = math.hypot(rules.way_share, rules.hour_share * math.sqrt(_evened(plan, rules.persists_s)))
        latest = plan.depart_at + (plan.arrive_at - plan.depart_at) * math.exp(NINETY_FIVE * scatter)
    return latest + timedelta(seconds=rules.handover_s)


def missed_handover(way: Way, now: datetime) -> Alarm | None:
    """Give the alarm of a handover that was due and not scanned by then, ended where it was scanned since; None where there is none."""
    if way.plan is None:
        return None
    due, handed_over_at = handover_due(way.thresholds, way.plan), way.plan.handed_over_at
    if now <= due or (handed_over_at is not None and handed_over_at <= due):
        return None
    ended_at = handed_over_at if handed_over_at is not None and handed_over_at <= now else None
    return Alarm(AlarmKind.MISSED_HANDOVER, way.plan.arrive_at, due, ended_at, (float(way.lons[-1]), float(way.lats[-1])), way.length_m)


def _evened(plan: Plan, persists_s: float) -> float:
    """Give what is left of an hour's scatter over the whole way."""
    return min(1.0, 2 * persists_s / (plan.arrive_at - plan.depart_at).total_seconds())
