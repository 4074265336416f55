"""What befalls vessels on simulated voyages, and how their trackers report it: drawn by seed, one voyage at a time."""

import math
from collections.abc import Callable
from itertools import pairwise
from random import Random

from tests.gis.track.simulated import KNOT, SHAPES, Passage, Report, Voyage, point_along

NOISE_M = 50.0
ZONE_M = 9_000.0


def begun(name: str, luck: Random) -> Voyage:
    """Draw a route, a vessel and its tracker."""
    route = luck.choice(SHAPES)(luck)
    voyage = Voyage(name, route, speed_kn=luck.uniform(6, 14), planned_s=0, every_s=luck.choice([60.0, 120.0, 300.0]))
    voyage.planned_s = voyage.length_m / (voyage.speed_kn * KNOT)
    return voyage


def nothing(luck: Random) -> Voyage:
    """Nothing befalls it: no rule may be met."""
    voyage = begun("nothing", luck)
    Passage(voyage, luck, luck.uniform(0.97, 1.05)).sail(voyage.length_m)
    return reported(voyage, luck)


def strays(luck: Random) -> Voyage:
    """It leaves its route for a while."""
    voyage = begun("strays", luck)
    passage = Passage(voyage, luck)
    passage.sail(voyage.length_m * luck.uniform(0.2, 0.4))
    passage.stray(
        luck.uniform(2_000, 5_000),
        voyage.length_m * luck.uniform(0.2, 0.3) + 4_000,
        passage.heading() + luck.choice([-1, 1]) * luck.uniform(1.0, 2.1),
    )
    passage.sail(voyage.length_m)
    return reported(voyage, luck)


def stops(luck: Random) -> Voyage:
    """It lies still at sea."""
    voyage = begun("stops", luck)
    passage = Passage(voyage, luck)
    passage.sail(voyage.length_m * luck.uniform(0.2, 0.8))
    voyage.stops.append(passage.stand(luck.uniform(40, 120) * 60))
    passage.sail(voyage.length_m)
    return reported(voyage, luck)


def calls(luck: Random) -> Voyage:
    """It lies in a port on its way, which is no stop at sea."""
    voyage = begun("calls", luck)
    passage = Passage(voyage, luck)
    passage.sail(voyage.length_m * luck.uniform(0.3, 0.7))
    here = voyage.true[-1]
    voyage.ports.append((here[0] + luck.uniform(-400, 400), here[1] + luck.uniform(-400, 400)))
    passage.stand(luck.uniform(40, 90) * 60)
    passage.sail(voyage.length_m)
    return reported(voyage, luck)


def falls_silent(luck: Random) -> Voyage:
    """Its tracker says nothing for a while, where others are heard."""
    voyage = begun("falls silent", luck)
    Passage(voyage, luck).sail(voyage.length_m)
    silent_s = luck.uniform(45, 100) * 60
    from_s = luck.uniform(0.1, 0.9) * max(60.0, voyage.arrives_s - silent_s - 3_600) + 1_200
    return reported(voyage, luck, silent=(from_s, from_s + silent_s))


def crosses_a_zone(luck: Random) -> Voyage:
    """It passes a dead zone at its usual pace, unheard, and what it wrote down there may come in one burst after it."""
    voyage = begun("crosses a dead zone", luck)
    _put_zone(voyage, luck)
    Passage(voyage, luck).sail(voyage.length_m)
    return reported(voyage, luck, comes_in_a_burst=luck.random() < 0.5)


def is_lost_in_a_zone(luck: Random) -> Voyage:
    """It lies still in a dead zone, long after it should have come out."""
    voyage = begun("is lost in a dead zone", luck)
    middle_m = _put_zone(voyage, luck)
    passage = Passage(voyage, luck)
    passage.sail(middle_m)
    passage.stand(12 * 3600)
    passage.sail(voyage.length_m)
    return reported(voyage, luck)


def jumps(luck: Random) -> Voyage:
    """Some of its positions lie tens of kilometres away."""
    voyage = begun("jumps", luck)
    Passage(voyage, luck).sail(voyage.length_m)
    return reported(voyage, luck, wrong_share=0.03)


def is_slow(luck: Random) -> Voyage:
    """It makes six or seven tenths of its speed, and comes too late."""
    voyage = begun("is slow", luck)
    Passage(voyage, luck, luck.uniform(0.55, 0.7)).sail(voyage.length_m)
    return reported(voyage, luck)


def varies(luck: Random) -> Voyage:
    """Its speed differs from what was planned, as a whole and from hour to hour, by the shares in rules.toml."""
    voyage = begun("varies", luck)
    Passage(voyage, luck, math.exp(luck.gauss(0, 0.12)), hourly=0.18).sail(voyage.length_m)
    return reported(voyage, luck)


