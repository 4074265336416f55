"""Documents by a generator that is not ours: hypothesis-graphql, valid ones and ones with one violation of the schema.

Of the values that it makes up nothing in the world bears the name, so that most of them are replaced by those of `values`.
"""

import dataclasses
import random
from collections.abc import Callable
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    GraphQLSchema,
    NameNode,
    TypeInfo,
    TypeInfoVisitor,
    ValueNode,
    Visitor,
    parse_value,
    print_ast,
    visit,
)
from hypothesis import strategies as st
from hypothesis_graphql import Mode, queries
from tests.api.oracle.arguments import write_cursor
from tests.api.oracle.passing import Passing, written
from tests.api.oracle.values import TIMES, WRONG_CURSORS, Values, within

_REPLACED = 0.7


def valid(schema: GraphQLSchema) -> st.SearchStrategy[DocumentNode]:
    """Documents without a violation."""
    return queries(schema, custom_scalars=_scalars(), print_ast=_as_is)


def invalid(schema: GraphQLSchema) -> st.SearchStrategy[str]:
    """Documents with one."""
    return queries(schema, custom_scalars=_scalars(), mode=Mode.NEGATIVE)


def _as_is(document: DocumentNode) -> DocumentNode:
    return document


def _scalars() -> dict[str, st.SearchStrategy[ValueNode]]:
    right_cursors = (write_cursor("CODE", ["A"]), write_cursor("", ["21.03"]), write_cursor("DUE", [TIMES[0], "A"]))
    polygons = st.randoms(use_true_random=False).map(lambda chance: within(chance).get("polygon", "none"))
    return {
        "Cursor": _literals(st.sampled_from([*right_cursors, *WRONG_CURSORS])),
        "DateTime": _literals(st.sampled_from([*TIMES, "2024-11-27", "", "0001-01-01T00:00:00+14:00", 5])),
        "Date": _literals(st.sampled_from(["2024-11-27", "27.11.2024"])),
        "GeoJSON": _literals(polygons),
    }


def _literals(values: st.SearchStrategy[Any]) -> st.SearchStrategy[ValueNode]:
    return values.map(lambda value: parse_value(written(value)))


def peopled(schema: GraphQLSchema, values: Values, chance: random.Random, document: DocumentNode) -> tuple[str, dict[str, Any]]:
    """Return a document in which most arguments name something that exists, and its variables."""
    passing = Passing(chance)

    def choose(parent: str, node: FieldNode) -> dict[str, str]:
        described = schema.type_map[parent].fields[node.name.value]  # type: ignore[attr-defined]
        replaced = [one.name.value for one in node.arguments or () if one.name.value == "first" or passing.maybe(_REPLACED)]
        return passing.arguments(values, parent, node.name.value, described, replaced)

    kinds = TypeInfo(schema)
    text = print_ast(visit(document, TypeInfoVisitor(kinds, _Peopling(kinds, choose))))
    return (f"query Foreign({', '.join(passing.declared)}) {text}" if passing.declared else text), passing.given


class _Peopling(Visitor):
    def __init__(self, kinds: TypeInfo, choose: Callable[[str, FieldNode], dict[str, str]]) -> None:
        super().__init__()
        self._kinds = kinds
        self._choose = choose

    def enter_field(self, node: FieldNode, *_: object) -> FieldNode | None:
        parent = self._kinds.get_parent_type()
        if not node.arguments or parent is None:
            return None
        chosen = self._choose(parent.name, node)
        kept = [one for one in node.arguments if one.name.value not in chosen]
        made = [ArgumentNode(name=NameNode(value=name), value=parse_value(text)) for name, text in chosen.items()]
        return dataclasses.replace(node, arguments=(*kept, *made))
