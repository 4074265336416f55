"""A password signs in the person it was set for, costs the same for nobody, and is stored as Argon2id only."""

from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette
from tests.people.world import Elections

from silog.errors import SilogError
from silog.kit.database import Database
from silog.people.actions import create_user, make_bearer_token, set_password, sign_in_by_password
from silog.people.attempts import BY_NAME, Allowance, Attempts
from silog.people.queries import User
from silog.people.rules import Role, Viewer
from silog.people.signing_in import sign_in_routes
from silog.people.viewers import Viewers

SECRET = "kapal kecil menuju Midai"  # noqa: S105 -- of a person who does not exist


@pytest.fixture
def administrator(elections: Elections) -> Viewer:
    return Viewer("silog users", Role.COORDINATOR, "", elections.training, "LATIHAN")


@pytest.fixture
async def siti(product: Database, elections: Elections, administrator: Viewer) -> User:
    user = await create_user(product, elections.training, "Siti", Role.OPERATOR, "21.03", by=administrator)
    await set_password(product, user, SECRET, administrator)
    return user


@pytest.fixture
async def client(product: Database) -> AsyncIterator[httpx.AsyncClient]:
    routes = sign_in_routes(product, Viewers(product))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(Starlette(routes=routes)), base_url="https://silog.test") as opened:
        yield opened


async def sign_in(client: httpx.AsyncClient, password: str = SECRET, name: str = "Siti", election: str = "LATIHAN") -> httpx.Response:
    return await client.post("/sign-in", data={"name": name, "password": password, "election": election})


async def test_the_right_password_signs_in_and_the_session_says_which_browser(
    client: httpx.AsyncClient, product: Database, siti: User, owner: asyncpg.Connection
) -> None:
    answer = await sign_in(client)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert answer.headers["set-cookie"].startswith("__Host-silog_session=")
    viewer = await Viewers(product).of_token(client.cookies["__Host-silog_session"])
    assert (viewer.name, viewer.role, viewer.region_code) == ("Siti", Role.OPERATOR, siti.region_code)
    assert await owner.fetchval("SELECT agent FROM sessions") == client.headers["user-agent"]


@pytest.mark.parametrize(
    ("name", "password", "election"),
    [
        ("Siti", "kapal kecil menuju Midal", "LATIHAN"),
        ("Siti", "", "LATIHAN"),
        ("Siti", SECRET + "x" * 300, "LATIHAN"),
        ("siti", SECRET, "LATIHAN"),
        ("Budi", SECRET, "LATIHAN"),
        ("Tanpa", SECRET, "LATIHAN"),
        ("x\0", SECRET, "LATIHAN"),
        ("Siti", SECRET, "PILKADA"),
    ],
)
async def test_a_wrong_password_a_person_without_one_and_nobody_are_told_the_same_and_no_session_opens(
    client: httpx.AsyncClient,
    product: Database,
    elections: Elections,
    siti: User,
    owner: asyncpg.Connection,
    *,
    name: str,
    password: str,
    election: str,
) -> None:
    await create_user(product, elections.training, "Tanpa", Role.AUDITOR, siti.region_code)

    answer = await sign_in(client, password, name, election)

    assert (answer.status_code, "set-cookie" in answer.headers) == (401, False)
    assert answer.text.index("Nama atau kata sandi salah.") < answer.text.index("Name or password is wrong.")
    assert await owner.fetchval("SELECT count(*) FROM sessions") == 0


@pytest.mark.usefixtures("siti")
async def test_after_ten_failures_a_name_is_held_up_even_with_the_right_password(
    client: httpx.AsyncClient, owner: asyncpg.Connection
) -> None:
    for _ in range(BY_NAME.failures):
        assert (await sign_in(client, "salah salah salah")).status_code == 401

    held = await sign_in(client)

    assert (held.status_code, "set-cookie" in held.headers) == (429, False)
    assert "Terlalu banyak percobaan gagal" in held.text
    assert await owner.fetchval("SELECT count(*) FROM sessions") == 0


