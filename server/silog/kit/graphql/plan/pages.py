"""Keyset pages: edges, nodes, page info and total count of a connection, in one pass over at most first + 1 rows."""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Any
from typing import cast as cast_type

from graphql import GraphQLObjectType, get_named_type
from sqlalchemy import Select, Subquery, Text, case, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.sql.visitors import iterate

from silog.kit.graphql.declare.arguments import Arguments, refused
from silog.kit.graphql.declare.relay import MOST_PER_AREA, MOST_PER_PAGE
from silog.kit.graphql.declare.sources import Page, Row
from silog.kit.graphql.plan.cursors import Ordering
from silog.kit.graphql.plan.frames import fixed_columns
from silog.kit.graphql.plan.meaning import entity_behind
from silog.kit.graphql.plan.selection import Selection
from silog.kit.graphql.plan.text import Choice, Part, fixed, join, or_null

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
        self._first = page_size(arguments)
        self._columns: dict[str, ColumnElement[Any]] = {}
        self._beginnings: dict[str, str] = {}

    def plan(self, selection: Selection, parent: Row) -> list[Part]:
        """Return the connection's JSON."""
        entity = self._source.entity() if self._source.entity else entity_behind(self._node)
        child = self._planner.alias(entity, selection.name)
        asked = self._arguments.value("orderBy") if len(self._source.orders) > 1 else None
        order = self._source.orders[asked if asked is not None else next(iter(self._source.orders))]
        ordering = Ordering.of(entity, child, order, getattr(asked, "name", ""))
        condition = self._source.on(parent, child, self._arguments)

        def matching(*columns: ColumnElement[Any]) -> Select[Any]:
            return self._planner.rows(entity, child, condition, lambda: columns, is_root=parent is None)

        selected = self._planner.selections.of(self._kind, selection.sets)
        rows = self._texts(matching(*ordering.carried_with(child)), ordering, selected, fixed_columns(condition, child))
        parts: list[Part] = ["{"]
        for index, inner in enumerate(selected):
            total = matching(func.count()).scalar_subquery() if inner.name == "totalCount" else None
            parts += [f'{"," if index else ""}"{inner.key}":', *self._field(inner, rows, total)]
        outer = select(join([*parts, "}"]))
        return [outer.select_from(rows).scalar_subquery() if self._columns else join([*parts, "}"])]

    def _texts(
        self, matching: Select[Any], ordering: Ordering, selected: list[Selection], fixed_to: Mapping[str, ColumnElement[Any]]
    ) -> Row:
        """Return the page's rows, each with the texts that are asked of it: the page is cut out first, then its texts are made."""
        is_told_of = any(self._asks_of_rows(inner) for inner in selected)
        if self._arguments.given("after"):
            matching = matching.where(ordering.beyond(self._arguments))
        page = matching.order_by(*ordering.by).limit(literal_column(str(self._first + is_told_of))).subquery()
        carried = ordering.carried_by(page)
        with self._planner.framed(page, fixed_to) as frame:
            for inner in selected:
                self._collect(inner, page, carried)
            if is_told_of:
                self._columns["rn"] = func.row_number().over(order_by=carried.by)
            texts = frame.select(*(text.label(name) for name, text in self._columns.items())).order_by(*carried.by)
        _keep_only_used(page, texts)
        return texts.subquery()

    def _collect(self, inner: Selection, row: Row, ordering: Ordering) -> None:
        """Say which texts each row of the page must carry for one field of the page."""
        if inner.name == "nodes":
            self._items(f"n_{inner.key}", self._planner.object_parts(self._node, inner, row))
        elif inner.name == "edges":
            self._items(f"e_{inner.key}", self._edge(inner, row, ordering))
        elif self._asks_of_rows(inner):
            self._columns[_CURSOR] = ordering.cursor

    def _items(self, name: str, parts: Sequence[Part]) -> None:
        """Let each row carry one text of a list. What all of them begin with is left to the list, which need not copy it for each."""
        beginning = list(takewhile(lambda part: isinstance(part, str), parts))
        self._columns[name] = join(parts[len(beginning) :])
        self._beginnings[name] = "".join(map(str, beginning))

    def _asks_of_rows(self, inner: Selection) -> bool:
        """Whether the page must be read for what is asked of it; a page that nothing is asked of must not be joined to the answer."""
        if inner.name != "pageInfo":
            return False
        kind = get_named_type(self._kind.fields["pageInfo"].type)
        return any(asked.name in _OF_ROWS for asked in self._planner.selections.of(kind, inner.sets))

    def _edge(self, selection: Selection, row: Row, ordering: Ordering) -> list[Part]:
        parts: list[Part] = ["{"]
        kind = get_named_type(self._kind.fields["edges"].type)
        for index, inner in enumerate(self._planner.selections.of(kind, selection.sets)):
            parts.append(f'{"," if index else ""}"{inner.key}":')
            if inner.name == "node":
                parts += self._planner.object_parts(self._node, inner, row)
            else:
                parts += ['"', ordering.cursor, '"'] if inner.name == "cursor" else [f'"{kind.name}"']
        return [*parts, "}"]

    def _field(self, inner: Selection, rows: Row, total: ColumnElement[Any] | None) -> list[Part]:
        if inner.name == "__typename":
            return [f'"{self._kind.name}"']
        if total is not None:
            return [cast(total, Text)]
        if inner.name == "pageInfo":
            return [self._page_info(inner, rows)]
        name = f"n_{inner.key}" if inner.name == "nodes" else f"e_{inner.key}"
        beginning = self._beginnings[name]
        texts = func.string_agg(rows.c[name], fixed(f",{beginning}"))
        shown = texts.filter(self._shown(rows)) if "rn" in self._columns else texts
        return ["[", Choice(shown.is_not(None), [beginning, shown], []), "]"]  # not joined by itself: each joining copies the whole page

    def _shown(self, rows: Row) -> ColumnElement[bool]:
        shown: ColumnElement[bool] = rows.c.rn <= literal_column(str(self._first))
        return shown

    def _page_info(self, selection: Selection, rows: Row) -> Part:
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


def _keep_only_used(page: Subquery, by: Select[Any]) -> None:
    """Leave out of a page's rows what is not used of them: a page is sorted with all that its rows carry, be it null.

    What is used is known only when the texts are planned, and they speak of the page; so it changes under their hands.
    """
    used = {part.key for part in iterate(by) if isinstance(part, ColumnClause) and part.table is page}
    rows = cast_type("Select[Any]", page.element)
    page.element = rows.with_only_columns(*(column for column in rows.selected_columns if column.key in used))


def page_size(arguments: Arguments) -> int:
    """Return the argument `first`, as a part of the plan: a LIMIT given as a parameter would spoil the generic plan."""
    first = arguments.value("first")
    most = MOST_PER_AREA if arguments.given("within") or arguments.given("filter", "within") else MOST_PER_PAGE
    if not 1 <= first <= most:
        message = f"`first` is {first}, and must be from 1 to {most}: ask for the next page with `after`."
        raise refused(message if most == MOST_PER_AREA else f"{message} Up to {MOST_PER_AREA} are given where `within` bounds the area.")
    return int(first)
