"""What tracking means: the state of a trip at a time, and its alarms, in plain Python."""

from dataclasses import dataclass
from datetime import datetime

from tests.api.oracle.answers import legs_of
from tests.api.oracle.arguments import Arguments
from tests.api.oracle.models import Row
from tests.api.oracle.sight import Sight, lies_in


@dataclass(frozen=True)
class Alarm:
    """A TripAlarm."""

    kind: str
    since: datetime
    raised_at: datetime
    track: Row


def _is_over(track: Row) -> bool:
    return track.ended_at is not None or track.state == "ARRIVED"


def _is_overdue(sight: Sight, track: Row) -> bool:
    return bool(sight.now > track.overdue_at)


def state(sight: Sight, track: Row) -> str:
    """The state now: what is known holds until silence or the clock says otherwise."""
    kept: str = track.state
    if _is_over(track):
        return "ARRIVED"
    if sight.now > track.silent_at:
        return "MISSING" if sight.now > track.missing_at else "SILENT_EXPECTED"
    return "LATE" if kept not in {"STRAYED", "STOPPED"} and _is_overdue(sight, track) else kept


def since(sight: Sight, track: Row) -> datetime | None:
    """Since when that is so."""
    moments = {
        "ARRIVED": track.ended_at,
        "MISSING": track.heard_at,
        "SILENT_EXPECTED": track.heard_at,
        "STRAYED": track.strayed_since,
        "STOPPED": track.stopped_since,
        "LATE": min(track.late_at or track.overdue_at, track.overdue_at),
    }
    found: datetime | None = moments.get(state(sight, track))
    return found


def not_past(sight: Sight, track: Row, moment: datetime | None) -> datetime | None:
    """A time of arrival: of a trip under way, not before now."""
    return moment if moment is None or _is_over(track) else max(moment, sight.now)


def alarms_of(sight: Sight, track: Row) -> list[Alarm]:
    """What holds of a trip now."""
    if track.ended_at is not None:
        return []
    late_at = min(track.late_at or track.overdue_at, track.overdue_at)
    possible = [("MISSED_HANDOVER", track.arrives_at, track.handover_due_at)]
    if not _is_over(track):
        possible += [
            ("MISSING", track.heard_at, track.missing_at),
            ("STRAYED", track.strayed_since, track.strayed_at),
            ("STOPPED", track.stopped_since, track.stopped_at),
            ("LATE", late_at, late_at),
        ]
    found = [Alarm(kind, begun, raised, track) for kind, begun, raised in possible if raised is not None and raised < sight.now]
    return sorted(found, key=lambda alarm: (alarm.raised_at, alarm.kind))


def trip_alarms(sight: Sight, _: Row, arguments: Arguments) -> list[Alarm]:
    """What holds of all trips."""
    kinds, region, conveyance = (arguments.get(name) for name in ("kinds", "region", "conveyance"))
    return [
        alarm
        for track in sight.tracks
        for alarm in alarms_of(sight, track)
        if (kinds is None or alarm.kind in kinds)
        and (region is None or lies_in(track.region_code, region))
        and (conveyance is None or track.conveyance_code == conveyance)
    ]


def ended_alarms(sight: Sight, _: Row, arguments: Arguments) -> list[Row]:
    """What held of trips and is over."""
    kinds, region, conveyance, since = (arguments.get(name) for name in ("kinds", "region", "conveyance", "endedSince"))
    return [
        alarm
        for alarm in sight.ended_alarms.values()
        if (kinds is None or alarm.kind in kinds)
        and (region is None or lies_in(alarm.region_code, region))
        and (conveyance is None or alarm.conveyance_code == conveyance)
        and (since is None or alarm.ended_at >= since)
    ]


def of_conveyance(sight: Sight, conveyance: Row) -> Row | None:
    """The track of its present trip."""
    return _newest([track for track in sight.tracks if track.conveyance_code == conveyance.code and track.ended_at is None])


def of_leg(sight: Sight, leg: Row) -> Row | None:
    """The track of the trip that a leg rides on."""
    trip = leg.conveyance_code, leg.planned_depart_at, leg.from_code, leg.to_code
    return next((t for t in sight.tracks if (t.conveyance_code, t.departs_at, t.from_code, t.to_code) == trip), None)


def of_shipment(sight: Sight, shipment: Row) -> Row | None:
    """The track of the leg it is on."""
    moving = [leg for leg in legs_of(sight, shipment) if leg.departed_at is not None and leg.arrived_at is None]
    found = [track for leg in moving if (track := of_leg(sight, leg)) is not None and track.ended_at is None]
    return _newest(found)


def _newest(tracks: list[Row]) -> Row | None:
    by_key = sorted(tracks, key=lambda t: (t.from_code, t.to_code, t.conveyance_code))
    return max(by_key, key=lambda t: t.departs_at, default=None)
