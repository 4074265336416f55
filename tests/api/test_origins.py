"""Pages of other sites: what they cannot do with a browser's cookie, and what any of them may read without."""

from typing import Final

import httpx
import pytest
from starlette.applications import Starlette

from silog.kit.database import Database
from silog.people.actions import ensure_user, make_sign_in_link
from silog.people.rules import Role

_ASK: Final = {"query": "{ viewer { name role } }"}
_WIND: Final = {"query": "mutation { setTrainingClock(input: {isPaused: false}) { isPaused } }"}
_HERE: Final = "http://silog.test"
_FOREIGN: Final = [
    {"origin": "https://jahat.example"},
    {"origin": "null"},
    {"origin": "http://silog.test:8080"},
    {"origin": "http://anak.silog.test"},
    {"origin": "http://silog.test.jahat.example"},
    {"origin": "http://["},
    {"origin": ""},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "something-new"},
    {"origin": _HERE, "sec-fetch-site": "cross-site"},
    {"origin": "https://jahat.example", "sec-fetch-site": "same-origin"},
]
_OURS: Final = [
    {},
    {"origin": _HERE},
    {"origin": _HERE, "sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
]


@pytest.fixture
async def signed_in(client: httpx.AsyncClient, product: Database) -> httpx.AsyncClient:
    """The browser of a coordinator: it sends its cookie along, whoever's page asks it to."""
    user = await ensure_user(product, 1, "Koordinator", Role.COORDINATOR, "21")
    await client.get(f"/sign-in/{await make_sign_in_link(product, user.id)}")
    assert client.cookies
    return client


@pytest.mark.parametrize("headers", _FOREIGN, ids=str)
async def test_a_foreign_page_does_and_reads_nothing_with_the_browsers_session(
    signed_in: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    answers = [
        await signed_in.post("/graphql", json=_WIND, headers=headers),
        await signed_in.post("/graphql", json=_ASK, headers=headers),
        await signed_in.get("/graphql", params=_ASK, headers=headers),
        await signed_in.post("/sign-out", headers=headers),
    ]
    clock = await signed_in.post("/graphql", json={"query": "{ viewer { name election { clock { isPaused } } } }"})

    assert [answer.status_code for answer in answers] == [403] * 4
    assert [answer.json()["errors"][0]["extensions"]["code"] for answer in answers[:3]] == ["FORBIDDEN"] * 3
    assert "Koordinator" not in "".join(answer.text for answer in answers)
    assert clock.json()["data"]["viewer"] == {"name": "Koordinator", "election": {"clock": {"isPaused": True}}}


@pytest.mark.parametrize("headers", _OURS, ids=str)
async def test_our_own_pages_and_what_the_person_opens_act_with_the_session(signed_in: httpx.AsyncClient, headers: dict[str, str]) -> None:
    for answer in (await signed_in.post("/graphql", json=_ASK, headers=headers), await signed_in.get("/graphql", params=_ASK)):
        assert answer.json() == {"data": {"viewer": {"name": "Koordinator", "role": "COORDINATOR"}}}


async def test_a_get_with_a_cookie_can_only_read(signed_in: httpx.AsyncClient) -> None:
    answer = await signed_in.get("/graphql", params=_WIND, headers={"sec-fetch-site": "same-origin"})

    assert answer.status_code == 405


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
async def test_what_a_form_can_send_is_never_taken(signed_in: httpx.AsyncClient, media: str) -> None:
    answer = await signed_in.post("/graphql", content=b'{"query": "{ __typename }"}', headers={"content-type": media})

    assert answer.status_code == 415


@pytest.mark.parametrize("headers", _FOREIGN, ids=str)
async def test_any_page_may_read_the_public_view_without_a_cookie(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    for answer in (await client.post("/graphql", json=_ASK, headers=headers), await client.get("/graphql", params=_ASK, headers=headers)):
        assert answer.json() == {"data": {"viewer": {"name": None, "role": "PUBLIC"}}}
        assert answer.headers.get("access-control-allow-origin") == ("*" if "origin" in headers else None)
        assert "access-control-allow-credentials" not in answer.headers


async def test_any_page_may_ask_with_a_token_of_its_own(client: httpx.AsyncClient, coordinator: dict[str, str]) -> None:
    answer = await client.post("/graphql", json=_ASK, headers=coordinator | {"origin": "https://koran.example"})

    assert answer.json()["data"]["viewer"]["name"] == "Koordinator"
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("method", "wanted"),
    [
        ("POST", "content-type"),
        ("POST", "content-type,silog-election"),
        ("POST", "authorization,content-type,traceparent,x-request-id"),
        ("GET", "silog-election"),
        ("POST", None),
    ],
)
async def test_a_preflight_is_answered_for_what_the_api_takes(client: httpx.AsyncClient, method: str, wanted: str | None) -> None:
    asked = {"origin": "https://koran.example", "access-control-request-method": method}
    answer = await client.options("/graphql", headers=asked | ({"access-control-request-headers": wanted} if wanted else {}))

    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert method in answer.headers["access-control-allow-methods"].split(", ")
    allowed = answer.headers["access-control-allow-headers"].lower().split(", ")
    assert set(allowed) >= {"content-type", "authorization", "silog-election", "traceparent", "x-request-id"}
    assert "*" not in allowed
    assert int(answer.headers["access-control-max-age"]) == 24 * 3600
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(("method", "wanted"), [("DELETE", "content-type"), ("POST", "x-unknown"), ("POST", "cookie")])
async def test_a_preflight_for_anything_else_is_refused(client: httpx.AsyncClient, method: str, wanted: str) -> None:
    headers = {"origin": "https://koran.example", "access-control-request-method": method, "access-control-request-headers": wanted}
    answer = await client.options("/graphql", headers=headers)

    assert answer.status_code == 400


async def test_a_refusal_can_be_read_by_the_page_that_asked(client: httpx.AsyncClient) -> None:
    origin = {"origin": "https://koran.example"}
    for answer in (
        await client.post("/graphql", content=b"null", headers=origin | {"content-type": "application/json"}),
        await client.post("/graphql", json=_ASK, headers=origin | {"authorization": "Bearer no-such-token"}),
        await client.post("/graphql", json=_ASK, headers=origin | {"silog-election": "TIDAK-ADA"}),
    ):
        assert answer.status_code >= 400
        assert answer.headers["access-control-allow-origin"] == "*"
        assert set(answer.headers["access-control-expose-headers"].lower().split(", ")) == {"graphql-cost", "retry-after", "x-request-id"}


async def test_only_the_api_is_open_to_other_pages(app: Starlette, client: httpx.AsyncClient) -> None:
    assert app.routes
    for path in ("/", "/healthz", "/tiles/boxes/6/50/31.mvt"):
        answer = await client.get(path, headers={"origin": "https://koran.example"})

        assert "access-control-allow-origin" not in answer.headers
