"""The lines of legs: they join the places the leg joins, are as long as it says, and touch no land where they go by sea."""

from collections.abc import Iterator, Sequence

from shapely.geometry import LineString

from silog_gis.geodesy import distance_m, length_m
from silog_gis.land import Land
from silog_gis.plan.proving.asked import Asked
from silog_gis.plan.whole.proposal import Leg, Proposal
from silog_gis.plan.whole.task import Goes, Place
from silog_gis.plan.whole.value import LonLat

_NEAR_M = 1_000
"""How far a road may begin from its place: on the land nearest to it."""
_CLOSE_M = 5.0


def of_lines(asked: Asked, proposal: Proposal, land: Land | None) -> Iterator[str]:
    """Look at every stretch of every leg."""
    for leg in proposal.legs:
        place = leg.from_place
        for call in leg.calls:
            yield from _stretch(leg, (asked.places[place], asked.places[call.place]), call.metres, call.line, land)
            place = call.place
        if leg.returns_at is not None:
            home_m = leg.metres - sum(call.metres for call in leg.calls)
            yield from _stretch(leg, (asked.places[place], asked.places[leg.from_place]), home_m, leg.way_home, land)


def _stretch(leg: Leg, ends: tuple[Place, Place], metres: float, line: Sequence[LonLat], land: Land | None) -> Iterator[str]:
    what = f"the way of {leg.code} from {ends[0].code} to {ends[1].code}"
    if len(line) < 2:  # noqa: PLR2004 -- from and to
        if metres > 0:
            yield f"{what} has no line"
        return
    points = [(point.lon, point.lat) for point in line]
    if metres + 1 < length_m(points):
        yield f"{what} is said to be {metres:,.0f} m, and its line is {length_m(points):,.0f} m"
    for point, place in zip((points[0], points[-1]), ends, strict=True):
        off_m = distance_m(point, _end(place, leg.goes))
        if off_m > (_CLOSE_M if leg.goes is Goes.SEA else _NEAR_M):
            yield f"{what} begins or ends {off_m:,.0f} m from {place.code}"
    if land is not None and leg.goes is Goes.SEA and land.crosses(LineString(points)):
        yield f"{what} touches land"


def _end(place: Place, goes: Goes) -> tuple[float, float]:
    point = place.berth if goes is Goes.SEA and place.berth is not None else place.at
    return point.lon, point.lat
