"""Synthetic places: points on land near a village's point, where no source gives coordinates.

They are made from codes alone, so that the same code always stands in the same place, and they never leave the landmass of
their village. They say nothing about where the real office or polling station is.
"""

import math

from recipe.gazetteer import Region
from recipe.shares import fraction_of
from silog_gis.geodesy import distance_m
from silog_gis.land import METRES_PER_DEGREE, Ashore, Land

GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
SHRINK = 0.85
SWERVE = 0.05
"""Radians a try swerves, so that an anchor on a cape is not the only land ever found."""
TRIES = 60


def village_anchors(land: Land, villages: list[Region], towns: dict[str, tuple[float, float]]) -> dict[str, Ashore]:
    """Give each village its point on land; where its surveyed port (`towns`) stands on another island, the village is there.

    A village's territory can reach over a strait, and a point computed from it can then fall on the empty shore: Sedanau's
    falls on Bunguran, while the town and its harbour are on Pulau Sedanau.
    """
    anchors = {}
    for village in villages:
        anchor = land.ashore(village.lon, village.lat)
        town = towns.get(village.code)
        if town and land.nearest_land(*town)[3] != anchor.landmass:
            there = land.ashore(*town)
            moved_m = distance_m((village.lon, village.lat), (there.lon, there.lat))
            anchor = Ashore(there.lon, there.lat, there.landmass, moved_m)
        anchors[village.code] = anchor
    return anchors


def beside(land: Land, anchor: Ashore, code: str, near_m: float, far_m: float) -> Ashore:
    """Place something between two distances of an anchor, in a direction of its own, nearer where the land ends."""
    reach_m = near_m + (far_m - near_m) * fraction_of(code, "reach")
    return _toward(land, anchor, reach_m, 2 * math.pi * fraction_of(code, "bearing"))


def spread(land: Land, anchor: Ashore, code: str, count: int, radius_m: float) -> list[Ashore]:
    """Place a number of things evenly round an anchor, like seeds in a sunflower, nearer where the land ends."""
    start = 2 * math.pi * fraction_of(code, "spread")
    return [_toward(land, anchor, radius_m * math.sqrt((index + 0.5) / count), start + index * GOLDEN_ANGLE) for index in range(count)]


def _toward(land: Land, anchor: Ashore, reach_m: float, bearing: float) -> Ashore:
    """Go from an anchor in a direction, less far (and a little aside) until the point stands on the anchor's landmass."""
    for _ in range(TRIES):
        reach = reach_m / METRES_PER_DEGREE
        lon = round(anchor.lon + reach * math.sin(bearing), 6)
        lat = round(anchor.lat + reach * math.cos(bearing), 6)
        if land.landmass_at(lon, lat) == anchor.landmass:
            return Ashore(lon, lat, anchor.landmass, anchor.moved_m)
        reach_m *= SHRINK
        bearing += SWERVE
    return anchor
