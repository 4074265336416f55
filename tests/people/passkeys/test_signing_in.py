"""A passkey signs in the person it was registered for, in that election, once for each challenge, and never after a wrong use."""

import asyncio
from collections.abc import Callable
from typing import Any

import asyncpg
import pytest
from starlette.requests import HTTPConnection
from tests.people.passkeys.authenticator import PRESENT, VERIFIED, SoftKey
from tests.people.passkeys.desk import COOKIE, Desk, new_key
from tests.people.world import Elections

from silog.errors import SilogError
from silog.kit.database import Database
from silog.people.attempts import BY_ADDRESS, QUESTIONS
from silog.people.queries import User
from silog.people.rules import Role
from silog.people.signing_in import viewer_of
from silog.people.viewers import Viewers

MOST_BYTES = 32_768


@pytest.fixture
async def key(desk: Desk, siti: User) -> SoftKey:
    """A passkey of Siti's; nobody is signed in any more."""
    key = new_key()
    assert (await desk.register(key, f"Laptop {siti.name}")).status_code == 201
    await desk.client.post("/sign-out")
    desk.leave()
    return key


async def opened(owner: asyncpg.Connection) -> int:
    """Count sessions that stand: the link's was ended by signing out."""
    count: int = await owner.fetchval("SELECT count(*) FROM sessions WHERE revoked_at IS NULL")
    return count


async def refusals(owner: asyncpg.Connection) -> list[tuple[object, ...]]:
    found = await owner.fetch("SELECT actor, role, region_code, object_code, reason FROM audit WHERE action = 'person:passkey:refuse'")
    return [tuple(row) for row in found]


async def test_a_passkey_opens_the_session_that_a_password_opens_and_nobody_types_a_name(
    desk: Desk, key: SoftKey, siti: User, product: Database, owner: asyncpg.Connection
) -> None:
    answer = await desk.sign_in(key)

    assert (answer.status_code, answer.json()) == (200, {"to": "/"})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert all(part in cookie for part in ("HttpOnly", "SameSite=lax", "Path=/", "Secure"))
    viewer = await Viewers(product).of_token(desk.client.cookies[COOKIE])
    assert (viewer.name, viewer.role, viewer.region_code, viewer.election_code) == (siti.name, Role.OPERATOR, "21.03", "LATIHAN")
    session = await owner.fetchrow("SELECT kind, agent FROM sessions WHERE revoked_at IS NULL")
    assert tuple(session or ()) == ("COOKIE", desk.client.headers["user-agent"])
    assert await owner.fetchval("SELECT sign_count = 1 AND used_at > created_at FROM passkeys")
    assert "belum pernah" not in (await desk.client.get("/sign-in/passkeys")).text


@pytest.mark.parametrize(
    "bend",
    [
        lambda key: setattr(key, "origin", "https://jahat.example"),
        lambda key: setattr(key, "origin", "http://silog.test"),
        lambda key: setattr(key, "rp_id", "jahat.example"),
        lambda key: setattr(key, "flags", VERIFIED),
        lambda key: setattr(key, "credential_id", b"nobody's"),
        lambda key: setattr(key, "key", new_key().key),
        lambda key: setattr(key, "user_handle", b"another person's"),
        lambda key: setattr(key, "user_handle", b""),
    ],
)
async def test_what_another_origin_key_or_person_answers_is_refused_like_an_unknown_passkey_and_not_audited(
    desk: Desk, key: SoftKey, owner: asyncpg.Connection, bend: Callable[[SoftKey], None]
) -> None:
    bend(key)

    answer = await desk.sign_in(key)

    assert (answer.status_code, answer.json()["code"], "set-cookie" in answer.headers) == (401, "PASSKEY_REFUSED", False)
    assert (await opened(owner), await refusals(owner)) == (0, [])


async def test_a_challenge_is_answered_once_in_time_and_for_signing_in_only(desk: Desk, key: SoftKey, owner: asyncpg.Connection) -> None:
    replayed = key.use(await desk.ask("/sign-in/passkey"))
    assert (await desk.hand_in(replayed)).status_code == 200
    to_register = await desk.ask("/sign-in/passkeys")
    await desk.client.post("/sign-out")
    late = await desk.ask("/sign-in/passkey")
    await owner.execute("UPDATE passkey_challenges SET expires_at = expires_at - interval '5 minutes' WHERE purpose = 'SIGN_IN'")

    for credential in (replayed, key.use(late), key.use(to_register), key.use({"challenge": "AAAA"})):
        answer = await desk.hand_in(credential)
        assert (answer.status_code, answer.json()["code"]) == (401, "CHALLENGE_GONE")
    assert await opened(owner) == 0


