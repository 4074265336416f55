"""`silog drill clone`: how many copies of a box's code raise the alarm, and how often it is raised for nothing.

No database: the rule alone, on voyages of every class of vessel and on copies that are scanned elsewhere, with what phones get wrong.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from silog.custody.rules import Breach, Condition, Point, ScanFact, ScanType, fold
from silog.custody.rules.travel import by_device, distance_m, figures
from silog.drill.custody.histories import BOX, LAW

VESSELS_KN: Final = {"POMPONG": 7.0, "FERRY": 14.0, "LINER": 19.0, "SPEEDBOAT": 30.0, "TRUCK": 38.0, "AIRCRAFT": 250.0}
"""Each at the most it makes, and as the crow flies: nothing true is harder for the rule."""
_START: Final = datetime(2024, 11, 20, tzinfo=UTC)
_WEST, _EAST, _SOUTH, _NORTH = 103.3, 109.2, -0.9, 4.8
_CLOCK_S: Final = 60.0
"""Standard deviation of a phone's clock; one in two hundred is off by up to five minutes."""
_GPS_M: Final = 12.0
"""Standard deviation of a position; one in a hundred is off by up to 500 m and does not know it."""
_SCANS_OF_A_COPY: Final = 4


@dataclass(frozen=True, slots=True)
class CloneOutcome:
    """What the rule said of true handovers, of copies, and of each pair of sightings that no vessel joins."""

    handovers: int
    false_alarms: int
    copies: int
    found: int
    pairs: int
    pairs_found: int

    @property
    def recall(self) -> float:
        """Which share of the copies raised the alarm."""
        return self.found / self.copies

    @property
    def false_per_thousand(self) -> float:
        """Alarms for nothing among a thousand handovers."""
        return 1000 * self.false_alarms / self.handovers

    @property
    def is_passed(self) -> bool:
        """At least 99.5 % found, at most 0.1 false alarms per 1,000 handovers."""
        return self.recall >= 0.995 and self.false_per_thousand <= 0.1  # noqa: PLR2004 -- what is asked of the alarm


def drill_clone(seed: str, count: int) -> CloneOutcome:
    """Try so many true handovers, and a fifth as many copies."""
    chance = random.Random(seed)  # noqa: S311 -- seeded, so that it can be done again
    false = sum(_alarms(_voyage(chance)) > 0 for _ in range(count))
    copies = max(1, count // 5)
    alarms = [_alarms(_copied(chance)) for _ in range(copies)]
    found = sum(number > 0 for number in alarms)
    return CloneOutcome(count, false, copies, found, copies * (2 * _SCANS_OF_A_COPY - 1), sum(alarms))


def _alarms(scans: Sequence[ScanFact]) -> int:
    return sum(breach is Breach.TOO_FAR for _, breach in fold(BOX, scans, LAW).breaches)


def _place(chance: random.Random) -> tuple[float, float]:
    return chance.uniform(_WEST, _EAST), chance.uniform(_SOUTH, _NORTH)


def _voyage(chance: random.Random) -> list[ScanFact]:
    """One box goes from hand to hand by one vessel, straight and at full speed."""
    vessel, knots = chance.choice(list(VESSELS_KN.items()))
    place = "AIR-x" if vessel == "AIRCRAFT" else "PORT-x"
    start, end = _place(chance), _place(chance)
    if vessel != "AIRCRAFT":  # most crossings are short
        share = chance.random() ** 3
        end = start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
    way_m = distance_m(Point(*start, 0), Point(*end, 0)) / 0.995
    sailed = timedelta(seconds=way_m / (knots * 1852 / 3600))
    return [_seen(chance, start, _START, place), _seen(chance, end, _START + sailed, place)]


def _copied(chance: random.Random) -> list[ScanFact]:
    """The box rests at a place and is scanned there; its copy is scanned at another that no vessel reaches in between, as often."""
    fastest = figures().surface_ms
    while True:
        here, there = _place(chance), _place(chance)
        way_m = distance_m(Point(*here, 0), Point(*there, 0))
        gaps = [timedelta(minutes=chance.expovariate(1 / 60)) for _ in range(2 * _SCANS_OF_A_COPY - 1)]
        if all(way_m > fastest * gap.total_seconds() for gap in gaps):
            break
    scans, at = [], _START
    for number, gap in enumerate((timedelta(), *gaps)):
        at += gap
        scans.append(_seen(chance, here if number % 2 == 0 else there, at, "PORT-x"))
    return scans


def _seen(chance: random.Random, where: tuple[float, float], when: datetime, place: str) -> ScanFact:
    """What a phone says of a place and a time: a little wrong about both."""
    clock_s = chance.uniform(-300, 300) if chance.random() < 1 / 200 else chance.gauss(0, _CLOCK_S)
    off_m = chance.uniform(0, 500) if chance.random() < 1 / 100 else abs(chance.gauss(0, _GPS_M))
    bearing = chance.uniform(0, math.tau)
    degrees = off_m / 111_000
    point = where[0] + degrees * math.sin(bearing), where[1] + degrees * math.cos(bearing)
    scan_id = UUID(int=chance.getrandbits(128))
    at = when + timedelta(seconds=max(-300.0, min(300.0, clock_s)))
    device = chance.choice("ABCDEFGH")
    kept = by_device(point, _GPS_M)
    return ScanFact(scan_id, ScanType.CHECK, place, frozenset(), Condition.GOOD, device, 1, "", at, point=kept)
