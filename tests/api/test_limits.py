"""What one request may ask for: each limit refuses with its code, and what is just below it is answered."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from graphql import get_introspection_query
from starlette.applications import Starlette

from silog.errors import SilogError
from silog.kit.cluster import Endpoint
from silog.kit.database import Database
from silog.kit.graphql.limits.table import BATCH, BODY, PUBLIC_COST
from silog.kit.graphql.serve.execution import Executor
from silog.kit.graphql.serve.requests import Request, RequestRefusedError
from silog.kit.graphql.serve.trusted import Trusted, document_id
from silog.kit.scope import Scope, View
from silog.kit.telemetry.watching import WatchedExecutor
from silog.settings import Settings

_JSON: Final = {"content-type": "application/json"}
_PAGES: Final = "{ pollingStations(first: 200) { nodes { boxes { scans(first: 200) { nodes { id } } } } } }"


@pytest.fixture
async def product(database: Endpoint) -> AsyncIterator[Database]:
    """The module's database, as the rooms work on it."""
    opened = await Database.connect(database.dsn_app, readers=1, writers=1)
    yield opened
    await opened.close()


def _code(answer: httpx.Response) -> str:
    (error,) = answer.json()["errors"]
    code: str = error["extensions"]["code"]
    return code


def _repeated(count: int, text: str) -> str:
    return " ".join(text.replace("#", str(number)) for number in range(count))


@pytest.mark.parametrize(
    ("inside", "beyond", "code"),
    [
        ("{ __typename #" + "x" * 32_700 + "\n}", "{ __typename #" + "x" * 32_800 + "\n}", "TOO_LARGE"),
        ("{ " + "__typename " * 60 + "}", "{ " + "__typename " * 599 + "}", "TOO_LARGE"),
        (
            '{ region(code: "21") { ' + _repeated(100, "a#: code") + " } }",
            '{ region(code: "21") { ' + _repeated(101, "a#: code") + " } }",
            "TOO_LARGE",
        ),
        (
            "{ __typename " + _repeated(25, "... @skip(if: false) @include(if: true) { __typename }") + " }",
            "{ __typename " + _repeated(26, "... @skip(if: false) @include(if: true) { __typename }") + " }",
            "TOO_LARGE",
        ),
        ("{ " + _repeated(20, "a#: __typename") + " }", "{ " + _repeated(21, "a#: __typename") + " }", "TOO_LARGE"),
        (
            "{ box(code: 1) { " + "x { " * 48 + "y" + " }" * 50,
            "{ box(code: 1) { " + "x { " * 49 + "y" + " }" * 51,
            "TOO_DEEP",
        ),
        (
            '{ region(code: "21") { ' + _repeated(19, "a#: parent { code }") + " } }",
            '{ region(code: "21") { ' + _repeated(20, "a#: parent { code }") + " } }",
            "TOO_LARGE",
        ),
        ("{ boxes(first: 200) { nodes { scans(first: 10) { nodes { id } } } } }", _PAGES, "TOO_COSTLY"),
        ("{ boxes(first: 0) { totalCount } }", "{ boxes(first: " + "1" * 41 + ") { totalCount } }", "TOO_LARGE"),
    ],
    ids=["bytes", "tokens", "aliases", "directives", "root fields", "nesting", "relations", "cost", "digits"],
)
async def test_what_is_beyond_a_limit_of_documents_is_refused_with_its_code(
    client: httpx.AsyncClient, inside: str, beyond: str, code: str
) -> None:
    allowed = await client.post("/graphql", json={"query": inside})
    refused = await client.post("/graphql", json={"query": beyond})

    assert not {error.get("extensions", {}).get("code") for error in allowed.json().get("errors", ())} & {"TOO_LARGE", "TOO_COSTLY"}
    assert "data" not in refused.json()
    assert _code(refused) == code


async def test_fragments_that_multiply_are_refused_before_they_are_validated(client: httpx.AsyncClient) -> None:
    doubling = "".join(f" fragment F{n} on Query {{ ...F{n + 1} a: __typename ...F{n + 1} }}" for n in range(20))

    answer = await client.post("/graphql", json={"query": f"{{ ...F0 }}{doubling} fragment F20 on Query {{ __typename }}"})

    assert _code(answer) == "TOO_LARGE"


async def test_fragments_in_a_circle_are_named_as_what_they_are(client: httpx.AsyncClient) -> None:
    answer = await client.post("/graphql", json={"query": "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"})

    assert "Cannot spread fragment 'A' within itself" in answer.json()["errors"][0]["message"]


