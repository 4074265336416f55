"""The FROM of one select while its columns are planned: the rows it is about, and the single rows that hang on each of them.

Single rows are joined, not looked up one by one in subqueries: PostgreSQL can then choose how. Only what matches at most once may be
joined, or rows would double.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Column, Select, select
from sqlalchemy.sql import ColumnElement, FromClause
from sqlalchemy.sql.elements import BinaryExpression, BooleanClauseList
from sqlalchemy.sql.operators import and_, eq
from sqlalchemy.sql.visitors import iterate

from silog.kit.graphql.declare.entities import Entity
from silog.kit.graphql.declare.sources import Condition, Row


class Frame:
    """One select's FROM. `rows` grows while columns are planned, so it is asked for at the end."""

    def __init__(self, source: FromClause, fixed: Mapping[str, ColumnElement[Any]] | None = None) -> None:
        """`source` are the rows that the select is about; `fixed` are columns that have one value in all, which comes from outside."""
        self.rows = self.source = source
        self.fixed = fixed or {}
        self._own = [source]

    def join(self, child: FromClause, on: Condition) -> None:
        """Hang at most one row on each of the rows; its columns are null where there is none."""
        self.rows = self.rows.outerjoin(child, on)
        self._own.append(child)

    def select(self, *columns: ColumnElement[Any]) -> Select[Any]:
        """Return the select: only the rows of this frame are its own, all else comes from the statement around it."""
        return select(*columns).select_from(self.rows).correlate_except(*self._own)


def is_key_of(condition: Condition, entity: Entity, child: Row) -> bool:
    """Whether a condition fixes a row's whole key by what lies outside of it, so that it matches at most once.

    The election is fixed by the scope.
    """
    return fixed_columns(condition, child).keys() >= {name for name in entity.key if name != "election_id"}


def fixed_columns(condition: Condition, child: Row) -> dict[str, ColumnElement[Any]]:
    """Return the columns that a condition fixes by what lies outside of their rows, each with what it is fixed to."""
    return dict(_fixed_columns(condition, child))


def _fixed_columns(condition: Condition, child: Row) -> Iterator[tuple[str, ColumnElement[Any]]]:
    if isinstance(condition, BooleanClauseList) and condition.operator is and_:
        for part in condition.clauses:
            yield from _fixed_columns(part, child)
    elif isinstance(condition, BinaryExpression) and condition.operator is eq:
        for one, other in ((condition.left, condition.right), (condition.right, condition.left)):
            if (
                isinstance(one, Column)
                and one.table is child
                and not any(getattr(inner, "table", None) is child for inner in iterate(other))
            ):
                yield one.key, other
