"""Questions of place and time that many fields take: an area, a point, a period. WGS 84, longitude first."""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Any

import numpy as np
import strawberry
from geoalchemy2 import Geometry
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape
from sqlalchemy import Float, Select, Text, and_, func, literal_column, true
from sqlalchemy.sql import ColumnElement
from sqlalchemy.types import DateTime

from silog.kit.graphql.declare.arguments import Arguments, refused
from silog.kit.graphql.declare.fields import embedded, number, planned
from silog.kit.graphql.declare.scalars import GeoJSON
from silog.kit.graphql.declare.sources import Computed, Condition, Expression, Row
from silog.kit.graphql.plan.text import Form

_SRID: ColumnElement[int] = literal_column("4326")
_MOST_VERTICES = 5_000
_METRES_PER_DEGREE = 110_574  # of latitude at the equator, the shortest there is (WGS 84)
_WIDEST_LATITUDE = 60.0  # beyond it a degree of longitude is less than half of one here
MOST_RADIUS_M = 100_000.0
MOST_SIMPLIFIED_M = 10_000.0


def _six_decimals(degrees: Expression) -> Expression:
    """Round to about 0.1 m. In binary: a quarter of what it costs by way of `numeric`, and written as the same shortest decimals."""
    million = literal_column("1e6::float8", Float())
    return func.round(degrees * million) / million


@dataclass(frozen=True, slots=True)
class Written:
    """A point that its row keeps as two columns of text, in degrees of six decimals: both null, or neither."""

    lon: Expression
    lat: Expression


At = Expression | Written
"""A row that a Position stands for: a point, or one that is kept in writing."""


def _lon(at: At) -> Expression:
    return at.lon if isinstance(at, Written) else _six_decimals(func.ST_X(at))


def _lat(at: At) -> Expression:
    return at.lat if isinstance(at, Written) else _six_decimals(func.ST_Y(at))


def _is_known(at: At) -> Condition:
    return (at.lon if isinstance(at, Written) else at).is_not(None)


@strawberry.type(description="A position, WGS 84.")
class Position:
    """A point as two numbers of six decimals; the row of this object is the point itself."""

    lon: float = number(_lon, "Longitude in degrees, east positive.")
    lat: float = number(_lat, "Latitude in degrees, north positive.")


SimplifyM = Annotated[
    float | None,
    strawberry.argument(
        description="Leave out what deviates by less than about this many metres: for drawing it small. Above 0, at most 10,000."
    ),
]


def drawn(geometry: Callable[[Row], Expression], description: str) -> Callable[[Callable[..., Any]], Any]:
    """Declare a geometry field as GeoJSON, in full or as coarse as its argument `simplifyM` (a SimplifyM) asks for."""
    return planned(Computed(lambda row, arguments: _simplified(geometry(row), arguments), Form.GEOMETRY), description)


def located(at: Callable[[Row], At], description: str, *, otherwise: Callable[[Row], Sequence[Select[Any]]] | None = None) -> Any:  # noqa: ANN401 -- stands where a field's default stands
    """Declare a field that answers a point of the row as a Position.

    Where that is null, it is the first point that the selects of `otherwise` find; null where there is none.
    """
    return embedded(at, description, present=_is_known, otherwise=otherwise)


@strawberry.input(description="A rectangle in degrees, WGS 84; it does not cross the antimeridian.")
class BoundingBox:
    """Edges of a rectangle."""

    west: float = strawberry.field(description="Western edge, degrees.")
    south: float = strawberry.field(description="Southern edge, degrees.")
    east: float = strawberry.field(description="Eastern edge, degrees; greater than `west`.")
    north: float = strawberry.field(description="Northern edge, degrees; greater than `south`.")


@strawberry.input(description="An area: give exactly one of its fields.")
class Within:
    """A rectangle or a polygon."""

    bbox: BoundingBox | None = strawberry.field(description="A rectangle.", default=None)
    polygon: GeoJSON | None = strawberry.field(description="A GeoJSON Polygon or MultiPolygon, at most 5,000 vertices.", default=None)


@strawberry.input(description="A point, WGS 84.")
class GeoPoint:
    """A point that a client asks about."""

    lon: float = strawberry.field(description="Longitude in degrees.")
    lat: float = strawberry.field(description="Latitude in degrees.")


@strawberry.input(description="A period; a side left out is open.")
class Between:
    """From and to, both on the election's clock."""

    from_: datetime | None = strawberry.field(name="from", description="From this time on, inclusive.", default=None)
    to: datetime | None = strawberry.field(description="Before this time, exclusive.", default=None)


def lies_within(point: Expression, arguments: Arguments, *path: str) -> Condition:
    """Points inside the area at `path`; every point where it was not given."""
    if not arguments.given(*path):
        return true()
    if arguments.given(*path, "bbox") == arguments.given(*path, "polygon"):
        raise refused("`within` takes exactly one of `bbox` and `polygon`.")
    if arguments.given(*path, "polygon"):
        text = arguments.bind(*path, "polygon", type_=Text(), via=_polygon)
        area: ColumnElement[Any] = func.ST_SetSRID(func.ST_GeomFromGeoJSON(text), _SRID, type_=Geometry)
        # The rectangle around it first: that test may go by the index under row-level security, the exact one may not.
        return and_(point.op("&&", is_comparison=True)(area), func.ST_Intersects(point, area))
    edges = [arguments.bind(*path, "bbox", type_=Float(), via=_edge(name)) for name in ("west", "south", "east", "north")]
    envelope: ColumnElement[Any] = func.ST_MakeEnvelope(*edges, _SRID, type_=Geometry)
    return point.op("&&", is_comparison=True)(envelope)


