"""From a root field of a validated operation to one SQL statement that returns its JSON.

The statement is `WITH s AS MATERIALIZED (SELECT set_config('silog.scope', ...)) SELECT (...) FROM s`: the scope is set before a row
of any table is read, in the statement itself, and ends with it. Every entity adds its own scope predicate beside the policies.
"""

from dataclasses import dataclass
from typing import Any, cast

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_abstract_type,
    is_non_null_type,
    is_object_type,
)
from graphql.execution.values import VariableValues, get_argument_values
from sqlalchemy import Select, and_, case, func, literal_column, select, true
from sqlalchemy.sql import ColumnElement, FromClause

from silog.kit.graphql.declare.arguments import Arguments, Binder, Projection
from silog.kit.graphql.declare.entities import SCOPE, Entity
from silog.kit.graphql.declare.relay import MOST_PER_AREA
from silog.kit.graphql.declare.sources import (
    ById,
    Column,
    Computed,
    Condition,
    Embedded,
    Finds,
    Follow,
    Groups,
    Many,
    One,
    Page,
    Row,
    Source,
)
from silog.kit.graphql.plan.gathered import Gathering
from silog.kit.graphql.plan.meaning import entity_behind, source_of
from silog.kit.graphql.plan.nodes import plan_node, plan_nodes
from silog.kit.graphql.plan.pages import PagePlanner
from silog.kit.graphql.plan.selection import Selection, Selections
from silog.kit.graphql.plan.text import NULL, Part, fixed, join, list_of, or_null, scalar

_MOST_RELATIONS = 20
"""Deeper than any screen asks."""
_MOST_ROWS = 1_000_000
"""What lists inside lists may multiply to, by their `first`: a short document could ask for billions."""
_ROWS_OF_A_LIST = 10
"""What a list without `first` counts for: the domain bounds it (the boxes of a station, the legs of a shipment)."""


@dataclass(frozen=True, slots=True)
class FieldBinders:
    """The parameters that come from one field's arguments."""

    field: GraphQLField
    node: FieldNode
    binders: tuple[Binder, ...]


