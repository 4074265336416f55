"""A small kab/kota to plan: a warehouse, a hub a voyage away, and stations round both."""

import math
from datetime import UTC, datetime, timedelta

from silog_gis.geodesy import length_m
from silog_gis.plan.whole.task import Goes, Hub, Place, PortCall, Sailing, Standby, Station, Task, Tier, Vessel, Warehouse
from silog_gis.plan.whole.value import LonLat, Window
from silog_gis.plan.whole.ways import Course


class StraightWays:
    """Straight lines over the sea between berths, and over land between points of one landmass."""

    def course(self, goes: Goes, clearance_m: float, a: Place, b: Place) -> Course | None:  # noqa: ARG002 -- there is no land to be clear of
        """See `Ways`."""
        if goes is Goes.ROAD:
            ends = (a.at, b.at) if a.landmass is not None and a.landmass == b.landmass else None
        else:
            ends = None if a.berth is None or b.berth is None else (a.berth, b.berth)
        if ends is None:
            return None
        line = tuple((point.lon, point.lat) for point in ends)
        return Course(math.ceil(length_m(line)), line)


DAY0 = datetime(2024, 11, 19, 17, tzinfo=UTC)
"""Midnight of 20 November in Kepri."""


def at(hours: float) -> datetime:
    """So many hours after midnight of 20 November."""
    return DAY0 + timedelta(hours=hours)


def days(first: int, last: int, opens: float = 6, closes: float = 18) -> tuple[Window, ...]:
    """Shifts by day."""
    return tuple(Window(opens_at=at(24 * day + opens), closes_at=at(24 * day + closes)) for day in range(first, last + 1))


def place(code: str, lon: float, lat: float = 0.0, *, landmass: int | None = None, tides: tuple[Window, ...] = ()) -> Place:
    """A place with a berth where it stands."""
    return Place(code=code, name=code.title(), at=LonLat(lon, lat), berth=LonLat(lon, lat), landmass=landmass, tides=tides, area="LAUT")


def station(number: int, where: str, **fields: object) -> Station:
    """A station of two boxes."""
    return Station(code=f"TPS-{number}", place=where, district="21.99.01", **{"boxes": 2, "weight_kg": 16.0, **fields})  # type: ignore[arg-type]


def vessel(code: str, home: str, **fields: object) -> Vessel:
    """A pompong for ten boxes that goes by day."""
    given = {
        "kind": "POMPONG",
        "boxes": 10,
        "speed_kn": 7.0,
        "crew_hours": 12.0,
        "shifts": days(1, 4),
        "cost_per_hour": 100_000,
        "cost_per_km": 5_000,
        "wave_limit_m": 1.5,
    }
    return Vessel(code=code, name=code.title(), home=home, **{**given, **fields})  # type: ignore[arg-type]


def sailing(code: str, boxes: int, *calls: tuple[str, float, float], **fields: object) -> Sailing:
    """A sailing that calls at places at hours."""
    stops = tuple(PortCall(place=where, arrives_at=at(arrives), departs_at=at(departs)) for where, arrives, departs in calls)
    return Sailing(code=code, name=code.title(), conveyance=f"SHIP-{code}", boxes=boxes, calls=stops, **fields)  # type: ignore[arg-type]


PLACES = (
    place("GUDANG", 104.0, landmass=1),
    place("DERMAGA", 104.05, landmass=1),
    place("HUB", 105.0, landmass=2),
    place("TANJUNG", 105.1),
    place("TELUK", 105.15, 0.05),
    place("KARANG", 104.1, 0.1),
)

TASK = Task(
    code="21.99",
    name="Kabupaten Contoh",
    begins_at=at(0),
    tiers=(Tier(tier=0, due_at=at(5 * 24), target=0.9), Tier(tier=1, due_at=at(6 * 24), target=0.8)),
    warehouse=Warehouse(place="GUDANG", ready_at=at(6)),
    places=PLACES,
    hubs=(Hub(place="GUDANG"), Hub(place="HUB")),
    stations=(
        station(1, "TANJUNG", tier=0, hub="HUB"),
        station(2, "TANJUNG", tier=0, hub="HUB"),
        station(3, "TELUK", tier=0, hub="HUB"),
        station(4, "HUB", hub="HUB"),
        station(5, "KARANG"),
        station(6, "DERMAGA"),
    ),
    vessels=(
        vessel("POMPONG-1", "HUB"),
        vessel("POMPONG-2", "GUDANG"),
        vessel("TRUK-1", "GUDANG", kind="TRUCK", goes=Goes.ROAD, speed_kn=19.0, boxes=60, wave_limit_m=None),
        vessel("GEROBAK-1", "HUB", kind="TRUCK", goes=Goes.ROAD, speed_kn=10.0, boxes=20, wave_limit_m=None),
    ),
    sailings=(sailing("PERINTIS", 50, ("GUDANG", 0, 12), ("HUB", 22, 24)), sailing("RORO", 40, ("GUDANG", 0, 36), ("HUB", 48, 49))),
    standbys=(
        Standby(code="KAPAL-NEGARA", name="Kapal negara", home="GUDANG", rank=2, boxes=100, speed_kn=14.0, notice_hours=6.0),
        Standby(code="WARGA", name="Pompong warga", home="HUB", rank=1, boxes=8, speed_kn=6.0, notice_hours=1.0),
    ),
)
