"""GraphQL over HTTP: what is answered with which status, and what is refused before anything is run."""

import json
from typing import Any, Final

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette

from silog.drill.asking import ask
from silog.drill.cases import Case
from silog.kit.graphql.serve.failures import masked

_ASK: Final = {"query": '{ region(code: "21.03") { code } }'}
_FOUND: Final = {"data": {"region": {"code": "21.03"}}}
_GRAPHQL_JSON: Final = "application/graphql-response+json"
_ISLANDS: Final = 14
_NESTED: Final = "{ a { " * 3000 + "b" + " } }" * 3000


async def test_a_query_is_answered_in_the_media_type_that_was_asked_for(client: httpx.AsyncClient) -> None:
    for accept in (_GRAPHQL_JSON, "application/json"):
        answer = await client.post("/graphql", json=_ASK, headers={"accept": accept})

        assert (answer.status_code, answer.json()) == (200, _FOUND)
        assert answer.headers["content-type"] == f"{accept}; charset=utf-8"


async def test_a_client_that_takes_anything_gets_json(client: httpx.AsyncClient) -> None:
    answer = await client.post("/graphql", json=_ASK, headers={"accept": "*/*"})

    assert answer.headers["content-type"].startswith("application/json")


@pytest.mark.parametrize(("accept", "status"), [(_GRAPHQL_JSON, 400), ("application/json", 200)])
@pytest.mark.parametrize(
    "request_",
    [
        {"query": "{ nothing }"},
        {"query": "{ region(code: "},
        {"query": "query ($code: String!) { region(code: $code) { code } }"},
        {"query": "query ($code: String!) { region(code: $code) { code } }", "variables": {"code": 5}},
        {"query": "query A { __typename } query B { __typename }"},
        {"query": "query A { __typename }", "operationName": "B"},
        {"query": "{ boxes(first: 0) { totalCount } }"},
        {"query": "fragment F on Query { __typename }"},
        {"query": "subscription { liveFeed { cursor } }"},
    ],
    ids=lambda request: request["query"],
)
async def test_a_request_that_cannot_be_run_is_400_in_the_new_media_type_and_200_in_the_old(
    client: httpx.AsyncClient, request_: dict[str, Any], accept: str, status: int
) -> None:
    answer = await client.post("/graphql", json=request_, headers={"accept": accept})

    assert "data" not in answer.json()
    assert answer.json()["errors"][0]["message"]
    if "liveFeed" not in request_["query"]:  # a stream is never a plain answer
        assert answer.status_code == status


