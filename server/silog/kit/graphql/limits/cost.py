"""What an operation costs, estimated before anything is planned: how many rows it can read, and what they are asked for.

The estimate looks at the document and its variables, never at the data: what is asked with `first: 200` costs 200 rows, whether they
are there or not. So a client can know it beforehand, and the same question costs the same tomorrow.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    GraphQLError,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_object_type,
)
from graphql.execution.values import VariableValues, get_argument_values

from silog.kit.graphql.declare.relay import MOST_PER_AREA
from silog.kit.graphql.declare.sources import ById, Column, Computed, Embedded, Finds, Groups, Many, Page, Source
from silog.kit.graphql.limits.introspection import introspection_of
from silog.kit.graphql.limits.table import FULL_COST, PUBLIC_COST, RELATIONS, ROOTS, TOO_COSTLY
from silog.kit.graphql.plan.meaning import price_of, source_of
from silog.kit.graphql.plan.selection import Selection, Selections
from silog.kit.graphql.plan.text import Form
from silog.kit.scope import View

ROOT: Final = 10
"""A field at the root: a statement of its own, or an action."""
ROW: Final = 1
GEOMETRY: Final = 5
"""A geometry of one row, written as GeoJSON."""
COUNT: Final = 100
"""`totalCount` looks at every row that matches, however few are shown."""
ROWS_OF_A_LIST: Final = 10
"""What a list without `first` counts for: the domain bounds it (the boxes of a station, the legs of a shipment)."""
ROWS_OF_GROUPS: Final = 500
"""Groups are few, and made of every row that matches: five times what `totalCount` of them costs."""
_PAGE_RELATIONS: Final = 4
"""A connection takes four times as long to plan as another relation."""


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of an operation; `limit` is None where the document is trusted."""

    points: int
    limit: int | None

    @property
    def header(self) -> bytes:
        """Return the value of the response header GraphQL-Cost."""
        return (f"{self.points}" if self.limit is None else f"{self.points}; limit={self.limit}").encode()


def ids_counted(ids: Sequence[str] | None) -> int:
    """Return how many ids an operation is charged for: few steps, because each has plans of its own."""
    return next(step for step in (1, 10, 50, 200) if len(ids or ()) <= step or step == 200)  # noqa: PLR2004 -- the last step


