"""What goes wrong with which box, by seed and by the rates of the scenario, and what befalls which ship."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from enum import StrEnum

from silog.training.acting.carries import Journeys
from silog.training.acting.chance import source
from silog.training.facts import Incidents, OnTheWay


class Mishap(StrEnum):
    """One thing that goes wrong with one box."""

    UNSEALED = "unsealed"
    SEAL_MISMATCH = "seal_mismatch"
    DAMAGED = "damaged"
    WET = "wet"
    MISROUTED = "misrouted"
    MISSED_SCAN = "missed_scan"
    SWAPPED = "swapped"


def mishaps_by_box(incidents: Incidents, names: Mapping[str, object], seed: int) -> dict[str, Mishap]:
    """Draw the mishaps by the name of each box: at most one for a box."""
    found: dict[str, Mishap] = {}
    for box, name in names.items():
        draw = source(seed, "mishap", name).random()
        for mishap, rate in incidents.per_box.items():
            if draw < rate:
                found[box] = Mishap(mishap)
                break
            draw -= rate
    return found


def swaps(incidents: Incidents, boxes_of: Mapping[str, Sequence[str]], seed: int) -> dict[str, str]:
    """Draw pairs of stations of one village whose first boxes are handed out the wrong way round: station by box, both ways."""
    by_village: dict[str, list[str]] = defaultdict(list)
    for station in sorted(boxes_of):
        by_village[station.rpartition("-")[0]].append(station)
    villages = sorted(village for village, stations in by_village.items() if len(stations) > 1)
    found: dict[str, str] = {}
    for village in source(seed, "swaps").sample(villages, min(incidents.swapped, len(villages))):
        one, other = by_village[village][:2]
        found[boxes_of[one][0]] = other
        found[boxes_of[other][0]] = one
    return found


def befalling(incidents: Incidents, journeys: Journeys) -> dict[int, OnTheWay]:
    """Give what befalls ships on their way, by the index of the run; ships that this plan does not have are left aside."""
    runs_of: dict[str, list[int]] = defaultdict(list)
    for run in sorted(journeys.runs, key=lambda each: (each.departs_ms, each.index)):
        runs_of[run.conveyance_code].append(run.index)
    found: dict[int, OnTheWay] = {}
    for one in incidents.on_the_way:
        runs = runs_of.get(f"CNV-{one.ship.upper()}", [])
        if one.run <= len(runs):
            found[runs[one.run - 1]] = one
    return found
