"""The first stage: which load goes by which timetabled sailing to its hub, changing ships where it must.

Loads are placed one after the other, the first tier first, each by the way that arrives earliest with the room that is left (a scan of
connections by departure: Dibbelt, Pajor, Strasser and Wagner 2013); a load that does not fit is split. Then other orders are tried.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

NOT_REACHED: Final = 1 << 60


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a sailing calls; at its first stop it only departs, at its last it only arrives."""

    place: str
    arrives_s: int
    departs_s: int


@dataclass(frozen=True, slots=True)
class Sailing:
    """A timetabled voyage and how many boxes it takes."""

    code: str
    boxes: int
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """Boxes that are to go from one place to another; tier 0 goes first, and of one tier what has more points."""

    code: str
    origin: str
    destination: str
    boxes: int
    ready_s: int
    due_s: int
    tier: int = 1
    points: float = 0.0
    other_origins: tuple[tuple[str, int], ...] = ()
    """Other places where it may get aboard, and when it can be there."""

    @property
    def origins(self) -> dict[str, int]:
        """Everywhere it may get aboard, and when it can be there."""
        return {self.origin: self.ready_s, **dict(self.other_origins)}


@dataclass(frozen=True, slots=True)
class Ride:
    """Aboard one sailing from one of its stops to another."""

    sailing: str
    origin: str
    destination: str
    departs_s: int
    arrives_s: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Boxes of a load that travel together."""

    load: str
    boxes: int
    rides: tuple[Ride, ...]

    @property
    def arrives_s(self) -> int:
        """When they are there."""
        return self.rides[-1].arrives_s


@dataclass(frozen=True, slots=True)
class Left:
    """Boxes for which there is no way, and why: what is short, in words."""

    load: str
    boxes: int
    reason: str
    full: Ride | None = None
    """What is full on the way there would be; none where no way leads there at all."""


@dataclass(frozen=True, slots=True)
class Stowage:
    """Which boxes go how, and which stay."""

    passages: tuple[Passage, ...]
    left: tuple[Left, ...]


@dataclass(frozen=True, slots=True)
class _Connection:
    sailing: str
    number: int
    origin: str
    destination: str
    departs_s: int
    arrives_s: int


class Timetable:
    """Sailings, in the order of their departures. To change ships takes `change_s` at the place, or as long as `change_at` says of it."""

    def __init__(self, sailings: Sequence[Sailing], change_s: int, change_at: Mapping[str, int] | None = None) -> None:
        """Refused (ValueError): a sailing that calls at fewer than two places, or whose times run back."""
        for sailing in sailings:
            times = [time for stop in sailing.stops for time in (stop.arrives_s, stop.departs_s)][1:-1]
            if len(sailing.stops) < 2 or times != sorted(times):  # noqa: PLR2004 -- from and to
                message = f"sailing {sailing.code} does not go forward in time from one place to another"
                raise ValueError(message)
        self.room = {(sailing.code, number): sailing.boxes for sailing in sailings for number in range(len(sailing.stops) - 1)}
        self._change_s = change_s
        self._change_at = change_at or {}
        connections = [
            _Connection(sailing.code, number, a.place, b.place, a.departs_s, b.arrives_s)
            for sailing in sailings
            for number, (a, b) in enumerate(pairwise(sailing.stops))
        ]
        self._connections = sorted(connections, key=lambda each: (each.departs_s, each.arrives_s, each.sailing, each.number))

    def earliest(self, load: Load, room: Mapping[tuple[str, int], int], avoid: frozenset[str] = frozenset()) -> list[_Connection]:
        """Give the connections of the way that arrives earliest where `room` is left; none where there is no way."""
        origins = load.origins
        ready = dict(origins)
        aboard, came = dict[str, _Connection](), dict[str, tuple[_Connection, _Connection]]()
        for each in self._connections:
            if each.sailing in avoid or room[each.sailing, each.number] < 1:
                aboard.pop(each.sailing, None)
                continue
            if each.sailing not in aboard:
                if ready.get(each.origin, NOT_REACHED) > each.departs_s:
                    continue
                aboard[each.sailing] = each
            there_s = each.arrives_s if each.destination == load.destination else each.arrives_s + self._change(each.destination)
            if each.destination not in origins and there_s < ready.get(each.destination, NOT_REACHED):
                ready[each.destination] = there_s
                came[each.destination] = aboard[each.sailing], each
        return list(self._back(load, came))[::-1]

    def legs_of(self, passage: Passage) -> list[tuple[str, int]]:
        """Name the legs of sailings on which a passage takes room."""
        return [
            (each.sailing, each.number)
            for each in self._connections
            for ride in passage.rides
            if each.sailing == ride.sailing and ride.departs_s <= each.departs_s and each.arrives_s <= ride.arrives_s
        ]

    def _change(self, place: str) -> int:
        return self._change_at.get(place, self._change_s)

    def _back(self, load: Load, came: Mapping[str, tuple[_Connection, _Connection]]) -> Iterator[_Connection]:
        """Follow the way back from its end, connection by connection."""
        legs = {(each.sailing, each.number): each for each in self._connections}
        place = load.destination
        while place not in load.origins:
            if place not in came:
                return
            first, last = came[place]
            yield from (legs[last.sailing, number] for number in range(last.number, first.number - 1, -1))
            place = first.origin


def stow(loads: Sequence[Load], timetable: Timetable, *, tries: int = 200, seed: int = 0) -> Stowage:
    """Place all loads, in `tries` orders, and give the best.

    That is: fewest boxes left or late by tier; of as many, those with the fewest points; then the least slack as large as can be.
    """
    chance = random.Random(seed)  # noqa: S311 -- an order to try, no secret
    order = sorted(loads, key=lambda load: (load.tier, load.due_s, -load.points, -load.boxes, load.code))
    best = _placed(order, timetable)
    merit = _merit(loads, best)
    for _ in range(tries):
        if len(order) < 2:  # noqa: PLR2004 -- nothing to exchange
            break
        other = list(order)
        a, b = chance.sample(range(len(other)), 2)
        other[a], other[b] = other[b], other[a]
        found = _placed(other, timetable)
        if (its := _merit(loads, found)) <= merit:
            order, best, merit = other, found, its
    return best


def alternatives(load: Load, timetable: Timetable, stowage: Stowage, most: int = 3) -> list[Passage]:
    """Give the next best ways of a load if the sailing it leaves with does not go, then the next, with the room that is left."""
    room = dict(timetable.room)
    for passage in stowage.passages:
        for key in timetable.legs_of(passage):
            room[key] -= passage.boxes
    avoid = frozenset(passage.rides[0].sailing for passage in stowage.passages if passage.load == load.code)
    found = list[Passage]()
    while len(found) < most:
        way = timetable.earliest(load, room, avoid)
        if not way:
            break
        found.append(Passage(load.code, min(load.boxes, *(room[each.sailing, each.number] for each in way)), _rides(way)))
        avoid |= {way[0].sailing}
    return found


def _placed(order: Sequence[Load], timetable: Timetable) -> Stowage:
    room, passages, left = dict(timetable.room), list[Passage](), list[Left]()
    for load in order:
        boxes = load.boxes
        while boxes:
            way = timetable.earliest(load, room)
            if not way:
                left.append(_left(replace(load, boxes=boxes), timetable, room))
                break
            sent = min(boxes, *(room[each.sailing, each.number] for each in way))
            for each in way:
                room[each.sailing, each.number] -= sent
            passages.append(Passage(load.code, sent, _rides(way)))
            boxes -= sent
    return Stowage(tuple(passages), tuple(left))


def _left(load: Load, timetable: Timetable, room: Mapping[tuple[str, int], int]) -> Left:
    way = timetable.earliest(load, timetable.room)
    if not way:
        return Left(load.code, load.boxes, f"no sailing leads from {load.origin} to {load.destination} after they are ready")
    full = next(each for each in way if room[each.sailing, each.number] < 1)
    reason = f"{load.boxes} boxes find no room: {full.sailing} is full from {full.origin} to {full.destination}"
    return Left(load.code, load.boxes, reason, *_rides([full]))


def _rides(way: Sequence[_Connection]) -> tuple[Ride, ...]:
    """Join connections of one sailing that follow each other into a ride."""
    rides = list[Ride]()
    for each in way:
        if rides and rides[-1].sailing == each.sailing and rides[-1].destination == each.origin and rides[-1].arrives_s <= each.departs_s:
            rides[-1] = replace(rides[-1], destination=each.destination, arrives_s=each.arrives_s)
        else:
            rides.append(Ride(each.sailing, each.origin, each.destination, each.departs_s, each.arrives_s))
    return tuple(rides)


def _merit(loads: Sequence[Load], stowage: Stowage) -> tuple[object, ...]:
    """Say how good a stowage is: less is better."""
    known = {load.code: load for load in loads}
    tiers = sorted({load.tier for load in loads})
    left = [sum(each.boxes for each in stowage.left if known[each.load].tier == tier) for tier in tiers]
    late = [
        sum(each.boxes for each in stowage.passages if known[each.load].tier == tier and each.arrives_s > known[each.load].due_s)
        for tier in tiers
    ]
    points = sum(each.boxes * known[each.load].points for each in stowage.left)
    return left, late, points, sorted((each.arrives_s - known[each.load].due_s for each in stowage.passages), reverse=True)