def is_not_taken_in(luck: Random) -> Voyage:
    """It arrives, and nobody scans that for a long while, or ever."""
    voyage = begun("is not taken in", luck)
    Passage(voyage, luck).sail(voyage.length_m)
    voyage = reported(voyage, luck)
    voyage.handed_over_s = luck.choice([None, voyage.arrives_s + 3 * voyage.planned_s])
    return voyage


BEFALLING: tuple[Callable[[Random], Voyage], ...] = (
    *(nothing, strays, stops, calls, falls_silent),
    *(crosses_a_zone, is_lost_in_a_zone, jumps, is_slow, is_not_taken_in),
)


def _put_zone(voyage: Voyage, luck: Random) -> float:
    """Put a dead zone on the way; the measure where the route is in its middle."""
    middle_m = voyage.length_m * luck.uniform(0.4, 0.6)
    x, y = point_along(voyage.route, middle_m)
    voyage.zone = (x - ZONE_M, y - ZONE_M), (x + ZONE_M, y + ZONE_M)
    return middle_m


def _is_dark(voyage: Voyage, seconds: float) -> bool:
    if voyage.zone is None:
        return False
    (west, south), (east, north) = voyage.zone
    x, y = voyage.at(seconds)
    return west <= x <= east and south <= y <= north


def reported(
    voyage: Voyage,
    luck: Random,
    *,
    silent: tuple[float, float] | None = None,
    comes_in_a_burst: bool = False,
    wrong_share: float = 0.0,
) -> Voyage:
    """Let the tracker report: with noise, gaps, late and out of order, by a clock that may be off and may jump."""
    voyage.handed_over_s = voyage.arrives_s + luck.uniform(2, 12) * 60
    clock_off_s, jumps_at_s, jump_s = _clock(voyage, luck)
    held: list[tuple[float, Report]] = []
    seconds = 0.0
    while seconds <= voyage.arrives_s + 2 * voyage.every_s:
        at_s, seconds = seconds, seconds + voyage.every_s * luck.uniform(0.9, 1.1)
        if luck.random() < 0.08 or (silent and silent[0] < at_s < silent[1]):
            continue
        is_dark = _is_dark(voyage, at_s)
        if is_dark and not comes_in_a_burst:
            continue
        said_s = at_s + clock_off_s + (jump_s if at_s > jumps_at_s else 0.0)
        is_wrong = luck.random() < wrong_share and at_s > 3 * voyage.every_s
        x, y = voyage.at(at_s)
        away, angle = (luck.uniform(25_000, 90_000), luck.uniform(0, 2 * math.pi)) if is_wrong else (0.0, 0.0)
        place = (x + luck.gauss(0, NOISE_M) + away * math.cos(angle), y + luck.gauss(0, NOISE_M) + away * math.sin(angle))
        late_s = luck.uniform(2, 15) if luck.random() > 0.04 else luck.uniform(1.2, 3) * voyage.every_s
        held.append((math.inf if is_dark else at_s + late_s, Report(at_s, said_s, at_s + late_s, place, is_wrong)))
    voyage.reports = _received(held)
    _note_silences(voyage)
    return voyage


def _clock(voyage: Voyage, luck: Random) -> tuple[float, float, float]:
    """Draw what the clock is off, when it jumps, and by how much; most are right."""
    off_s = luck.choice([0.0, 0.0, 0.0, -7_200.0, 5_400.0])
    jumps_at_s = luck.uniform(0.3, 0.7) * voyage.arrives_s if luck.random() < 0.2 else math.inf
    return off_s, jumps_at_s, luck.choice([-3_600.0, 4_000.0])


def _received(held: list[tuple[float, Report]]) -> list[Report]:
    """Give reports as they come in: what was made in a dead zone when the first one after it does."""
    found: list[tuple[float, int, Report]] = []
    for number, (sent_s, report) in enumerate(held):
        if math.isfinite(sent_s):
            found.append((report.received_s, number, report))
            continue
        heard_again = next((other.received_s for when, other in held[number:] if math.isfinite(when)), None)
        if heard_again is not None:
            found.append((heard_again, number, Report(report.at_s, report.said_s, heard_again, report.place, report.is_wrong)))
    return [report for _, _, report in sorted(found)]


def _note_silences(voyage: Voyage) -> None:
    """Note from the reports when nothing was heard for long, and whether the vessel was then in a dead zone."""
    heard = sorted({report.received_s for report in voyage.reports})
    for before, after in pairwise(heard):
        if after - before > 1_800:
            (voyage.dark if _is_dark(voyage, (before + after) / 2) else voyage.lost).append((before, after))
