"""Values that are coerced by a function made once are graphql-core's values, and whatever is wrong is left to graphql-core."""

from typing import Any

import pytest
from graphql import build_schema
from graphql.pyutils import Undefined
from graphql.utilities import coerce_input_value

from silog.kit.graphql.documents.coercing import UnfitError, coercion

_SCHEMA = build_schema("""
  enum Order { OLDEST NEWEST }
  input Box { west: Float!, south: Float = 1.5, order: Order = NEWEST, corners: [[Float!]!], inner: Box, tags: [String] = ["a"] }
  input Either @oneOf { id: ID, code: String }
  type Query { a(box: Box, boxes: [Box!]!, either: Either, number: Int!): Int }
""")
_ARGUMENTS = _SCHEMA.query_type.fields["a"].args if _SCHEMA.query_type else {}
_RIGHT: list[tuple[str, Any]] = [
    ("box", None),
    ("box", {"west": 1}),
    ("box", {"west": 2.5, "south": None, "order": "OLDEST", "corners": [[1, 2.5], []], "tags": [None, "x"]}),
    ("box", {"west": 0, "inner": {"west": 1, "inner": {"west": 2, "inner": None}}}),
    ("boxes", []),
    ("boxes", [{"west": 1}, {"west": 2, "corners": None}]),
    ("number", 7),
]
_WRONG: list[tuple[str, Any]] = [
    ("box", []),
    ("box", {}),
    ("box", {"west": None}),
    ("box", {"west": "1"}),
    ("box", {"west": 1, "north": 2}),
    ("box", {"west": 1, "order": "BEST"}),
    ("box", {"west": 1, "inner": {"south": 1}}),
    ("boxes", None),
    ("boxes", [None]),
    ("number", None),
    ("number", 2**40),
    ("number", True),
]
_LEFT: list[tuple[str, Any]] = [("boxes", {"west": 1}), ("either", {"id": "1"})]


@pytest.mark.parametrize(("argument", "value"), _RIGHT)
def test_what_is_right_is_coerced_as_graphql_core_does(argument: str, value: Any) -> None:  # noqa: ANN401 -- any JSON
    kind = _ARGUMENTS[argument].type

    assert coercion(kind)(value) == coerce_input_value(value, kind)


@pytest.mark.parametrize(("argument", "value"), _WRONG)
def test_what_is_wrong_is_not_coerced(argument: str, value: Any) -> None:  # noqa: ANN401 -- any JSON
    kind = _ARGUMENTS[argument].type
    assert coerce_input_value(value, kind) is Undefined

    with pytest.raises(Exception):  # noqa: B017, PT011 -- whatever a scalar raises
        coercion(kind)(value)


@pytest.mark.parametrize(("argument", "value"), _LEFT)
def test_what_is_right_in_another_way_is_left_to_graphql_core(argument: str, value: Any) -> None:  # noqa: ANN401 -- any JSON
    kind = _ARGUMENTS[argument].type
    assert coerce_input_value(value, kind) is not Undefined

    with pytest.raises(UnfitError):
        coercion(kind)(value)
