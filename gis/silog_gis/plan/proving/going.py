"""Each leg by itself: a voyage keeps its timetable; a round has room, time, tides and a way for what it does."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby

from silog_gis.plan.proving.asked import ROUNDING, Asked, under_way
from silog_gis.plan.whole.proposal import Leg, LegCall, LegKind, Load, Proposal
from silog_gis.plan.whole.task import Goes, Sailing, Vessel


def of_legs(asked: Asked, proposal: Proposal) -> Iterator[str]:
    """Look at every leg."""
    for leg in proposal.legs:
        carried = sum(load.boxes for load in leg.loads)
        if leg.boxes != carried:
            yield f"{leg.code} says it carries {leg.boxes} boxes, and its loads are {carried}"
        if leg.departs_at < asked.task.begins_at:
            yield f"{leg.code} departs before the plan begins"
        match leg.kind:
            case LegKind.HAUL:
                yield from _haul(asked, leg)
            case LegKind.VOYAGE:
                yield from _voyage(asked, leg)
            case LegKind.ROUND:
                yield from _round(asked, leg)
    for sailing in asked.task.sailings:
        yield from _aboard(asked, sailing, [leg for leg in proposal.legs if leg.sailing == sailing.code])


def _haul(asked: Asked, leg: Leg) -> Iterator[str]:
    haul, call = asked.hauls[leg.to_place], leg.calls[0]
    if leg.goes is not Goes.ROAD:
        yield f"{leg.code} is a haul and goes by {leg.goes}"
    if leg.departs_at + ROUNDING < leg.loads_at + asked.loading:
        yield f"{leg.code} departs before it is loaded"
    if leg.metres + 1 < haul.metres or call.metres + 1 < haul.metres:
        yield f"{leg.code} is said to be {leg.metres:,.0f} m, and the haul to {haul.port} is {haul.metres:,.0f} m"
    if call.arrives_at + ROUNDING < leg.departs_at + timedelta(hours=haul.metres / 1000 / haul.speed_kmh):
        yield f"{leg.code} arrives at {haul.port} sooner than trucks can"


def _voyage(asked: Asked, leg: Leg) -> Iterator[str]:
    sailing = asked.sailings[leg.sailing]
    if leg.conveyance != sailing.conveyance:
        yield f"{leg.code} goes with {leg.conveyance}, and {sailing.code} is sailed by {sailing.conveyance}"
    if _stretch(sailing, leg) is None:
        yield f"{leg.code} goes from {leg.from_place} to {leg.to_place} at times that {sailing.code} does not"


def _stretch(sailing: Sailing, leg: Leg) -> range | None:
    """Number the hops of a sailing that a voyage is aboard."""
    froms = [number for number, call in enumerate(sailing.calls) if (call.place, call.departs_at) == (leg.from_place, leg.departs_at)]
    tos = [number for number, call in enumerate(sailing.calls) if (call.place, call.arrives_at) == (leg.to_place, leg.arrives_at)]
    return next((range(a, b) for a in froms for b in tos if a < b), None)


def _aboard(asked: Asked, sailing: Sailing, legs: Sequence[Leg]) -> Iterator[str]:
    """A sailing has room for everything that is aboard between two of its stops."""
    for number, call in enumerate(sailing.calls[:-1]):
        loads = [load for leg in legs if number in (_stretch(sailing, leg) or ()) for load in leg.loads]
        yield from _room(asked, f"{sailing.code} from {call.place}", sailing, loads)


def _room(asked: Asked, who: str, carrier: Sailing | Vessel, loads: Sequence[Load]) -> Iterator[str]:
    boxes = sum(load.boxes for load in loads)
    shares = [(load.boxes / asked.stations[load.station].boxes, asked.stations[load.station]) for load in loads]
    weight_kg = sum(share * station.weight_kg for share, station in shares)
    volume_m3 = sum(share * station.volume_m3 for share, station in shares)
    if boxes > carrier.boxes:
        yield f"{who} carries {boxes} boxes, and takes {carrier.boxes}"
    if carrier.weight_kg is not None and weight_kg > carrier.weight_kg + 1e-6:
        yield f"{who} carries {weight_kg:,.0f} kg, and takes {carrier.weight_kg:,.0f}"
    if carrier.volume_m3 is not None and volume_m3 > carrier.volume_m3 + 1e-6:
        yield f"{who} carries {volume_m3:,.2f} m3, and takes {carrier.volume_m3:,.2f}"


def _round(asked: Asked, leg: Leg) -> Iterator[str]:
    vessel = asked.vessels[leg.conveyance]
    if leg.from_place not in {vessel.home, *vessel.hubs}:
        yield f"{leg.code} starts at {leg.from_place}, which {vessel.code} does not serve"
    yield from _room(asked, leg.code, vessel, leg.loads)
    if leg.departs_at + ROUNDING < leg.loads_at + asked.loading:
        yield f"{leg.code} departs before it is loaded"
    leaves_at = leg.departs_at
    for call in leg.calls:
        if call.arrives_at + ROUNDING < leaves_at + under_way(call.metres, vessel.speed_kn):
            yield f"{leg.code} arrives at {call.place} sooner than {vessel.code} can"
        if call.begins_at < call.arrives_at:
            yield f"{leg.code} begins at {call.place} before it arrives"
        yield from _tide(asked, leg, call, vessel)
        leaves_at = call.leaves_at
    home_m = leg.metres - sum(call.metres for call in leg.calls)
    if leg.returns_at is not None and leg.returns_at + ROUNDING < leaves_at + under_way(home_m, vessel.speed_kn):
        yield f"{leg.code} is back at {leg.from_place} sooner than {vessel.code} can"
    yield from _handled(asked, leg)


def _tide(asked: Asked, leg: Leg, call: LegCall, vessel: Vessel) -> Iterator[str]:
    tides = asked.places[call.place].tides
    if vessel.goes is Goes.SEA and tides and not any(tide.opens_at <= call.begins_at <= tide.closes_at for tide in tides):
        yield f"{leg.code} is handled at {call.place} at {call.begins_at.isoformat()}, when no tide holds"


def _handled(asked: Asked, leg: Leg) -> Iterator[str]:
    """Every place that boxes are for is called at, in its time, and for as long as its boxes take."""
    for place, group in groupby(sorted(leg.loads, key=lambda load: load.to_place), key=lambda load: load.to_place):
        loads, calls = list(group), [call for call in leg.calls if call.place == place]
        spent_s = sum((call.leaves_at - call.begins_at).total_seconds() for call in calls)
        if spent_s + ROUNDING.total_seconds() < asked.handling(sum(load.boxes for load in loads)).total_seconds():
            yield f"{leg.code} leaves {place} before its boxes are handed over"
        for station in (asked.stations[load.station] for load in loads):
            for call in calls:
                if call.begins_at > asked.due_at(station):
                    yield f"{station.code} is served at {call.begins_at.isoformat()}, after its deadline"
                if station.opens_at is not None and call.begins_at < station.opens_at:
                    yield f"{station.code} is served at {call.begins_at.isoformat()}, before anybody is there"
