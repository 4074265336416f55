"""The order of a page and the place in it: keyset predicates and cursors as SQL."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Float, Integer, Text, Uuid, cast, func, tuple_
from sqlalchemy.sql import ColumnElement
from sqlalchemy.types import TypeEngine

from silog.kit.graphql.declare.arguments import Arguments, refused
from silog.kit.graphql.declare.entities import Entity
from silog.kit.graphql.declare.relay import decode_cursor
from silog.kit.graphql.declare.sources import Condition, Order, Row
from silog.kit.graphql.plan.text import fixed, join

_MOST_INTEGER = 2**31 - 1


def _text(value: object) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError("a key is a text that PostgreSQL can hold")
    return value


def _integer(value: object) -> int:
    number = int(str(value))
    if abs(number) > _MOST_INTEGER:
        raise ValueError("a key is an integer of 32 bits")
    return number


_READERS: list[tuple[type[TypeEngine[Any]], Callable[[Any], Any]]] = [
    (DateTime, lambda value: datetime.fromisoformat(_text(value))),
    (Uuid, lambda value: UUID(_text(value))),
    (Integer, _integer),
    (Float, float),
]


def written_cursor(name: str, *keys: ColumnElement[Any]) -> ColumnElement[str]:
    """Return a cursor as SQL: base64url of the JSON of the order's name and the keys."""
    content = join([f'["{name}"', *(part for key in keys for part in (",", cast(func.to_json(key), Text))), "]"])
    coded = func.encode(func.convert_to(content, fixed("UTF8")), fixed("base64"))
    return func.translate(coded, fixed("+/\n"), fixed("-_"))


class Ordering:
    """One total order over an entity's rows: the named order's keys, then the row's own key."""

    def __init__(self, name: str, keys: Sequence[ColumnElement[Any]], carried_as: Sequence[str], *, is_descending: bool) -> None:
        """`name` goes into the cursor, so that a cursor of another order is refused; a subquery carries the keys under `carried_as`."""
        self._name = name
        self._descending = is_descending
        self._carried_as = carried_as
        self.keys = keys

    @classmethod
    def of(cls, entity: Entity, row: Row, order: Order, name: str) -> "Ordering":
        """The order of rows as they are declared."""
        keys = [*order.keys(row), *entity.key_columns(row)]
        own = {column: name for name, column in row.c.items()}
        return cls(name, keys, [own.get(key, f"key_{number}") for number, key in enumerate(keys)], is_descending=order.descending)

    def carried_with(self, row: Row) -> list[ColumnElement[Any]]:
        """Return the columns of `row`, and under names of their own the keys that are none of them: what a subquery must carry."""
        return [*row.c, *(key.label(name) for name, key in zip(self._carried_as, self.keys, strict=True) if name not in row.c)]

    def carried_by(self, rows: Row) -> "Ordering":
        """The same order over the rows of a subquery that carries what `carried_with` gives."""
        return Ordering(self._name, [rows.c[name] for name in self._carried_as], self._carried_as, is_descending=self._descending)

    @property
    def by(self) -> Sequence[ColumnElement[Any]]:
        """What to sort by."""
        return [key.desc() for key in self.keys] if self._descending else self.keys

    @property
    def cursor(self) -> ColumnElement[str]:
        """The row's cursor, as SQL."""
        return written_cursor(self._name, *self.keys)

    def beyond(self, arguments: Arguments) -> Condition:
        """Only rows that follow the cursor in the argument `after`."""
        places = [arguments.bind("after", type_=key.type, via=self._reader(index, key)) for index, key in enumerate(self.keys, 1)]
        here, there = tuple_(*self.keys), tuple_(*places)
        return here < there if self._descending else here > there

    def _reader(self, index: int, key: ColumnElement[Any]) -> Callable[[Any], Any]:
        def read(cursor: object) -> object:
            content = decode_cursor(cursor)
            if content[0] != self._name or len(content) != len(self.keys) + 1:
                raise refused("`after` comes from a page in another order: use a cursor of this field under the same `orderBy`.")
            try:
                return reader_of(key.type)(content[index])
            except (TypeError, ValueError) as error:
                raise refused("`after` is no cursor of this server: use an `endCursor` from an earlier answer.") from error

        return read


def reader_of(kind: TypeEngine[Any]) -> Callable[[Any], Any]:
    """Return what turns the JSON or text of a key into a parameter of its column; ValueError where it is no such value."""
    return next((read for candidate, read in _READERS if isinstance(kind, candidate)), _text)
