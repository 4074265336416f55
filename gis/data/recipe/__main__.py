"""Rebuild the reference data: `PYTHONPATH=gis/data python -m recipe [--out FOLDER] [--scratch FOLDER]`."""

import argparse
import tempfile
from pathlib import Path

from recipe import facilities, provenance, sources, stations
from recipe.csvfile import write_rows
from recipe.gazetteer import Region, read_islands, read_regions
from recipe.landfile import write_land
from recipe.placement import village_anchors
from recipe.seats import district_seats
from recipe.shoreline import read_land
from silog_gis.land import Ashore, Land
from silog_gis.sea.berth import BerthFinder

HERE = Path(__file__).parent.parent
BOX = (102.8, -1.4, 109.9, 5.2)
BERTH_CLEARANCE_M = 50.0
"""What the smallest boats keep: a berth is where even they can lie and still reach the open sea."""

REGION_HEADER = ("code", "parent", "level", "name", "lon", "lat")
ISLAND_HEADER = ("code", "regency_code", "name", "lon", "lat", "is_populated", "is_outermost", "landmass")


def build(out: Path, scratch: Path) -> None:
    """Write every reference file to a folder, land first."""
    write_land(out / "kepri_land.fgb", read_land(sources.shoreline(scratch), *BOX))
    land = Land.load(out / "kepri_land.fgb")
    package, figures = sources.gazetteer(scratch), HERE / "figures"
    regions = read_regions(package, figures)
    write_rows(out / "regions.csv", REGION_HEADER, [(r.code, r.parent, r.level, r.name, r.lon, r.lat) for r in regions])
    write_rows(out / "islands.csv", ISLAND_HEADER, read_islands(package, land))
    villages = [region for region in regions if region.level == "VILLAGE"]
    anchors = village_anchors(land, villages, facilities.surveyed_towns(figures))
    write_facilities(out, land, regions, anchors)
    counts = stations.stations_of_villages(figures)
    codes = [stations.station_code(code, n) for code, count in counts.items() for n in range(1, count + 1)]
    voters = stations.voters_of_stations(codes, figures)
    write_rows(out / "stations.csv", stations.HEADER, stations.place_stations(land, villages, anchors, counts, voters))


def write_facilities(out: Path, land: Land, regions: list[Region], anchors: dict[str, Ashore]) -> None:
    """Write facilities.csv, ordered by kind and code."""
    figures, finder = HERE / "figures", BerthFinder.build(land, BERTH_CLEARANCE_M)
    names = {region.code: region.name for region in regions}
    villages = [region for region in regions if region.level == "VILLAGE"]
    havens = facilities.ports(land, finder, anchors, figures)
    offices = facilities.village_offices(anchors, villages)
    seats = district_seats(regions, havens, figures)
    found = [
        *facilities.warehouses(land, anchors, names, figures),
        *havens,
        *facilities.landings(land, finder, offices, havens, names),
        *facilities.district_offices(land, anchors, seats, names),
        *offices,
    ]
    rows = sorted((facility.row() for facility in found), key=lambda row: (str(row[1]), str(row[0])))
    write_rows(out / "facilities.csv", facilities.HEADER, rows)


def main() -> None:
    """Read the arguments and build."""
    parser = argparse.ArgumentParser(prog="recipe", description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: the committed files)")
    parser.add_argument("--scratch", type=Path, help="folder that keeps the downloaded packages between runs")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    if given.scratch:
        given.scratch.mkdir(parents=True, exist_ok=True)
        build(given.out, given.scratch)
    else:
        with tempfile.TemporaryDirectory() as scratch:
            build(given.out, Path(scratch))
    if given.out.resolve() == HERE:
        provenance.update(HERE / "PROVENANCE.md", HERE, len(Land.load(HERE / "kepri_land.fgb").polygons))


if __name__ == "__main__":
    main()
