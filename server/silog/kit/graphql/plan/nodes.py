"""`node` and `nodes`: rows by global id, whatever their type.

A global id is the type's name and the values of its key, with colons between. Which types are asked for shapes the plan; which
rows, does not.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from graphql import GraphQLInterfaceType, GraphQLObjectType
from sqlalchemy import Integer, and_, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.elements import Grouping

from silog.kit.graphql.declare.arguments import Arguments, refused
from silog.kit.graphql.declare.entities import Entity
from silog.kit.graphql.limits.cost import ids_counted
from silog.kit.graphql.plan.cursors import reader_of
from silog.kit.graphql.plan.meaning import entity_behind
from silog.kit.graphql.plan.selection import Selection
from silog.kit.graphql.plan.text import NULL, fixed, list_of

if TYPE_CHECKING:
    from silog.kit.graphql.plan.planner import Planner

_MOST_IDS = 200


def plan_node(planner: "Planner", kind: GraphQLInterfaceType, selection: Selection, arguments: Arguments) -> ColumnElement[str]:
    """Return the JSON of the row that the argument `id` names, or null."""
    asked = arguments.shaped("id", via=_type_name)
    for found in planner.schema.get_possible_types(kind):
        if found.name == asked:
            return _row(
                planner, found, selection, lambda column, part: arguments.bind("id", type_=column.type, via=_part(column, part, asked))
            )
    return fixed(NULL)


def plan_nodes(planner: "Planner", kind: GraphQLInterfaceType, selection: Selection, arguments: Arguments) -> ColumnElement[str]:
    """Return the JSON array of the rows that the argument `ids` names, in that order, null where there is none."""
    asked: Any = arguments.shaped("ids", via=_type_names)
    arguments.shaped("ids", via=ids_counted)  # the operation's cost depends on it, and stands in its plan
    index = (
        func.generate_series(1, arguments.bind("ids", type_=Integer(), via=len))
        .table_valued(column("n", Integer))
        .render_derived(name="wanted")
    )

    def parameter(name: str) -> Callable[[ColumnElement[Any], int], ColumnElement[Any]]:
        def each(column: ColumnElement[Any], part: int) -> ColumnElement[Any]:
            read = _part(column, part, name)
            values = arguments.bind("ids", type_=ARRAY(column.type), via=lambda ids: [read(one) for one in ids])
            return Grouping(values)[index.c.n]  # a bound array is written with its cast, which a subscript must not touch

        return each

    rows = [
        _row(planner, found, selection, parameter(found.name)) for found in planner.schema.get_possible_types(kind) if found.name in asked
    ]
    each = select(func.coalesce(*rows, fixed(NULL)).label("j")).select_from(index).order_by(index.c.n).subquery()
    return select(list_of(each.c.j)).scalar_subquery()


def _row(
    planner: "Planner", kind: GraphQLObjectType, selection: Selection, parameter: Callable[[ColumnElement[Any], int], ColumnElement[Any]]
) -> ColumnElement[str]:
    entity: Entity = entity_behind(kind)
    child = planner.alias(entity, selection.name)
    matches = and_(*(child.c[name] == parameter(child.c[name], part) for part, name in enumerate(entity.key, 1)))
    return planner.rows(entity, child, matches, lambda: [planner.object(kind, selection, child)], is_root=True).scalar_subquery()


def _type_name(global_id: object) -> str:
    return str(global_id).partition(":")[0]


def _type_names(ids: list[str] | None) -> tuple[str, ...]:
    if len(ids or ()) > _MOST_IDS:
        raise refused(f"`ids` holds more than {_MOST_IDS} ids: ask in parts.")
    return tuple(sorted({_type_name(one) for one in ids or ()}))


def _part(column: ColumnElement[Any], part: int, name: str) -> Callable[[Any], Any]:
    """Read one key value out of a global id; None, which equals no row, where the id is of another type or malformed."""

    def read(global_id: object) -> object:
        parts = str(global_id).split(":")
        try:
            return reader_of(column.type)(parts[part]) if parts[0] == name else None
        except (IndexError, ValueError, OverflowError):
            return None

    return read
