"""Points as people type them: longitude first, and a message that says which of the usual mistakes was made."""

import math

from silog.errors import WRONG_INPUT, SilogError
from silog_gis.geodesy import LonLat

Bounds = tuple[float, float, float, float]


def lon_lat(text: str, bounds: Bounds) -> LonLat:
    """Read LON,LAT in degrees, inside the bounds of the map (west, south, east, north)."""
    parts = text.split(",")
    if len(parts) != 2:  # noqa: PLR2004 -- longitude and latitude
        raise SilogError(WRONG_INPUT, f"{text!r} is no point.", "A point is LON,LAT in degrees, such as 104.53,0.87, without a space.")
    lon, lat = number(parts[0], f"the longitude of {text!r}"), number(parts[1], f"the latitude of {text!r}")
    complaint = misplaced(lon, lat, bounds)
    if complaint:
        raise SilogError(WRONG_INPUT, f"{text!r}: {complaint}")
    return lon, lat


def number(text: str, what: str) -> float:
    """Read a number of degrees; `what` names it in the message."""
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise SilogError(WRONG_INPUT, f"{text.strip()!r}, {what}, is not a number.", "Degrees have a decimal point, such as 104.53.")
    return found


def misplaced(lon: float, lat: float, bounds: Bounds) -> str:
    """Say what is wrong with where a point lies; empty when it is on the map."""
    west, south, east, north = bounds
    if west <= lon <= east and south <= lat <= north:
        return ""
    if west <= lat <= east and south <= lon <= north:
        return f"longitude and latitude are swapped; the longitude comes first: {lat:g},{lon:g}."
    return f"it lies outside the map, which is longitude {west:g} to {east:g} and latitude {south:g} to {north:g}."
