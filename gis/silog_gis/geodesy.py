"""Lengths, courses and points along a line on the WGS84 ellipsoid.

A line is straight in longitude and latitude between its vertices, because that is what a map draws and what is checked against
the land; its length is the sum of the geodesics between its vertices.
"""

from collections.abc import Sequence
from itertools import pairwise

from pyproj import Geod

WGS84 = Geod(ellps="WGS84")

LonLat = tuple[float, float]
Coords = Sequence[LonLat]


def distance_m(a: LonLat, b: LonLat) -> float:
    """Measure the geodesic between two points in metres."""
    return float(WGS84.inv(a[0], a[1], b[0], b[1])[2])


def length_m(coords: Coords) -> float:
    """Measure a line of (lon, lat) points in metres; a line of one point has length 0."""
    return float(WGS84.line_length([lon for lon, _ in coords], [lat for _, lat in coords]))


def course_deg(a: LonLat, b: LonLat) -> float:
    """Give the course from one point to another, in degrees clockwise from north, 0 <= course < 360."""
    return float(WGS84.inv(a[0], a[1], b[0], b[1])[0]) % 360.0


def point_along(coords: Coords, distance_along_m: float) -> tuple[float, float, float]:
    """Give (lon, lat, course_deg) at a distance from the start of a line.

    Before the start it answers the start, beyond the end the end, with the course of the first or last stretch.
    """
    if len(coords) == 1:
        return coords[0][0], coords[0][1], 0.0
    left_m = max(0.0, distance_along_m)
    course = 0.0
    for a, b in pairwise(coords):
        stretch_m = distance_m(a, b)
        if stretch_m <= 0:
            continue
        course = course_deg(a, b)
        if left_m <= stretch_m:
            part = left_m / stretch_m
            return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part, course
        left_m -= stretch_m
    return coords[-1][0], coords[-1][1], course
