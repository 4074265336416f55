"""A task looked at from all sides: its places by code, its times in seconds, who serves which hub."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from silog_gis.plan.making.moments import Moments
from silog_gis.plan.weather import DAY_S, Bulletin, Risks
from silog_gis.plan.whole.task import Goes, Haul, Place, Sailing, Station, Task, Tier, Vessel

MPS_PER_KMH: Final = 1 / 3.6
MPS_PER_KNOT: Final = 1852 / 3600
NO_LIMIT: Final = 1 << 31


@dataclass(frozen=True)
class Case:
    """A task that was found to name only what it knows."""

    task: Task

    @cached_property
    def moments(self) -> Moments:
        """The count of seconds."""
        return Moments.since(self.task.begins_at)

    @cached_property
    def begins_s(self) -> int:
        """Nothing departs before."""
        return self.moments.seconds(self.task.begins_at)

    @cached_property
    def places(self) -> dict[str, Place]:
        """By code."""
        return {place.code: place for place in self.task.places}

    @cached_property
    def stations(self) -> dict[str, Station]:
        """By code."""
        return {station.code: station for station in self.task.stations}

    @cached_property
    def tiers(self) -> dict[int, Tier]:
        """By number."""
        return {tier.tier: tier for tier in self.task.tiers}

    @cached_property
    def vessels(self) -> dict[str, Vessel]:
        """By code."""
        return {vessel.code: vessel for vessel in self.task.vessels}

    @cached_property
    def sailings(self) -> dict[str, Sailing]:
        """By code."""
        return {sailing.code: sailing for sailing in self.task.sailings}

    @cached_property
    def hauls(self) -> dict[str, Haul]:
        """By the port they lead to."""
        return {haul.port: haul for haul in self.task.hauls}

    @cached_property
    def numbers(self) -> dict[str, int]:
        """A number for each place, by which random numbers are named: the same in every plan of the task."""
        return {place.code: number for number, place in enumerate(self.task.places)}

    @cached_property
    def areas(self) -> dict[str, int]:
        """A number for each area of the bulletin; 0 is where nothing is known of the sea."""
        return {area: number for number, area in enumerate(sorted({state.area for state in self.task.seas}), 1)}

    def area_of(self, place: str) -> int:
        """Give the number of a place's area."""
        return self.areas.get(self.places[place].area, 0)

    @cached_property
    def bulletin(self) -> Bulletin:
        """The heights of waves by area and day; a day that is not given has those of the day before."""
        days = 1 + max((self.moments.day(state.day) for state in self.task.seas), default=0)
        waves_m = np.full((1 + len(self.areas), max(1, days)), np.nan)
        waves_m[:, 0] = 0.0
        for state in sorted(self.task.seas, key=lambda each: each.day):
            waves_m[self.areas[state.area], max(0, self.moments.day(state.day))] = state.waves_m
        for day in range(1, waves_m.shape[1]):
            unknown = np.isnan(waves_m[:, day])
            waves_m[unknown, day] = waves_m[unknown, day - 1]
        return Bulletin(waves_m)

    @cached_property
    def risks(self) -> Risks:
        """The task's figures, and those of chances.toml where it has none."""
        given, usual = self.task.risks, Risks.default()
        return Risks(
            usual.way_share if given.way_share is None else given.way_share,
            usual.at_limit_share if given.at_limit_share is None else given.at_limit_share,
            usual.delay_s if given.delay_minutes is None else given.delay_minutes * 60,
            usual.breakdowns_per_hour if given.breakdowns_per_hour is None else given.breakdowns_per_hour,
            usual.repair_s if given.repair_hours is None else given.repair_hours * 3600,
            usual.wave_spread if given.wave_spread is None else given.wave_spread,
        )

    def due_s(self, station: Station) -> int:
        """Give a station's deadline."""
        return self.moments.seconds(station.due_at or self.tiers[station.tier].due_at)

    def onward_s(self, station: Station) -> int:
        """Give how long a station's boxes go on after they are handed over; 0 where nobody has estimated it."""
        return 0 if station.onward is None or station.onward.hours is None else round(3600 * station.onward.hours)

    def handed_by_s(self, station: Station, handling_s: int) -> int:
        """Give when the handover, which takes so long, must begin for its boxes to be at its door by the deadline."""
        onward_s = self.onward_s(station)
        return self.due_s(station) - (handling_s + onward_s if onward_s else 0)

    def opens_s(self, station: Station) -> int:
        """Give when somebody is there to receive."""
        return self.moments.seconds(station.opens_at) if station.opens_at else self.begins_s

    def ready_s(self, station: Station) -> int:
        """Give when its boxes stand ready at the warehouse."""
        return max(self.begins_s, self.moments.seconds(station.ready_at or self.task.warehouse.ready_at))

    def haul_s(self, port: str) -> int:
        """Give how long the way over land to a port takes."""
        haul = self.hauls[port]
        return -int(-haul.metres // (haul.speed_kmh * MPS_PER_KMH))

    def hauled_s(self, port: str, ready_s: int) -> int:
        """Give when boxes that are ready at the warehouse are at a port of its island: they are loaded there, and go."""
        return ready_s + self.loading_s + self.haul_s(port)

    def needs_no_ship(self, hub: str) -> bool:
        """Say whether boxes come to a hub over land, or are there from the start."""
        return hub == self.task.warehouse.place or hub in self.hauls

    def at_hub_s(self, hub: str, ready_s: int) -> int:
        """Give when boxes are at a hub that needs no ship."""
        return self.hauled_s(hub, ready_s) if hub in self.hauls else ready_s

    def haul_departs_s(self, port: str, ready_s: int, needed_s: int) -> int:
        """Give when a haul departs for what loads at the port at a time: early enough to take twice as long, in its hours of the day.

        Boxes that are ready only later go at once, whatever the hour.
        """
        haul, way_s = self.hauls[port], self.haul_s(port)
        latest_s = needed_s - 2 * way_s
        midnight_s = latest_s // DAY_S * DAY_S
        comes_by_s = midnight_s + round(haul.until_hour * 3600)
        if latest_s < midnight_s + haul.from_hour * 3600:
            comes_by_s -= DAY_S
        return max(ready_s + self.loading_s, min(latest_s, comes_by_s - way_s))

    @cached_property
    def loading_s(self) -> int:
        """Before each departure of a round."""
        return round(self.task.handling.loading_minutes * 60)

    @cached_property
    def change_s(self) -> int:
        """From ship to ship, and from a ship to the hub's store."""
        return round(self.task.handling.change_minutes * 60)

    def at_hub(self, hub: str) -> Iterator[Vessel]:
        """Give the vessels that go rounds from a hub."""
        return (vessel for vessel in self.task.vessels if hub == vessel.home or hub in vessel.hubs)

    def can_come(self, goes: Goes, hub: str, place: str) -> bool:
        """Say whether a kind of conveyance can come from a hub to a place at all."""
        a, b = self.places[hub], self.places[place]
        if goes is Goes.SEA:
            return a.berth is not None and b.berth is not None
        return a.landmass is not None and a.landmass == b.landmass

    @cached_property
    def box_weight_kg(self) -> float:
        """The heaviest box there is."""
        return max((station.weight_kg / station.boxes for station in self.task.stations), default=0.0)

    @cached_property
    def box_volume_m3(self) -> float:
        """The largest box there is."""
        return max((station.volume_m3 / station.boxes for station in self.task.stations), default=0.0)

    def room(self, carrier: Vessel | Sailing) -> int:
        """Give how many boxes a conveyance takes whatever they are: by number, and by the volume of the largest.

        A sailing by weight too. Less than it might take where boxes differ, never more.
        """
        room = carrier.boxes
        if carrier.volume_m3 is not None and self.box_volume_m3:
            room = min(room, math.floor(carrier.volume_m3 / self.box_volume_m3 + 1e-9))
        if isinstance(carrier, Sailing) and carrier.weight_kg is not None and self.box_weight_kg:
            room = min(room, math.floor(carrier.weight_kg / self.box_weight_kg + 1e-9))
        return room

    def handling_s(self, boxes: int) -> int:
        """Give how long a stop takes for so many boxes."""
        return round(60 * (self.task.handling.stop_minutes + boxes * self.task.handling.box_minutes))


def points_of(station: Station) -> float:
    """Give how many points of the 3T score a station has; none where nobody has scored it."""
    return 0.0 if station.score is None else station.score.points


def limit_kg(vessel: Vessel) -> int:
    """Give how much a vessel takes, in whole kilograms."""
    return NO_LIMIT if vessel.weight_kg is None else math.floor(vessel.weight_kg)


def wave_limit_m(carrier: Vessel | Sailing) -> float:
    """Give the highest waves it sails in."""
    return math.inf if carrier.wave_limit_m is None or carrier.goes is Goes.ROAD else carrier.wave_limit_m
