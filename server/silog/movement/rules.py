"""What may be planned and what may be reported about movement.

Rules only: no database, clock or file. The figures (speeds, clearances, capacities, tolerances) come in as data; none stands here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from math import isfinite

import shapely

LonLat = tuple[float, float]

_MOST_COURSE_DEG = 360.0


class ConveyanceKind(StrEnum):
    """What carries boxes."""

    LINER = "LINER"
    FERRY = "FERRY"
    POMPONG = "POMPONG"
    SPEEDBOAT = "SPEEDBOAT"
    TRUCK = "TRUCK"
    AIRCRAFT = "AIRCRAFT"
    ON_FOOT = "ON_FOOT"


class LegMode(StrEnum):
    """How a leg is travelled. TRANSFER is the stretch between a port's place ashore and its berth, which nobody scans."""

    SEA = "SEA"
    LAND = "LAND"
    AIR = "AIR"
    TRANSFER = "TRANSFER"


class Direction(StrEnum):
    """Out to the polling stations before the vote, or back after it."""

    OUTBOUND = "OUTBOUND"
    RETURN = "RETURN"


class ShipmentStatus(StrEnum):
    """How far a shipment has come."""

    PLANNED = "PLANNED"
    UNDER_WAY = "UNDER_WAY"
    ARRIVED = "ARRIVED"


class TrackingState(StrEnum):
    """How a trip goes, the most pressing first: as silog_gis.track says it, and silence by the election's clock."""

    MISSING = "MISSING"
    SILENT_EXPECTED = "SILENT_EXPECTED"
    STRAYED = "STRAYED"
    STOPPED = "STOPPED"
    LATE = "LATE"
    ON_COURSE = "ON_COURSE"
    ARRIVED = "ARRIVED"
    WAITING = "WAITING"


class TripAlarmKind(StrEnum):
    """What about a trip somebody must look at."""

    MISSING = "MISSING"
    STRAYED = "STRAYED"
    STOPPED = "STOPPED"
    LATE = "LATE"
    MISSED_HANDOVER = "MISSED_HANDOVER"


@dataclass(frozen=True, slots=True)
class Conveyance:
    """A ship, boat, truck or person that carries boxes; `clearance_m` is how far from the shore it keeps, None on land."""

    code: str
    name: str
    kind: ConveyanceKind
    region_code: str
    home_code: str | None
    capacity_boxes: int
    speed_kn: float
    clearance_m: int | None
    wave_limit_m: float | None


@dataclass(frozen=True, slots=True)
class Leg:
    """One stretch of a shipment; `route` holds (lon, lat) from start to end, straight between them."""

    mode: LegMode
    conveyance_code: str | None
    from_code: str
    to_code: str
    planned_depart_at: datetime
    planned_arrive_at: datetime
    route: Sequence[LonLat]
    length_m: float
    is_estimate: bool

    @property
    def trip(self) -> "Trip | None":
        """The run of the conveyance that this leg rides on, shared by every shipment aboard."""
        if self.conveyance_code is None:
            return None
        return Trip(self.conveyance_code, self.from_code, self.to_code, self.planned_depart_at, self.planned_arrive_at)


@dataclass(frozen=True, slots=True, order=True)
class Trip:
    """One run of one conveyance between two places."""

    conveyance_code: str
    from_code: str
    to_code: str
    depart_at: datetime
    arrive_at: datetime


@dataclass(frozen=True, slots=True)
class Shipment:
    """Boxes that travel together from one facility to another over ordered legs."""

    code: str
    name: str
    region_code: str
    direction: Direction
    is_3t: bool
    fallback: str | None
    legs: tuple[Leg, ...]
    box_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PositionReport:
    """Where a conveyance says it was, in degrees and knots; `at` must be aware."""

    conveyance_code: str
    at: datetime
    lon: float
    lat: float
    course_deg: float | None = None
    speed_kn: float | None = None


@dataclass(frozen=True, slots=True)
class DeadZone:
    """Waters or land where nothing is heard of a conveyance; `area` is a shapely Polygon or MultiPolygon, lon and lat in degrees."""

    code: str
    name: str
    region_code: str
    area: shapely.Geometry
    source: str


@dataclass(frozen=True, slots=True)
class PositionError:
    """Why the report at `index` of a batch was not taken."""

    index: int
    code: str
    message: str


def broken_shipment(shipment: Shipment) -> str | None:
    """Say what makes a shipment impossible to travel, or None: legs must join in place and follow each other in time."""
    if not shipment.legs:
        return "has no legs"
    for number, leg in enumerate(shipment.legs, 1):
        if leg.planned_arrive_at < leg.planned_depart_at:
            return f"arrives before it departs on leg {number}"
        if leg.mode is not LegMode.TRANSFER and leg.conveyance_code is None:
            return f"has nothing to carry it on leg {number}"
    for number, (before, after) in enumerate(pairwise(shipment.legs), 2):
        if before.to_code != after.from_code:
            return f"ends leg {number - 1} at {before.to_code} and starts leg {number} at {after.from_code}"
        if after.planned_depart_at < before.planned_arrive_at:
            return f"starts leg {number} before leg {number - 1} has ended"
    return None


