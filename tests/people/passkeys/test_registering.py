"""A person registers, sees and removes passkeys of her own, in a browser, where a browser can use them."""

from collections.abc import Callable

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette
from tests.people.passkeys.authenticator import PRESENT, SoftKey
from tests.people.passkeys.desk import COOKIE, Desk, new_key
from tests.people.world import Elections

from silog.kit.database import Database
from silog.people.actions import make_bearer_token, remove_passkeys_of
from silog.people.queries import User
from silog.people.rules import Role, Viewer
from silog.people.rules.passkeys import MOST_PASSKEYS
from silog.people.signing_in import sign_in_routes
from silog.people.viewers import Viewers


async def kept(owner: asyncpg.Connection) -> int:
    count: int = await owner.fetchval("SELECT count(*) FROM passkeys WHERE removed_at IS NULL")
    return count


async def noted(owner: asyncpg.Connection) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await owner.fetch("SELECT actor, action, object_code, before, after FROM audit ORDER BY id")]


@pytest.mark.usefixtures("siti")
async def test_a_registered_passkey_is_listed_with_its_name_and_audited(desk: Desk, owner: asyncpg.Connection) -> None:
    answer = await desk.register(new_key(), "  Laptop <kantor> ")

    assert (answer.status_code, answer.json()) == (201, {"to": "/sign-in/passkeys"})
    page = await desk.client.get("/sign-in/passkeys")
    assert page.headers["cache-control"] == "no-store"
    assert page.text.index("Kunci sandi") < page.text.index("Passkeys")
    assert "<strong>Laptop &lt;kantor&gt;</strong>" in page.text
    assert "Siti, LATIHAN" in page.text
    assert await noted(owner) == [
        ("Siti", "person:passkey:register", "Siti", None, '{"passkey": "Laptop <kantor>", "host": "silog.test"}'),
    ]


async def test_the_browser_is_asked_for_a_discoverable_key_that_verifies_its_person_and_for_no_attestation(desk: Desk, siti: User) -> None:
    key = new_key()
    await desk.register(key)

    asked = await desk.ask("/sign-in/passkeys")

    assert asked["rp"] == {"name": "Silog Kepri", "id": "silog.test"}
    assert asked["attestation"] == "none"
    assert asked["authenticatorSelection"] == {"residentKey": "required", "requireResidentKey": True, "userVerification": "required"}
    assert key.user_handle == siti.id.bytes
    assert asked["user"]["name"] == "Siti (LATIHAN)"
    assert [one["id"] for one in asked["excludeCredentials"]] == [key.make(asked)["id"]]


@pytest.mark.usefixtures("siti")
@pytest.mark.parametrize(
    "bend",
    [
        lambda key: setattr(key, "origin", "https://jahat.example"),
        lambda key: setattr(key, "origin", "http://silog.test"),
        lambda key: setattr(key, "origin", "https://silog.test:8443"),
        lambda key: setattr(key, "rp_id", "jahat.example"),
        lambda key: setattr(key, "flags", PRESENT),
        lambda key: setattr(key, "flags", 0),
    ],
)
async def test_a_key_made_elsewhere_or_without_its_person_verified_is_not_registered(
    desk: Desk, owner: asyncpg.Connection, bend: Callable[[SoftKey], None]
) -> None:
    key = new_key()
    bend(key)

    answer = await desk.register(key)

    assert (answer.status_code, answer.json()["code"]) == (401, "PASSKEY_REFUSED")
    assert (await kept(owner), await noted(owner)) == (0, [])


@pytest.mark.usefixtures("siti")
async def test_a_challenge_registers_one_key_once_and_none_when_it_is_old_made_up_or_for_signing_in(
    desk: Desk, owner: asyncpg.Connection
) -> None:
    asked = await desk.ask("/sign-in/passkeys")
    assert (await _hand_in(desk, new_key().make(asked))).status_code == 201
    late = await desk.ask("/sign-in/passkeys")
    await owner.execute("UPDATE passkey_challenges SET expires_at = expires_at - interval '5 minutes'")
    to_sign_in = await desk.ask("/sign-in/passkey")

    for challenge in (asked["challenge"], late["challenge"], to_sign_in["challenge"], "AAAA"):
        answer = await _hand_in(desk, new_key().make(asked | {"challenge": challenge}))
        assert (answer.status_code, answer.json()["code"]) == (401, "CHALLENGE_GONE")
    assert await kept(owner) == 1


