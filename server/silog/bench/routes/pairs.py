"""The pairs that routers are measured on: berths of the reference data, and points off the coast drawn by a seed."""

import csv
from itertools import combinations
from typing import Final

import numpy as np
import shapely

from silog_gis.data import data_path
from silog_gis.geodesy import LonLat
from silog_gis.land import Land

Pair = tuple[LonLat, LonLat]

PORTS: Final = 28
_MOST_OFF_DEG: Final = 0.02
_LEAST_OFF_M: Final = 5.0


def ports() -> list[LonLat]:
    """Give the berths of the first ports of the reference data."""
    with data_path("facilities.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["kind"] == "PORT" and row["berth_lon"]]
    return [(float(row["berth_lon"]), float(row["berth_lat"])) for row in rows[:PORTS]]


def port_pairs() -> list[Pair]:
    """Give all pairs of those ports."""
    return list(combinations(ports(), 2))


def coastal_pairs(land: Land, count: int, seed: int) -> list[Pair]:
    """Draw pairs of points in water within two kilometres of the shoreline."""
    chance = np.random.default_rng(seed)
    shore = shapely.get_coordinates(list(land.polygons))
    west, south, east, north = land.bounds
    drawn: list[LonLat] = []
    while len(drawn) < 2 * count:
        lon, lat = (shore[chance.integers(len(shore))] + chance.uniform(-_MOST_OFF_DEG, _MOST_OFF_DEG, 2)).round(6).tolist()
        if west < lon < east and south < lat < north and land.distance_m(lon, lat) >= _LEAST_OFF_M:
            drawn.append((lon, lat))
    return list(zip(drawn[::2], drawn[1::2], strict=True))