async def test_a_field_that_is_refused_spares_the_others_and_names_its_place(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/graphql", json={"query": '{ a: scans { totalCount } b: region(code: "21") { code } }'}, headers={"accept": _GRAPHQL_JSON}
    )

    assert answer.status_code == 200
    assert answer.json()["data"] == {"a": None, "b": {"code": "21"}}
    (error,) = answer.json()["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["a"], "FORBIDDEN")


async def test_a_query_can_be_asked_by_get_with_variables(client: httpx.AsyncClient) -> None:
    query = "query A($code: String!) { region(code: $code) { code } } query B { __typename }"

    answer = await client.get("/graphql", params={"query": query, "operationName": "A", "variables": '{"code": "21.03"}'})

    assert (answer.status_code, answer.json()) == (200, _FOUND)


async def test_a_mutation_by_get_is_405_and_says_that_post_is_allowed(client: httpx.AsyncClient, coordinator: dict[str, str]) -> None:
    query = "mutation { setTrainingClock(input: {isPaused: false}) { isPaused } }"

    answer = await client.get("/graphql", params={"query": query}, headers=coordinator)
    clock = await client.post("/graphql", json={"query": "{ viewer { election { clock { isPaused } } } }"}, headers=coordinator)

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert clock.json()["data"]["viewer"]["election"]["clock"]["isPaused"] is True


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/graphql", ""])
async def test_a_body_that_is_not_json_by_its_type_is_415(client: httpx.AsyncClient, media: str) -> None:
    answer = await client.post("/graphql", content=json.dumps(_ASK), headers={"content-type": media})

    assert answer.status_code == 415
    assert "application/json" in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b'{"query": "\xe9"}', "not UTF-8"),
        (b"null", "JSON object"),
        (b"[]", "JSON object"),
        (b'[{"query": "{ __typename }"}]', "JSON object"),
        (b'"{ __typename }"', "JSON object"),
        (b"5", "JSON object"),
        (b"{}", "`query`"),
        (b'{"query": null}', "`query`"),
        (b'{"query": "  "}', "`query`"),
        (b'{"query": 5}', "`query`"),
        (b'{"query": "{ __typename }", "variables": []}', "`variables`"),
        (b'{"query": "{ __typename }", "operationName": 1}', "`operationName`"),
        (b'{"query": "{ __typename }", "querry": 1}', "'querry'"),
        (b'{"query": "{ __typename }", "query": "{ __typename }"}', "twice"),
        (b'{"query": "{ __typename }", "variables": {"a": {"b": 1, "b": 2}}}', "twice"),
        (b'{"query": "{ __typename }", "variables": {"a": ' + b"9" * 5000 + b"}}", "5,000 digits"),
        (b'{"query": "{ __typename }", "variables": {"a": 1.' + b"9" * 5000 + b"}}", "digits"),
        (b'{"query": "{ __typename }", "variables": {"a": NaN}}', "NaN"),
        (b'{"query": "{ __typename }", "variables": {"a": -Infinity}}', "Infinity"),
        (b'{"query": "{ __typename }", "variables": {"a": "\\ud800"}}', "surrogate"),
        (b'{"query": "{ region(code: \\"\\udc00\\") { code } }"}', "surrogate"),
        (b'{"query": ' + b"[" * 10_000, "inside one another"),
        (b'{"variables": ' + b'{"a":' * 10_000, "inside one another"),
        (b'{"query": "{ __typename }"', "line 1"),
        (b'{"query": "{ __typename }"} trailing', "line 1"),
    ],
    ids=lambda value: value[:40].decode("latin-1") if isinstance(value, bytes) else value,
)
async def test_a_body_that_is_no_request_is_400_and_says_what_is_wrong(client: httpx.AsyncClient, body: bytes, says: str) -> None:
    answer = await client.post("/graphql", content=body, headers={"content-type": "application/json", "accept": _GRAPHQL_JSON})

    assert answer.status_code == 400
    assert says in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(_NESTED, id="a document nested 6,000 deep"),
        pytest.param("{ a" + "(b: [" * 3000 + "1" + "])" * 3000 + "}", id="a list nested 3,000 deep"),
        pytest.param('{ region(code: "21") { ' + "parent { " * 400 + "code" + " }" * 402, id="parents of parents, 400 deep"),
        pytest.param(
            "{ pollingStations { nodes { " + "boxes { station { " * 60 + "code" + " } }" * 60 + "} } }", id="boxes of stations, 60 deep"
        ),
        pytest.param(
            "{ pollingStations(first: 200) { nodes { " + "boxes { station { " * 5 + "code" + " } }" * 5 + "} } }",
            id="boxes of stations, 5 deep: 20 million rows",
        ),
        pytest.param("{ " + " ".join(f"a{n}: summary {{ boxes }}" for n in range(60)) + " }", id="60 summaries"),
        pytest.param("{ " + "a: __typename " * 5000 + "}", id="15,000 tokens"),
        pytest.param("{ __typename }" + " " * 300_000, id="300 KB"),
    ],
)
async def test_a_document_that_is_too_deep_or_too_long_is_refused_at_once(client: httpx.AsyncClient, query: str) -> None:
    answer = await client.post("/graphql", json={"query": query}, headers={"accept": _GRAPHQL_JSON})

    assert answer.status_code in {400, 413}
    assert "data" not in answer.json()


async def test_a_body_over_two_megabytes_is_413(client: httpx.AsyncClient) -> None:
    body = json.dumps({"query": "{ __typename }", "variables": {"a": "x" * 2_100_000}})

    answer = await client.post("/graphql", content=body, headers={"content-type": "application/json"})

    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (413, "TOO_LARGE")


async def test_a_text_that_postgresql_cannot_hold_is_refused_and_no_bug(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/graphql", json={"query": "query ($c: String!) { region(code: $c) { code } }", "variables": {"c": "21\u0000"}}
    )

    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_ARGUMENT"


async def test_a_position_of_a_conveyance_that_no_text_can_name_is_answered_by_itself(
    client: httpx.AsyncClient, coordinator: dict[str, str]
) -> None:
    report = "mutation ($i: ReportPositionsInput!) { reportPositions(input: $i) { accepted errors { path } } }"
    positions = [{"conveyance": "CNV\u0000", "at": "2024-11-20T11:00:00+07:00", "lon": 104.5, "lat": 0.9}]

    answer = await client.post("/graphql", json={"query": report, "variables": {"i": {"positions": positions}}}, headers=coordinator)

    assert answer.json()["data"]["reportPositions"] == {"accepted": 0, "errors": [{"path": ["positions", "0"]}]}


@pytest.mark.parametrize("besides", ["", f"bbox: {'[' * 36}1{']' * 36}", 'crs: {type: "name", properties: {name: "EPSG:3857"}}'])
async def test_of_a_polygon_only_its_type_and_its_coordinates_are_read(client: httpx.AsyncClient, besides: str) -> None:
    polygon = f'{{type: "Polygon", coordinates: [[[104, 0], [109, 0], [109, 5], [104, 5], [104, 0]]] {besides}}}'

    answer = await client.post("/graphql", json={"query": f"{{ islands(within: {{polygon: {polygon}}}) {{ totalCount }} }}"})

    assert answer.json() == {"data": {"islands": {"totalCount": _ISLANDS}}}


