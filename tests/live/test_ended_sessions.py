"""A session that ends takes what is open with it: subscriptions over both protocols, by a code that says why."""

import json
from typing import Any

import asyncpg
import httpx
import pytest
from tests.live.conftest import PATIENCE_S, Live
from websockets.exceptions import ConnectionClosed

from silog.people.actions import Invited, Newcomer, Revocation, enrol_by_invitation, invite_devices, revoke_device
from silog.people.rules import KeyAlgorithm, Role, Viewer

FEED = "subscription { liveFeed { cursor items { kind } } }"
LIST = "{ sessions { nodes { id user role kind deviceKey agent isOwn region { code } } } }"
REVOKE = "mutation ($id: ID!) { revokeSession(input: {id: $id}) { endedId errors { code } } }"


async def ask(http: httpx.AsyncClient, token: str, query: str, **variables: object) -> Any:  # noqa: ANN401 -- JSON
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return (await http.post("/graphql", json={"query": query, "variables": variables}, headers=headers)).json()


async def own_session(http: httpx.AsyncClient, token: str) -> str:
    nodes = (await ask(http, token, LIST))["data"]["sessions"]["nodes"]
    (found,) = [node["id"] for node in nodes if node["isOwn"]]
    assert isinstance(found, str)
    return found


async def test_a_websocket_is_closed_with_4401_when_an_administrator_ends_the_session(live: Live, http: httpx.AsyncClient) -> None:
    operator, coordinator = await live.token("Siti", "21.03"), await live.token("Ani", "21", role=Role.COORDINATOR)
    async with live.socket(operator) as talk:
        await talk.follow(FEED)
        await talk.batch()

        said = await ask(http, coordinator, REVOKE, id=await own_session(http, operator))

        assert said["data"]["revokeSession"]["errors"] == []
        with pytest.raises(ConnectionClosed) as closed:
            await talk.hear()
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4401, "Unauthorized: the session has ended")


async def test_an_event_stream_ends_with_an_answer_that_says_so(live: Live, http: httpx.AsyncClient) -> None:
    operator = await live.token("Siti", "21.03")
    mine = await own_session(http, operator)
    headers = {"authorization": f"Bearer {operator}", "accept": "text/event-stream"}
    heard: list[str] = []

    async with http.stream("POST", "/graphql", json={"query": FEED}, headers=headers, timeout=PATIENCE_S) as stream:
        async for line in stream.aiter_lines():
            heard.append(line)
            if len([one for one in heard if one.startswith("data: ")]) == 1 and line.startswith("data: "):
                assert (await ask(http, operator, REVOKE, id=mine))["data"]["revokeSession"]["endedId"] == mine

    answers = [json.loads(line.removeprefix("data: ")) for line in heard if line.startswith("data: ")]
    assert answers[1:] == [{"errors": [{"message": "The session has ended: sign in again.", "extensions": {"code": "UNAUTHENTICATED"}}]}]
    assert "event: complete" in heard


async def test_a_revoked_device_is_cut_off_and_others_go_on(live: Live) -> None:
    operator = Viewer("Siti", Role.OPERATOR, "21.03", 1, "LATIHAN-2024")
    (sheet,) = await invite_devices(live.database, operator, Invited(Role.PPK, "21.03.04", "PPK Serasan"))
    enrolled = await enrol_by_invitation(live.database, Newcomer(sheet.code, KeyAlgorithm.ED25519, b"\x05" * 32))
    other = await live.token("Budi", "21.03")
    async with live.socket(enrolled.token) as phone, live.socket(other) as desk, live.socket() as public:
        for talk in (phone, desk):
            await talk.follow(FEED)
            await talk.batch()

        await revoke_device(live.database, operator, Revocation(enrolled.viewer.device_id or "", 0, "Hilang"))

        with pytest.raises(ConnectionClosed):
            await phone.hear()
        code = await live.scan()
        assert (await desk.items(1))[0][0]["kind"] == "SCAN"
        assert code
        await public.say(type="ping")
        assert (await public.hear())["type"] == "pong"


async def test_everybody_sees_the_own_sessions_and_who_manages_people_those_of_the_territory(live: Live, http: httpx.AsyncClient) -> None:
    tokens = {
        "Siti": await live.token("Siti", "21.03"),
        "Ani": await live.token("Ani", "21", role=Role.COORDINATOR),
        "Budi": await live.token("Budi", "21.03", role=Role.SUPERVISOR),
        "Caca": await live.token("Caca", "21.05"),
        "Dedi": await live.token("Dedi", "21.03", election=2),
    }

    seen = {name: (await ask(http, token, LIST))["data"]["sessions"]["nodes"] for name, token in tokens.items()}

    assert {name: sorted(node["user"] for node in nodes) for name, nodes in seen.items()} == {
        "Siti": ["Budi", "Siti"],
        "Ani": ["Ani", "Budi", "Caca", "Siti"],
        "Budi": ["Budi"],
        "Caca": ["Caca"],
        "Dedi": ["Dedi"],
    }
    assert {name: [node["user"] for node in nodes if node["isOwn"]] for name, nodes in seen.items()} == {name: [name] for name in tokens}
    assert (await ask(http, "", LIST))["errors"][0]["extensions"]["code"] == "FORBIDDEN"


@pytest.mark.parametrize(
    ("wanted", "users"),
    [
        ('region: "21.03"', ["Budi", "Siti"]),
        ('region: "21.03", search: "BUD"', ["Budi"]),
        ('search: "%"', []),
        ("kinds: [COOKIE]", []),
        ("kinds: [COOKIE, BEARER]", ["Ani", "Budi", "Caca", "Siti"]),
        ('region: "21.05"', ["Caca"]),
    ],
)
async def test_sessions_are_found_by_region_kind_and_name(live: Live, http: httpx.AsyncClient, *, wanted: str, users: list[str]) -> None:
    ani = await live.token("Ani", "21", role=Role.COORDINATOR)
    for name, region in (("Siti", "21.03"), ("Budi", "21.03"), ("Caca", "21.05")):
        await live.token(name, region)

    found = await ask(http, ani, f"{{ sessions(filter: {{{wanted}}}) {{ nodes {{ user }} }} }}")

    assert sorted(node["user"] for node in found["data"]["sessions"]["nodes"]) == users


async def test_nobody_ends_a_session_that_is_not_theirs_to_end(live: Live, http: httpx.AsyncClient, owner: asyncpg.Connection) -> None:
    siti, ani = await live.token("Siti", "21.03"), await live.token("Ani", "21", role=Role.COORDINATOR)
    budi = await live.token("Budi", "21.03", role=Role.SUPERVISOR)
    caca, dedi = await live.token("Caca", "21.05"), await live.token("Dedi", "21.03", election=2)
    ids = {name: await own_session(http, token) for name, token in {"siti": siti, "ani": ani}.items()}
    before = await owner.fetch("SELECT id, revoked_at FROM sessions ORDER BY id"), await owner.fetchval("SELECT count(*) FROM audit")

    said = [await ask(http, token, REVOKE, id=ids["siti"]) for token in (budi, caca, dedi)]
    said += [await ask(http, siti, REVOKE, id=one) for one in (ids["ani"], "Session:1:x", "Box:1:x", "")]
    public = await ask(http, "", REVOKE, id=ids["siti"])

    assert [one["data"]["revokeSession"]["errors"][0]["code"] for one in said] == ["UNKNOWN_SESSION"] * 7
    assert public["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    after = await owner.fetch("SELECT id, revoked_at FROM sessions ORDER BY id"), await owner.fetchval("SELECT count(*) FROM audit")
    assert after == before
