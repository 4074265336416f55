"""What is gathered from many rows: aggregates by a key, and the best matches among several types."""

from typing import TYPE_CHECKING, Any

from graphql import GraphQLObjectType, GraphQLUnionType
from sqlalchemy import Integer, Select, literal_column, select, union_all
from sqlalchemy.sql import ColumnElement

from silog.kit.graphql.declare.arguments import Arguments
from silog.kit.graphql.declare.sources import Finds, Groups, Match, Row
from silog.kit.graphql.plan.meaning import entity_behind
from silog.kit.graphql.plan.pages import page_size
from silog.kit.graphql.plan.selection import Selection
from silog.kit.graphql.plan.text import list_of

if TYPE_CHECKING:
    from silog.kit.graphql.plan.planner import Planner

_BY_KEY: ColumnElement[int] = literal_column("1")
"""The first column of the grouped rows, said by its number: PostgreSQL would not know an expression with parameters again."""


class Gathering:
    """Plans one list of what is gathered, at one place of a statement."""

    def __init__(self, planner: "Planner", selection: Selection, arguments: Arguments) -> None:
        """`selection` and `arguments` are those of the list's field."""
        self._planner = planner
        self._selection = selection
        self._arguments = arguments

    def groups(self, kind: GraphQLObjectType, source: Groups, parent: Row) -> ColumnElement[str]:
        """Return the JSON array of the groups: the rows are grouped first, with the measures that are asked for and no others."""
        entity = source.entity()
        child = self._planner.alias(entity, self._selection.name)
        asked = {inner.name for inner in self._planner.selections.of(kind, self._selection.sets)}
        measured = [measure(child).label(name) for name, measure in source.measures.items() if name in asked]
        rows = self._planner.rows(entity, child, source.on(parent, child, self._arguments), is_root=parent is None)
        rows = rows.add_columns(source.key(child, self._arguments).label("key"), *measured).group_by(_BY_KEY).order_by(_BY_KEY)
        groups = rows.limit(_number(source.limit)).correlate_except(child).subquery(f"groups_of_{child.name}")
        return select(list_of(self._planner.object(kind, self._selection, groups))).select_from(groups).scalar_subquery()

    def finds(self, kind: GraphQLUnionType, source: Finds) -> ColumnElement[str]:
        """Return the JSON array of the best matches: each type's best, then the best of these."""
        first = _number(page_size(self._arguments))
        types = {found.name: found for found in self._planner.schema.get_possible_types(kind)}
        best = [
            self._best(types[name], number, match).limit(first).subquery() for number, (name, match) in enumerate(source.matches.items())
        ]
        found = union_all(*map(select, best)).subquery()
        ordered = select(found.c.j).order_by(found.c.rank, found.c.type, found.c.key).limit(first).subquery()
        return select(list_of(ordered.c.j)).scalar_subquery()

    def _best(self, kind: GraphQLObjectType, number: int, match: Match) -> Select[Any]:
        entity = entity_behind(kind)
        child = self._planner.alias(entity, self._selection.name)
        (key,) = entity.key_columns(child)
        rank = match.rank(child, self._arguments)
        rows = self._planner.rows(entity, child, match.on(child, self._arguments), is_root=True)
        text = self._planner.object(kind, self._selection, child)
        columns = (rank.label("rank"), _number(number).label("type"), key.label("key"), text.label("j"))
        return rows.add_columns(*columns).order_by(rank, key).correlate_except(child)


def _number(value: int) -> ColumnElement[int]:
    return literal_column(str(value), Integer)
