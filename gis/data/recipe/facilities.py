"""Facilities: warehouses, ports, landings, airports and committee offices, with a berth for whatever a vessel serves."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from recipe.csvfile import Row, read_rows
from recipe.gazetteer import Region
from recipe.placement import beside
from silog_gis.land import Ashore, Land
from silog_gis.sea.berth import Berth, BerthFinder

HEADER = ["code", "kind", "name", "region_code", "lon", "lat", "berth_lon", "berth_lat", "landmass", "quality", "moved_m", "source"]
POINTS_OF = "village point (boundaries of cahyadsn/wilayah_boundaries)"

AT_THE_PORT = "village's surveyed port, because the village point falls on another island"
FAR_M = 1_000.0
"""No village point lies this far off the land; what moved farther has moved to its port."""


@dataclass(frozen=True)
class Facility:
    """One place that holds or passes on ballot boxes; the fields are the columns of facilities.csv."""

    code: str
    kind: str
    name: str
    region_code: str
    at: Ashore
    berth: Berth | None
    quality: str
    source: str

    def row(self) -> tuple[object, ...]:
        """Give the columns of facilities.csv."""
        berth = (self.berth.lon, self.berth.lat) if self.berth else (None, None)
        at = (self.at.lon, self.at.lat)
        what = (self.code, self.kind, self.name, self.region_code)
        return *what, *at, *berth, self.at.landmass, self.quality, round(self.at.moved_m), self.source


def surveyed_towns(figures: Path) -> dict[str, tuple[float, float]]:
    """Give the villages that have a surveyed port, each with that port's point."""
    rows = (row for row in read_rows(figures / "ports.csv") if row["quality"] == "SURVEYED" and not _is_airport(row))
    return {row["village_code"]: (float(row["lon"]), float(row["lat"])) for row in rows}


def ports(land: Land, finder: BerthFinder, anchors: dict[str, Ashore], figures: Path) -> list[Facility]:
    """Read ports and airports; a port keeps its sourced point, on land or not, and gets a berth in open water."""
    rows = read_rows(figures / "ports.csv")
    bare = Counter(_slug(_bare(row["name"])) for row in rows)
    return [_airport(land, row) if _is_airport(row) else _port(land, finder, anchors, row, bare) for row in rows]


def _is_airport(row: Row) -> bool:
    return "airport" in row["services"]


def _port(land: Land, finder: BerthFinder, anchors: dict[str, Ashore], row: Row, bare: Counter[str]) -> Facility:
    lon, lat = float(row["lon"]), float(row["lat"])
    is_derived = row["quality"] == "DERIVED"
    landmass = anchors[row["village_code"]].landmass if is_derived else land.nearest_land(lon, lat)[3]
    slug = _slug(_bare(row["name"]))
    if bare[slug] > 1 and slug != _slug(row["name"]):
        slug = _slug(row["name"])
    berth = finder.berth_of_landmass(lon, lat, landmass) or finder.berth(lon, lat)
    at = Ashore(lon, lat, landmass, 0.0)
    return Facility(f"PORT-{slug}", "PORT", row["name"], row["village_code"], at, berth, row["quality"], row["source"])


def _airport(land: Land, row: Row) -> Facility:
    lon, lat = float(row["lon"]), float(row["lat"])
    at = Ashore(lon, lat, land.nearest_land(lon, lat)[3], 0.0)
    code = row["services"].rpartition("/")[2]
    return Facility(f"AIR-{code}", "AIRPORT", row["name"], row["village_code"], at, None, row["quality"], row["source"])


def _bare(name: str) -> str:
    return re.sub(r"\s*\(.*\)", "", name)


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def village_offices(anchors: dict[str, Ashore], villages: Iterable[Region]) -> list[Facility]:
    """Give every village its PPS, at the village's point."""
    return [_synthetic(f"PPS-{village.code}", "PPS", f"PPS {village.name}", village.code, anchors[village.code]) for village in villages]


def district_offices(land: Land, anchors: dict[str, Ashore], seats: dict[str, str], names: dict[str, str]) -> list[Facility]:
    """Give every district its PPK, in its seat."""
    return [
        _synthetic(code, "PPK", f"PPK {names[district]}", district, beside(land, anchors[seat], code, 80, 250))
        for district, seat in sorted(seats.items())
        for code in [f"PPK-{district}"]
    ]


def warehouses(land: Land, anchors: dict[str, Ashore], names: dict[str, str], figures: Path) -> list[Facility]:
    """Give every regency its warehouse, in the town that the figures name."""
    return [
        _synthetic(code, "WAREHOUSE", f"Gudang KPU {names[row['regency_code']]}", row["regency_code"], at)
        for row in read_rows(figures / "warehouses.csv")
        for code in [f"WH-{row['regency_code']}"]
        for at in [beside(land, anchors[row["village_code"]], code, 250, 500)]
    ]


def _synthetic(code: str, kind: str, name: str, region_code: str, at: Ashore) -> Facility:
    by = AT_THE_PORT if at.moved_m > FAR_M else POINTS_OF
    return Facility(code, kind, name, region_code, at, None, "SYNTHETIC", f"synthetic, by its {by}")


def landings(land: Land, finder: BerthFinder, offices: list[Facility], havens: list[Facility], names: dict[str, str]) -> list[Facility]:
    """Give a landing to every landmass that holds an office but no port, named by the first village whose PPS stands there."""
    served = {port.at.landmass for port in havens if port.kind == "PORT"}
    found = []
    for office in sorted(offices, key=lambda office: office.code):
        if office.kind != "PPS" or office.at.landmass in served:
            continue
        served.add(office.at.landmass)
        berth = finder.berth_of_landmass(office.at.lon, office.at.lat, office.at.landmass)
        if berth is None:
            message = f"{office.code}: no open water washes landmass {office.at.landmass}"
            raise ValueError(message)
        shore = land.ashore_on(office.at.landmass, berth.lon, berth.lat)
        at = Ashore(shore.lon, shore.lat, shore.landmass, 0.0)
        name = f"Pendaratan {names[office.region_code]}"
        source = "synthetic, on the shore nearest to the village"
        found.append(Facility(f"LDG-{office.region_code}", "LANDING", name, office.region_code, at, berth, "SYNTHETIC", source))
    return found
