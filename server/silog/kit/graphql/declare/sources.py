"""What a GraphQL field stands for: a column, an embedded object, one row, many rows, or a page of rows.

A source is made of small functions over rows (anything with columns under `.c`), so that the planner can place it anywhere in a
statement. A source never runs anything.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select
from sqlalchemy.sql import ColumnElement

from silog.kit.graphql.follow.walks import Walk
from silog.kit.graphql.plan.text import Form

if TYPE_CHECKING:
    from silog.kit.graphql.declare.arguments import Arguments
    from silog.kit.graphql.declare.entities import Entity

Row = Any
Expression = ColumnElement[Any]
Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Order:
    """A named order of a page. `keys` are never-null expressions; the entity's key is appended, so that every order is total."""

    keys: Callable[[Row], Sequence[Expression]]
    descending: bool = False


BY_KEY = Order(lambda _: ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Common to all: `full_view_only` answers null and FORBIDDEN in the public view; only fields of the root may say so."""

    full_view_only: bool = False


@dataclass(frozen=True, slots=True)
class Column(Source):
    """One value of the row, as text in the given form."""

    value: Callable[[Row], Expression]
    form: Form


@dataclass(frozen=True, slots=True)
class CodesOfRows(Source):
    """A list of codes, found as rows of another table: one column, in their order. Most rows have none.

    `shared` names a column that many rows of a page have in common, and `holders` selects the ids of those that have any, among all rows
    with such a value in that column. Where a page fixes that column they are asked for once, and of a row that is none of them nothing is.
    """

    codes: Callable[[Row], Select[str]]
    shared: str
    holders: Callable[[Expression], Select[Any]]


@dataclass(frozen=True, slots=True)
class Computed(Source):
    """A value of the row that the field's arguments have a say in."""

    value: Callable[[Row, "Arguments"], Expression]
    form: Form


@dataclass(frozen=True, slots=True)
class Embedded(Source):
    """An object made of the same row's values: `row` is what its fields' columns get; `present` says of that when it is not null.

    Where it is null, `otherwise` says where else to look, in this order: selects of one column, whose value is what the fields get then.
    """

    row: Callable[[Row], Any]
    present: Callable[[Any], Condition] | None = None
    otherwise: Callable[[Row], Sequence[Select[Any]]] | None = None


@dataclass(frozen=True, slots=True)
class One(Source):
    """At most one row: `on(parent, child, arguments)`; at the root the parent is None.

    `kept` are columns of that row that its parent keeps a copy of, by the names of the parent's columns; its key is among them, null
    where there is no such row, and whatever its scope asks for. Where no others are asked for, the row is not read at all, so its
    scope must say all that its policy says: only rows in the viewer's region, or for everyone, may be kept.
    """

    on: Callable[[Row, Row, "Arguments"], Condition]
    entity: "Callable[[], Entity] | None" = None
    order: Callable[[Row], Sequence[Expression]] | None = None
    kept: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Many(Source):
    """A list whose length the domain bounds; `limit` guards it all the same."""

    on: Callable[[Row, Row, "Arguments"], Condition]
    order: Callable[[Row, "Arguments"], Sequence[Expression]]
    limit: int = 1000
    entity: "Callable[[], Entity] | None" = None


@dataclass(frozen=True, slots=True)
class Page(Source):
    """A keyset connection. `orders` by the enum member (or None) that the argument `orderBy` carries."""

    on: Callable[[Row, Row, "Arguments"], Condition]
    orders: Mapping[Any, Order] = field(default_factory=lambda: {None: BY_KEY})
    entity: "Callable[[], Entity] | None" = None


@dataclass(frozen=True, slots=True)
class Groups(Source):
    """Aggregates: one object for each value of `key` among the rows, in its order.

    The object's own row has the columns `key` and those of the `measures` that are asked for, by the names of their fields.
    """

    on: Callable[[Row, Row, "Arguments"], Condition]
    entity: "Callable[[], Entity]"
    key: Callable[[Row, "Arguments"], Expression]
    measures: Mapping[str, Callable[[Row], Expression]]
    limit: int = 1000


@dataclass(frozen=True, slots=True)
class Match:
    """Which rows of a type are found, and how well each matches: `rank` is an integer, the lowest first."""

    on: Callable[[Row, "Arguments"], Condition]
    rank: Callable[[Row, "Arguments"], Expression]


@dataclass(frozen=True, slots=True)
class Finds(Source):
    """The best matches of several types in one list: the members of a union, by type name.

    Equal ranks stand in the order of the types here, then of the rows' keys. The argument `first` bounds the list.
    """

    matches: Mapping[str, Match]


@dataclass(frozen=True, slots=True)
class ById(Source):
    """Rows of any type by global id: one (argument `id`), or a list in the order of the argument `ids`."""

    is_list: bool


@dataclass(frozen=True, slots=True)
class Follow(Source):
    """What a subscription follows: one row, read again for every window.

    `walk(context, arguments)` opens a way along what happens; its windows give the values of the statement's window parameters.
    Nothing else of the arguments may matter to what a window shows, as followers with different ones are told together.
    """

    on: Callable[[Row, Row, "Arguments"], Condition]
    walk: Callable[[Any, Mapping[str, Any]], AbstractContextManager[Walk]]
    entity: "Callable[[], Entity] | None" = None
