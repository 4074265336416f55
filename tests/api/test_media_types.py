"""Content types by quality and charset, as RFC 9110 and GraphQL over HTTP read them, and the methods that are answered."""

from typing import Final

import httpx
import pytest

_ASK: Final = {"query": '{ region(code: "21.03") { code } }'}
_FOUND: Final = {"data": {"region": {"code": "21.03"}}}
_NEW: Final = "application/graphql-response+json"
_OLD: Final = "application/json"
_STREAM: Final = "text/event-stream"


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (f"{_NEW}, {_OLD}", _NEW),
        (f"{_OLD}, {_NEW}", _NEW),
        (f"{_NEW};charset=utf-8, {_OLD};charset=utf-8", _NEW),
        (f"{_NEW};q=0.5, {_OLD}", _OLD),
        (f"{_NEW};q=0.5, {_OLD};q=0.9", _OLD),
        (f"{_OLD};q=0.5, */*;q=0.1", _OLD),
        (f"{_OLD}, */*", _OLD),
        (f"{_NEW}, */*", _NEW),
        (f"{_OLD};q=0, */*", _NEW),
        (f"{_NEW};q=0, */*", _OLD),
        ("*/*", _OLD),
        ("application/*;q=0.2", _OLD),
        ("text/html, application/xml;q=0.9, */*;q=0.8", _OLD),
        ("", _OLD),
        ("APPLICATION/JSON", _OLD),
        (f"{_OLD}; charset=utf-16, {_NEW}", _NEW),
        (f'{_OLD}; charset="UTF-8"', _OLD),
        (f"{_OLD};q=strange, {_NEW};q=0.1", _NEW),
        (f"{_OLD}, {_STREAM}", _OLD),
        (f"{_NEW}, application/graphql+json, {_OLD}, {_STREAM}, multipart/mixed", _NEW),
        (f"multipart/mixed;deferSpec=20220824, {_NEW}, {_OLD};q=0.9", _NEW),
        (_STREAM, _STREAM),
        (f"{_STREAM}, {_OLD};q=0.9", _STREAM),
        (f"{_STREAM}, */*;q=0.1", _STREAM),
    ],
)
async def test_the_answer_comes_in_what_the_client_likes_best(client: httpx.AsyncClient, accept: str, media: str) -> None:
    answer = await client.post("/graphql", json=_ASK, headers={"accept": accept})

    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{media}; charset=utf-8"


@pytest.mark.parametrize(
    "accept",
    [
        "text/plain",
        "text/html",
        "text/*",
        "application/jsonp",
        f"{_OLD};q=0",
        f"{_OLD};q=0, {_NEW};q=0.0, {_STREAM};q=0",
        "*/*;q=0",
        f"{_OLD};charset=latin1",
        f"{_OLD};q=2",
        ";",
        pytest.param(f"{_OLD}" + ",a/b" * 500, id="longer than anybody needs"),
    ],
)
async def test_who_can_take_nothing_that_is_served_is_told_by_406(client: httpx.AsyncClient, accept: str) -> None:
    answer = await client.post("/graphql", json=_ASK, headers={"accept": accept})

    assert answer.status_code == 406
    assert _NEW in answer.text


@pytest.mark.parametrize("media", [_OLD, f"{_OLD}; charset=utf-8", f'{_OLD};charset="UTF-8"', "Application/JSON", f"{_OLD}; profile=x"])
async def test_json_is_taken_under_each_of_its_names(client: httpx.AsyncClient, media: str) -> None:
    answer = await client.post("/graphql", content='{"query": "{ __typename }"}', headers={"content-type": media})

    assert (answer.status_code, answer.json()) == (200, {"data": {"__typename": "Query"}})


@pytest.mark.parametrize("media", [f"{_OLD}; charset=utf-16", f"{_OLD};charset=iso-8859-1", _NEW, "application/jsonp", "*/*"])
async def test_a_body_in_another_charset_or_type_is_415(client: httpx.AsyncClient, media: str) -> None:
    answer = await client.post("/graphql", content='{"query": "{ __typename }"}', headers={"content-type": media})

    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (415, "BAD_REQUEST")


async def test_a_packed_body_is_415(client: httpx.AsyncClient) -> None:
    answer = await client.post("/graphql", content=b"\x1f\x8b", headers={"content-type": _OLD, "content-encoding": "gzip"})

    assert answer.status_code == 415
    assert "gzip" in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("extensions", ["5", "[]", '"x"', "false"])
async def test_extensions_that_are_no_object_are_400(client: httpx.AsyncClient, extensions: str) -> None:
    body = f'{{"query": "{{ __typename }}", "extensions": {extensions}}}'
    posted = await client.post("/graphql", content=body, headers={"content-type": _OLD})
    got = await client.get("/graphql", params={"query": "{ __typename }", "extensions": extensions})

    assert (posted.status_code, got.status_code) == (400, 400)
    assert "`extensions`" in posted.json()["errors"][0]["message"]


async def test_a_parameter_that_stands_twice_in_the_address_is_400(client: httpx.AsyncClient) -> None:
    answer = await client.get("/graphql?query={__typename}&query={viewer{name}}")

    assert answer.status_code == 400
    assert "twice" in answer.json()["errors"][0]["message"]


async def test_a_refusal_comes_in_the_media_type_that_was_asked_for(client: httpx.AsyncClient) -> None:
    for headers in ({"authorization": "Bearer no-such-token"}, {"silog-election": "TIDAK-ADA"}):
        answer = await client.post("/graphql", json=_ASK, headers={"accept": _NEW, **headers})

        assert answer.headers["content-type"] == f"{_NEW}; charset=utf-8"
        assert answer.status_code in {401, 404}


async def test_no_cache_keeps_an_answer(client: httpx.AsyncClient) -> None:
    for answer in (
        await client.get("/graphql", params=_ASK),
        await client.post("/graphql", json=_ASK),
        await client.post("/graphql", json=_ASK, headers={"authorization": "Bearer no-such-token"}),
    ):
        assert answer.headers["cache-control"] == "no-store"


async def test_who_is_not_known_is_told_how_to_say_who_is_there(client: httpx.AsyncClient) -> None:
    answer = await client.post("/graphql", json=_ASK, headers={"authorization": "Bearer no-such-token"})

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_another_method_is_405_and_says_which_there_are(client: httpx.AsyncClient, method: str) -> None:
    answer = await client.request(method, "/graphql", json=_ASK)

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, POST, OPTIONS"
    assert method in answer.text


async def test_options_says_which_methods_there_are(client: httpx.AsyncClient) -> None:
    answer = await client.options("/graphql")

    assert (answer.status_code, answer.headers["allow"], answer.content) == (204, "GET, POST, OPTIONS", b"")


async def test_head_is_get_without_a_body(client: httpx.AsyncClient) -> None:
    asked = await client.head("/graphql", params=_ASK)
    unsafe = await client.head("/graphql", params={"query": "mutation { setTrainingClock(input: {}) { now } }"})

    assert (asked.status_code, asked.headers["content-type"]) == (200, f"{_OLD}; charset=utf-8")
    assert unsafe.status_code == 405