async def test_a_refused_answer_uses_its_challenge_up(desk: Desk, key: SoftKey, owner: asyncpg.Connection) -> None:
    asked = await desk.ask("/sign-in/passkey")
    stranger = new_key()
    await desk.hand_in(stranger.use(asked))

    assert (await desk.hand_in(key.use(asked))).json()["code"] == "CHALLENGE_GONE"
    assert await opened(owner) == 0


async def test_of_two_browsers_with_the_same_answer_at_the_same_moment_one_is_let_in(
    desk: Desk, key: SoftKey, owner: asyncpg.Connection
) -> None:
    answer = key.use(await desk.ask("/sign-in/passkey"))

    both = await asyncio.gather(desk.hand_in(answer), desk.hand_in(answer))

    assert sorted(one.status_code for one in both) == [200, 401]
    assert await opened(owner) == 1


@pytest.mark.parametrize("step", [-1, -3])
async def test_a_counter_that_stands_still_or_goes_back_is_refused_and_audited_and_the_kept_one_stays(
    desk: Desk, key: SoftKey, owner: asyncpg.Connection, step: int
) -> None:
    for _ in range(3):
        await desk.sign_in(key)
    await owner.execute("DELETE FROM sessions")
    key.count += step

    answer = await desk.sign_in(key)

    assert (answer.status_code, answer.json()["code"], "set-cookie" in answer.headers) == (401, "PASSKEY_REFUSED", False)
    assert (await opened(owner), await owner.fetchval("SELECT sign_count FROM passkeys")) == (0, 3)
    said = f"The counter stands at 3 and was told as {4 + step}: the key may have been copied."
    assert await refusals(owner) == [("", "PUBLIC", "21.03", "Siti", said)]


async def test_a_key_that_counts_nothing_signs_in_again_and_again(desk: Desk, key: SoftKey, owner: asyncpg.Connection) -> None:
    for _ in range(2):
        key.count = -1  # one use later it tells 0, as keys do that are kept on several machines
        assert (await desk.sign_in(key)).status_code == 200
    assert await opened(owner) == 2


async def test_without_its_person_verified_a_key_is_refused_and_that_is_audited(
    desk: Desk, key: SoftKey, owner: asyncpg.Connection
) -> None:
    key.flags = PRESENT

    answer = await desk.sign_in(key)

    assert (answer.status_code, answer.json()["code"]) == (401, "PASSKEY_REFUSED")
    assert await opened(owner) == 0
    assert [reason for *_, reason in await refusals(owner)] == ["The key did not verify its person by a PIN, a finger or a face."]


async def test_a_removed_passkey_signs_nobody_in_and_its_use_is_audited(desk: Desk, key: SoftKey, owner: asyncpg.Connection) -> None:
    await desk.sign_in(key)
    await desk.client.post(f"/sign-in/passkeys/{await owner.fetchval('SELECT id FROM passkeys')}/remove")
    await desk.client.post("/sign-out")

    answer = await desk.sign_in(key)

    assert (answer.status_code, answer.json()["code"]) == (401, "PASSKEY_REFUSED")
    assert await opened(owner) == 0
    assert [reason for *_, reason in await refusals(owner)] == ["The passkey was removed before."]


async def test_a_passkey_of_one_election_signs_in_to_that_election_only(
    desk: Desk, key: SoftKey, siti: User, elections: Elections, *, product: Database, owner: asyncpg.Connection
) -> None:
    real = await desk.sign_in_by_link(elections.real, siti.name)
    desk.leave()
    await owner.execute("DELETE FROM sessions")

    as_the_other = key.user_handle
    key.user_handle = real.id.bytes
    refused = await desk.sign_in(key)
    sessions_after_refusal = await opened(owner)
    key.user_handle = as_the_other
    await desk.sign_in(key)

    assert (refused.status_code, sessions_after_refusal) == (401, 0)
    token = desk.client.cookies[COOKIE]
    assert (await Viewers(product).of_token(token)).election_code == "LATIHAN"
    with pytest.raises(SilogError, match="is signed in to LATIHAN and asks for PILKADA"):
        await viewer_of(_asking(token, "PILKADA"), Viewers(product))
    assert await owner.fetchval("SELECT bool_and(user_id = $1) FROM sessions", siti.id)


async def test_the_database_gives_no_passkey_to_another_election(key: SoftKey, app: asyncpg.Connection, elections: Elections) -> None:
    async def seen(scope: str) -> int:
        async with app.transaction():
            await app.execute("SELECT set_config('silog.scope', $1, true)", scope)
            count: int = await app.fetchval("SELECT count(*) FROM passkeys WHERE credential_id = $1", key.credential_id)
            return count

    assert await seen(f"FULL|{elections.training}|") == 1
    assert [await seen(scope) for scope in (f"FULL|{elections.real}|", f"PUBLIC|{elections.training}|", "")] == [0, 0, 0]


