"""What the statement of a page leaves out: each of its rows is sorted with all it carries, and each joining of text copies once more."""

from typing import Final

import pytest
from graphql.execution.values import VariableValues, get_variable_values

from silog.kit.graphql.documents.plans import Documents
from silog.kit.scope import Scope, View
from silog.roots import schema

_SCOPE: Final = Scope(View.FULL, 1, "21")


def _sql(document: str) -> str:
    documents = Documents(schema._schema)
    read = documents.read(document)
    operation = read.operation(None)
    variables = get_variable_values(schema._schema, (), {})
    assert isinstance(variables, VariableValues)
    statement = documents.plan(read, operation, variables, _SCOPE).fields[0].statement
    assert statement is not None
    return statement.sql


@pytest.mark.parametrize("asked", ["nodes { code state }", "edges { cursor node { code } }", "nodes { state } pageInfo { endCursor }"])
def test_a_column_that_a_page_is_sorted_by_is_carried_once(asked: str) -> None:
    sql = _sql(f"{{ boxes {{ {asked} }} }}")

    assert sql.count("boxes1.code AS ") == 1


def test_a_key_that_is_no_column_of_the_row_is_carried_under_a_name_of_its_own() -> None:
    sql = _sql("{ boxes(orderBy: DUE) { nodes { code } } }")

    assert " AS key_0" in sql


@pytest.mark.parametrize(
    ("asked", "beginning"),
    [
        ("nodes { code state }", '{"code":"'),
        ("nodes { __typename code }", '{"__typename":"Box","code":"'),
        ("nodes { is3t }", '{"is3t":'),
        ("edges { node { code } cursor }", '{"node":{"code":"'),
        ("edges { cursor node { code } }", '{"cursor":"'),
    ],
)
def test_what_all_rows_of_a_page_begin_with_is_written_between_them_and_not_in_each(asked: str, beginning: str) -> None:
    sql = _sql(f"{{ boxes {{ {asked} }} }}")

    assert f".{asked[0]}_{asked.split(maxsplit=1)[0]}, ',{beginning}')" in sql
    assert sql.count(f"('{beginning}' ||") == 0
