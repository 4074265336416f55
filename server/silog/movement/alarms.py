"""Which alarms the row of a trip holds, and the statements that keep those of them which end.

An alarm holds from the moment it was raised on, until the row names that moment no more or the trip is over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from silog.movement.rules import TripAlarmKind


@dataclass(frozen=True, slots=True)
class Held:
    """Where the row says it: the columns of which the first to come tells since when, and when its rule was met."""

    kind: TripAlarmKind
    since: tuple[str, ...]
    raised_at: tuple[str, ...]
    is_past_arrival: bool = False
    """Whether it goes on when positions say that the vessel is there."""


HELD: Final = (
    Held(TripAlarmKind.MISSING, ("heard_at",), ("missing_at",)),
    Held(TripAlarmKind.STRAYED, ("strayed_since",), ("strayed_at",)),
    Held(TripAlarmKind.STOPPED, ("stopped_since",), ("stopped_at",)),
    Held(TripAlarmKind.LATE, ("late_at", "overdue_at"), ("late_at", "overdue_at")),
    Held(TripAlarmKind.MISSED_HANDOVER, ("arrives_at",), ("handover_due_at",), is_past_arrival=True),
)


@dataclass(frozen=True, slots=True)
class EndedAlarm:
    """An alarm that began and ended between two positions that came together: no row ever held it."""

    trip: tuple[str, datetime, str, str]
    kind: TripAlarmKind
    since: datetime
    raised_at: datetime
    ended_at: datetime


def _held_by(track: str) -> str:
    """Give the rows of what a track's row holds; one that it does not hold has no moment."""

    def first(columns: Iterable[str]) -> str:
        return f"least({', '.join(f'{track}.{name}' for name in columns)})"

    def of(one: Held) -> str:
        holds = f"{track}.ended_at IS NULL" + ("" if one.is_past_arrival else f" AND {track}.state <> 'ARRIVED'")
        return f"('{one.kind}' COLLATE \"C\", {first(one.since)}, CASE WHEN {holds} THEN {first(one.raised_at)} END)"

    return f"(VALUES {', '.join(map(of, HELD))}) AS held (kind, since, raised_at)"


_TRIP: Final = "conveyance_code, departs_at, from_code, to_code"
_MOMENTS: Final = dict.fromkeys(name for one in HELD for name in (*one.since, *one.raised_at))
_ROW: Final = (*_TRIP.split(", "), "region_code", "ended_at", "state", *_MOMENTS)


def keeping_ended(change: str, now: str) -> str:
    """Let a statement that changes tracks (`t`; $2 are the codes of their conveyances) keep the alarms that it ends `now`."""
    returned = ", ".join(f"t.{name}" for name in _ROW)
    return f"""
WITH earlier AS MATERIALIZED (
  SELECT {", ".join(_ROW)} FROM trip_tracks WHERE election_id = $1 AND conveyance_code = ANY ($2::text[]) AND ended_at IS NULL
), later AS ({change.strip()} RETURNING {returned})
INSERT INTO ended_trip_alarms (election_id, {_TRIP}, region_code, kind, since, raised_at, ended_at)
SELECT $1, {_TRIP}, earlier.region_code, held.kind, held.since, held.raised_at, {now}::timestamptz
FROM earlier JOIN later USING ({_TRIP}) CROSS JOIN LATERAL {_held_by("earlier")}
WHERE held.raised_at < {now}::timestamptz
  AND (held.kind, held.raised_at) NOT IN (SELECT held.kind, held.raised_at FROM {_held_by("later")} WHERE held.raised_at IS NOT NULL)
ORDER BY {_TRIP}, held.raised_at, held.kind
ON CONFLICT DO NOTHING"""  # noqa: S608 -- put together from constants of this file and a statement of this room


KEEP_PASSED: Final = """
INSERT INTO ended_trip_alarms (election_id, conveyance_code, departs_at, from_code, to_code, region_code, kind, since, raised_at, ended_at)
SELECT $1, n.conveyance, n.departs_at, n.origin, n.destination, t.region_code, n.kind, n.since, n.raised_at, n.ended_at
FROM unnest($2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::timestamptz[], $9::timestamptz[])
  AS n(conveyance, departs_at, origin, destination, kind, since, raised_at, ended_at)
JOIN trip_tracks AS t ON t.election_id = $1 AND t.conveyance_code = n.conveyance AND t.departs_at = n.departs_at
  AND t.from_code = n.origin AND t.to_code = n.destination
ORDER BY n.raised_at, n.kind
ON CONFLICT DO NOTHING"""
"""$1 election, $2 to $9 alarms that began and ended in one batch."""