async def test_the_public_gets_the_standard_introspection_and_not_more_of_it(client: httpx.AsyncClient) -> None:
    standard = get_introspection_query(specified_by_url=True, schema_description=True, input_value_deprecation=True)

    answer = await client.post("/graphql", json={"query": standard})
    nine_times = "{ __schema { types { " + _repeated(9, "a#: fields { name type { name } }") + " } } }"
    more = await client.post("/graphql", json={"query": nine_times})

    assert "errors" not in answer.json()
    assert _code(more) == "TOO_COSTLY"


async def test_the_schema_is_described_the_same_again_and_to_each_what_they_asked(
    client: httpx.AsyncClient, coordinator: dict[str, str]
) -> None:
    query = "query A($n: String!) { kind: __type(name: $n) { name kind } __typename } query B { kind: __typename }"

    async def asked(operation: str, **variables: str) -> Any:  # noqa: ANN401 -- decoded JSON
        body = {"query": query, "operationName": operation, "variables": variables}
        return (await client.post("/graphql", json=body, headers=coordinator)).json()["data"]

    for _ in range(2):
        assert await asked("A", n="Box") == {"kind": {"name": "Box", "kind": "OBJECT"}, "__typename": "Query"}
        assert await asked("A", n="Cursor") == {"kind": {"name": "Cursor", "kind": "SCALAR"}, "__typename": "Query"}
        assert await asked("B") == {"kind": "Query"}


async def test_who_has_signed_in_may_ask_for_more_rows_than_the_public(client: httpx.AsyncClient, coordinator: dict[str, str]) -> None:
    public = await client.post("/graphql", json={"query": _PAGES})
    more = "{ pollingStations(first: 200) { nodes { boxes { scans(first: 40) { nodes { id } } } } } }"
    signed_in = await client.post("/graphql", json={"query": more}, headers=coordinator)

    assert public.json()["errors"][0]["extensions"] == {"code": "TOO_COSTLY", "cost": 10 + 200 * (1 + 10 * (1 + 200)), "limit": PUBLIC_COST}
    assert signed_in.headers["graphql-cost"] == f"{10 + 200 * (1 + 10 * (1 + 40))}; limit=100000"


async def test_the_same_document_is_refused_for_variables_that_make_it_dear(client: httpx.AsyncClient) -> None:
    query = "query ($n: Int! = 1) { boxes(first: 200) { nodes { scans(first: $n) { nodes { id } } } } }"

    costs = [
        (await client.post("/graphql", json={"query": query, "variables": {"n": n}})).headers.get("graphql-cost") for n in (1, 200, 1, 2)
    ]

    assert costs == ["410; limit=10000", None, "410; limit=10000", "610; limit=10000"]


async def test_large_bodies_are_for_the_batches_of_those_who_have_signed_in(client: httpx.AsyncClient, coordinator: dict[str, str]) -> None:
    record = "mutation ($i: RecordScansInput!) { recordScans(input: $i) { results { status } } }"
    batch = {"scans": [{"event": "x" * 3000, "signature": "", "key": ""}] * 100}
    large = json.dumps({"query": record, "variables": {"i": batch}}).encode()
    question = json.dumps({"query": "query ($c: String!) { box(code: $c) { code } }", "variables": {"c": "x" * 300_000}}).encode()

    public = await client.post("/graphql", content=large, headers=_JSON)
    signed_in = await client.post("/graphql", content=large, headers=_JSON | coordinator)
    asked = await client.post("/graphql", content=question, headers=_JSON | coordinator)
    beyond = await client.post("/graphql", content=b" " * (BATCH.most + 1), headers=_JSON | coordinator)

    assert len(large) > BODY.most
    assert (public.status_code, _code(public)) == (413, "TOO_LARGE")
    assert len(signed_in.json()["data"]["recordScans"]["results"]) == 100
    assert _code(asked) == "TOO_LARGE"
    assert (beyond.status_code, _code(beyond)) == (413, "TOO_LARGE")


