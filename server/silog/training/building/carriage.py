"""One shipment over one way: which conveyance takes each stretch, and at what time.

Small boats start by daylight; a ship leaves by its timetable, and boxes that miss it are a plan that cannot be.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from silog.errors import SilogError
from silog.kit.clock import WIB
from silog.movement.routing import Stretch
from silog.movement.rules import Leg, LegMode, travel_time
from silog.places.queries import FacilityFacts
from silog.training.building.fleet import Fleet
from silog.training.building.timetable import Passage
from silog.training.facts import Handling, Vessel, Windows

Step = Stretch | Passage


@dataclass(frozen=True, slots=True)
class Carriers:
    """What serves a way: a pool on land and one on water, and how many of each may be bought before one is waited for."""

    land: Vessel
    water: Vessel
    most: int

    def capacity(self, steps: Sequence[Step], ship_capacity: int) -> int:
        """How many boxes fit on every stretch of a way."""
        modes = {step.mode for step in steps if isinstance(step, Stretch)}
        sizes = [vessel.capacity_boxes for mode, vessel in ((LegMode.LAND, self.land), (LegMode.SEA, self.water)) if mode in modes]
        return min([*sizes, ship_capacity])


@dataclass(slots=True)
class Carriage:
    """Puts times and conveyances on ways, against one fleet."""

    fleet: Fleet
    places: dict[str, FacilityFacts]
    handling: Handling
    windows: Windows
    walk_kn: float

    def legs(self, steps: Sequence[Step], carriers: Carriers, earliest: datetime, *, is_return: bool = False) -> tuple[Leg, ...]:
        """Plan one shipment over `steps`, not before `earliest`; on the return conveyances fetch and start from their far end."""
        legs: list[Leg] = []
        ready = earliest
        for step in steps:
            if isinstance(step, Passage):
                leg = self._passage(step, ready, is_aboard=bool(legs) and legs[-1].conveyance_code == step.conveyance_code)
            elif step.mode is LegMode.TRANSFER:
                leg = _leg(step, None, ready, ready + self._transfer_time(step))
            else:
                leg = self._run(step, carriers, ready, is_return=is_return)
            legs.append(leg)
            ready = leg.planned_arrive_at + (timedelta() if leg.mode is LegMode.TRANSFER else self.handling.unload)
        return tuple(legs)

    def lead(self, steps: Sequence[Stretch], carriers: Carriers) -> timedelta:
        """How long before a ship sails the boxes must set out to reach it; a day more where small boats wait for the morning."""
        lead = self.handling.load_ship + self.handling.at_hub
        for step in steps:
            lead += self._time(step, carriers) + self.handling.load_boat + self.handling.unload
        return lead + timedelta(days=1) if any(step.mode is LegMode.SEA for step in steps) else lead

    def _passage(self, passage: Passage, ready: datetime, *, is_aboard: bool) -> Leg:
        if not is_aboard and ready > passage.departs:
            raise SilogError(
                "MISSED_VOYAGE",
                f"Boxes reach {passage.stretch.from_code} at {ready.astimezone(WIB):%d %b %H:%M}, after the ship has sailed.",
                "Let them set out earlier, or the ship later, in the scenario.",
            )
        return _leg(passage.stretch, passage.conveyance_code, passage.departs, passage.arrives)

    def _run(self, step: Stretch, carriers: Carriers, ready: datetime, *, is_return: bool) -> Leg:
        is_sea = step.mode is LegMode.SEA
        pool = carriers.water if is_sea else carriers.land
        travel = self._time(step, carriers)
        earliest = ready + (self.handling.load_boat if is_sea else self.handling.load_road)
        earliest = self._by_daylight(earliest) if is_sea else earliest
        home = self.places[step.to_code if is_return else step.from_code]
        latest = self._last_start(earliest) if is_sea else earliest + timedelta(hours=9)
        booking = self.fleet.book(pool, home, earliest, travel, fetches=is_return, most=carriers.most, latest=latest)
        return _leg(step, booking.conveyance_code, booking.departs, booking.departs + travel)

    def _time(self, step: Stretch, carriers: Carriers) -> timedelta:
        if step.mode is LegMode.TRANSFER:
            return self._transfer_time(step)
        pool = carriers.water if step.mode is LegMode.SEA else carriers.land
        return _whole_minutes(travel_time(step.length_m, pool.speed_kn))

    def _transfer_time(self, step: Stretch) -> timedelta:
        """Carried by hand at a walk, but never quicker than handing over takes."""
        return max(self.handling.transfer, _whole_minutes(travel_time(step.length_m, self.walk_kn)))

    def _by_daylight(self, moment: datetime) -> datetime:
        local = moment.astimezone(WIB)
        if local.hour < self.windows.first_light_hour:
            return local.replace(hour=self.windows.first_light_hour, minute=0, second=0, microsecond=0)
        if local.hour >= self.windows.last_start_hour:
            morning = local.replace(hour=self.windows.first_light_hour, minute=0, second=0, microsecond=0)
            return morning + timedelta(days=1)
        return moment

    def _last_start(self, moment: datetime) -> datetime:
        return moment.astimezone(WIB).replace(hour=self.windows.last_start_hour, minute=0, second=0, microsecond=0)


def _whole_minutes(travel: timedelta) -> timedelta:
    """Timetables speak in minutes, and nothing is reached in none."""
    return timedelta(minutes=max(1, ceil(travel.total_seconds() / 60)))


def _leg(step: Stretch, conveyance_code: str | None, departs: datetime, arrives: datetime) -> Leg:
    return Leg(step.mode, conveyance_code, step.from_code, step.to_code, departs, arrives, step.route, step.length_m, step.is_estimate)
