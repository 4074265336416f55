"""From a root field of a validated operation to one SQL statement that returns its JSON.

The statement is `WITH s AS MATERIALIZED (SELECT set_config('silog.scope', ...)) SELECT (...) FROM s`: the scope is set before a row
of any table is read, in the statement itself, and ends with it. Every entity adds its own scope predicate beside the policies.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, cast

from graphql import (
    FieldNode,
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
from sqlalchemy import Select, and_, any_, case, func, literal_column, select, true
from sqlalchemy.sql import ColumnElement, FromClause
from sqlalchemy.sql.elements import ColumnClause

from silog.kit.graphql.declare.arguments import Arguments, Projection
from silog.kit.graphql.declare.entities import SCOPE, Entity
from silog.kit.graphql.declare.sources import (
    ById,
    CodesOfRows,
    Column,
    Computed,
    Condition,
    Embedded,
    Expression,
    Finds,
    Follow,
    Groups,
    Many,
    One,
    Page,
    Row,
    Source,
)
from silog.kit.graphql.plan.frames import Frame, is_key_of
from silog.kit.graphql.plan.gathered import Gathering
from silog.kit.graphql.plan.kept import KeptRow
from silog.kit.graphql.plan.meaning import entity_behind, source_of
from silog.kit.graphql.plan.nodes import plan_node, plan_nodes
from silog.kit.graphql.plan.pages import PagePlanner
from silog.kit.graphql.plan.selection import Selection, Selections
from silog.kit.graphql.plan.statements import FieldBinders
from silog.kit.graphql.plan.text import NULL, Choice, Form, Part, fixed, join, list_of, or_null, scalar, some_codes


class Planner:
    """Plans one root field; holds what the plan's parameters and identity depend on."""

    def __init__(self, schema: GraphQLSchema, selections: Selections, variables: VariableValues) -> None:
        """`selections` belong to the operation, `variables` are its coerced ones."""
        self.schema = schema
        self.selections = selections
        self.variables = variables
        self.bound: list[FieldBinders] = []
        self.shapes: list[tuple[FieldNode, str, Projection | None]] = []
        self._frames: list[Frame] = []
        self._aliases = 0
        self._arguments: list[tuple[GraphQLField, FieldNode, Arguments]] = []
        self.scope = select(func.set_config("silog.scope", SCOPE, true()).label("v")).cte("s").prefix_with("MATERIALIZED")

    def statement(self, parent: GraphQLObjectType, selection: Selection) -> Select[Any]:
        """Return the statement for one root field: one row, one column of JSON in UTF-8, which is sent on as it comes."""
        value = func.convert_to(join(self.value(parent, selection, None)), fixed("UTF8"))
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
        return _alias(entity.rows, f"{name}{self._aliases}")

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
        if isinstance(source, CodesOfRows):
            return self._codes(source, row)
        if isinstance(source, Embedded):
            return self._embedded(kind, selection, source, row)
        arguments = self.arguments(field, selection.nodes[0])
        if isinstance(source, Computed):
            return scalar(source.value(row, arguments), source.form, nullable=not is_non_null_type(field.type))
        return self._related(kind, selection, source, row, arguments)

    def _related(self, kind: GraphQLNamedType, selection: Selection, source: Source | None, row: Row, arguments: Arguments) -> list[Part]:
        """Return the JSON of other rows than this one."""
        match source:
            case One() | Follow():
                return self._one(kind, selection, source, row, arguments)
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
        return join(self.object_parts(kind, selection, row))

    def object_parts(self, kind: GraphQLNamedType, selection: Selection, row: Row) -> list[Part]:
        """Return the same object as parts of text."""
        if is_object_type(kind):
            return self._concrete(kind, selection, row)
        if not is_abstract_type(kind):
            raise TypeError(f"{kind.name} has no fields")
        variants = entity_behind(kind).variants
        types = {one.name: one for one in self.schema.get_possible_types(kind)}
        texts = [(is_variant(row), join(self._concrete(types[name], selection, row))) for name, is_variant in variants.items()]
        return [case(*texts[:-1], else_=texts[-1][1]) if len(texts) > 1 else texts[0][1]]

    def _concrete(self, kind: GraphQLObjectType, selection: Selection, row: Row) -> list[Part]:
        parts: list[Part] = ["{"]
        for index, inner in enumerate(self.selections.of(kind, selection.sets)):
            parts += [f'{"," if index else ""}"{inner.key}":', *self.value(kind, inner, row)]
        return [*parts, "}"]

    def _codes(self, source: CodesOfRows, row: Row) -> list[Part]:
        """Return codes found as rows, in an array: an aggregate would be set up for each row, and mostly for nothing."""
        codes = func.array(source.codes(row).scalar_subquery())
        frame = self._frames[-1]
        shared = frame.fixed.get(source.shared) if row is frame.source else None
        if shared is None:
            return scalar(codes, Form.CODES, nullable=False)
        has_any = row.c.id == any_(func.array(source.holders(shared).scalar_subquery()))
        return [Choice(has_any, some_codes(codes), ["[]"])]

    def _embedded(self, kind: GraphQLNamedType, selection: Selection, source: Embedded, row: Row) -> list[Part]:
        inner = source.row(row)
        if isinstance(inner, ColumnElement) and not isinstance(inner, ColumnClause):
            return [self._computed(kind, selection, source, inner)]
        content = self.object_parts(kind, selection, inner)
        if source.present is None:
            return content
        absent = self._first_found(kind, selection, source.present, source.otherwise(row)) if source.otherwise else NULL
        return [Choice(source.present(inner), content, [absent])]

    def _first_found(
        self, kind: GraphQLNamedType, selection: Selection, is_present: Callable[[Row], Condition], places: Sequence[Select[Any]]
    ) -> ColumnElement[str]:
        """Return an object made of the first value found: each select makes the text itself, and runs where those before found none."""

        def text(place: Select[Any]) -> ColumnElement[str]:
            (inner,) = place.selected_columns
            shown = case((is_present(inner), self.object(kind, selection, inner)))
            return place.with_only_columns(shown, maintain_column_froms=True).scalar_subquery()

        return func.coalesce(*map(text, places), fixed(NULL))

    def _computed(self, kind: GraphQLNamedType, selection: Selection, source: Embedded, value: Expression) -> ColumnElement[str]:
        """Return an object made of a value that costs something, computed once however often it is used.

        OFFSET 0 keeps PostgreSQL from putting the expression back where it is used.
        """
        once = select(value.label("value")).correlate_except().offset(literal_column("0")).subquery()
        inner = once.c.value
        content = self.object(kind, selection, inner)
        text = content if source.present is None else case((source.present(inner), content), else_=fixed(NULL))
        return select(text).select_from(once).scalar_subquery()

    def _one(self, kind: GraphQLNamedType, selection: Selection, source: One | Follow, parent: Row, arguments: Arguments) -> list[Part]:
        entity = source.entity() if source.entity else entity_behind(kind)
        if isinstance(source, One) and source.kept and parent is not None:
            on = source.on
            row = KeptRow(parent, source.kept, entity, self._joining(entity, selection.name, lambda child: on(parent, child, arguments)))
            content = self.object_parts(kind, selection, row)
            return [Choice(row.is_there(), content, [NULL])]
        child = self.alias(entity, selection.name)
        condition = source.on(parent, child, arguments)
        order = source.order if isinstance(source, One) else None
        if parent is not None and order is None and is_key_of(condition, entity, child):
            self._hang(self._frames[-1], entity, child, condition)
            return [Choice(child.c[entity.key[-1]].is_(None), [NULL], self.object_parts(kind, selection, child))]
        query = self.rows(entity, child, condition, lambda: [self.object(kind, selection, child)], is_root=parent is None)
        if order is not None:
            query = query.order_by(*order(child)).limit(_literal(1))
        return [or_null(query.scalar_subquery())]

    def _joining(self, entity: Entity, name: str, on: Callable[[Row], Condition]) -> Callable[[], Row]:
        """Return what joins a single row to the rows that are planned now, should more of it be asked for than is kept with them."""
        frame = self._frames[-1]

        def join() -> Row:
            child = self.alias(entity, name)
            self._hang(frame, entity, child, on(child))
            return child

        return join

    def _hang(self, frame: Frame, entity: Entity, child: Row, condition: Condition) -> None:
        """Join the single row that the condition means to the rows of a frame."""
        frame.join(child, and_(condition, *self.within_scope(entity, child, is_root=False)))

    def _many(self, kind: GraphQLNamedType, selection: Selection, source: Many, parent: Row, arguments: Arguments) -> ColumnElement[str]:
        entity = source.entity() if source.entity else entity_behind(kind)
        child = self.alias(entity, selection.name)
        query = self.rows(
            entity,
            child,
            source.on(parent, child, arguments),
            lambda: [self.object(kind, selection, child).label("j")],
            is_root=parent is None,
        )
        items = query.order_by(*source.order(child, arguments)).limit(_literal(source.limit)).subquery()
        return select(list_of(items.c.j)).scalar_subquery()

    def rows(
        self, entity: Entity, child: Row, condition: Condition, columns: Callable[[], Sequence[ColumnElement[Any]]], *, is_root: bool
    ) -> Select[Any]:
        """Return the rows that a source means, under the entity's scope, as a select of their own; `columns` plans what it gives."""
        with self.framed(child) as frame:
            query = frame.select(*columns())
        return query.where(and_(condition, *self.within_scope(entity, child, is_root=is_root)))

    @contextmanager
    def framed(self, rows: FromClause, fixed: Mapping[str, ColumnElement[Any]] | None = None) -> Iterator[Frame]:
        """Plan columns of `rows` inside: what hangs on them is joined to this frame. `fixed` as `Frame` says."""
        self._frames.append(Frame(rows, fixed))
        yield self._frames[-1]
        self._frames.pop()


@lru_cache(maxsize=512)
def _alias(rows: FromClause, name: str) -> Row:
    """Return rows under another name. Kept, because SQLAlchemy makes all their columns anew for each name: half of what a plan costs."""
    return rows.alias(name)


def _literal(number: int) -> ColumnElement[Any]:
    """A LIMIT as part of the plan: as a parameter it would ruin the generic plan."""
    return literal_column(str(number))
