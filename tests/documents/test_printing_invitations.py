"""Sheets of invitations over HTTP: who gets them, what their codes open, and what is kept of them."""

import asyncpg
import httpx
import pytest
from tests.documents.conftest import MIDAI, NATUNA, SignIn
from tests.documents.pages import codes_on, words_on

from silog.kit.database import Database
from silog.people.actions import Newcomer, enrol_by_invitation
from silog.people.rules import KeyAlgorithm, Role

pytestmark = pytest.mark.usefixtures("election")

PATH = "/documents/invitations.pdf"
BASE = "https://silog.kepri.test"
MADE = "SELECT role, region_code, place_code, label, made_by FROM invitations ORDER BY place_code"


async def test_an_operator_prints_a_sheet_for_each_polling_station_of_a_district_and_one_enrols_a_phone(
    client: httpx.AsyncClient, sign_in: SignIn, owner: asyncpg.Connection, product: Database
) -> None:
    operator = await sign_in(Role.OPERATOR, NATUNA)
    stations = [
        row["code"]
        for row in await owner.fetch(
            "SELECT code FROM facilities WHERE kind = 'POLLING_STATION' AND starts_with(region_code, $1) ORDER BY code", MIDAI
        )
    ]
    form = {"role": "kpps", "region": MIDAI, "each_place": "1", "label": "KPPS", "base": f"{BASE}/"}

    answer = await client.post(PATH, data=form, headers=operator)

    assert (answer.status_code, answer.headers["content-type"], answer.headers["cache-control"]) == (200, "application/pdf", "no-store")
    assert answer.headers["content-disposition"] == f'attachment; filename="undangan-kpps-{MIDAI}.pdf"'
    made = await owner.fetch(MADE)
    assert [row["place_code"] for row in made] == stations
    assert {tuple(row)[0::4] for row in made} == {("KPPS", f"OPERATOR {NATUNA}")}
    urls = [url for page in codes_on(answer.content) for url in page]
    assert len(urls) == len(stations)
    entry = await owner.fetchrow("SELECT actor, action, object_code, region_code FROM audit")
    assert tuple(entry or ()) == (f"OPERATOR {NATUNA}", "device:invitation:make", MIDAI, MIDAI)
    base, _, code = urls[0].partition("/scan#u=")
    enrolled = await enrol_by_invitation(product, Newcomer(code, KeyAlgorithm.ED25519, bytes(range(32)), None))
    assert (base, enrolled.viewer.role, enrolled.viewer.region_code) == (BASE, Role.KPPS, made[0]["region_code"])


async def test_a_sheet_names_its_place_and_the_address_it_was_asked_at(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    operator = await sign_in(Role.OPERATOR, NATUNA)
    form = {"role": "PPK", "region": NATUNA, "place": f"PPK-{MIDAI}", "label": "Ponsel PPK Midai", "days": "7"}

    answer = await client.post(PATH, data=form, headers=operator)

    (page,) = words_on(answer.content)
    said = " ".join(page.split())
    for word in ("PPK", "Ponsel PPK Midai", "Midai", MIDAI, "http://silog.test/scan", "LATIHAN"):
        assert word in said, word


@pytest.mark.parametrize(
    ("role", "region", "status"),
    [
        (Role.SUPERVISOR, NATUNA, 403),
        (Role.PLANNER, "21", 403),
        (Role.OPERATOR, "21.04", 403),
        (Role.OPERATOR, MIDAI, 403),
        (None, "", 401),
    ],
)
async def test_nobody_else_gets_invitations_and_none_is_made(
    client: httpx.AsyncClient, sign_in: SignIn, owner: asyncpg.Connection, *, role: Role | None, region: str, status: int
) -> None:
    headers = await sign_in(role, region) if role else {}

    answer = await client.post(PATH, data={"role": "PPK", "region": NATUNA, "label": "PPK"}, headers=headers)

    assert answer.status_code == status
    assert await owner.fetch(MADE) == []
    assert await owner.fetch("SELECT FROM audit") == []


async def test_a_page_of_another_site_gets_none(client: httpx.AsyncClient, sign_in: SignIn, owner: asyncpg.Connection) -> None:
    token = (await sign_in(Role.OPERATOR, NATUNA))["Authorization"].removeprefix("Bearer ")
    headers = {"Cookie": f"silog_session={token}", "Origin": "https://example.org"}

    answer = await client.post(PATH, data={"role": "PPK", "region": NATUNA, "label": "PPK"}, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")
    assert await owner.fetch(MADE) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"region": ""}, "names no region"),
        ({"region": "21.03.99"}, "no region '21.03.99'"),
        ({"region": "21.03.\0"}, "no region"),
        ({"role": "RAJA"}, "no role 'RAJA'"),
        ({"role": "AUDITOR"}, "enrols no device"),
        ({"label": " "}, "label is empty"),
        ({"count": "601"}, "1 to 600"),
        ({"count": "-1"}, "count is no number"),
        ({"days": "9" * 12}, "days is no number"),
        ({"each_place": "1", "role": "CARRIER"}, "one kind of place"),
        ({"base": "javascript:alert(1)"}, "no address of a server"),
        ({"base": "https://silog.example/scan"}, "no address of a server"),
        ({"base": "https://a@silog.example"}, "no address of a server"),
        ({"base": "https://silog.example:x"}, "no address of a server"),
    ],
)
async def test_what_makes_no_sense_is_said_in_words_and_no_invitation_made(
    client: httpx.AsyncClient, sign_in: SignIn, owner: asyncpg.Connection, *, changes: dict[str, str], said: str
) -> None:
    operator = await sign_in(Role.OPERATOR, NATUNA)

    answer = await client.post(PATH, data={"role": "PPK", "region": NATUNA, "label": "PPK"} | changes, headers=operator)

    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_INPUT")
    assert said in answer.json()["message"] + answer.json()["hint"]
    assert await owner.fetch(MADE) == []