class Planner:
    """Plans one root field; holds what the plan's parameters and identity depend on."""

    def __init__(self, schema: GraphQLSchema, selections: Selections, variables: VariableValues) -> None:
        """`selections` belong to the operation, `variables` are its coerced ones."""
        self.schema = schema
        self.selections = selections
        self.variables = variables
        self.bound: list[FieldBinders] = []
        self.shapes: list[tuple[FieldNode, str, Projection | None]] = []
        self._aliases = 0
        self._depth = 0
        self._rows = 1
        self._arguments: list[tuple[GraphQLField, FieldNode, Arguments]] = []
        self.scope = select(func.set_config("silog.scope", SCOPE, true()).label("v")).cte("s").prefix_with("MATERIALIZED")

    def statement(self, parent: GraphQLObjectType, selection: Selection) -> Select[Any]:
        """Return the statement for one root field: one row, one column of JSON text."""
        value = join(self.value(parent, selection, None))
        statement = select(value.label("json")).select_from(self.scope)
        self.bound = [FieldBinders(field, node, tuple(found.binders)) for field, node, found in self._arguments if found.binders]
        self.shapes = [(node, name, via) for _, node, found in self._arguments for name, via in found.shapes]
        return statement

    def arguments(self, field: GraphQLField, node: FieldNode) -> Arguments:
        """Return the arguments of a field at one place, under parameter names of their own."""
        found = Arguments(get_argument_values(field, node, self.variables), f"a{len(self._arguments)}")
        self._arguments.append((field, node, found))
        return found

    def alias(self, entity: Entity, name: str) -> Row:
        """Return the entity's rows under a name of their own in this statement."""
        self._aliases += 1
        return entity.rows.alias(f"{name}{self._aliases}")

    def within_scope(self, entity: Entity, row: Row, *, is_root: bool) -> list[Condition]:
        """Return the entity's own scope predicate; at the root also what makes the statement wait for its scope to be set."""
        scope = entity.scope(row)
        conditions = [] if scope is None else [scope]
        return [*conditions, self.scope.c.v.is_not(None)] if is_root else conditions

    def value(self, parent: GraphQLObjectType, selection: Selection, row: Row) -> list[Part]:
        """Return the JSON of one selected field of a row, as parts of text."""
        if selection.name == "__typename":
            return [f'"{parent.name}"']
        field = parent.fields[selection.name]
        source = source_of(field)
        kind = get_named_type(field.type)
        if isinstance(source, Column):
            return scalar(source.value(row), source.form, nullable=not is_non_null_type(field.type))
        if isinstance(source, Embedded):
            return self._embedded(kind, selection, source, row)
        arguments = self.arguments(field, selection.nodes[0])
        if isinstance(source, Computed):
            return scalar(source.value(row, arguments), source.form, nullable=not is_non_null_type(field.type))
        factor = _rows_asked(source, arguments)
        self._depth, self._rows = self._depth + 1, self._rows * factor
        self._refuse_too_much(selection)
        parts = self._related(kind, selection, source, row, arguments)
        self._depth, self._rows = self._depth - 1, self._rows // factor
        return parts

    def _refuse_too_much(self, selection: Selection) -> None:
        if self._depth > _MOST_RELATIONS:
            message = f"`{selection.name}` lies more than {_MOST_RELATIONS} relations deep: ask in parts."
        elif self._rows > _MOST_ROWS:
            message = f"`{selection.name}` makes {self._rows:,} rows of lists inside lists, of {_MOST_ROWS:,}: ask for fewer with `first`."
        else:
            return
        raise GraphQLError(message, nodes=list(selection.nodes), extensions={"code": "TOO_DEEP"})

    def _related(self, kind: GraphQLNamedType, selection: Selection, source: Source | None, row: Row, arguments: Arguments) -> list[Part]:
        """Return the JSON of other rows than this one."""
        match source:
            case One() | Follow():
                return [or_null(self._one(kind, selection, source, row, arguments))]
            case Many():
                return [self._many(kind, selection, source, row, arguments)]
            case Page():
                return PagePlanner(self, cast("GraphQLObjectType", kind), source, arguments).plan(selection, row)
            case Groups():
                return [Gathering(self, selection, arguments).groups(cast("GraphQLObjectType", kind), source, row)]
            case Finds():
                return [Gathering(self, selection, arguments).finds(cast("GraphQLUnionType", kind), source)]
            case ById():
                plan = plan_nodes if source.is_list else plan_node
                return [plan(self, cast("GraphQLInterfaceType", kind), selection, arguments)]
            case _:
                raise TypeError(f"{selection.name} is planned, and has no source")

    def object(self, kind: GraphQLNamedType, selection: Selection, row: Row) -> ColumnElement[str]:
        """Return the JSON object of one row of a concrete type, or of an interface whose variants share the row."""
        if is_object_type(kind):
            return join(self._concrete(kind, selection, row))
        if not is_abstract_type(kind):
            raise TypeError(f"{kind.name} has no fields")
        variants = entity_behind(kind).variants
        types = {one.name: one for one in self.schema.get_possible_types(kind)}
        texts = [(is_variant(row), join(self._concrete(types[name], selection, row))) for name, is_variant in variants.items()]
        return case(*texts[:-1], else_=texts[-1][1]) if len(texts) > 1 else texts[0][1]

    def _concrete(self, kind: GraphQLObjectType, selection: Selection, row: Row) -> list[Part]:
        parts: list[Part] = ["{"]
        for index, inner in enumerate(self.selections.of(kind, selection.sets)):
            parts += [f'{"," if index else ""}"{inner.key}":', *self.value(kind, inner, row)]
        return [*parts, "}"]

    def _embedded(self, kind: GraphQLNamedType, selection: Selection, source: Embedded, row: Row) -> list[Part]:
        content = self.object(kind, selection, source.row(row))
        if source.present is None:
            return [content]
        return [case((source.present(row), content), else_=fixed(NULL))]

    def _one(
        self, kind: GraphQLNamedType, selection: Selection, source: One | Follow, parent: Row, arguments: Arguments
    ) -> ColumnElement[str]:
        entity = source.entity() if source.entity else entity_behind(kind)
        child = self.alias(entity, selection.name)
        query = self.rows(entity, child, source.on(parent, child, arguments), is_root=parent is None)
        query = query.add_columns(self.object(kind, selection, child).label("j"))
        if isinstance(source, One) and source.order is not None:
            query = query.order_by(*source.order(child)).limit(_literal(1))
        return self.correlated(query, child)

    def _many(self, kind: GraphQLNamedType, selection: Selection, source: Many, parent: Row, arguments: Arguments) -> ColumnElement[str]:
        entity = source.entity() if source.entity else entity_behind(kind)
        child = self.alias(entity, selection.name)
        query = self.rows(entity, child, source.on(parent, child, arguments), is_root=parent is None)
        query = query.add_columns(self.object(kind, selection, child).label("j"))
        items = query.order_by(*source.order(child, arguments)).limit(_literal(source.limit)).correlate_except(child).subquery()
        return select(list_of(items.c.j)).scalar_subquery()

    def rows(self, entity: Entity, child: Row, condition: Condition, *, is_root: bool) -> Select[Any]:
        """Return the rows that a source means, under the entity's scope, with no column yet."""
        return select().select_from(child).where(and_(condition, *self.within_scope(entity, child, is_root=is_root)))

    def correlated(self, query: Select[Any], *own: FromClause) -> ColumnElement[str]:
        """Return a query as a value: only `own` are its rows, all else comes from the statement around it."""
        return query.correlate_except(*own).scalar_subquery()


def _rows_asked(source: Source | None, arguments: Arguments) -> int:
    if isinstance(source, Page | Finds):
        return min(max(1, int(arguments.value("first"))), MOST_PER_AREA)  # whatever is beyond, the page itself refuses
    return _ROWS_OF_A_LIST if isinstance(source, Many) else 1


def _literal(number: int) -> ColumnElement[Any]:
    """A LIMIT as part of the plan: as a parameter it would ruin the generic plan."""
    return literal_column(str(number))
