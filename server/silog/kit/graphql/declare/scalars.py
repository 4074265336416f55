"""The scalars of the contract, each with one form on the wire."""

import json
from datetime import UTC, date, datetime
from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from silog.kit.graphql.declare.relay import Cursor, checked_cursor

GeoJSON = NewType("GeoJSON", object)


def written_moment(value: datetime) -> str:
    """Write a time as the API does: ISO 8601, UTC, milliseconds (rounded down, as PostgreSQL's MS does not: it cuts)."""
    utc = value.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def read_moment(value: object) -> datetime:
    """Take a time from a client; it must say its offset, because 07:00 in Natuna is not 07:00 in London."""
    try:
        moment = datetime.fromisoformat(str(value)) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        message = (
            f"DateTime needs ISO 8601 with an offset, for example 2024-11-27T07:00:00+07:00, and not {json.dumps(value, default=str)[:60]}."
        )
        raise GraphQLError(message)
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise GraphQLError(f"DateTime {moment.isoformat()} is outside of the years 1 to 9999.") from error


def read_day(value: object) -> date:
    """Take a calendar day from a client."""
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise GraphQLError(f"Date needs the form 2024-11-27, and not {str(value)[:60]!r}.") from error


def _as_is(value: Any) -> Any:  # noqa: ANN401 -- a scalar's value is what it is
    return value


SCALARS: dict[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="A point in time, ISO 8601 with an offset; answered in UTC with milliseconds.",
        serialize=written_moment,
        parse_value=read_moment,
    ),
    date: strawberry.scalar(name="Date", description="A calendar day, YYYY-MM-DD.", serialize=date.isoformat, parse_value=read_day),
    Cursor: strawberry.scalar(
        name="Cursor", description="A place in a page's order. Opaque.", serialize=_as_is, parse_value=checked_cursor
    ),
    GeoJSON: strawberry.scalar(
        name="GeoJSON",
        description="A GeoJSON geometry (RFC 7946): WGS 84, longitude first, six decimals.",
        serialize=_as_is,
        parse_value=_as_is,
    ),
}
