"""The files of `silog route`: pairs of points, areas to avoid, another coast. What is wrong in one is told by row and column."""

import csv
import json
from pathlib import Path
from typing import Any, Final

import shapely
from shapely.errors import GEOSException
from shapely.geometry import MultiPolygon, Polygon, shape

from silog.cli.sea.route_points import Bounds, misplaced, number
from silog.errors import WRONG_INPUT, SilogError
from silog_gis.geodesy import LonLat
from silog_gis.land import Land
from silog_gis.sea.sea_areas import SeaArea

_COLUMNS: Final = ("id", "from_lon", "from_lat", "to_lon", "to_lat")
_SHOWN: Final = 20

Pair = tuple[str, LonLat, LonLat]


def read_pairs(path: Path, bounds: Bounds) -> list[Pair]:
    """Read a CSV file of pairs: all of them, or every mistake in it."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            table = csv.DictReader(lines, strict=True)
            missing = [name for name in _COLUMNS if name not in (table.fieldnames or [])]
            if missing:
                raise SilogError(WRONG_INPUT, f"{path}: no column {', '.join(missing)}.", f"It needs the columns {', '.join(_COLUMNS)}.")
            rows = [(table.line_num, row) for row in table]
    except OSError as error:
        raise SilogError(WRONG_INPUT, f"{path} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise SilogError(WRONG_INPUT, f"{path} is no CSV file in UTF-8: {error}.") from error
    problems: list[str] = []
    pairs: list[Pair] = []
    seen: dict[str, int] = {}
    for line, row in rows:
        key = (row["id"] or "").strip()
        if not key:
            problems.append(f"row {line}, column id: it is empty")
        elif key in seen:
            problems.append(f"row {line}, column id: {key!r} stands in row {seen[key]} already")
        seen.setdefault(key, line)
        ends = [_end(row, end, line, bounds, problems) for end in ("from", "to")]
        pairs += [(key, a, b) for a in ends[:1] for b in ends[1:] if a is not None and b is not None]
    if problems:
        more = f"\nand {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
        raise SilogError(WRONG_INPUT, f"{path}: nothing was written.\n" + "\n".join(problems[:_SHOWN]) + more)
    return pairs


def _end(row: dict[str, Any], end: str, line: int, bounds: Bounds, problems: list[str]) -> LonLat | None:
    values: list[float] = []
    for name in (f"{end}_lon", f"{end}_lat"):
        try:
            values.append(number(row[name] or "", "the value"))
        except SilogError:
            problems.append(f"row {line}, column {name}: {(row[name] or '').strip()!r} is not a number")
    if len(values) != 2:  # noqa: PLR2004 -- longitude and latitude
        return None
    complaint = misplaced(values[0], values[1], bounds)
    if complaint:
        problems.append(f"row {line}, columns {end}_lon, {end}_lat: {values[0]:g},{values[1]:g}: {complaint}")
        return None
    return values[0], values[1]


def avoided_areas(path: Path | None) -> list[SeaArea]:
    """Read polygons from GeoJSON: to be avoided, or with a property `cost` for what a metre inside counts as. None without a path."""
    if path is None:
        return []
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SilogError(WRONG_INPUT, f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise SilogError(WRONG_INPUT, f"{path} is no GeoJSON: {error}.") from error
    features = content.get("features", [content]) if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        raise SilogError(WRONG_INPUT, f"{path} is no GeoJSON with features.")
    return [_area(path, at, feature) for at, feature in enumerate(features, 1)]


def _area(path: Path, at: int, feature: Any) -> SeaArea:  # noqa: ANN401 -- whatever stands in the file
    where = f"{path}, feature {at}"
    try:
        geometry = shape(feature["geometry"] if feature["type"] == "Feature" else feature)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, GEOSException) as error:
        raise SilogError(WRONG_INPUT, f"{where}: it has no geometry that can be read.") from error
    if not isinstance(geometry, Polygon | MultiPolygon):
        raise SilogError(WRONG_INPUT, f"{where}: it is a {geometry.geom_type}, and must be a Polygon or MultiPolygon.")
    properties = feature.get("properties") or {}
    cost = properties.get("cost")
    if cost is not None and (isinstance(cost, bool) or not isinstance(cost, int | float)):
        raise SilogError(WRONG_INPUT, f"{where}: its cost {cost!r} is not a number.")
    try:
        return SeaArea(str(properties.get("name") or f"area {at}"), geometry, cost)
    except ValueError as error:
        raise SilogError(WRONG_INPUT, f"{where}: {error}.") from error


def land_from(path: Path | None) -> Land:
    """Read another coast; without a path, the land of Kepri."""
    if path is None:
        return Land.load()
    try:
        land = Land.read(path)
    except (OSError, ValueError, RuntimeError, GEOSException) as error:
        raise SilogError(WRONG_INPUT, f"{path} cannot be used as land: {error}") from error
    if not shapely.is_valid(land.polygons).all():
        bad = int((~shapely.is_valid(land.polygons)).argmax())
        raise SilogError(WRONG_INPUT, f"{path}: polygon {bad + 1} is not valid: {shapely.is_valid_reason(land.polygons[bad])}.")
    return land