def lies_between(moment: Expression, arguments: Arguments, *path: str) -> Condition:
    """Times inside the period at `path`; every time where it was not given."""
    conditions: list[Condition] = [true()]
    if arguments.given(*path, "from"):
        conditions.append(moment >= arguments.bind(*path, "from", type_=DateTime(timezone=True)))
    if arguments.given(*path, "to"):
        conditions.append(moment < arguments.bind(*path, "to", type_=DateTime(timezone=True)))
    return and_(*conditions)


def point_argument(arguments: Arguments, *path: str) -> ColumnElement[Any]:
    """Return the point at `path` as a geometry."""
    lon = arguments.bind(*path, type_=Float(), via=_coordinate("lon", 180))
    lat = arguments.bind(*path, type_=Float(), via=_coordinate("lat", 90))
    return func.ST_SetSRID(func.ST_MakePoint(lon, lat), _SRID, type_=Geometry)


def lies_near(point: Expression, centre: ColumnElement[Any], radius_m: ColumnElement[Any]) -> Condition:
    """Points at most `radius_m` metres from `centre` over the ellipsoid; a rectangle around it lets the index help."""
    reach = func.ST_Expand(centre, radius_m / literal_column(str(_METRES_PER_DEGREE / 2)), type_=Geometry)
    return and_(point.op("&&", is_comparison=True)(reach), func.ST_DWithin(geography(point), geography(centre), radius_m))


def geography(point: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a geometry as a geography: its distances are metres on the ellipsoid."""
    return func.geography(point)


def _simplified(geometry: Expression, arguments: Arguments) -> Expression:
    if not arguments.given("simplifyM"):
        return geometry
    return func.ST_SimplifyPreserveTopology(geometry, arguments.bind("simplifyM", type_=Float(), via=_tolerance_deg))


def _tolerance_deg(metres: float) -> float:
    if not (math.isfinite(metres) and 0 < metres <= MOST_SIMPLIFIED_M):
        raise refused(f"`simplifyM` is {metres:g}, and must be above 0 and at most {MOST_SIMPLIFIED_M:,.0f} metres.")
    return metres / _METRES_PER_DEGREE


def radius(value: float) -> float:
    """Check a radius in metres."""
    if not (math.isfinite(value) and 0 < value <= MOST_RADIUS_M):
        raise refused(f"`radiusM` is {value:g}, and must be above 0 and at most {MOST_RADIUS_M:,.0f} metres.")
    return value


@cache
def _coordinate(name: str, most: float) -> Any:  # noqa: ANN401 -- a closure over argument values
    def read(point: dict[str, float]) -> float:
        value = point[name]
        if not (math.isfinite(value) and abs(value) <= most):
            raise refused(f"`{name}` is {value:g}, and must be between -{most:g} and {most:g} degrees (WGS 84).")
        if name == "lat" and abs(value) > _WIDEST_LATITUDE:
            raise refused(f"`lat` is {value:g}: distances are answered between 60 degrees south and north.")
        return value

    return read


@cache
def _edge(name: str) -> Any:  # noqa: ANN401
    def read(box: dict[str, float]) -> float:
        value = box[name]
        if not (math.isfinite(value) and abs(value) <= 180):  # noqa: PLR2004 -- degrees in half a circle
            raise refused(f"`{name}` is {value:g}, and must be degrees between -180 and 180.")
        if box["west"] >= box["east"] or box["south"] >= box["north"]:
            raise refused("`bbox` is empty: `west` must be less than `east`, and `south` less than `north`.")
        return value

    return read


def _polygon(value: Any) -> str:  # noqa: ANN401 -- whatever the client sent as GeoJSON
    return json.dumps(mapping(read_polygon(value, "polygon")))  # as it was understood: whatever else the object holds is nothing to PostGIS


def read_polygon(value: Any, name: str) -> Any:  # noqa: ANN401 -- whatever the client sent as GeoJSON; shapely's geometries
    """Take a valid Polygon or MultiPolygon from a client's argument of this name."""
    try:
        with np.errstate(invalid="raise"):  # a coordinate such as 1e400 is infinite
            found = shape(value)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, ShapelyError) as error:
        raise refused(f"`{name}` is no GeoJSON geometry: give a Polygon or MultiPolygon with `type` and `coordinates`.") from error
    if found.geom_type not in {"Polygon", "MultiPolygon"} or found.is_empty:
        raise refused(f"`{name}` is a {found.geom_type}, and must be a Polygon or MultiPolygon that is not empty.")
    parts = getattr(found, "geoms", [found])
    if sum(len(part.exterior.coords) + sum(len(hole.coords) for hole in part.interiors) for part in parts) > _MOST_VERTICES:
        raise refused(f"`{name}` has more than {_MOST_VERTICES:,} vertices: simplify it.")
    if not found.is_valid:
        raise refused(f"`{name}` crosses itself: make it a valid polygon (each ring closed, no crossings).")
    return found
