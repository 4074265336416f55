"""Over HTTP: a link sets a cookie that scripts cannot read; who sends no token is the public."""

from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from tests.people.world import Elections

from silog.errors import SilogError
from silog.kit.database import Database
from silog.people.actions import create_user, make_bearer_token, make_sign_in_link
from silog.people.rules import Role
from silog.people.signing_in import sign_in_routes, viewer_of
from silog.people.viewers import Viewers

pytestmark = pytest.mark.usefixtures("elections")


@pytest.fixture
def app(product: Database) -> Starlette:
    viewers = Viewers(product)

    async def who(request: Request) -> JSONResponse:
        try:
            viewer = await viewer_of(request, viewers)
        except SilogError as error:
            return JSONResponse({"code": error.code, "message": error.message}, 400)
        return JSONResponse({"name": viewer.name, "role": viewer.role, "election": viewer.election_code})

    return Starlette(routes=[*sign_in_routes(product, viewers), Route("/who", who)])


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://silog.test") as opened:
        yield opened


@pytest.fixture
async def link(product: Database, elections: Elections) -> str:
    user = await create_user(product, elections.training, "Siti", Role.COORDINATOR, "21")
    return await make_sign_in_link(product, user.id)


async def test_a_link_signs_the_browser_in_and_leads_to_the_console(client: httpx.AsyncClient, link: str) -> None:
    answer = await client.get(f"/sign-in/{link}")

    cookie = answer.headers["set-cookie"]
    assert (answer.status_code, answer.headers["location"], answer.headers["cache-control"]) == (303, "/", "no-store")
    assert cookie.startswith("silog_session=")
    assert all(part in cookie for part in ("HttpOnly", "SameSite=lax", "Path=/"))
    assert "Secure" not in cookie
    assert (await client.get("/who")).json() == {"name": "Siti", "role": "COORDINATOR", "election": "LATIHAN"}


async def test_over_https_the_cookie_is_bound_to_the_host_and_to_encryption(app: Starlette, link: str) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://silog.test") as client:
        cookie = (await client.get(f"/sign-in/{link}")).headers["set-cookie"]

        assert cookie.startswith("__Host-silog_session=")
        assert "Secure" in cookie
        assert "Domain" not in cookie
        assert (await client.get("/who")).json()["name"] == "Siti"


async def test_a_link_checker_does_not_use_the_link_up(client: httpx.AsyncClient, link: str) -> None:
    assert (await client.head(f"/sign-in/{link}")).status_code == 200

    assert (await client.get(f"/sign-in/{link}")).status_code == 303


async def test_a_used_link_says_so_in_indonesian_first(client: httpx.AsyncClient, link: str) -> None:
    await client.get(f"/sign-in/{link}")
    client.cookies.clear()

    answer = await client.get(f"/sign-in/{link}")

    assert answer.status_code == 410
    assert '<html lang="id">' in answer.text
    assert answer.text.index("Tautan ini sudah dipakai") < answer.text.index("This link was used already")
    assert "set-cookie" not in answer.headers


async def test_an_expired_and_an_unknown_link_say_so(client: httpx.AsyncClient, link: str, owner: asyncpg.Connection) -> None:
    await owner.execute("UPDATE sign_in_links SET expires_at = expires_at - interval '2 days'")

    assert "kedaluwarsa" in (await client.get(f"/sign-in/{link}")).text
    unknown = await client.get("/sign-in/%3Cscript%3E")
    assert "tidak dikenal" in unknown.text
    assert "<script>" not in unknown.text


async def test_signing_out_ends_the_session_on_the_server_too(client: httpx.AsyncClient, link: str) -> None:
    await client.get(f"/sign-in/{link}")
    kept = dict(client.cookies)

    answer = await client.post("/sign-out")

    assert answer.status_code == 303
    assert (await client.get("/who")).json()["role"] == "PUBLIC"
    client.cookies.update(kept)
    assert (await client.get("/who")).json()["code"] == "UNAUTHENTICATED"


async def test_a_foreign_page_signs_nobody_out(client: httpx.AsyncClient, link: str) -> None:
    await client.get(f"/sign-in/{link}")
    foreign = {"origin": "http://silog.test:9000"}

    assert (await client.post("/sign-out", headers=foreign)).status_code == 403
    kept = dict(client.cookies)
    client.cookies.clear()
    without_cookie = await client.post("/sign-out", headers=foreign)

    assert "set-cookie" not in without_cookie.headers
    client.cookies.update(kept)
    assert (await client.get("/who")).json()["name"] == "Siti"


async def test_signing_out_takes_a_post(client: httpx.AsyncClient) -> None:
    assert (await client.get("/sign-out")).status_code == 405


async def test_a_program_sends_a_bearer_token(client: httpx.AsyncClient, product: Database, elections: Elections) -> None:
    user = await create_user(product, elections.real, "Program", Role.AUDITOR, "21")
    token = await make_bearer_token(product, user.id)

    answer = await client.get("/who", headers={"Authorization": f"bearer {token}"})

    assert answer.json() == {"name": "Program", "role": "AUDITOR", "election": "PILKADA"}


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer ", "Basic dXNlcjpwYXNz", "Bearer \xe9"])
async def test_a_bad_token_is_refused_and_not_taken_for_the_public(client: httpx.AsyncClient, header: str) -> None:
    answer = await client.get("/who", headers={b"Authorization": header.encode("latin-1")})

    assert answer.json()["code"] == "UNAUTHENTICATED"


async def test_the_public_sees_the_newest_real_election_unless_it_names_another(client: httpx.AsyncClient) -> None:
    assert (await client.get("/who")).json() == {"name": None, "role": "PUBLIC", "election": "PILKADA"}
    assert (await client.get("/who", headers={"Silog-Election": "LATIHAN"})).json()["election"] == "LATIHAN"
    assert (await client.get("/who?election=LATIHAN")).json()["election"] == "LATIHAN"
    assert (await client.get("/who?election=NOWHERE")).json()["code"] == "UNKNOWN_ELECTION"


async def test_who_is_signed_in_cannot_look_into_another_election(client: httpx.AsyncClient, link: str) -> None:
    await client.get(f"/sign-in/{link}")

    assert (await client.get("/who?election=PILKADA")).json() == {
        "code": "FORBIDDEN",
        "message": "Siti is signed in to LATIHAN and asks for PILKADA.",
    }


async def test_the_public_of_a_server_with_training_only_sees_the_training(client: httpx.AsyncClient, owner: asyncpg.Connection) -> None:
    await owner.execute("DELETE FROM elections WHERE code = 'PILKADA'")

    assert (await client.get("/who")).json()["election"] == "LATIHAN"
    await owner.execute("DELETE FROM elections")
    assert (await client.get("/who?election=LATIHAN")).json()["code"] == "UNKNOWN_ELECTION"
