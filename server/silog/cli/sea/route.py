"""`silog route`: the way by sea between two points, or between many pairs from a file. Needs no database and no server."""

import json
from pathlib import Path
from typing import Final

import click

from silog.cli.sea.route_files import avoided_areas, land_from, read_pairs
from silog.cli.sea.route_points import lon_lat
from silog.errors import WRONG_INPUT, SilogError
from silog.settings import Settings
from silog_gis.geodesy import LonLat
from silog_gis.land import Land
from silog_gis.sea.found import NoWay, SeaRoute
from silog_gis.sea.route import SeaRouter
from silog_gis.sea.sea_areas import SeaArea

VESSEL_CLASSES: Final = {"pompong": 50.0, "ferry": 150.0, "liner": 500.0}
"""Metres a class of vessel keeps from land."""

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(context_settings={"ignore_unknown_options": True})  # so that -0.49,104.5 is a point and not an option
@click.argument("points", nargs=-1, metavar="[LON,LAT LON,LAT]")
@click.option("--clearance-m", type=click.FloatRange(0, 20_000), metavar="METRES", help="How far to keep from land, 0 or more.")
@click.option("--vessel-class", type=click.Choice(list(VESSEL_CLASSES)), help="The clearance of a class: 50, 150 or 500 m.")
@click.option("--format", "form", type=click.Choice(["text", "geojson"]), default="text", show_default=True, help="How to answer.")
@click.option("--batch", type=_FILE, metavar="PAIRS.csv", help="Pairs in columns id, from_lon, from_lat, to_lon, to_lat.")
@click.option("--out", type=_FILE, metavar="ROUTES.geojson", help="Where to write the routes of --batch.")
@click.option("--avoid", type=_FILE, metavar="FILE.geojson", help="Polygons to keep out of, or with a property cost of 1 or more.")
@click.option("--land", "land_file", type=_FILE, metavar="FILE", help="Another coast: polygons in GeoJSON, GeoPackage, FlatGeobuf.")
@click.option(
    "--snap-m", type=click.FloatRange(0, 5_000), default=5.0, show_default=True, help="Move an end off the land this far at most."
)
def route(  # noqa: PLR0917 -- click gives every option by its name
    points: tuple[str, ...],
    clearance_m: float | None,
    vessel_class: str | None,
    form: str,
    batch: Path | None,
    out: Path | None,
    avoid: Path | None,
    land_file: Path | None,
    snap_m: float,
) -> None:
    """Find the shortest way by sea that keeps a clearance from land.

    The line never touches land. Where an end lies nearer to land than the clearance, the stretch from it to open water is an approach,
    and the answer says which points belong to it. Without --clearance-m or --vessel-class it is the pompong's 50 m.
    """
    if clearance_m is not None and vessel_class is not None:
        raise click.UsageError("--clearance-m and --vessel-class say the same thing: give one.")
    if (batch is None) != (out is None):
        raise click.UsageError("--batch and --out belong together: pairs from the one, routes into the other.")
    if (len(points) != 2) == (batch is None):  # noqa: PLR2004 -- two ends
        raise click.UsageError("Give two points, LON,LAT LON,LAT, or --batch PAIRS.csv --out ROUTES.geojson.")
    land = land_from(land_file)
    pairs = read_pairs(batch, land.bounds) if batch else [("", lon_lat(points[0], land.bounds), lon_lat(points[1], land.bounds))]
    areas = avoided_areas(avoid)
    metres = VESSEL_CLASSES[vessel_class or "pompong"] if clearance_m is None else clearance_m
    router = SeaRouter.build(land, metres, Settings.from_environment().state / "sight-lines")
    answers = [(key, *_answer(router, a, b, areas, snap_m)) for key, a, b in pairs]
    if out is not None:
        _write(out, [_feature(key, found, moved) for key, found, moved in answers], router)
        return
    _, found, moved = answers[0]
    click.echo(_text(found, router, moved) if form == "text" else json.dumps(_feature("", found, moved) | {"land_sha256": land.digest}))
    if isinstance(found, NoWay):
        raise SilogError("NO_WAY", f"There is no way: {found.reason}.")


def _answer(router: SeaRouter, a: LonLat, b: LonLat, areas: list[SeaArea], snap_m: float) -> tuple[SeaRoute | NoWay, tuple[float, float]]:
    """Find one route; with how far each end was moved to lie in water."""
    start, finish = router.afloat(a, snap_m), router.afloat(b, snap_m)
    return router.route(start.at, finish.at, areas=areas), (start.moved_m, finish.moved_m)


def _feature(key: str, found: SeaRoute | NoWay, moved_m: tuple[float, float]) -> dict[str, object]:
    named: dict[str, object] = {"id": key} if key else {}
    if isinstance(found, NoWay):
        return {"type": "Feature", "geometry": None, "properties": {**named, "reachable": False, "reason": found.reason}}
    properties = {
        **named,
        "reachable": True,
        "length_m": round(found.length_m, 1),
        "approaches": [
            {
                "end": part.end,
                "first": part.first,
                "last": part.last,
                "length_m": round(part.length_m, 1),
                "clearance_m": round(part.clearance_m, 1),
            }
            for part in found.approaches
        ],
        "passes": list(found.passes),
        "from_moved_m": round(moved_m[0], 1),
        "to_moved_m": round(moved_m[1], 1),
    }
    return {"type": "Feature", "geometry": {"type": "LineString", "coordinates": found.coords}, "properties": properties}


def _write(path: Path, features: list[dict[str, object]], router: SeaRouter) -> None:
    """Write all routes, or nothing: aside first, then renamed."""
    about = {"clearance_m": router.clearance_m, "land_sha256": router.land.digest}
    aside = path.with_name(f".{path.name}.partial")
    try:
        aside.write_text(json.dumps({"type": "FeatureCollection", **about, "features": features}))
        aside.replace(path)
    except OSError as error:
        raise SilogError(WRONG_INPUT, f"{path} cannot be written: {error.strerror}.") from error
    lost = sum(feature["geometry"] is None for feature in features)
    click.echo(f"{len(features):,} pairs, {len(features) - lost:,} routes, {lost:,} without a way; written to {path}.")


def _text(found: SeaRoute | NoWay, router: SeaRouter, moved_m: tuple[float, float]) -> str:
    about = f"clearance {router.clearance_m:g} m, land {_name(router.land)}"
    if isinstance(found, NoWay):
        return f"No way ({about})."
    lines = [f"{found.length_m / 1000:,.3f} km, {found.length_m / 1852:,.2f} nautical miles ({about})"]
    for which, moved in zip(("start", "finish"), moved_m, strict=True):
        if moved:
            lines.append(f"The {which} was moved {moved:,.1f} m, off the land.")
    lines += [f"Goes through {name}." for name in found.passes]
    for part in found.approaches:
        lines.append(
            f"Approach ({part.end}): points {part.first + 1} to {part.last + 1}, {part.length_m:,.0f} m, "
            f"{part.clearance_m:,.0f} m from land at the nearest"
        )
    return "\n".join([*lines, *(f"{lon:.6f},{lat:.6f}" for lon, lat in found.coords)])


def _name(land: Land) -> str:
    return f"sha256 {land.digest[:16]}"
