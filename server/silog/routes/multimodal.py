"""Ways of several parts: over land to a port, by sea, and over land again; the one that takes the least time.

Pure search: what lies over land is given as a function, so that nothing here asks a database. Ports are tried by what they promise at
best, and no further than what has been found already.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product

from silog.places.queries import FacilityFacts
from silog.routes.figures import Figures, Vessel
from silog.routes.rules import LonLat, TravelMode
from silog_gis.geodesy import distance_m
from silog_gis.sea.found import NoWay, SeaRoute

KNOT_M_S = 1852 / 3600


@dataclass(frozen=True, slots=True)
class Stop:
    """An end of a part: where it is, the place's code if it is one, and the landmass; None for a point at sea."""

    at: LonLat
    code: str | None
    landmass: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a way; `handling` is the time before it for loading or unloading."""

    mode: TravelMode
    from_code: str | None
    to_code: str | None
    line: tuple[LonLat, ...]
    length_m: float
    duration: timedelta
    is_estimate: bool
    handling: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Way:
    """A whole way, in order."""

    parts: tuple[Part, ...]

    @property
    def duration(self) -> timedelta:
        """Under way and handled."""
        return sum((part.duration + part.handling for part in self.parts), timedelta(0))

    @property
    def length_m(self) -> float:
        """Over all parts."""
        return sum(part.length_m for part in self.parts)

    @property
    def is_estimate(self) -> bool:
        """Whether any part is one."""
        return any(part.is_estimate for part in self.parts)


Overland = Callable[[Stop, Stop], Part | None]
BySea = Callable[[LonLat, LonLat], SeaRoute | NoWay]


@dataclass(frozen=True, slots=True)
class Search:
    """What one question searches with."""

    overland: Overland
    by_sea: BySea
    vessel: Vessel
    modes: Collection[TravelMode]
    figures: Figures

    def best(self, start: Stop, end: Stop, boards: Sequence[FacilityFacts], lands: Sequence[FacilityFacts]) -> Way | NoWay:
        """Give the quickest way, or say why there is none. `boards` and `lands` are the harbours to try at either end."""
        reasons: list[str] = []
        best = self._over_land_alone(start, end)
        if TravelMode.SEA in self.modes:
            found = self._across(start, end, boards, lands, best, reasons)
            best = found or best
        if best is None:
            why = reasons[0] if reasons else "no port or landing serves one of the ends, and no way over land joins them"
            return NoWay(why)
        return best

    def _over_land_alone(self, start: Stop, end: Stop) -> Way | None:
        if start.landmass is None or start.landmass != end.landmass:
            return None
        part = self.overland(start, end)
        return None if part is None else Way((part,))

    def _across(  # noqa: PLR0917 -- two ends, two lists, what is known
        self,
        start: Stop,
        end: Stop,
        boards: Sequence[FacilityFacts],
        lands: Sequence[FacilityFacts],
        best: Way | None,
        reasons: list[str],
    ) -> Way | None:
        outs, homes = self._to_berths(start, boards), self._to_berths(end, lands)
        pairs = [(self._least(out, home), number, out, home) for number, (out, home) in enumerate(product(outs, homes))]
        for least, _, out, home in sorted(pairs, key=lambda pair: pair[:2]):
            if best is not None and least >= best.duration:
                break
            if out.berth == home.berth:
                continue
            found = self.by_sea(out.berth, home.berth)
            if isinstance(found, NoWay):
                reasons.append(found.reason)
                continue
            way = self._joined(out, found, home)
            if best is None or way.duration < best.duration:
                best = way
        return best

    def _to_berths(self, stop: Stop, harbours: Sequence[FacilityFacts]) -> "list[_Access]":
        if stop.landmass is None:
            return [_Access(stop.at, None, ())]
        found = [self._to_berth(stop, harbour) for harbour in harbours]
        return [access for access in found if access is not None]

    def _to_berth(self, stop: Stop, harbour: FacilityFacts) -> "_Access | None":
        quay = Stop((harbour.lon, harbour.lat), harbour.code, harbour.landmass)
        parts: list[Part] = []
        if harbour.code != stop.code:
            over = self.overland(stop, quay)
            if over is None:
                return None
            parts.append(over)
        berth = harbour.berth or quay.at
        carried_m = distance_m(quay.at, berth)
        parts.append(
            Part(TravelMode.TRANSFER, harbour.code, harbour.code, (quay.at, berth), carried_m, self._on_foot(carried_m), is_estimate=True)
        )
        return _Access(berth, harbour.code, tuple(parts))

    def _least(self, out: "_Access", home: "_Access") -> timedelta:
        return out.duration + home.duration + self._sailed(distance_m(out.berth, home.berth)) + self.figures.board + self.figures.land

    def _joined(self, out: "_Access", sea: SeaRoute, home: "_Access") -> Way:
        sailed = Part(
            TravelMode.SEA,
            out.code,
            home.code,
            sea.coords,
            sea.length_m,
            self._sailed(sea.length_m),
            is_estimate=False,
            handling=self.figures.board if out.parts else timedelta(0),
        )
        back = [_turned(part) for part in reversed(home.parts)]
        if back:
            back[0] = replace(back[0], handling=self.figures.land)
        return Way((*out.parts, sailed, *back))

    def _sailed(self, length_m: float) -> timedelta:
        return timedelta(seconds=length_m / (self.vessel.speed_kn * KNOT_M_S))

    def _on_foot(self, length_m: float) -> timedelta:
        return timedelta(seconds=length_m / (self.figures.foot_kmh / 3.6))


@dataclass(frozen=True, slots=True)
class _Access:
    """A berth, and the parts from an end of the way to it."""

    berth: LonLat
    code: str | None
    parts: tuple[Part, ...]

    @property
    def duration(self) -> timedelta:
        return sum((part.duration for part in self.parts), timedelta(0))


def _turned(part: Part) -> Part:
    return replace(part, from_code=part.to_code, to_code=part.from_code, line=part.line[::-1])


def nearest_harbours(stop: Stop, harbours: Sequence[FacilityFacts], most: int) -> list[FacilityFacts]:
    """Give the harbours on the landmass of an end that are nearest to it in a straight line, itself first where it is one."""
    same = [harbour for harbour in harbours if harbour.landmass == stop.landmass]
    return sorted(same, key=lambda harbour: (distance_m(stop.at, (harbour.lon, harbour.lat)), harbour.code))[:most]
