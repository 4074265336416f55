"""Who carries what when: conveyances from pools, each on one run at a time, as many as the work needs.

A pool's conveyance has a home. Out it sails from home with boxes and comes back empty; on the return leg it goes out empty to
fetch them. Both times it is busy until it is home again, so no conveyance is ever planned in two places at once.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from silog.movement.rules import Conveyance
from silog.places.queries import FacilityFacts
from silog.training.facts import Vessel


@dataclass(slots=True)
class _Unit:
    code: str
    free_at: datetime


@dataclass(frozen=True, slots=True)
class Booking:
    """A conveyance taken for one run, and when it starts with the boxes."""

    conveyance_code: str
    departs: datetime


@dataclass(slots=True)
class Fleet:
    """The conveyances of the plan so far, in the order in which they were first needed."""

    turnround: timedelta
    """From the end of one run until the next may start."""
    conveyances: list[Conveyance] = field(default_factory=list)
    _pools: dict[tuple[str, str], list[_Unit]] = field(default_factory=dict)

    def add_ship(self, ship: Vessel, home: FacilityFacts) -> str:
        """Add a ship by name; it sails to a timetable and is not booked."""
        code = f"CNV-{ship.code.upper()}"
        self.conveyances.append(_conveyance(code, ship.label, ship, ship.region_code, home))
        return code

    def book(
        self, pool: Vessel, home: FacilityFacts, earliest: datetime, travel: timedelta, *, fetches: bool, most: int, latest: datetime
    ) -> Booking:
        """Take a conveyance whose home is `home` for a run of `travel`, not before `earliest`.

        `fetches`: it goes out empty first. At most `most` are bought before one is waited for, unless waiting means to start
        after `latest`.
        """
        out = travel if fetches else timedelta()
        units = self._pools.setdefault((pool.code, home.code), [])
        unit = next((unit for unit in units if unit.free_at + out <= earliest), None)
        if unit is None and len(units) >= most:
            soonest = min(units, key=lambda each: each.free_at)
            unit = soonest if soonest.free_at + out <= latest else None
        if unit is None:
            unit = self._new(pool, home, units, earliest - out)
        departs = max(earliest, unit.free_at + out)
        back = timedelta() if fetches else travel
        unit.free_at = departs + travel + back + self.turnround
        return Booking(unit.code, departs)

    def _new(self, pool: Vessel, home: FacilityFacts, units: list[_Unit], free_at: datetime) -> _Unit:
        number = len(units) + 1
        unit = _Unit(f"CNV-{pool.code.upper()}-{home.code}-{number:02d}", free_at)
        units.append(unit)
        self.conveyances.append(_conveyance(unit.code, f"{pool.label} {home.name} {number}", pool, home.region_code, home))
        return unit


def _conveyance(code: str, name: str, vessel: Vessel, region_code: str, home: FacilityFacts) -> Conveyance:
    return Conveyance(
        code,
        name,
        vessel.kind,
        region_code,
        home.code,
        vessel.capacity_boxes,
        vessel.speed_kn,
        vessel.clearance_m,
        vessel.wave_limit_m,
    )
