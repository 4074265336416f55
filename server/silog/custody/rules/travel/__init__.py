"""Whether anything could have carried a box from where it was seen to where it is seen next.

What no vessel can do, one box cannot have done: then there are two with one code, or a phone lies about where or when it is. The way
is taken as the great circle, which no vessel can undercut, at the speed of the fastest there is, after all that clocks and positions
may be off.
"""

import math
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Final
from uuid import UUID

from silog.kit.values import Value

_SPHERE_M: Final = 6_371_000 * 0.995
"""The mean radius of the Earth, less what the sphere can give too much of a way over the ellipsoid."""
_KNOT_MS: Final = 1852 / 3600
_AIRPORT: Final = "AIR-"


class Point(Value, frozen=True):
    """Where a scan was made, in degrees, and within how many metres of that."""

    lon: float
    lat: float
    within_m: float


class Sighting(Value, frozen=True):
    """When, where and by which scan a box was seen with a known position."""

    scan_id: UUID
    at: datetime
    point: Point
    is_by_air: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """What figures.toml says, in SI units."""

    surface_ms: float
    air_ms: float
    clock_offset: timedelta
    accuracy_factor: float
    rounding_m: float
    place_m: dict[str, float]


@cache
def figures() -> Figures:
    """Read the figures once."""
    found = tomllib.loads(files(__package__).joinpath("figures.toml").read_text())
    fastest, position = found["fastest_kn"], found["position"]
    places = {quality: metres for quality, metres in position["place_m"].items() if quality != "source"}
    return Figures(
        fastest["surface"] * _KNOT_MS,
        fastest["air"] * _KNOT_MS,
        timedelta(seconds=found["clock"]["offset_s"]),
        position["accuracy_factor"],
        position["rounding_m"],
        places,
    )


def is_beyond_any_vessel(one: Sighting, other: Sighting) -> bool:
    """Whether nothing could have been at both; the order of the two does not matter."""
    told = figures()
    way_m = distance_m(one.point, other.point) - one.point.within_m - other.point.within_m
    time_s = (abs(other.at - one.at) + told.clock_offset).total_seconds()
    return way_m > (told.air_ms if one.is_by_air or other.is_by_air else told.surface_ms) * time_s


def distance_m(one: Point, other: Point) -> float:
    """Give the great-circle distance, a little too short rather than too long.

    >>> round(distance_m(Point(104.0, 1.0, 0), Point(105.0, 1.0, 0)) / 1000)
    111
    """
    lat, other_lat = math.radians(one.lat), math.radians(other.lat)
    half_lat, half_lon = (other_lat - lat) / 2, math.radians(other.lon - one.lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat) * math.cos(other_lat) * math.sin(half_lon) ** 2
    return 2 * _SPHERE_M * math.asin(min(1.0, math.sqrt(chord)))


def by_device(point: tuple[float, float], accuracy_m: float) -> Point:
    """Where a device says that it is, rounded to a hundredth of a degree: what is kept for good tells no officer's doorstep."""
    told = figures()
    return Point(round(point[0], 2), round(point[1], 2), told.accuracy_factor * accuracy_m + told.rounding_m)


def by_place(point: tuple[float, float], quality: str) -> Point:
    """Where a place is, by what is known of its point; as wide as the worst where its quality has no figure."""
    told = figures()
    return Point(*point, told.place_m.get(quality, max(told.place_m.values())))


def is_airport(place_code: str) -> bool:
    """Whether what is scanned there may come or go by air."""
    return place_code.startswith(_AIRPORT)
