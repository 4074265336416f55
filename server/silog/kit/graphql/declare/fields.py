"""The words in which the rooms declare their fields: each makes a Strawberry field that carries its source."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import strawberry
from sqlalchemy import Select

from silog.kit.graphql.declare.sources import (
    BY_KEY,
    CodesOfRows,
    Column,
    Condition,
    Embedded,
    Expression,
    Many,
    One,
    Order,
    Page,
    Row,
    Source,
)
from silog.kit.graphql.plan.text import Form

KEY = "silog.source"
PRICE = "silog.price"


def _field(source: Source, description: str, name: str | None = None) -> Any:  # noqa: ANN401 -- stands where a dataclass field's default stands
    return strawberry.field(name=name, description=description, metadata={KEY: source})


def text(value: Callable[[Row], Expression], description: str) -> Any:  # noqa: ANN401
    """Any text."""
    return _field(Column(value, Form.TEXT), description)


def written_text(value: Callable[[Row], Expression], description: str) -> Any:  # noqa: ANN401
    """Any text, from a column that keeps it as JSON: names that are shown a hundred times are escaped once."""
    return _field(Column(value, Form.BARE), description)


def code(value: Callable[[Row], Expression], description: str) -> Any:  # noqa: ANN401
    """Text that never needs escaping: codes, ids and enum members."""
    return _field(Column(value, Form.CODE), description)


def number(value: Callable[[Row], Expression], description: str) -> Any:  # noqa: ANN401
    """A number."""
    return _field(Column(value, Form.BARE), description)


def truth(value: Callable[[Row], Expression], description: str) -> Any:  # noqa: ANN401
    """True or false."""
    return _field(Column(value, Form.TRUTH), description)


def moment(value: Callable[[Row], Expression], description: str) -> Any:  # noqa: ANN401
    """A point in time."""
    return _field(Column(value, Form.MOMENT), description)


def day(value: Callable[[Row], Expression], description: str) -> Any:  # noqa: ANN401
    """A calendar day."""
    return _field(Column(value, Form.DAY), description)


def codes(value: Callable[[Row], Expression], description: str) -> Any:  # noqa: ANN401
    """A list of texts that never need escaping: enum members, seal numbers."""
    return _field(Column(value, Form.CODES), description)


def codes_of_rows(
    value: Callable[[Row], Select[str]], description: str, *, shared: str, holders: Callable[[Expression], Select[Any]]
) -> Any:  # noqa: ANN401
    """The same, found as rows of another table, in their order. Most rows have none; `shared` and `holders` as `CodesOfRows` says."""
    return _field(CodesOfRows(value, shared, holders), description)


def embedded(
    row: Callable[[Row], Any],
    description: str,
    *,
    present: Callable[[Any], Condition] | None = None,
    otherwise: Callable[[Row], Sequence[Select[Any]]] | None = None,
) -> Any:  # noqa: ANN401
    """An object made of the same row's values; see `Embedded`."""
    return _field(Embedded(row, present, otherwise), description)


def one(
    on: Callable[[Row, Row], Condition],
    description: str,
    *,
    order: Callable[[Row], Sequence[Expression]] | None = None,
    name: str | None = None,
    kept: Mapping[str, str] | None = None,
) -> Any:  # noqa: ANN401
    """Another row: `on(parent, child)`. Where several match, the first in `order`. `name` where Python's own word stands in the way.

    `kept`: what of it stands in this row as well, as `One` says.
    """
    return _field(One(lambda parent, child, _: on(parent, child), order=order, kept=kept or {}), description, name)


def many(on: Callable[[Row, Row], Condition], description: str, *, order: Callable[[Row], Sequence[Expression]], limit: int = 1000) -> Any:  # noqa: ANN401
    """A bounded list of other rows: `on(parent, child)`."""
    return _field(Many(lambda parent, child, _: on(parent, child), lambda child, _: order(child), limit), description)


def planned(source: Source, description: str) -> Callable[[Callable[..., Any]], Any]:
    """A field with arguments: the function under it only gives the arguments' names and types, and is never called."""

    def declare(signature: Callable[..., Any]) -> Any:  # noqa: ANN401
        return strawberry.field(resolver=signature, description=description, metadata={KEY: source})

    return declare


def page(on: Callable[..., Condition], orders: Mapping[Any, Order] | None = None, *, full_view_only: bool = False) -> Page:
    """A keyset connection: `on(parent, child, arguments)`."""
    return Page(on, orders or {None: BY_KEY}, full_view_only=full_view_only)


def computed(price: int, description: str) -> Callable[[Callable[..., Any]], Any]:
    """A field of the root that only Python can answer and that costs the processor much: `price` is what it counts for in the cost."""

    def declare(resolver: Callable[..., Any]) -> Any:  # noqa: ANN401
        return strawberry.field(resolver=resolver, description=description, metadata={PRICE: price})

    return declare
