"""Files of tracks made elsewhere: a route, positions, ports, dead zones and a plan, read strictly; what is wrong is said with its place.

Refused, as ValueError: a file that is none of its kind, a row that is no position. The forms are described in docs/tracking.md.
"""

import csv
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from silog_gis.geodesy import LonLat
from silog_gis.track.words import Fix, Plan

_NEEDED = ("at", "lon", "lat")
_NUMBERS = ("lon", "lat", "speed_kn", "course_deg")
_PLANNED = ("depart_at", "arrive_at", "arrive_p95_at", "handed_over_at")


def read_route(path: Path) -> list[LonLat]:
    """Read a GeoJSON LineString, by itself, as a Feature, or as the only Feature of a FeatureCollection."""
    shapes = _shapes(path)
    if len(shapes) != 1 or shapes[0].geom_type != "LineString":
        message = f"{path}: a route is one LineString, and this holds {_named(shapes)}"
        raise ValueError(message)
    return [(lon, lat) for lon, lat in shapely.get_coordinates(shapes[0]).tolist()]


def read_zones(path: Path) -> list[BaseGeometry]:
    """Read the Polygons and MultiPolygons of a GeoJSON file."""
    shapes = _shapes(path)
    wrong = [one for one in shapes if one.geom_type not in {"Polygon", "MultiPolygon"} or not one.is_valid]
    if wrong:
        message = f"{path}: dead zones are valid Polygons or MultiPolygons, and one is {_named(wrong[:1])}"
        raise ValueError(message)
    return shapes


def read_ports(path: Path) -> list[LonLat]:
    """Read ports: the Points of a GeoJSON file, or a CSV with the columns lon and lat (berth_lon and berth_lat where it has them)."""
    if path.suffix.lower() != ".csv":
        points = [one for one in _shapes(path) if one.geom_type == "Point"]
        return [(lon, lat) for lon, lat in shapely.get_coordinates(points).tolist()]
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    names = ("berth_lon", "berth_lat"), ("lon", "lat")
    return [
        (_number(path, line, name[0], row[name[0]]), _number(path, line, name[1], row[name[1]]))
        for line, row in enumerate(rows, 2)
        for name in names
        if row.get(name[0]) and row.get(name[1])
    ]


def read_fixes(path: Path) -> list[Fix]:
    """Read a CSV of positions in order of receipt: at, lon, lat; also received_at, speed_kn, course_deg. Other columns are left aside."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
        if missing:
            message = f"{path}: the column {missing[0]} is missing; needed are {', '.join(_NEEDED)}"
            raise ValueError(message)
        return [_fix(path, line, row) for line, row in enumerate(reader, 2)]


def read_plan(path: Path) -> dict[str, datetime]:
    """Read a plan, a JSON object with depart_at and arrive_at; also arrive_p95_at, handed_over_at."""
    given = _json(path)
    if not isinstance(given, dict):
        message = f"{path}: a plan is a JSON object with depart_at and arrive_at"
        raise ValueError(message)  # noqa: TRY004 - whoever reads files catches one kind of error
    return {name: read_time(f"{path}: {name}", str(given[name])) for name in _PLANNED if given.get(name)}


def plan_of(times: Mapping[str, datetime | None]) -> Plan | None:
    """Make a plan of its times by name; None where nothing is planned. Refused: a plan without its beginning or its end."""
    known = {name: time for name, time in times.items() if time is not None}
    if not known:
        return None
    for name in ("depart_at", "arrive_at"):
        if name not in known:
            message = f"the plan has no {name}"
            raise ValueError(message)
    return Plan(**known)


def read_time(where: str, text: str) -> datetime:
    """Read a time with its offset, as 2024-11-17T06:00:00+07:00."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        message = f"{where}: {text!r} is no time; write 2024-11-17T06:00:00+07:00"
        raise ValueError(message) from error
    if moment.tzinfo is None:
        message = f"{where}: {text!r} has no offset; write 2024-11-17T06:00:00+07:00"
        raise ValueError(message)
    return moment


def _fix(path: Path, line: int, row: dict[str, str]) -> Fix:
    at = read_time(f"{path}, line {line}, at", row["at"] or "")
    received_at = read_time(f"{path}, line {line}, received_at", row["received_at"]) if row.get("received_at") else None
    numbers = {name: _number(path, line, name, row[name]) for name in _NUMBERS if row.get(name)}
    if "lon" not in numbers or "lat" not in numbers or abs(numbers["lon"]) > 180 or abs(numbers["lat"]) > 90:  # noqa: PLR2004 - degrees
        message = f"{path}, line {line}: lon {row['lon']!r}, lat {row['lat']!r} is no place"
        raise ValueError(message)
    return Fix(at, numbers["lon"], numbers["lat"], received_at, numbers.get("speed_kn"), numbers.get("course_deg"))


def _number(path: Path, line: int, name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError as error:
        message = f"{path}, line {line}: {name} is {text!r}, and must be a number"
        raise ValueError(message) from error
    if value != value or abs(value) == float("inf"):  # noqa: PLR0124 - nan
        message = f"{path}, line {line}: {name} is {text!r}, and must be a number"
        raise ValueError(message)
    return value


def _json(path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        message = f"{path}: this is no JSON ({error})"
        raise ValueError(message) from error


def _shapes(path: Path) -> list[BaseGeometry]:
    given = _json(path)
    found = given.get("features", [given]) if isinstance(given, dict) else []
    try:
        shapes = [shape(one["geometry"] if one.get("type") == "Feature" else one) for one in found]
    except (AttributeError, LookupError, TypeError, ValueError, ShapelyError) as error:
        message = f"{path}: this is no GeoJSON with geometries"
        raise ValueError(message) from error
    if not shapes:
        message = f"{path}: this is no GeoJSON with geometries"
        raise ValueError(message)
    return shapes


def _named(shapes: list[BaseGeometry]) -> str:
    return ", ".join(f"a {one.geom_type}" if one.is_valid else f"a {one.geom_type} that crosses itself" for one in shapes[:3])
