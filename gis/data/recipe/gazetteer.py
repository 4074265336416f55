"""Codes and names of regions and islands, from the CSV files of the npm package `idn-area-data`.

Everything is keyed by its Kemendagri code: 108 island names occur more than once inside one kab/kota.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from recipe.csvfile import Row, read_rows
from silog_gis.land import Land

PROVINCE = "21"
PROVINCE_SEAT = "21.72"
ISLAND_REACH_M = 300.0
"""An island point this near a landmass belongs to it; farther off, the shoreline does not show the island at all."""
DMS = re.compile(r"""(\d+)°(\d+)'([\d.]+)"{1,2} ([NSEW])""")


@dataclass(frozen=True)
class Region:
    """One administrative region; lon and lat are a point inside it."""

    code: str
    parent: str | None
    level: str
    name: str
    lon: float
    lat: float


def read_regions(package: Path, figures: Path) -> list[Region]:
    """Read the regions of the province, ordered by code; the points come from the figures."""
    points = {row["code"]: (float(row["lon"]), float(row["lat"])) for row in read_rows(figures / "regions.csv")}
    points[PROVINCE] = points[PROVINCE_SEAT]
    files = (("provinces", "PROVINCE"), ("regencies", "REGENCY"), ("districts", "DISTRICT"), ("villages", "VILLAGE"))
    regions = [
        Region(row["code"], _parent(row["code"]), level, row["name"], *points[row["code"]])
        for name, level in files
        for row in read_rows(package / "data" / f"{name}.csv")
        if row["code"].split(".")[0] == PROVINCE
    ]
    return sorted(regions, key=lambda region: region.code)


def _parent(code: str) -> str | None:
    return code.rpartition(".")[0] or None


def read_islands(package: Path, land: Land) -> list[tuple[object, ...]]:
    """Read the islands of the province in the columns of islands.csv, ordered by code.

    Latitude is north unless it says S: one public table has the sign turned for Kepri, this one has not.
    """
    rows = [row for row in read_rows(package / "data" / "islands.csv") if row["code"].startswith(PROVINCE + ".")]
    return [_island(row, land) for row in sorted(rows, key=lambda row: row["code"])]


def _island(row: Row, land: Land) -> tuple[object, ...]:
    lat, lon = (_degrees(match) for match in DMS.finditer(row["coordinate"]))
    _, _, distance_m, landmass = land.nearest_land(lon, lat)
    flags = row["is_populated"], row["is_outermost_small"]
    on = landmass if distance_m <= ISLAND_REACH_M else None
    return row["code"], row["regency_code"] or None, row["name"], lon, lat, *flags, on


def _degrees(match: re.Match[str]) -> float:
    degrees, minutes, seconds, side = match.groups()
    value = int(degrees) + int(minutes) / 60 + float(seconds) / 3600
    return round(-value if side in "SW" else value, 6)