class CostModel:
    """Estimates operations of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        """`schema` carries what its fields stand for."""
        self._schema = schema

    def of(
        self,
        root: GraphQLObjectType,
        selection_set: SelectionSetNode,
        selections: Selections,
        variables: VariableValues,
        *,
        view: View,
        is_trusted: bool,
    ) -> Cost:
        """Return the cost; refuse an operation over the limit of its viewer, unless its document is a trusted one."""
        walk = _Walk(self._schema, selections, variables)
        points = walk.root(root, selection_set, is_full=view is View.FULL)
        if is_trusted:
            return Cost(points, None)
        limit = FULL_COST if view is View.FULL else PUBLIC_COST
        if points > limit:
            raise too_costly(points, limit)
        walk.refuse_too_much()
        return Cost(points, limit)


def too_costly(points: int, limit: int) -> GraphQLError:
    """The refusal of an operation over its budget."""
    message = f"The operation costs {points:,} of {limit:,}: ask for fewer rows with `first`, or for less of each."
    return GraphQLError(message, extensions={"code": TOO_COSTLY, "cost": points, "limit": limit})


class _Walk:
    """One walk over what an operation selects, under its variables."""

    def __init__(self, schema: GraphQLSchema, selections: Selections, variables: VariableValues) -> None:
        self._schema = schema
        self._selections = selections
        self._variables = variables
        self._roots = self._relations = 0
        self._introspection: list[Selection] = []

    def root(self, root: GraphQLObjectType, selection_set: SelectionSetNode, *, is_full: bool) -> int:
        wanted = self._selections.of(root, [selection_set])
        self._roots = len(wanted)
        return sum(self._root_field(root, one, is_full=is_full) for one in wanted)

    def refuse_too_much(self) -> None:
        ROOTS.refuse_above(self._roots)
        RELATIONS.refuse_above(self._relations)
        if self._introspection:
            introspection_of(self._schema).refuse_above(self._introspection, self._selections)

    def _root_field(self, root: GraphQLObjectType, selection: Selection, *, is_full: bool) -> int:
        field = root.fields.get(selection.name)
        if field is None:
            self._introspection.append(selection)
            return 0
        source = source_of(field)
        if source is not None and source.full_view_only and not is_full:
            return 0  # answered with null and an error, and never read
        return ROOT + price_of(field) + self._field(field, source, selection, 1)

    def _field(self, field: GraphQLField, source: Source | None, selection: Selection, rows: int) -> int:
        """Return the cost of one field of `rows` rows."""
        kind = get_named_type(field.type)
        if isinstance(source, Column | Computed):
            return rows * GEOMETRY if source.form is Form.GEOMETRY else 0
        if isinstance(source, Embedded):
            return self._object(kind, selection, rows)
        if not is_composite_type(kind):
            return 0
        if source is None:
            return ROW * rows + self._object(kind, selection, rows)
        self._relations += _PAGE_RELATIONS if isinstance(source, Page) else 1
        rows *= self._rows_asked(source, field, selection)
        inner = self._page if isinstance(source, Page) else self._object
        return ROW * rows + inner(kind, selection, rows)

    def _rows_asked(self, source: Source, field: GraphQLField, selection: Selection) -> int:
        if isinstance(source, Many):
            return ROWS_OF_A_LIST
        if isinstance(source, Groups):
            return ROWS_OF_GROUPS
        if isinstance(source, Page | Finds):
            first = get_argument_values(field, selection.nodes[0], self._variables)["first"]
            return min(max(1, int(first)), MOST_PER_AREA)  # whatever is beyond, the page itself refuses
        if isinstance(source, ById) and source.is_list:
            return ids_counted(get_argument_values(field, selection.nodes[0], self._variables)["ids"])
        return 1

    def _object(self, kind: GraphQLNamedType, selection: Selection, rows: int) -> int:
        """Return the cost of what is selected on objects: of the dearest type where it is an interface."""
        return max((self._sum(one, selection, rows) for one in self._concrete(kind)), default=0)

    def _concrete(self, kind: GraphQLNamedType) -> Sequence[GraphQLObjectType]:
        if is_object_type(kind):
            return [kind]
        return self._schema.get_possible_types(kind) if is_abstract_type(kind) else ()

    def _sum(self, kind: GraphQLObjectType, selection: Selection, rows: int) -> int:
        points = 0
        for inner in self._selections.of(kind, selection.sets):
            field = kind.fields.get(inner.name)
            if field is not None:
                points += self._field(field, source_of(field), inner, rows)
        return points

    def _page(self, kind: GraphQLNamedType, selection: Selection, rows: int) -> int:
        """Return the cost of a connection: its items are the rows, `edges` and `nodes` only show them."""
        shown: dict[str, Callable[[Selection], int]] = {
            "nodes": lambda inner: self._object(self._node(kind), inner, rows),
            "edges": lambda inner: self._edges(kind, inner, rows),
            "totalCount": lambda _: COUNT,
        }
        return sum(shown[inner.name](inner) for inner in self._selections.of(kind, selection.sets) if inner.name in shown)

    def _edges(self, kind: GraphQLNamedType, selection: Selection, rows: int) -> int:
        edge = get_named_type(_fields(kind)["edges"].type)
        return sum(
            self._object(self._node(kind), inner, rows) for inner in self._selections.of(edge, selection.sets) if inner.name == "node"
        )

    def _node(self, kind: GraphQLNamedType) -> GraphQLNamedType:
        return get_named_type(_fields(kind)["nodes"].type)


def _fields(kind: Any) -> dict[str, GraphQLField]:  # noqa: ANN401 -- a connection's type, which is an object type
    found: dict[str, GraphQLField] = kind.fields
    return found
