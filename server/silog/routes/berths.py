"""Whether a port can lie where an operator puts it: a place ashore, and a berth in water that leads to the open sea."""

from dataclasses import dataclass
from typing import Final

from silog.errors import SilogError
from silog.places.queries import FacilityFacts
from silog.places.rules import FacilityKind
from silog.routes.figures import Figures
from silog.routes.routers import Routers
from silog.routes.rules import LonLat, VesselClass
from silog_gis.geodesy import distance_m
from silog_gis.sea.harbour import FINEST_CLEARANCE_M

HARBOURS: Final = frozenset({FacilityKind.PORT, FacilityKind.LANDING})


class MoveRefusedError(SilogError):
    """A port cannot be moved so; `field` is the part of the input that is wrong."""

    def __init__(self, field: str, code: str, message: str, hint: str = "") -> None:
        super().__init__(code, message, hint)
        self.field = field


@dataclass(frozen=True, slots=True)
class Moved:
    """A port as it is to be: its place ashore, its berth, and the landmass it stands on."""

    point: LonLat
    berth: LonLat
    landmass: int


def refuse_no_harbour(port: FacilityFacts) -> None:
    """Refuse to move what no vessel calls at."""
    if port.kind not in HARBOURS:
        message = f"{port.code} ({port.name}) is a {port.kind.value}, and only ports and landings are moved on the map."
        raise MoveRefusedError("port", "NOT_A_PORT", message, "Load other places from a file: silog load facilities FILE.")


def judge_move(routers: Routers, port: FacilityFacts, point: LonLat | None, berth: LonLat | None, figures: Figures) -> Moved:
    """Give the port as it would be, with six decimals, or raise MoveRefusedError with what is wrong and where."""
    if point is None and berth is None:
        raise MoveRefusedError("port", "NOTHING_TO_MOVE", f"Neither `point` nor `berth` of {port.code} is given.", "Give at least one.")
    ashore = _as_it_stands(routers, port) if point is None else _ashore(routers, port, _rounded("point", routers, point), figures)
    if berth is None and port.berth is None:
        raise MoveRefusedError("berth", "BERTH_MISSING", f"{port.code} has no berth yet.", "Give `berth`: a point in the water.")
    afloat = _rounded("berth", routers, berth or port.berth or ashore[0])
    _refuse_wrong_berth(routers, port, ashore[0], afloat, figures)
    return Moved(ashore[0], afloat, ashore[1])


def _rounded(field: str, routers: Routers, at: LonLat) -> LonLat:
    lon, lat = round(at[0], 6), round(at[1], 6)
    west, south, east, north = routers.land.bounds
    if not (west < lon < east and south < lat < north):  # also refuses what is no number
        reach = f"{west:g} to {east:g} east and {south:g} to {north:g} north"
        message = f"The {field} {_said((lon, lat))} lies outside the map, which reaches from {reach}."
        raise MoveRefusedError(field, "OUTSIDE_MAP", message, "Are longitude and latitude in the right order?")
    return lon, lat


def _as_it_stands(routers: Routers, port: FacilityFacts) -> tuple[LonLat, int]:
    """Give the place ashore of a port whose berth alone moves: it is not judged again, whatever the coast we have says of it."""
    at = (port.lon, port.lat)
    return at, routers.land.nearest_land(*at)[3] if port.landmass is None else port.landmass


def _ashore(routers: Routers, port: FacilityFacts, point: LonLat, figures: Figures) -> tuple[LonLat, int]:
    _, _, off_m, landmass = routers.land.nearest_land(*point)
    if off_m > figures.pier_most_m:
        most = f"at most {figures.pier_most_m:,.0f} m out on a pier"
        message = f"The point {_said(point)} lies {off_m:,.0f} m out at sea: it is the place ashore, {most}."
        raise MoveRefusedError("point", "POINT_AT_SEA", message, "Put the berth in the water, and the point on land.")
    moved_m = distance_m((port.lon, port.lat), point)
    if moved_m > figures.move_most_m:
        message = (
            f"The point {_said(point)} lies {moved_m / 1000:,.1f} km from where {port.code} is: at most {figures.move_most_m / 1000:g} km."
        )
        raise MoveRefusedError("point", "TOO_FAR", message, "Another port is loaded as one of its own: silog load ports FILE.")
    return point, landmass


def _refuse_wrong_berth(routers: Routers, port: FacilityFacts, point: LonLat, berth: LonLat, figures: Figures) -> None:
    off_m = routers.land.distance_m(*berth)
    if off_m == 0:
        message = f"The berth {_said(berth)} of {port.code} lies on land."
        raise MoveRefusedError("berth", "BERTH_ON_LAND", message, "Move it into the water.")
    if off_m < FINEST_CLEARANCE_M:
        message = f"The berth {_said(berth)} lies {off_m:.1f} m from land: at least {FINEST_CLEARANCE_M:g} m are needed to route to it."
        raise MoveRefusedError("berth", "BERTH_ON_LAND", message, "Move it farther into the water.")
    apart_m = distance_m(point, berth)
    if apart_m > figures.berth_most_m:
        message = (
            f"The berth lies {apart_m:,.0f} m from the point ashore: at most {figures.berth_most_m:,.0f} m, the way that boxes are carried."
        )
        raise MoveRefusedError("berth", "BERTH_TOO_FAR", message, "Move the point too, or choose a nearer berth.")
    shut = routers.joins_open_sea(berth, figures.vessels[VesselClass.POMPONG].clearance_m)
    if shut is not None:
        message = f"No vessel reaches the berth {_said(berth)} from the open sea: {shut.reason}."
        raise MoveRefusedError("berth", "BERTH_SHUT_IN", message, "Move it to water that is open to the sea.")


def _said(at: LonLat) -> str:
    return f"lon {at[0]:.6f}, lat {at[1]:.6f}"
