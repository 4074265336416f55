"""When runs really go: planned times, small delays, ships held up by waves, and what follows from them down the line.

A run starts when its conveyance is there and all its boxes are. So a ship that sails a day late makes boxes late on three islands.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from silog.movement.rules import Direction
from silog.training.acting.carries import Carry, Journeys, Run, Shipped
from silog.training.acting.chance import source
from silog.training.facts import Delay

MINUTE_MS = 60_000
_HANDLING_MS = 12 * MINUTE_MS
_USUAL_DELAY_MS = 5 * MINUTE_MS
_MOST_DELAY_MS = 20 * MINUTE_MS


@dataclass(frozen=True, slots=True)
class Timing:
    """Real departure and arrival of every run, by its index."""

    departs_ms: list[int]
    arrives_ms: list[int]


def real_times(journeys: Journeys, seed: int, delays: Iterable[Delay], ready_ms: Mapping[str, int], held_ms: Mapping[int, int]) -> Timing:
    """Work out real times.

    `ready_ms`: when the boxes of a shipment can leave its origin at the earliest, by shipment code. `held_ms`: how long runs are held up on
    their way, by index.
    """
    size = len(journeys.runs)
    timing = Timing([0] * size, [0] * size)
    waits, earliest = _dependencies(journeys), _earliest(journeys, ready_ms)
    waves_ms = {f"CNV-{delay.ship.upper()}": round(delay.by.total_seconds() * 1000) for delay in delays}
    last: dict[str, Run] = {}
    for run in sorted(journeys.runs, key=lambda each: (each.departs_ms, each.index)):
        luck = source(seed, "run", run.conveyance_code, run.departs_ms)
        start = run.departs_ms + min(_MOST_DELAY_MS, round(luck.expovariate(1 / _USUAL_DELAY_MS)))
        previous = last.get(run.conveyance_code)
        if previous is None:
            start += waves_ms.get(run.conveyance_code, 0)
        else:
            start = max(start, timing.arrives_ms[previous.index] + _turnround_ms(previous, run))
        for before, gap_ms in waits[run.index]:
            start = max(start, timing.arrives_ms[before] + gap_ms)
        start = max(start, earliest.get(run.index, 0))
        timing.departs_ms[run.index] = start
        under_way_ms = round((run.arrives_ms - run.departs_ms) * luck.uniform(0.96, 1.06))
        timing.arrives_ms[run.index] = start + under_way_ms + held_ms.get(run.index, 0)
        last[run.conveyance_code] = run
    return timing


def _turnround_ms(previous: Run, run: Run) -> int:
    """The least time a conveyance needs between two runs: it may have to come back empty, but never longer than was planned."""
    planned_ms = run.departs_ms - previous.arrives_ms
    if previous.to_code == run.from_code:
        return min(planned_ms, _HANDLING_MS)
    back = previous if previous.from_code == run.from_code else run
    return min(planned_ms, _HANDLING_MS + round(1.06 * (back.arrives_ms - back.departs_ms)))


def _dependencies(journeys: Journeys) -> dict[int, list[tuple[int, int]]]:
    """For every run the runs that bring its boxes, with the time between that handing over takes."""
    waits: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for before, after in _successions(journeys.shipments):
        waits[after.runs[0]].add((before.runs[-1], before.after_ms + after.before_ms + _HANDLING_MS))
    return defaultdict(list, {run: sorted(befores) for run, befores in waits.items()})


def _successions(shipments: Iterable[Shipped]) -> Iterable[tuple[Carry, Carry]]:
    """Pairs of carries of which the second takes on boxes that the first has brought, within a shipment and from one to the next."""
    latest: dict[str, Shipped] = {}
    known: set[tuple[str, str]] = set()
    for shipment in shipments:
        yield from pairwise(shipment.carries)
        for box in shipment.boxes:
            before = latest.get(box)
            if before is not None and (before.code, shipment.code) not in known:
                known.add((before.code, shipment.code))
                yield before.carries[-1], shipment.carries[0]
            latest[box] = shipment


def _earliest(journeys: Journeys, ready_ms: Mapping[str, int]) -> dict[int, int]:
    earliest: dict[int, int] = {}
    for shipment in journeys.shipments:
        if shipment.direction is Direction.RETURN and shipment.code in ready_ms:
            carry = shipment.carries[0]
            ready = ready_ms[shipment.code] + carry.before_ms + _HANDLING_MS
            earliest[carry.runs[0]] = max(earliest.get(carry.runs[0], 0), ready)
    return earliest