def double_bookings(trips: Iterable[Trip], time_between: Callable[[Trip, Trip], timedelta]) -> list[tuple[Trip, Trip]]:
    """Pairs of runs that would have one conveyance in two places at once.

    `time_between` is the least time from the end of one run to the start of the next, zero where the next starts where the first
    ended. The same run of several shipments is one run.
    """
    return [
        (before, after)
        for runs in _by_conveyance(trips).values()
        for before, after in pairwise(runs)
        if after.depart_at - before.arrive_at < time_between(before, after)
    ]


def overloads(shipments: Iterable[Shipment], capacity_boxes: dict[str, int]) -> list[tuple[Trip, int]]:
    """Runs that carry more boxes than their conveyance holds, with the number of boxes aboard."""
    aboard: dict[Trip, int] = defaultdict(int)
    for shipment in shipments:
        for leg in shipment.legs:
            if leg.trip is not None:
                aboard[leg.trip] += len(shipment.box_codes)
    return [(trip, boxes) for trip, boxes in aboard.items() if boxes > capacity_boxes[trip.conveyance_code]]


def first_waits(shipments: Iterable[Shipment], tolerance: Mapping[LegMode, timedelta]) -> list[tuple[str, str, int, datetime]]:
    """For every box the leg it waits for before anything was scanned: (box, shipment, leg number, when it is due at the leg's end)."""
    earliest: dict[str, Shipment] = {}
    for shipment in shipments:
        for box in shipment.box_codes:
            if box not in earliest or shipment.legs[0].planned_depart_at < earliest[box].legs[0].planned_depart_at:
                earliest[box] = shipment
    waits = {shipment.code: _first_ride(shipment, tolerance) for shipment in earliest.values()}
    return [(box, shipment.code, *waits[shipment.code]) for box, shipment in earliest.items()]


def _first_ride(shipment: Shipment, tolerance: Mapping[LegMode, timedelta]) -> tuple[int, datetime]:
    """The first leg that anything carries, and when its boxes are due where they leave that conveyance."""
    rides = [(number, leg) for number, leg in enumerate(shipment.legs, 1) if leg.conveyance_code is not None]
    number, first = rides[0] if rides else (1, shipment.legs[0])
    last = max(leg.planned_arrive_at for _, leg in rides or [(1, first)] if leg.conveyance_code == first.conveyance_code)
    return number, last + tolerance[first.mode]


def judge_position(report: PositionReport, *, is_known: bool, latest: datetime) -> tuple[str, str] | None:  # noqa: PLR0911 - one line per refusal
    """Say (code, message) when a report cannot be true, or None. `latest` is the last moment a clock may show without being ahead."""
    if not is_known:
        return "UNKNOWN_CONVEYANCE", f"No conveyance has the code {report.conveyance_code!r} in this election."
    if report.at.tzinfo is None:
        return "BAD_TIME", "The time has no offset; write 2024-11-17T06:00:00+07:00."
    if report.at > latest:
        return "BAD_TIME", f"The time {report.at.isoformat()} lies in the future of the election's clock."
    if not (_within(report.lon, 180) and _within(report.lat, 90)):
        return "BAD_POSITION", f"lon {report.lon}, lat {report.lat} is no place: lon runs from -180 to 180, lat from -90 to 90."
    if report.course_deg is not None and not 0 <= report.course_deg <= _MOST_COURSE_DEG:
        return "BAD_COURSE", f"A course of {report.course_deg} is none: it runs from 0 to 360 degrees."
    if report.speed_kn is not None and not (isfinite(report.speed_kn) and report.speed_kn >= 0):
        return "BAD_SPEED", f"A speed of {report.speed_kn} kn is none: it is zero or more."
    return None


def travel_time(length_m: float, speed_kn: float) -> timedelta:
    """How long a length takes at a speed, without stops."""
    metres_per_hour = speed_kn * 1852
    return timedelta(hours=length_m / metres_per_hour)


def _within(value: float, most: float) -> bool:
    return isfinite(value) and -most <= value <= most


def _by_conveyance(trips: Iterable[Trip]) -> dict[str, list[Trip]]:
    found: dict[str, list[Trip]] = defaultdict(list)
    for trip in sorted(set(trips), key=lambda each: (each.conveyance_code, each.depart_at, each.arrive_at)):
        found[trip.conveyance_code].append(trip)
    return found
