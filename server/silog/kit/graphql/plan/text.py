"""JSON as SQL text: the cheapest way PostgreSQL can answer GraphQL.

Text is concatenated; only values that can need escaping go through to_json. A part is either a fixed string, known when the
statement is planned, or an SQL expression that yields text.
"""

from collections.abc import Callable, Iterable
from enum import Enum, auto
from typing import Any

from sqlalchemy import Select, Text, cast, func, literal_column, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

_TEXT = Text()
Part = str | ColumnElement[Any]

NULL = "null"


class Form(Enum):
    """How a column's value becomes JSON text."""

    TEXT = auto()  # any text: escaped
    CODE = auto()  # text that can hold no quote, backslash or control character (a CHECK or its making says so): quoted as it is
    BARE = auto()  # numbers, truth values and JSON: their own text
    MOMENT = auto()  # a timestamptz: ISO 8601, UTC, milliseconds
    DAY = auto()  # a date
    CODES = auto()  # an SQL array of texts that are CODE each
    CODES_OF_ROWS = auto()  # the same, found as rows: what `of_rows` makes of them
    GEOMETRY = auto()  # a geometry: GeoJSON with six decimals, about 0.1 m


class joined(FunctionElement[str]):  # noqa: N801 -- SQL functions are lower case
    """`a || b || c` in one flat expression: a chain of binary operators would nest as deep as an object has fields."""

    type = _TEXT
    inherit_cache = True
    name = "joined"


@compiles(joined)
def _compile_joined(element: joined, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 -- SQLAlchemy's own signature
    return "(" + " || ".join(compiler.process(part, **options) for part in element.clauses) + ")"


def fixed(text: str) -> ColumnElement[str]:
    """Return a string as an SQL literal, never as a parameter: it belongs to the shape of the plan."""
    escaped = text.replace("'", "''")
    return literal_column(f"'{escaped}'", _TEXT)


def join(parts: Iterable[Part]) -> ColumnElement[str]:
    """Concatenate parts; neighbouring fixed strings become one literal."""
    merged: list[Part] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    columns = [fixed(part) if isinstance(part, str) else part for part in merged]
    return columns[0] if len(columns) == 1 else joined(*columns)


_BETWEEN_CODES = fixed('","')


def or_null(text: ColumnElement[str]) -> ColumnElement[str]:
    """JSON null where the expression is SQL NULL."""
    return func.coalesce(text, fixed(NULL))


def scalar(value: ColumnElement[Any], form: Form, *, nullable: bool) -> list[Part]:
    """Return the parts of one scalar's JSON text."""
    parts = _WRITTEN[form](value)
    return [or_null(join(parts))] if nullable else parts


def _moment(value: ColumnElement[Any]) -> list[Part]:
    return ['"', func.to_char(func.timezone(fixed("UTC"), value), fixed('YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), '"']


def of_rows(codes: Select[str]) -> ColumnElement[str]:
    """Gather codes that are found as rows, in their order; NULL where there are none. An array of them costs twice as much to make."""
    rows = codes.subquery()
    return select(func.string_agg(rows.c[0], _BETWEEN_CODES)).scalar_subquery()


def _codes(value: ColumnElement[Any]) -> list[Part]:
    gathered = func.array_to_string(value, _BETWEEN_CODES)
    return _codes_of_rows(func.nullif(gathered, fixed("")))  # no code is empty, so only a list of none is


def _codes_of_rows(gathered: ColumnElement[str]) -> list[Part]:
    return [func.coalesce(join(['["', gathered, '"]']), fixed("[]"))]


_WRITTEN: dict[Form, Callable[[ColumnElement[Any]], list[Part]]] = {
    Form.TEXT: lambda value: [cast(func.to_json(value), Text)],
    Form.CODE: lambda value: ['"', cast(value, Text), '"'],
    Form.BARE: lambda value: [cast(value, Text)],
    Form.MOMENT: _moment,
    Form.DAY: lambda value: ['"', func.to_char(value, fixed("YYYY-MM-DD")), '"'],
    Form.CODES: _codes,
    Form.CODES_OF_ROWS: _codes_of_rows,
    Form.GEOMETRY: lambda value: [func.ST_AsGeoJSON(value, literal_column("6"))],
}


def list_of(texts: ColumnElement[str]) -> ColumnElement[str]:
    """Return a JSON array of texts that arrive in order."""
    return join(["[", func.coalesce(func.string_agg(texts, fixed(",")), fixed("")), "]"])