async def test_a_challenge_of_one_person_registers_no_key_for_another(desk: Desk, siti: User, owner: asyncpg.Connection) -> None:
    asked = await desk.ask("/sign-in/passkeys")
    desk.leave()
    await desk.sign_in_by_link(siti.election_id, "Budi")

    assert (await _hand_in(desk, new_key().make(asked))).json()["code"] == "CHALLENGE_GONE"
    assert await kept(owner) == 0


async def test_a_key_that_somebody_has_registered_is_not_registered_for_another_in_any_election(
    desk: Desk, siti: User, elections: Elections, owner: asyncpg.Connection
) -> None:
    key = new_key()
    await desk.register(key)
    desk.leave()
    await desk.sign_in_by_link(elections.real, siti.name)

    answer = await desk.register(key)

    assert (answer.status_code, answer.json()["code"]) == (409, "PASSKEY_KNOWN")
    assert await kept(owner) == 1


@pytest.mark.usefixtures("siti")
@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\u0000b", "a\u202eb"])
async def test_a_name_that_tells_nothing_is_refused(desk: Desk, owner: asyncpg.Connection, name: str) -> None:
    answer = await desk.register(new_key(), name)

    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_INPUT")
    assert await kept(owner) == 0


@pytest.mark.usefixtures("siti")
async def test_nobody_has_more_passkeys_than_can_be_looked_after(desk: Desk, owner: asyncpg.Connection) -> None:
    for _ in range(MOST_PASSKEYS):
        await desk.register(new_key())

    answer = await desk.client.post("/sign-in/passkeys/ask", json={})

    assert (answer.status_code, answer.json()["code"]) == (409, "TOO_MANY_PASSKEYS")
    assert await kept(owner) == MOST_PASSKEYS


async def test_a_removed_passkey_is_listed_no_more_and_audited(desk: Desk, siti: User, owner: asyncpg.Connection) -> None:
    await desk.register(new_key())
    number = await owner.fetchval("SELECT id FROM passkeys")

    answer = await desk.client.post(f"/sign-in/passkeys/{number}/remove")

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in/passkeys")
    assert "Belum ada kunci sandi." in (await desk.client.get("/sign-in/passkeys")).text
    assert (await noted(owner))[-1] == (siti.name, "person:passkey:remove", siti.name, '{"passkey": "Laptop kantor"}', None)
    assert (await desk.client.post(f"/sign-in/passkeys/{number}/remove")).status_code == 404


async def test_nobody_sees_or_removes_the_passkey_of_another(
    desk: Desk, siti: User, elections: Elections, owner: asyncpg.Connection
) -> None:
    await desk.register(new_key(), "Laptop Siti")
    number = await owner.fetchval("SELECT id FROM passkeys")

    for election, name in ((siti.election_id, "Budi"), (elections.real, siti.name)):
        desk.leave()
        await desk.sign_in_by_link(election, name)
        assert "Laptop Siti" not in (await desk.client.get("/sign-in/passkeys")).text
        assert (await desk.client.post(f"/sign-in/passkeys/{number}/remove")).status_code == 404
    assert await kept(owner) == 1


async def test_an_administrator_removes_all_of_a_person_s_passkeys(
    desk: Desk, siti: User, product: Database, owner: asyncpg.Connection
) -> None:
    for name in ("Laptop", "Ponsel"):
        await desk.register(new_key(), name)

    assert await remove_passkeys_of(product, siti, Viewer("silog users", Role.COORDINATOR, "", siti.election_id, "LATIHAN")) == 2

    assert await kept(owner) == 0
    assert [(actor, action) for actor, action, *_ in await noted(owner)][2:] == [("silog users", "person:passkey:remove")] * 2


