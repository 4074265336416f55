"""Boxes are neither lost nor made: each station's leave the warehouse once they are ready, and leave a place after they came there."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from silog_gis.plan.proving.asked import ROUNDING, Asked
from silog_gis.plan.whole.proposal import Leg, LegKind, Proposal
from silog_gis.plan.whole.task import Station

_There = dict[str, list[tuple[datetime, int]]]
"""What lies where, since when."""


def of_boxes(asked: Asked, proposal: Proposal) -> Iterator[str]:
    """Follow the boxes of every station."""
    legs = defaultdict[str, list[Leg]](list)
    for leg in proposal.legs:
        for code in {load.station for load in leg.loads}:
            legs[code].append(leg)
    served, unserved = {each.station for each in proposal.stations}, {each.station for each in proposal.unserved}
    for station in asked.task.stations:
        if (station.code in served) == (station.code in unserved):
            yield f"{station.code} is {'both served and not' if station.code in served else 'neither served nor named as unserved'}"
        elif station.code in unserved and legs[station.code]:
            yield f"{station.code} is said to get nothing, and {legs[station.code][0].code} carries its boxes"
        elif station.code in served:
            yield from _moved(asked, station, sorted(legs[station.code], key=lambda leg: leg.departs_at))


def _moved(asked: Asked, station: Station, legs: Sequence[Leg]) -> Iterator[str]:
    """Move a station's boxes leg by leg, in the order of departures."""
    there: _There = defaultdict(list)
    ready_at = max(station.ready_at or asked.task.warehouse.ready_at, asked.task.begins_at)
    there[asked.task.warehouse.place].append((ready_at, station.boxes))
    brought = 0
    for leg in legs:
        for load in (each for each in leg.loads if each.station == station.code):
            if not _taken(there[leg.from_place], load.boxes, _loads_at(asked, leg) + ROUNDING):
                yield f"{leg.code} takes {load.boxes} boxes of {station.code} at {leg.from_place} before they are there"
                return
            call = next((one for one in leg.calls if one.place == load.to_place), None)
            if call is None:
                yield f"{leg.code} hands boxes of {station.code} over at {load.to_place}, where it does not call"
                return
            if leg.kind is LegKind.ROUND:
                brought += load.boxes if load.to_place == station.place else 0
            else:
                change = asked.change if leg.kind is LegKind.VOYAGE else timedelta(0)
                there[load.to_place].append((call.arrives_at + change, load.boxes))
    if brought != station.boxes:
        yield f"{station.code} gets {brought} of its {station.boxes} boxes"


def _loads_at(asked: Asked, leg: Leg) -> datetime:
    """When boxes have to be there: what came ashore is loaded first, from ship to ship the change counts."""
    if leg.kind is not LegKind.VOYAGE:
        return leg.loads_at
    is_from_shore = leg.from_place == asked.task.warehouse.place or leg.from_place in asked.hauls
    return leg.departs_at - (asked.loading if is_from_shore else timedelta(0))


def _taken(lying: list[tuple[datetime, int]], boxes: int, by: datetime) -> bool:
    """Take boxes from those that came by a time; false where there are not so many."""
    for number, (since, count) in enumerate(lying):
        if since <= by:
            taken = min(count, boxes)
            lying[number] = since, count - taken
            boxes -= taken
    return boxes == 0
