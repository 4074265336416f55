"""What the API says of arguments: pages, cursors, areas. Written from the schema's descriptions, not from the planner.

The words of an error are not in the schema; `~` stands for them, and what follows must be among them.
"""

import base64
import json
import math
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from graphql import GraphQLError
from shapely.geometry import box as rectangle
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from tests.api.oracle.models import Row

Arguments = dict[str, Any]
Keys = Callable[[Row], Sequence[Any]]


def refusal(message: str) -> GraphQLError:
    """An argument that makes no sense."""
    return GraphQLError(message, extensions={"code": "BAD_ARGUMENT"})


def read_time(value: object) -> datetime:
    """Take a DateTime."""
    if not isinstance(value, str):
        raise GraphQLError("~")
    try:
        found = datetime.fromisoformat(value)
        if found.tzinfo is None:
            raise GraphQLError("~")
        return found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise GraphQLError("~") from error


def write_time(value: datetime) -> str:
    """Give a DateTime: UTC, milliseconds, cut."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_cursor(value: object) -> list[Any]:
    """Take a Cursor."""
    try:
        content = json.loads(base64.urlsafe_b64decode(str(value)))
    except ValueError as error:
        raise GraphQLError("~cursor") from error
    if not (isinstance(content, list) and content and isinstance(content[0], str)):
        raise GraphQLError("~cursor")
    return content


def write_cursor(name: str, keys: Sequence[Any]) -> str:
    """Give a Cursor."""
    values = [key.isoformat() if isinstance(key, datetime) else str(key) if isinstance(key, UUID) else key for key in keys]
    return base64.urlsafe_b64encode(json.dumps([name, *values]).encode()).decode()


def keys_after(content: list[Any], name: str, like: Sequence[type]) -> list[Any]:
    """Give the keys of a cursor; `like` says of which types they are in this order."""
    if content[0] != name or len(content) != len(like) + 1:
        raise refusal("~`after`")
    try:
        return [_key(value, kind) for value, kind in zip(content[1:], like, strict=True)]
    except (ValueError, TypeError, AttributeError) as error:
        raise refusal("~`after`") from error


def _key(value: object, kind: type) -> object:
    if kind is int:
        number = int(str(value))
        if abs(number) >= 2**31:
            raise ValueError
        return number
    if not isinstance(value, str):
        raise TypeError
    if kind is datetime:
        return datetime.fromisoformat(value)
    return UUID(value) if kind is UUID else value


def page_size(arguments: Arguments) -> int:
    """Check `first`."""
    area = arguments.get("within") or (arguments.get("filter") or {}).get("within")
    first: int = arguments["first"]
    if not 1 <= first <= (1000 if area is not None else 200):
        raise refusal("~`first`")
    return first


def area_of(within: Arguments | None) -> BaseGeometry | None:
    """Give the area that `within` means; None where it was not given."""
    if within is None:
        return None
    bbox, polygon = within.get("bbox"), within.get("polygon")
    if (bbox is None) == (polygon is None):
        raise refusal("~`within`")
    return _rectangle(bbox) if bbox is not None else _polygon(polygon)


def _rectangle(bbox: Arguments) -> BaseGeometry:
    edges = [bbox[name] for name in ("west", "south", "east", "north")]
    if (
        not all(math.isfinite(edge) and abs(edge) <= 180 for edge in edges)
        or bbox["west"] >= bbox["east"]
        or bbox["south"] >= bbox["north"]
    ):
        raise refusal("~")
    return rectangle(*edges)


def _polygon(value: object) -> BaseGeometry:
    try:
        found = shape(value)  # type: ignore[arg-type]
    except Exception as error:
        raise refusal("~`polygon`") from error
    if found.geom_type not in {"Polygon", "MultiPolygon"} or found.is_empty or not found.is_valid:
        raise refusal("~`polygon`")
    return found


def radius(metres: float) -> None:
    """Check how far `nearby` is to look."""
    if not (math.isfinite(metres) and 0 < metres <= 100_000):
        raise refusal("~`radiusM`")


def centre(point: Arguments) -> None:
    """Check from where `nearby` is to look."""
    if not (abs(point["lon"]) <= 180 and abs(point["lat"]) <= 60):
        raise refusal("~l")


def few(ids: Sequence[str]) -> None:
    """Check how many ids are asked for."""
    if len(ids) > 200:
        raise refusal("~`ids`")


def search_text(arguments: Arguments) -> str:
    """Check and give what is searched for."""
    text: str = arguments["text"].strip()
    if len(text) < 2:
        raise refusal("~`text`")
    return text


def tolerance_deg(metres: float) -> float:
    """Check `simplifyM` and give it in degrees of latitude."""
    if not (math.isfinite(metres) and 0 < metres <= 10_000):
        raise refusal("~`simplifyM`")
    return metres / 110_574


def quiet_for(hours: int | None) -> None:
    """Check for how many hours a device was not heard of."""
    if hours is not None and not 1 <= hours <= 8_760:
        raise refusal("~`filter.quietForHours`")


def without_nul(arguments: Arguments) -> None:
    """Check that no text holds the one character that none can hold."""
    for name, value in arguments.items():
        if isinstance(value, str) and "\0" in value:
            raise refusal(f"~{name}`")
