"""Region areas where no official boundary is loaded: the land nearest to each village, joined upward by code.

They are approximate and must be called so wherever a person sees them. They say which land a region's villages stand on; they
do not say where a boundary runs.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Point

from silog_gis.data import data_path
from silog_gis.geodesy import LonLat
from silog_gis.land import Land

OFFICE = "PPS-"
"""Village offices stand where their village is; the areas are drawn round them."""


def region_areas(land: Land, villages: Mapping[str, LonLat], islets: Mapping[int, str]) -> dict[str, MultiPolygon]:
    """Give the area of every village and of every region above it, by code.

    `villages` are points by village code. A landmass with villages is shared among them, each getting the land nearest to its
    point. An islet without one (`islets`: landmass number to the code of the region it is listed under) goes whole to the
    nearest village of that region. Land in neither is somebody else's and belongs to no region. The areas of one level do
    not overlap.
    """
    parts: dict[str, list[shapely.Geometry]] = defaultdict(list)
    for code, piece in (*_shared(land, villages), *_whole(land, villages, islets)):
        parts[code].append(piece)
    areas = {code: _multi(shapely.union_all(pieces)) for code, pieces in sorted(parts.items())}
    for level in range(max((code.count(".") for code in areas), default=0), 0, -1):
        above: dict[str, list[shapely.Geometry]] = defaultdict(list)
        for code, area in areas.items():
            if code.count(".") == level:
                above[code.rpartition(".")[0]].append(area)
        areas |= {code: _multi(shapely.union_all(pieces)) for code, pieces in above.items()}
    return dict(sorted(areas.items()))


def reference_areas(land: Land) -> dict[str, MultiPolygon]:
    """Give the areas of Kepri, from the village offices and the listed islands of the reference data."""
    villages: dict[str, LonLat] = {}
    with data_path("facilities.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["code"].startswith(OFFICE):
                villages[row["region_code"]] = float(row["lon"]), float(row["lat"])
    return region_areas(land, villages, listed_islets(land))


def listed_islets(land: Land) -> dict[int, str]:
    """Give the landmasses that a listed island stands on, with its regency ('21' where the list names none).

    A landmass that the map's edge cuts is a mainland beside the islands, whatever islet lies close under its shore.
    """
    islets: dict[int, str] = {}
    with data_path("islands.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["landmass"] and not land.is_cut(int(row["landmass"])):
                islets.setdefault(int(row["landmass"]), row["regency_code"] or row["code"].partition(".")[0])
    return islets


def _shared(land: Land, villages: Mapping[str, LonLat]) -> Iterator[tuple[str, shapely.Geometry]]:
    """Share every landmass that has villages among them."""
    of_landmass: dict[int, list[str]] = defaultdict(list)
    for code in sorted(villages):
        of_landmass[land.nearest_land(*villages[code])[3]].append(code)
    for landmass, codes in sorted(of_landmass.items()):
        polygon = land.polygon(landmass)
        for code, cell in zip(codes, _cells([villages[code] for code in codes], polygon), strict=True):
            yield code, shapely.intersection(polygon, cell)


def _cells(points: list[LonLat], polygon: shapely.Polygon) -> NDArray[np.object_]:
    """Give the Voronoi cell of each point, in the order of the points."""
    if len(points) == 1:
        return np.array([shapely.envelope(polygon)], dtype=object)
    cells = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=shapely.envelope(polygon), ordered=True)
    return shapely.get_parts(cells)


def _whole(land: Land, villages: Mapping[str, LonLat], islets: Mapping[int, str]) -> Iterator[tuple[str, shapely.Geometry]]:
    settled = {land.nearest_land(*point)[3] for point in villages.values()}
    for landmass, region in sorted(islets.items()):
        if landmass in settled:
            continue
        polygon = land.polygon(landmass)
        mine = sorted(code for code in villages if code.startswith(region + "."))
        if mine:
            near = shapely.STRtree([Point(villages[code]) for code in mine]).nearest(polygon)
            yield mine[int(near)], polygon


def _multi(area: shapely.Geometry) -> MultiPolygon:
    """Keep the polygons of an area, on the grid of six decimals."""
    snapped = shapely.set_precision(area, 1e-6)
    return MultiPolygon([part for part in shapely.get_parts(snapped) if isinstance(part, shapely.Polygon)])