@pytest.mark.usefixtures("siti")
@pytest.mark.parametrize(
    "headers", [{"origin": "https://jahat.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}]
)
async def test_a_foreign_page_signs_no_browser_in_as_somebody_else(
    client: httpx.AsyncClient, headers: dict[str, str], owner: asyncpg.Connection
) -> None:
    answer = await client.post("/sign-in", data={"name": "Siti", "password": SECRET, "election": "LATIHAN"}, headers=headers)

    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
    assert await owner.fetchval("SELECT count(*) FROM sessions") == 0


@pytest.mark.usefixtures("elections")
async def test_the_page_asks_in_indonesian_first_and_shows_no_name_as_markup(client: httpx.AsyncClient) -> None:
    page = await client.get("/sign-in")
    wrong = await sign_in(client, name='"><script>')

    assert page.headers["cache-control"] == "no-store"
    assert page.text.index("Masuk ke Silog Kepri") < page.text.index("Sign in")
    assert page.text.index('value="PILKADA"') < page.text.index('value="LATIHAN"')
    assert "<script>" not in wrong.text


@pytest.mark.usefixtures("elections")
@pytest.mark.parametrize("body", [b"name=" + b"x" * 5000, b"\xff\xfe", b""])
async def test_a_form_that_is_none_signs_nobody_in(client: httpx.AsyncClient, body: bytes) -> None:
    assert (await client.post("/sign-in", content=body)).status_code == 401


async def test_a_new_password_ends_every_session_and_only_its_hash_is_stored(
    product: Database, elections: Elections, administrator: Viewer, siti: User, owner: asyncpg.Connection
) -> None:
    token = await make_bearer_token(product, siti.id)

    assert await set_password(product, siti, "perahu besar dari Ranai", administrator) == 1

    for gone in (Viewers(product).of_token(token), sign_in_by_password(product, elections.training, "Siti", SECRET, None)):
        with pytest.raises(SilogError):
            await gone
    await sign_in_by_password(product, elections.training, "Siti", "perahu besar dari Ranai", None)
    stored = await owner.fetchval("SELECT password_hash FROM users WHERE name = 'Siti'")
    assert stored.startswith("$argon2id$")
    noted = [tuple(row) for row in await owner.fetch("SELECT action, object_code, actor, after FROM audit ORDER BY id")]
    assert noted == [
        ("person:account:create", "Siti", "silog users", '{"role": "OPERATOR", "region": "21.03"}'),
        *[("person:password:set", "Siti", "silog users", None)] * 2,
    ]


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("pendek", "has 6 characters"),
        ("x" * 201, "has 201 characters"),
        ("aaaaaaaabbbb", "hardly varies"),
        ("siti naik kapal", "own name"),
    ],
)
async def test_a_weak_password_is_refused_and_the_old_one_stays(
    product: Database, elections: Elections, administrator: Viewer, siti: User, *, password: str, said: str
) -> None:
    with pytest.raises(SilogError, match=said):
        await set_password(product, siti, password, administrator)

    await sign_in_by_password(product, elections.training, "Siti", SECRET, None)


def test_only_failures_are_counted_by_each_for_themselves_and_forgotten_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    attempts, few = Attempts(), Allowance("tries", 2, 60)
    now = [100.0]
    monkeypatch.setattr("silog.people.attempts.time.monotonic", lambda: now[0])

    def fail(who: str) -> str:
        with pytest.raises((ValueError, SilogError)) as failed, attempts.one(few, who):
            int("no number")
        return failed.value.code if isinstance(failed.value, SilogError) else "let through"

    for _ in range(5):
        with attempts.one(few, "a"):
            pass
    assert [fail("a") for _ in range(3)] == ["let through", "let through", "TOO_MANY_ATTEMPTS"]
    assert fail("b") == "let through"
    now[0] += 60
    assert fail("a") == "let through"
