"""Voyages with known truth: a vessel on a route, what befalls it, and the reports that its tracker makes of that.

Nothing here uses the code under test. The world is flat round (104 E, 1 N): metres east and north, turned into degrees at the end.
Every voyage is drawn from its seed: the shape of the route, pace, how often and how well the tracker reports, what befalls the vessel.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

START = datetime(2024, 11, 17, 22, tzinfo=UTC)
STEP_S = 10
KNOT = 1852 / 3600
Xy = tuple[float, float]
EAST = 111_412.84 * math.cos(math.radians(1.0)) - 93.5 * math.cos(math.radians(3.0))
NORTH = 111_132.95 - 559.82 * math.cos(math.radians(2.0)) + 1.175 * math.cos(math.radians(4.0))


def degrees(at: Xy) -> tuple[float, float]:
    """Give lon, lat of metres east and north of (104 E, 1 N)."""
    return 104 + at[0] / EAST, 1 + at[1] / NORTH


@dataclass(frozen=True)
class Report:
    """One report as it is sent; `at_s` is the true time, `said_s` the device's. `is_wrong`: its place is nowhere near the vessel."""

    at_s: float
    said_s: float
    received_s: float
    place: Xy
    is_wrong: bool = False


@dataclass
class Voyage:
    """One voyage: where the vessel truly was every ten seconds, and what was reported of it in order of receipt."""

    name: str
    route: list[Xy]
    speed_kn: float
    planned_s: float
    true: list[Xy] = field(default_factory=list)
    gone_m: list[float] = field(default_factory=list)
    """How far along the route it truly was, at the same times."""
    reports: list[Report] = field(default_factory=list)
    every_s: float = 300.0
    ports: list[Xy] = field(default_factory=list)
    zone: tuple[Xy, Xy] | None = None
    """South-west and north-east corner of a dead zone."""
    stops: list[tuple[float, float]] = field(default_factory=list)
    """When it lay still outside a port, in seconds from the start."""
    lost: list[tuple[float, float]] = field(default_factory=list)
    """When nothing was heard outside a dead zone, from the last report to the next."""
    dark: list[tuple[float, float]] = field(default_factory=list)
    """When nothing was heard inside one."""
    handed_over_s: float | None = None

    @property
    def length_m(self) -> float:
        """The route's length."""
        return sum(math.dist(a, b) for a, b in pairwise(self.route))

    @property
    def arrives_s(self) -> float:
        """When it truly reached the end of its way."""
        return (len(self.true) - 1) * STEP_S

    def rest_m(self, seconds: float) -> float:
        """How much of the route truly remained."""
        return self.length_m - self.gone_m[min(len(self.gone_m) - 1, max(0, round(seconds / STEP_S)))]

    def at(self, seconds: float) -> Xy:
        """Where it truly was."""
        return self.true[min(len(self.true) - 1, max(0, round(seconds / STEP_S)))]


def time_of(seconds: float) -> datetime:
    """Give the time that is so many seconds after the start."""
    return START + timedelta(seconds=seconds)


def straight(luck: Random) -> list[Xy]:
    """Give a route with a bend or two."""
    x, y, points = 0.0, 0.0, [(0.0, 0.0)]
    heading = luck.uniform(0, 2 * math.pi)
    for _ in range(luck.randint(3, 6)):
        heading += luck.uniform(-0.7, 0.7)
        leg = luck.uniform(8_000, 20_000)
        x, y = x + leg * math.cos(heading), y + leg * math.sin(heading)
        points.append((x, y))
    return points


def loop(luck: Random) -> list[Xy]:
    """Give a route that goes round an island and crosses itself."""
    radius = luck.uniform(6_000, 10_000)
    round_it = [(20_000 + radius * math.sin(a), radius - radius * math.cos(a)) for a in (math.pi * n / 8 for n in range(17))]
    return [(0.0, 0.0), *round_it, (20_000 + 25_000, luck.uniform(-3_000, 3_000))]


