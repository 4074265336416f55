"""Tracking: where a vessel is on its planned way, when it arrives, and whether it has strayed, stopped, gone silent or is late.

Knows nothing of elections. `docs/tracking.md` says exactly when each rule is met; `rules.toml` holds the figures.

>>> from datetime import UTC, datetime, timedelta
>>> start = datetime(2024, 11, 17, tzinfo=UTC)
>>> fixes = [Fix(start + timedelta(minutes=5 * n), 104.0 + 0.01 * n, 1.0) for n in range(12)]
>>> track = follow([(104.0, 1.0), (105.0, 1.0)], fixes, plan=Plan(start, start + timedelta(hours=8)))
>>> track.standing.state
<State.ON_COURSE: 'ON_COURSE'>
>>> round(track.standing.along_m)
12243
"""

from silog_gis.track.following import Change, Standing, Track, TrackState, advance, begin, follow, stand
from silog_gis.track.thresholds import Thresholds
from silog_gis.track.way import Way
from silog_gis.track.words import Alarm, AlarmKind, Eta, Fix, Followed, Plan, State, Verdict

__all__ = [
    "Alarm",
    "AlarmKind",
    "Change",
    "Eta",
    "Fix",
    "Followed",
    "Plan",
    "Standing",
    "State",
    "Thresholds",
    "Track",
    "TrackState",
    "Verdict",
    "Way",
    "advance",
    "begin",
    "follow",
    "stand",
]
