"""JSON as SQL text: the cheapest way PostgreSQL can answer GraphQL.

Text is concatenated; only values that can need escaping go through to_json. A part is a fixed string, known when the statement is
planned, an SQL expression that yields text, or a choice between two sequences of parts.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from sqlalchemy import Text, case, cast, func, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

_TEXT = Text()
NULL = "null"


@dataclass(frozen=True, slots=True)
class Choice:
    """One text or the other, as a condition says."""

    condition: ColumnElement[bool]
    chosen: "Sequence[Part]"
    otherwise: "Sequence[Part]"

    def between(self, before: str, after: str) -> ColumnElement[str]:
        """Return it with the fixed strings on its sides, which stand in both texts: each joining makes PostgreSQL copy once more."""
        chosen, otherwise = (join([before, *parts, after]) for parts in (self.chosen, self.otherwise))
        return case((self.condition, chosen), else_=otherwise)


Part = str | ColumnElement[Any] | Choice


class Form(Enum):
    """How a column's value becomes JSON text."""

    TEXT = auto()  # any text: escaped
    CODE = auto()  # text that can hold no quote, backslash or control character (a CHECK or its making says so): quoted as it is
    BARE = auto()  # numbers and JSON: their own text
    TRUTH = auto()  # true or false
    MOMENT = auto()  # a timestamptz: ISO 8601, UTC, milliseconds
    DAY = auto()  # a date
    CODES = auto()  # an SQL array of texts that are CODE each
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


def base64url(content: ColumnElement[bytes]) -> ColumnElement[str]:
    """Write bytes as JSON Web keys write them: without padding, and without the lines that PostgreSQL breaks base64 into."""
    coded = func.encode(content, fixed("base64"))
    return func.rtrim(func.translate(coded, fixed("+/\n"), fixed("-_")), fixed("="), type_=_TEXT)


def join(parts: Iterable[Part]) -> ColumnElement[str]:
    """Concatenate parts; neighbouring fixed strings become one literal, or part of the choice beside them."""
    columns: list[ColumnElement[Any]] = []
    choice: Choice | None = None
    before = between = ""
    for part in parts:
        if isinstance(part, str):
            between += part
        elif isinstance(part, Choice):
            if choice is not None:
                columns.append(choice.between(before, ""))
            choice, before, between = part, between, ""
        else:
            columns += _written(choice, before, between)
            columns.append(part)
            choice, before, between = None, "", ""
    columns += _written(choice, before, between)
    return columns[0] if len(columns) == 1 else joined(*columns) if columns else fixed("")


def _written(choice: Choice | None, before: str, after: str) -> list[ColumnElement[str]]:
    """Return what stands between two expressions: a choice and the fixed strings around it, or a fixed string alone."""
    if choice is not None:
        return [choice.between(before, after)]
    return [fixed(after)] if after else []


def or_null(text: ColumnElement[str]) -> ColumnElement[str]:
    """JSON null where the expression is SQL NULL."""
    return func.coalesce(text, fixed(NULL))


def scalar(value: ColumnElement[Any], form: Form, *, nullable: bool) -> list[Part]:
    """Return the parts of one scalar's JSON text."""
    if form is Form.TRUTH and nullable:
        return [or_null(cast(value, Text))]
    parts = _WRITING[form](value)
    return [or_null(join(parts))] if nullable else parts


def _moment(value: ColumnElement[Any]) -> list[Part]:
    return ['"', func.to_char(func.timezone(fixed("UTC"), value), fixed('YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), '"']


def some_codes(value: ColumnElement[Any]) -> list[Part]:
    """Return the parts of a list of codes of which there is one at least."""
    return ['["', func.array_to_string(value, fixed('","')), '"]']


def _codes(value: ColumnElement[Any]) -> list[Part]:
    gathered = func.array_to_string(value, fixed('","'))
    text = join(['["', func.nullif(gathered, fixed("")), '"]'])  # no code is empty, so only a list of none is
    return [func.coalesce(text, fixed("[]"))]


_WRITING: dict[Form, Callable[[ColumnElement[Any]], list[Part]]] = {
    Form.TEXT: lambda value: [cast(func.to_json(value), Text)],
    Form.CODE: lambda value: ['"', cast(value, Text), '"'],
    Form.BARE: lambda value: [cast(value, Text)],
    Form.TRUTH: lambda value: [Choice(value, ["true"], ["false"])],
    Form.MOMENT: _moment,
    Form.DAY: lambda value: ['"', func.to_char(value, fixed("YYYY-MM-DD")), '"'],
    Form.CODES: _codes,
    Form.GEOMETRY: lambda value: [func.ST_AsGeoJSON(value, literal_column("6"))],
}


def list_of(texts: ColumnElement[str]) -> ColumnElement[str]:
    """Return a JSON array of texts that arrive in order."""
    return join(["[", func.coalesce(func.string_agg(texts, fixed(",")), fixed("")), "]"])