def out_and_back(luck: Random) -> list[Xy]:
    """Give a route that comes back a few hundred metres beside itself, calls at the start's neighbour, and ends there."""
    beside = luck.uniform(300, 600)
    return [(0.0, 0.0), (25_000.0, 0.0), (30_000.0, beside / 2), (25_000.0, beside), (6_000.0, beside), (4_000.0, 14_000.0)]


SHAPES: tuple[Callable[[Random], list[Xy]], ...] = (straight, straight, loop, out_and_back)


class Passage:
    """Moves a vessel along a route, step by step."""

    def __init__(self, voyage: Voyage, luck: Random, pace: float = 1.0, hourly: float = 0.1) -> None:
        """Begin at the start of the route; `pace`: how its speed is to the planned one; `hourly`: by what share it changes."""
        self.voyage, self.luck, self.pace, self.hourly = voyage, luck, pace, hourly
        self.along_m, self.scatter = 0.0, 0.0
        self.offset: Xy = (0.0, 0.0)
        voyage.true.append(voyage.route[0])
        voyage.gone_m.append(0.0)

    @property
    def now_s(self) -> float:
        """Seconds since the start."""
        return (len(self.voyage.true) - 1) * STEP_S

    def step(self, speed: float = 1.0) -> None:
        """Go on for ten seconds at a share of the usual speed."""
        share = STEP_S / 3600
        self.scatter += -share * self.scatter + self.hourly * math.sqrt(2 * share) * self.luck.gauss(0, 1)
        self.along_m += speed * self.pace * max(0.3, 1 + self.scatter) * self.voyage.speed_kn * KNOT * STEP_S
        at = point_along(self.voyage.route, self.along_m)
        self.voyage.true.append((at[0] + self.offset[0], at[1] + self.offset[1]))
        self.voyage.gone_m.append(self.along_m)

    def heading(self) -> float:
        """Give the direction of the route here, in radians from east."""
        here, ahead = point_along(self.voyage.route, self.along_m), point_along(self.voyage.route, self.along_m + 200)
        return math.atan2(ahead[1] - here[1], ahead[0] - here[0])

    def sail(self, until_m: float) -> None:
        """Go on until a measure of the route."""
        while self.along_m < until_m:
            self.step()

    def stand(self, seconds: float) -> tuple[float, float]:
        """Lie still; from when to when."""
        begun = self.now_s
        for _ in range(round(seconds / STEP_S)):
            self.voyage.true.append(self.voyage.true[-1])
            self.voyage.gone_m.append(self.along_m)
        return begun, self.now_s

    def stray(self, away_m: float, out_m: float, angle: float) -> None:
        """Sail for so long beside the route, going away from it and coming back over two kilometres each."""
        begun, ramp = self.along_m, 2_000.0
        while self.along_m < begun + out_m:
            gone = self.along_m - begun
            share = min(1.0, gone / ramp, (out_m - gone) / ramp)
            self.offset = (away_m * share * math.cos(angle), away_m * share * math.sin(angle))
            self.step()
        self.offset = (0.0, 0.0)


def point_along(route: list[Xy], along_m: float) -> Xy:
    """Give the place at a measure of a route."""
    for a, b in pairwise(route):
        span = math.dist(a, b)
        if along_m <= span:
            return a[0] + (b[0] - a[0]) * along_m / span, a[1] + (b[1] - a[1]) * along_m / span
        along_m -= span
    return route[-1]


def distance_to(route: list[Xy], at: Xy) -> float:
    """Measure from a place to a route."""
    best = math.inf
    for a, b in pairwise(route):
        dx, dy = b[0] - a[0], b[1] - a[1]
        part = max(0.0, min(1.0, ((at[0] - a[0]) * dx + (at[1] - a[1]) * dy) / (dx * dx + dy * dy)))
        best = min(best, math.dist(at, (a[0] + part * dx, a[1] + part * dy)))
    return best