async def test_a_passkey_signs_in_under_the_name_it_was_made_under_only(desk: Desk, key: SoftKey, owner: asyncpg.Connection) -> None:
    other = {"host": "silog.example", "origin": "https://silog.example"}
    asked = (await desk.client.post("/sign-in/passkey/ask", json={}, headers=other)).json()
    key.rp_id, key.origin = "silog.example", "https://silog.example"

    answer = await desk.client.post("/sign-in/passkey", json={"credential": key.use(asked)}, headers=other)

    assert (asked["rpId"], answer.status_code) == ("silog.example", 401)
    assert await opened(owner) == 0


async def test_after_many_failures_an_address_is_held_up_even_with_the_right_passkey_and_with_passwords(
    desk: Desk, key: SoftKey, owner: asyncpg.Connection
) -> None:
    for _ in range(BY_ADDRESS.failures):
        assert (await desk.hand_in(new_key().use({"challenge": "AAAA"}))).status_code == 401

    answer = await desk.sign_in(key)
    by_password = await desk.client.post("/sign-in", data={"name": "Siti", "password": "x"})

    assert (answer.status_code, answer.json()["code"], by_password.status_code) == (429, "TOO_MANY_ATTEMPTS", 429)
    assert await opened(owner) == 0


@pytest.mark.usefixtures("elections")
async def test_nobody_fills_the_database_with_challenges(desk: Desk, owner: asyncpg.Connection) -> None:
    answers = [(await desk.client.post("/sign-in/passkey/ask", json={})).status_code for _ in range(QUESTIONS.failures + 1)]

    assert (answers[-2:], await owner.fetchval("SELECT count(*) FROM passkey_challenges")) == ([200, 429], QUESTIONS.failures)


@pytest.mark.usefixtures("elections")
async def test_challenges_that_nobody_answered_go(desk: Desk, owner: asyncpg.Connection) -> None:
    for _ in range(3):
        await desk.ask("/sign-in/passkey")
    await owner.execute("UPDATE passkey_challenges SET expires_at = expires_at - interval '5 minutes'")

    await desk.ask("/sign-in/passkey")

    assert await owner.fetchval("SELECT count(*) FROM passkey_challenges") == 1


def _without(part: str) -> Callable[[dict[str, Any]], object]:
    return lambda credential: credential | {"response": {name: of for name, of in credential["response"].items() if name != part}}


@pytest.mark.parametrize(
    ("bend", "status"),
    [
        (lambda _: None, 400),
        (lambda _: [], 400),
        (lambda _: {}, 401),
        (lambda credential: credential | {"id": 7}, 401),
        (lambda credential: credential | {"rawId": "AAAA"}, 401),
        (lambda credential: credential | {"type": "password"}, 401),
        (lambda credential: credential | {"response": "x"}, 401),
        (lambda credential: credential | {"response": credential["response"] | {"clientDataJSON": "AAAA"}}, 401),
        (lambda credential: credential | {"response": credential["response"] | {"userHandle": "A"}}, 401),
        (lambda credential: credential | {"response": credential["response"] | {"authenticatorData": "AAAA"}}, 401),
        (lambda credential: credential | {"response": credential["response"] | {"signature": "AAAA"}}, 401),
        *[(_without(part), 401) for part in ("clientDataJSON", "authenticatorData", "signature", "userHandle")],
    ],
)
async def test_an_answer_that_is_none_is_refused_in_words_and_signs_nobody_in(
    desk: Desk, key: SoftKey, owner: asyncpg.Connection, bend: Callable[[dict[str, Any]], object], status: int
) -> None:
    answer = await desk.hand_in(bend(key.use(await desk.ask("/sign-in/passkey"))))

    assert (answer.status_code, set(answer.json())) == (status, {"code", "message", "hint"})
    assert await opened(owner) == 0


@pytest.mark.usefixtures("elections")
@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b"[" * 5000, b'{"x": "' + b"x" * MOST_BYTES + b'"}'])
async def test_a_body_that_is_no_small_json_object_is_refused(desk: Desk, body: bytes) -> None:
    answer = await desk.client.post("/sign-in/passkey", content=body, headers={"content-type": "application/json"})
    as_form = await desk.client.post("/sign-in/passkey", content=b"{}", headers={"content-type": "text/plain"})

    assert [(one.status_code, one.json()["code"]) for one in (answer, as_form)] == [(400, "BAD_INPUT")] * 2


def _asking(token: str, election: str) -> HTTPConnection:
    headers = [(b"cookie", f"{COOKIE}={token}".encode()), (b"silog-election", election.encode())]
    return HTTPConnection({"type": "http", "scheme": "https", "headers": headers, "query_string": b""})
