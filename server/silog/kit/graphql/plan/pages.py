"""Keyset pages: edges, nodes, page info and total count of a connection, in one pass over at most first + 1 rows."""

from typing import TYPE_CHECKING, Any

from graphql import GraphQLObjectType, get_named_type
from sqlalchemy import Text, case, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql import ColumnElement

from silog.kit.graphql.declare.arguments import Arguments, refused
from silog.kit.graphql.declare.relay import MOST_PER_AREA, MOST_PER_PAGE
from silog.kit.graphql.declare.sources import Page, Row
from silog.kit.graphql.plan.cursors import Ordering
from silog.kit.graphql.plan.meaning import entity_behind
from silog.kit.graphql.plan.selection import Selection
from silog.kit.graphql.plan.text import Part, fixed, join, or_null

if TYPE_CHECKING:
    from silog.kit.graphql.plan.planner import Planner

_CURSOR = "cursor"
_OF_ROWS = frozenset({"hasNextPage", "startCursor", "endCursor"})


class PagePlanner:
    """Plans one connection at one place of a statement."""

    def __init__(self, planner: "Planner", kind: GraphQLObjectType, source: Page, arguments: Arguments) -> None:
        """`kind` is the connection's type; the rows are those of its `nodes`."""
        self._planner = planner
        self._kind = kind
        self._source = source
        self._arguments = arguments
        self._node = get_named_type(kind.fields["nodes"].type)
        self._columns: dict[str, ColumnElement[str]] = {}
        self._first = page_size(arguments)

    def plan(self, selection: Selection, parent: Row) -> list[Part]:
        """Return the connection's JSON."""
        entity = self._source.entity() if self._source.entity else entity_behind(self._node)
        child = self._planner.alias(entity, selection.name)
        asked = self._arguments.value("orderBy") if len(self._source.orders) > 1 else None
        order = self._source.orders[asked if asked is not None else next(iter(self._source.orders))]
        self._ordering = Ordering(entity, child, order, getattr(asked, "name", ""))
        self._child = child
        matching = self._planner.rows(entity, child, self._source.on(parent, child, self._arguments), is_root=parent is None)
        selected = self._planner.selections.of(self._kind, selection.sets)
        self._collect(selected)
        page = matching.add_columns(
            func.row_number().over(order_by=self._ordering.by).label("rn"), *(text.label(name) for name, text in self._columns.items())
        )
        if self._arguments.given("after"):
            page = page.where(self._ordering.beyond(self._arguments))
        rows = page.order_by(*self._ordering.by).limit(literal_column(str(self._first + 1))).correlate_except(child).subquery()
        total = matching.with_only_columns(func.count()).correlate_except(child).scalar_subquery()
        parts: list[Part] = ["{"]
        for index, inner in enumerate(selected):
            parts += [f'{"," if index else ""}"{inner.key}":', self._field(inner, rows, total)]
        outer = select(join([*parts, "}"]))
        return [outer.select_from(rows).scalar_subquery() if self._columns else join([*parts, "}"])]

    def _collect(self, selected: list[Selection]) -> None:
        """Say which texts each row of the page must carry."""
        for inner in selected:
            if inner.name == "nodes":
                self._columns[f"n_{inner.key}"] = self._planner.object(self._node, inner, self._child)
            elif inner.name == "edges":
                self._columns[f"e_{inner.key}"] = self._edge(inner)
            elif inner.name == "pageInfo" and self._asks_of_rows(inner):
                self._columns[_CURSOR] = self._ordering.cursor

    def _asks_of_rows(self, page_info: Selection) -> bool:
        """Whether the page must be read for what is asked of it; a page that nothing is asked of must not be joined to the answer."""
        kind = get_named_type(self._kind.fields["pageInfo"].type)
        return any(inner.name in _OF_ROWS for inner in self._planner.selections.of(kind, page_info.sets))

    def _edge(self, selection: Selection) -> ColumnElement[str]:
        parts: list[Part] = ["{"]
        kind = get_named_type(self._kind.fields["edges"].type)
        for index, inner in enumerate(self._planner.selections.of(kind, selection.sets)):
            parts.append(f'{"," if index else ""}"{inner.key}":')
            if inner.name == "node":
                parts.append(self._planner.object(self._node, inner, self._child))
            else:
                parts.append(join(['"', self._ordering.cursor, '"']) if inner.name == "cursor" else f'"{kind.name}"')
        return join([*parts, "}"])

    def _field(self, inner: Selection, rows: Any, total: ColumnElement[Any]) -> Part:  # noqa: ANN401 -- a subquery's columns are dynamic
        if inner.name == "__typename":
            return f'"{self._kind.name}"'
        if inner.name == "totalCount":
            return cast(total, Text)
        if inner.name == "pageInfo":
            return self._page_info(inner, rows)
        texts = rows.c[f"n_{inner.key}" if inner.name == "nodes" else f"e_{inner.key}"]
        shown = func.string_agg(texts, fixed(",")).filter(self._shown(rows))
        return join(["[", func.coalesce(shown, fixed("")), "]"])

    def _shown(self, rows: Any) -> ColumnElement[bool]:  # noqa: ANN401
        shown: ColumnElement[bool] = rows.c.rn <= literal_column(str(self._first))
        return shown

    def _page_info(self, selection: Selection, rows: Any) -> Part:  # noqa: ANN401
        if not self._asks_of_rows(selection):
            return self._about_page(selection, {})
        more = case((func.count() > literal_column(str(self._first)), fixed("true")), else_=fixed("false"))
        first = func.min(rows.c.cursor).filter(rows.c.rn == literal_column("1"))
        backwards = func.string_agg(rows.c.cursor, aggregate_order_by(fixed(","), rows.c.rn.desc())).filter(self._shown(rows))
        last = func.split_part(backwards, fixed(","), literal_column("1"))
        ends = {"startCursor": or_null(join(['"', first, '"'])), "endCursor": or_null(join(['"', last, '"']))}
        return self._about_page(selection, {"hasNextPage": more, **ends})

    def _about_page(self, selection: Selection, of_rows: dict[str, Part]) -> Part:
        has_previous = "true" if self._arguments.given("after") else "false"
        values: dict[str, Part] = {"__typename": '"PageInfo"', "hasPreviousPage": has_previous, **of_rows}
        kind = get_named_type(self._kind.fields["pageInfo"].type)
        parts: list[Part] = ["{"]
        for index, inner in enumerate(self._planner.selections.of(kind, selection.sets)):
            parts += [f'{"," if index else ""}"{inner.key}":', values[inner.name]]
        return join([*parts, "}"])


def page_size(arguments: Arguments) -> int:
    """Return the argument `first`, as a part of the plan: a LIMIT given as a parameter would spoil the generic plan."""
    first = arguments.value("first")
    most = MOST_PER_AREA if arguments.given("within") or arguments.given("filter", "within") else MOST_PER_PAGE
    if not 1 <= first <= most:
        message = f"`first` is {first}, and must be from 1 to {most}: ask for the next page with `after`."
        raise refused(message if most == MOST_PER_AREA else f"{message} Up to {MOST_PER_AREA} are given where `within` bounds the area.")
    return int(first)