async def test_nobody_and_no_program_registers_a_passkey(desk: Desk, siti: User, product: Database, owner: asyncpg.Connection) -> None:
    desk.leave()
    nobody = await desk.client.post("/sign-in/passkeys/ask", json={})
    bearer = await make_bearer_token(product, siti.id)
    as_header = await desk.client.post("/sign-in/passkeys/ask", json={}, headers={"authorization": f"Bearer {bearer}"})
    desk.client.cookies.set(COOKIE, bearer)
    as_cookie = await desk.client.post("/sign-in/passkeys/ask", json={})

    assert [one.status_code for one in (nobody, as_header, as_cookie)] == [401, 401, 403]
    assert (await desk.client.get("/sign-in/passkeys")).headers["location"] == "/sign-in"
    assert await owner.fetchval("SELECT count(*) FROM passkey_challenges") == 0


@pytest.mark.usefixtures("siti")
@pytest.mark.parametrize("headers", [{"origin": "https://jahat.example"}, {"sec-fetch-site": "cross-site"}])
async def test_a_foreign_page_neither_asks_registers_nor_removes(desk: Desk, owner: asyncpg.Connection, headers: dict[str, str]) -> None:
    await desk.register(new_key())
    number = await owner.fetchval("SELECT id FROM passkeys")

    for path in (
        "/sign-in/passkeys/ask",
        "/sign-in/passkeys",
        f"/sign-in/passkeys/{number}/remove",
        "/sign-in/passkey/ask",
        "/sign-in/passkey",
    ):
        assert (await desk.client.post(path, json={}, headers=headers)).status_code == 403
    assert (await kept(owner), await owner.fetchval("SELECT count(*) FROM passkey_challenges")) == (1, 0)


@pytest.mark.usefixtures("elections")
@pytest.mark.parametrize(
    ("address", "code", "said"),
    [
        ("http://silog.test", "PASSKEYS_NEED_HTTPS", "hanya dapat dipakai melalui https"),
        ("http://192.168.1.5:8000", "PASSKEYS_NEED_HTTPS", "hanya dapat dipakai melalui https"),
        ("https://192.168.1.5:8000", "PASSKEYS_NEED_A_NAME", "alamat berupa angka"),
        ("http://127.0.0.1:8000", "PASSKEYS_NEED_A_NAME", "alamat berupa angka"),
        ("https://[::1]:8000", "PASSKEYS_NEED_A_NAME", "alamat berupa angka"),
    ],
)
async def test_where_a_browser_can_use_no_passkey_the_page_says_why_and_no_challenge_is_made(
    product: Database, owner: asyncpg.Connection, address: str, code: str, said: str
) -> None:
    app = Starlette(routes=sign_in_routes(product, Viewers(product)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=address) as client:
        page, asked = await client.get("/sign-in"), await client.post("/sign-in/passkey/ask", json={})

    assert said in page.text
    assert "passkeys.js" not in page.text
    assert (asked.status_code, asked.json()["code"]) == (400, code)
    assert await owner.fetchval("SELECT count(*) FROM passkey_challenges") == 0


@pytest.mark.usefixtures("elections")
@pytest.mark.parametrize("address", ["https://silog.test:8443", "http://localhost:8000", "https://localhost"])
async def test_in_a_secure_context_under_a_name_the_page_offers_passkeys(product: Database, address: str) -> None:
    app = Starlette(routes=sign_in_routes(product, Viewers(product)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=address) as client:
        page, script = await client.get("/sign-in"), await client.get("/sign-in/passkeys.js")
        asked = await client.post("/sign-in/passkey/ask", json={})

    assert "Masuk dengan kunci sandi" in page.text
    assert script.headers["content-type"].startswith("text/javascript")
    assert (asked.json()["rpId"], asked.json()["userVerification"]) == (httpx.URL(address).host, "required")
    assert asked.json()["allowCredentials"] == []


async def _hand_in(desk: Desk, credential: object) -> httpx.Response:
    return await desk.client.post("/sign-in/passkeys", json={"name": "Laptop", "credential": credential})
