"""The words of tracking: what is reported, what is planned, what is said of it.

Times are aware datetimes, places (lon, lat) in degrees of WGS 84, lengths metres, speeds knots. Nothing here computes.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from silog_gis.geodesy import LonLat

MPS_PER_KNOT = 1852 / 3600


class State(StrEnum):
    """How a way goes, the most pressing first where several hold. A silent vessel is never on course: nobody knows."""

    MISSING = "MISSING"
    """Nothing heard where something should have been."""
    SILENT_EXPECTED = "SILENT_EXPECTED"
    """Nothing heard, as is usual where it went: in a dead zone, and not overdue out of it."""
    STRAYED = "STRAYED"
    """Off the corridor of its route."""
    STOPPED = "STOPPED"
    """Lying still outside a port."""
    LATE = "LATE"
    """Under way, and expected after the plan by more than the tolerance."""
    ON_COURSE = "ON_COURSE"
    """Under way as planned."""
    ARRIVED = "ARRIVED"
    """At the end of its route, or handed over."""
    WAITING = "WAITING"
    """Not yet out of the place it starts from."""


class AlarmKind(StrEnum):
    """What somebody must look at."""

    STRAYED = "STRAYED"
    STOPPED = "STOPPED"
    MISSING = "MISSING"
    SILENT_EXPECTED = "SILENT_EXPECTED"
    """No alarm to act on, but listed with the others: it tells a dead zone from a loss."""
    LATE = "LATE"
    MISSED_HANDOVER = "MISSED_HANDOVER"


class Verdict(StrEnum):
    """What became of one position. Whatever is not TAKEN is kept by the caller and moves nothing."""

    TAKEN = "TAKEN"
    OLDER = "OLDER"
    """Of an older time than what is known already: part of the track, not of where the vessel is."""
    IMPOSSIBLE_SPEED = "IMPOSSIBLE_SPEED"
    """Farther away than any vessel gets in that time: the position is wrong, not the vessel."""
    WRONG_CLOCK = "WRONG_CLOCK"
    """So far ahead of the one before that the device's clock must be wrong."""


@dataclass(frozen=True, slots=True)
class Fix:
    """One reported position. `at` is the device's time; `received_at`, where known, when the report came in."""

    at: datetime
    lon: float
    lat: float
    received_at: datetime | None = None
    speed_kn: float | None = None
    course_deg: float | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """When the way is to begin and to end. `handed_over_at`: when a scan said that it ended, None while nobody has.

    `arrive_p95_at` is when 95 of 100 such ways have ended; None has it estimated from the planned time under way.
    """

    depart_at: datetime
    arrive_at: datetime
    arrive_p95_at: datetime | None = None
    handed_over_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Eta:
    """When it arrives: one in ten before `p10`, half before `p50`, nine in ten before `p90`."""

    p10: datetime
    p50: datetime
    p90: datetime


@dataclass(frozen=True, slots=True)
class Followed:
    """What is known after one position. Where the position was not taken, the rest is as it was before it."""

    at: datetime
    """The time of the position as believed: the device's, put right by what its clock was found to be off."""
    verdict: Verdict
    state: State
    along_m: float
    """Along the route, from its start."""
    off_m: float
    """From the nearest place of the route that lies ahead."""
    speed_kn: float
    """Made good along the route lately."""
    eta: Eta | None


@dataclass(frozen=True, slots=True)
class Alarm:
    """A rule that was met. `since` is when what it is about began, `raised_at` when the rule was met, `ended_at` None while it holds."""

    kind: AlarmKind
    since: datetime
    raised_at: datetime
    ended_at: datetime | None
    at: LonLat | None
    """Where the vessel was last known when the rule was met."""
    along_m: float