async def test_a_body_that_says_it_is_too_long_is_refused_before_it_is_read(app: Starlette) -> None:
    """Only the start of the answer is of interest: a body that is asked for would never come."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        raise AssertionError("the body was read")

    async def send(message: Any) -> None:  # noqa: ANN401 -- ASGI's own messages
        sent.append(message)

    headers = [(b"content-type", b"application/json"), (b"content-length", b"300000"), (b"silog-election", b"LATIHAN-2024")]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "headers": headers, "scheme": "http"}
    await app({**scope, "root_path": "", "server": None, "client": None, "http_version": "1.1"}, receive, send)

    assert sent[0]["status"] == 413


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"k": ["PORT"] * 1_001 + [" " * 4_000]}, "values in one list"),
        ({"k": [[]] * 20_001}, "commas and opening brackets"),
        ({"k": json.loads("[" * 33 + "]" * 33)}, "inside one another"),
    ],
    ids=["a long list", "many values", "deep values"],
)
async def test_variables_beyond_a_limit_are_refused(client: httpx.AsyncClient, variables: dict[str, Any], says: str) -> None:
    query = "query ($k: [FacilityKind!]) { facilities(kinds: $k) { totalCount } }"

    answer = await client.post("/graphql", json={"query": query, "variables": variables})

    assert says in answer.json()["errors"][0]["message"]
    assert answer.json()["errors"][0]["extensions"]["code"] in {"TOO_LARGE", "TOO_DEEP"}


async def test_json_that_python_itself_could_not_read_for_its_depth_is_refused_alike(client: httpx.AsyncClient) -> None:
    nested = '{"query": "{ __typename }", "variables": {"k": ' + "[" * 9_000 + "]" * 9_000 + "}}"

    answer = await client.post("/graphql", content=nested, headers={"content-type": "application/json"})

    assert (answer.status_code, _code(answer)) == (400, "TOO_DEEP")
    assert "objects and lists inside one another" in answer.json()["errors"][0]["message"]


async def test_a_trusted_document_is_free_of_the_limits_by_its_id_and_by_its_text(app: Starlette, client: httpx.AsyncClient) -> None:
    wide = "{ " + _repeated(30, "a#: summary { boxes }") + " }"
    application = app.state.application
    trusting = WatchedExecutor(application.executor.schema, application.database.reads, Trusted.of([wide]), metrics=application.metrics)

    refused = await client.post("/graphql", json={"query": wide})
    application.executor.__dict__, before = trusting.__dict__, application.executor.__dict__
    try:
        by_id = await client.post("/graphql", json={"documentId": document_id(wide)})
        by_text = await client.post("/graphql", json={"query": wide})
        unknown = await client.post("/graphql", json={"documentId": "sha256:0"})
    finally:
        application.executor.__dict__ = before

    assert _code(refused) == "TOO_LARGE"
    assert len(by_id.json()["data"]) == 30
    assert by_id.json() == by_text.json()
    assert by_id.headers["graphql-cost"] == str(30 * 11)
    assert _code(unknown) == "PERSISTED_QUERY_NOT_FOUND"


def test_a_file_of_documents_under_wrong_ids_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "documents.json"
    path.write_text(json.dumps({document_id("{ a }"): "{ a }", "sha256:0": "{ b }"}))

    with pytest.raises(SilogError, match="under an id that is not its hash"):
        Trusted.in_file(path)
    path.write_text(json.dumps({document_id("{ a }"): "{ a }"}))
    assert Trusted.in_file(path).text(document_id("{ a }")) == "{ a }"


def test_where_the_operator_wants_it_the_public_sends_trusted_documents_only(app: Starlette) -> None:
    application = app.state.application
    trusted = Trusted.of(["{ viewer { role } }"], may_public_write=False)
    strict = Executor(application.executor.schema, application.database.reads, trusted)
    public, signed_in = Scope(View.PUBLIC, 1, ""), Scope(View.FULL, 1, "21")

    assert strict.prepare(Request("{ viewer { role } }"), public).document.is_trusted
    assert not strict.prepare(Request("{ viewer { name } }"), signed_in).document.is_trusted
    with pytest.raises(RequestRefusedError) as refused:
        strict.prepare(Request("{ viewer { name } }"), public)
    assert [error.extensions for error in refused.value.errors] == [{"code": "UNTRUSTED_DOCUMENT"}]


def test_the_setting_for_public_queries_takes_two_words() -> None:
    assert Settings.from_environment({}).may_public_write_queries
    assert not Settings.from_environment({"SILOG_PUBLIC_QUERIES": "trusted"}).may_public_write_queries
    with pytest.raises(SilogError, match="SILOG_PUBLIC_QUERIES"):
        Settings.from_environment({"SILOG_PUBLIC_QUERIES": "none"})
