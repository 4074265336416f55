"""The basemap: one PMTiles file of land, regions, islands and ports, zoom 4 to 12, for the map in the browser.

    python -m silog_gis.basemap OUT.pmtiles

Everything in it comes from the reference data; nothing is fetched. What the map's style may count on:

| layer   | geometry | from zoom | attributes |
|---------|----------|-----------|------------|
| land    | polygon  | 4         | `landmass` (number), `inside` (true: land of the province; false: a neighbour's) |
| regions | polygon  | by level  | `code`, `name`, `level`; PROVINCE from 4, REGENCY 5, DISTRICT 8, VILLAGE 11; approximate |
| places  | point    | by level  | `code`, `name`, `level`, `rank`; PROVINCE 4 to 6, REGENCY 6, DISTRICT 8, VILLAGE 10 |
| islands | point    | by rank   | `code`, `name`, `kind`, `rank`; OUTERMOST 1 from 6, POPULATED 2 from 9, OTHER 3 from 11 |
| ports   | point    | by kind   | `code`, `name`, `kind`, `quality`, `rank`; PORT 1 from 7, AIRPORT 2 from 8, LANDING 3 from 10 |

`rank` is the order in which labels should win room (1 first). `regions` are computed from village points and are not official
boundaries. A tile holds a polygon's part with 80 units round it, so an outline drawn from `regions` also runs along the coast.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import shapely
import shapely.geometry

from silog_gis.areas import listed_islets, reference_areas
from silog_gis.data import data_path
from silog_gis.land import Land

LOWEST_ZOOM, HIGHEST_ZOOM = 4, 12
AREA_ZOOM = {"PROVINCE": 4, "REGENCY": 5, "DISTRICT": 8, "VILLAGE": 11}
PLACE_ZOOMS = {"PROVINCE": (4, 6), "REGENCY": (6, 12), "DISTRICT": (8, 12), "VILLAGE": (10, 12)}
LEVELS = list(PLACE_ZOOMS)
ISLAND_ZOOM = {"OUTERMOST": 6, "POPULATED": 9, "OTHER": 11}
HAVEN_ZOOM = {"PORT": 7, "AIRPORT": 8, "LANDING": 10}

Feature = dict[str, Any]
Shape = shapely.Point | shapely.Polygon | shapely.MultiPolygon


def land_features(land: Land, inside: set[int]) -> Iterator[Feature]:
    """Give the layer `land`."""
    for landmass, polygon in zip(land.landmasses.tolist(), land.polygons, strict=True):
        yield _feature("land", polygon, LOWEST_ZOOM, {"landmass": landmass, "inside": landmass in inside})


def region_features(land: Land) -> Iterator[Feature]:
    """Give the layer `regions`."""
    areas = reference_areas(land)
    for row in _rows("regions.csv"):
        yield _feature("regions", areas[row["code"]], AREA_ZOOM[row["level"]], _facts(row, "code", "name", "level"))


def place_features() -> Iterator[Feature]:
    """Give the layer `places`."""
    for row in _rows("regions.csv"):
        low, high = PLACE_ZOOMS[row["level"]]
        facts = _facts(row, "code", "name", "level") | {"rank": LEVELS.index(row["level"]) + 1}
        yield _feature("places", _point(row), low, facts, high=high)


def island_features() -> Iterator[Feature]:
    """Give the layer `islands`."""
    for row in _rows("islands.csv"):
        kind = "OUTERMOST" if row["is_outermost"] == "1" else "POPULATED" if row["is_populated"] == "1" else "OTHER"
        facts = _facts(row, "code", "name") | {"kind": kind, "rank": list(ISLAND_ZOOM).index(kind) + 1}
        yield _feature("islands", _point(row), ISLAND_ZOOM[kind], facts)


def port_features() -> Iterator[Feature]:
    """Give the layer `ports`: ports, landings and airports."""
    for row in _rows("facilities.csv"):
        if row["kind"] in HAVEN_ZOOM:
            facts = _facts(row, "code", "name", "kind", "quality") | {"rank": list(HAVEN_ZOOM).index(row["kind"]) + 1}
            yield _feature("ports", _point(row), HAVEN_ZOOM[row["kind"]], facts)


def _rows(name: str) -> list[dict[str, str]]:
    with data_path(name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _facts(row: dict[str, str], *names: str) -> dict[str, object]:
    return {name: row[name] for name in names}


def _point(row: dict[str, str]) -> shapely.Point:
    return shapely.Point(float(row["lon"]), float(row["lat"]))


def _feature(layer: str, shape: Shape, low: int, facts: dict[str, object], *, high: int = HIGHEST_ZOOM) -> Feature:
    zooms = {"layer": layer, "minzoom": low, "maxzoom": high}
    return {"type": "Feature", "tippecanoe": zooms, "properties": facts, "geometry": shapely.geometry.mapping(shape)}


def build(out: Path) -> None:
    """Write the basemap to a file; it appears there only when it is whole."""
    land = Land.load()
    inside = set(listed_islets(land)) | {int(row["landmass"]) for row in _rows("facilities.csv")}
    features = chain(land_features(land, inside), region_features(land), place_features(), island_features(), port_features())
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as scratch:
        source, made = Path(scratch) / "basemap.geojsonl", Path(scratch) / "basemap.pmtiles"
        with source.open("w", encoding="utf-8") as lines:
            lines.writelines(json.dumps(feature, separators=(",", ":")) + "\n" for feature in features)
        _cut_tiles(source, made)
        made.replace(out)


def _cut_tiles(source: Path, out: Path) -> None:
    """Run tippecanoe in the folder of both files; nothing is dropped, because a missing island is a wrong map."""
    keep_all = ["--no-feature-limit", "--no-tile-size-limit", "--drop-rate=1", "--no-tiny-polygon-reduction"]
    shapes = ["--detect-shared-borders", "--simplification=4", "--simplify-only-low-zooms", "--buffer=80"]
    zooms = [f"--minimum-zoom={LOWEST_ZOOM}", f"--maximum-zoom={HIGHEST_ZOOM}"]
    name = ["--name=Silog Kepri", "--attribution=GSHHG; idn-area-data (ODbL)", "--quiet", "--read-parallel"]
    command = [str(Path(sys.executable).parent / "tippecanoe"), "-o", out.name, *zooms, *keep_all, *shapes, *name, source.name]
    subprocess.run(command, check=True, cwd=out.parent)  # noqa: S603 - our own tool beside our own Python


def main() -> None:
    """Read the argument and build."""
    parser = argparse.ArgumentParser(prog="python -m silog_gis.basemap", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("out", type=Path, metavar="OUT.pmtiles")
    build(parser.parse_args().out)


if __name__ == "__main__":
    main()
