"""The documents of the built screens: known to the server by their ids, and within the limits even for a server of another release."""

import pytest
from graphql import OperationType
from graphql.execution.values import VariableValues, get_variable_values
from playwright.sync_api import Request, expect
from tests.web.conftest import OpenPage

from silog.kit.graphql.documents.plans import Documents
from silog.kit.graphql.limits.table import FULL_COST
from silog.kit.graphql.serve.trusted import Trusted
from silog.kit.scope import Scope, View
from silog.roots import schema
from silog.shipped import web_folder

_REQUIRED = {
    "code": "x",
    "since": "2024-11-20T00:00:00Z",
    "id": "Device:1:x",
    "number": 1,
    "one": 1,
    "other": 2,
    "first": 50,
    "region": "21.03",
}


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """The documents that the build wrote."""
    folder = web_folder()
    assert folder is not None
    return list(Trusted.in_file(folder / "documents.json").texts.values())


def test_every_document_of_the_screens_is_collected_and_valid(texts: list[str]) -> None:
    read = [Documents(schema._schema).read(text) for text in texts]

    assert [document.errors for document in read if document.errors] == []
    kinds = {operation.operation for document in read for operation in document.operations.values()}
    assert kinds == {OperationType.QUERY, OperationType.MUTATION, OperationType.SUBSCRIPTION}


def test_a_server_that_does_not_know_them_answers_them_all_the_same(texts: list[str]) -> None:
    documents = Documents(schema._schema)

    for document in map(documents.read, texts):
        operation = document.operation(None)
        asked = {one.variable.name.value for one in operation.variable_definitions or ()}
        required = {name: value for name, value in _REQUIRED.items() if name in asked}
        variables = get_variable_values(schema._schema, operation.variable_definitions or (), required)
        if operation.operation is OperationType.QUERY:
            assert isinstance(variables, VariableValues)
            assert documents.plan(document, operation, variables, Scope(View.FULL, 1, "21")).cost.limit == FULL_COST


def test_a_page_knows_the_ids_of_what_it_asks_also_of_what_it_loads_later(open_page: OpenPage) -> None:
    page = open_page("/office")
    asked: list[dict[str, object]] = []

    def note(request: Request) -> None:
        if request.url.endswith("/graphql") and request.method == "POST":
            asked.append(dict(request.post_data_json or {}))

    page.on("request", note)

    page.reload()
    page.get_by_role("tab", name="Akun").click()
    expect(page.get_by_role("listitem").first).to_be_visible()

    assert len(asked) > 3
    assert [sorted(one) for one in asked] == [["documentId", "variables"]] * len(asked)