async def test_a_polygon_that_is_none_is_a_bad_argument(client: httpx.AsyncClient) -> None:
    query = "query ($w: Within) { facilities(within: $w) { totalCount } }"

    for polygon in ({"type": "wzfd"}, {"type": "Polygon", "coordinates": []}, {"type": "Polygon", "coordinates": [[[0, 0], ["a"]]]}):
        answer = await client.post("/graphql", json={"query": query, "variables": {"w": {"polygon": polygon}}})

        assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_ARGUMENT"


async def test_an_address_that_is_no_utf8_and_an_origin_that_is_none_are_no_bugs(app: Starlette, client: httpx.AsyncClient) -> None:
    foreign = await client.post("/graphql", json=_ASK, headers={"origin": "http://[", "cookie": "silog_session=x"})
    address = await ask(app, Case(b"", (("silog-election", "LATIHAN-2024"),), "GET", b"query={__typename}&x=\xff"))

    assert (foreign.status_code, address.status) == (403, 400)  # there is no parameter x


async def test_a_page_of_another_site_cannot_act_with_the_browsers_cookie(client: httpx.AsyncClient) -> None:
    foreign = {"origin": "https://jahat.example", "cookie": "silog_session=x"}

    answer = await client.post("/graphql", json=_ASK, headers=foreign)

    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")


async def test_a_program_of_another_site_may_read_the_public_view(client: httpx.AsyncClient) -> None:
    answer = await client.post("/graphql", json=_ASK, headers={"origin": "https://koran.example"})

    assert (answer.status_code, answer.json()) == (200, _FOUND)


@pytest.mark.parametrize("header", ["Bearer no-such-token", "Basic dTpw", "Bearer", ""])
async def test_a_token_that_opens_nothing_is_401_and_not_the_public(client: httpx.AsyncClient, header: str) -> None:
    answer = await client.post("/graphql", json=_ASK, headers={"authorization": header})

    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")


async def test_an_election_that_does_not_exist_is_404(client: httpx.AsyncClient) -> None:
    answer = await client.post("/graphql", json=_ASK, headers={"silog-election": "TIDAK-ADA"})

    assert answer.status_code == 404


async def test_a_media_type_that_is_not_known_is_406(client: httpx.AsyncClient) -> None:
    answer = await client.post("/graphql", json=_ASK, headers={"accept": "application/xml"})

    assert answer.status_code == 406


async def test_a_browser_that_looks_in_gets_a_page_and_no_json(client: httpx.AsyncClient) -> None:
    answer = await client.get("/graphql", headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})

    assert answer.headers["content-type"].startswith("text/")
    assert "graphiql" in answer.text.lower()


_STREAM: Final = {"accept": "text/event-stream"}


async def test_every_answer_forbids_framing_guessing_and_what_comes_from_elsewhere(client: httpx.AsyncClient) -> None:
    shown = [
        await client.get("/graphql", headers={"accept": "text/html"}),
        await client.get("/healthz"),
        await client.get("/no/such/page"),
    ]
    said = [
        await client.post("/graphql", json=_ASK),
        await client.post("/graphql", json=_ASK, headers=_STREAM),
        await client.post("/graphql", content=b"null", headers={"content-type": "application/json"}),
        await client.put("/graphql"),
    ]

    assert {"default-src 'self'" in answer.headers["content-security-policy"] for answer in shown} == {True}
    assert {"default-src 'none'" in answer.headers["content-security-policy"] for answer in said} == {True}
    for answer in (*shown, *said):
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "http" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_long_answers_are_compressed_for_those_who_can_read_it(client: httpx.AsyncClient) -> None:
    ask = {"query": "{ regions(first: 200) { nodes { id code name level parent { name } } } }"}

    packed = await client.post("/graphql", json=ask, headers={"accept-encoding": "gzip"})
    plain = await client.post("/graphql", json=ask, headers={"accept-encoding": "identity"})
    short = await client.post("/graphql", json=_ASK, headers={"accept-encoding": "gzip"})

    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert "content-encoding" not in short.headers
    assert packed.json() == plain.json()


async def test_an_election_that_no_code_can_name_is_not_found(client: httpx.AsyncClient) -> None:
    del client.headers["silog-election"]

    for path in ("/graphql?election=%00&query={viewer{name}}", "/tiles/boxes/6/50/31.mvt?election=%00"):
        assert (await client.get(path)).status_code == 404


async def test_a_question_that_takes_too_long_is_stopped_and_its_asker_told_why(app: Starlette) -> None:
    reads = app.state.application.database.reads

    assert await reads.fetchval("SHOW statement_timeout") == "15s"
    async with reads.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL statement_timeout = 1")
        with pytest.raises(asyncpg.QueryCanceledError) as stopped:
            await connection.execute("SELECT pg_sleep(5)")
    assert masked(stopped.value)["extensions"] == {"code": "TOO_SLOW"}


async def test_a_question_too_large_for_one_statement_is_to_be_asked_in_parts(client: httpx.AsyncClient) -> None:
    aliases = " ".join(f"a{number}: totalCount" for number in range(2500))

    answer = await client.post("/graphql", json={"query": f"{{ boxes {{ {aliases} }} }}"})

    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["TOO_LARGE"]
