"""Labels of boxes over HTTP: who gets them, what is on them, and what is written down of it."""

import json

import asyncpg
import httpx
import pytest
from tests.documents.conftest import MIDAI, NATUNA, SignIn
from tests.documents.pages import codes_on, words_on

from silog.custody.actions import issue_boxes
from silog.documents.rules import MOST_BOXES, groups_of
from silog.kit.database import Database
from silog.people.rules import Role
from silog.places.queries import Election

pytestmark = pytest.mark.usefixtures("election")

PATH = "/documents/labels.pdf"
PRINTS = "SELECT box_code, prints FROM label_prints ORDER BY box_code"
BOXES = "SELECT code FROM boxes WHERE starts_with(region_code, $1) ORDER BY station_code, contest"


async def test_an_operator_prints_both_labels_of_every_box_of_a_district(
    client: httpx.AsyncClient, sign_in: SignIn, owner: asyncpg.Connection
) -> None:
    operator = await sign_in(Role.OPERATOR, NATUNA)

    answer = await client.post(PATH, data={"region": MIDAI}, headers=operator)

    assert (answer.status_code, answer.headers["content-type"], answer.headers["cache-control"]) == (200, "application/pdf", "no-store")
    codes = [row["code"] for row in await owner.fetch(BOXES, MIDAI)]
    assert [code for page in codes_on(answer.content) for code in page] == [code for code in codes for _ in range(2)]
    assert {row["box_code"]: row["prints"] for row in await owner.fetch(PRINTS)} == dict.fromkeys(codes, 1)
    entry = await owner.fetchrow("SELECT actor, action, object_code, region_code, before, after FROM audit")
    assert entry is not None
    assert tuple(entry)[:5] == (f"OPERATOR {NATUNA}", "user:labels:print", MIDAI, MIDAI, None)
    assert json.loads(entry["after"]) == {"format": "a4", "boxes": len(codes), "reprinted": {}}


async def test_a_label_names_its_box_in_words(client: httpx.AsyncClient, sign_in: SignIn, owner: asyncpg.Connection) -> None:
    operator = await sign_in(Role.OPERATOR, NATUNA)
    code = await owner.fetchval("SELECT code FROM boxes WHERE station_code = 'TPS-21.03.04.1003-001' AND contest = 'REGENT'")
    voters = await owner.fetchval("SELECT registered_voters FROM facilities WHERE code = 'TPS-21.03.04.1003-001'")

    answer = await client.post(PATH, data={"region": NATUNA, "box": code.lower(), "format": "100x150"}, headers=operator)

    first, second = words_on(answer.content)
    said = " ".join(first.split())
    for word in (
        " ".join(groups_of(code)),
        *("BUPATI", "001", "1/2", "Kelurahan Sabang Barat", "Kecamatan Midai", "Kabupaten Natuna", "TPS-21.03.04.1003-001"),
        *("Latihan Pilkada Kepri 2024", "27 November 2024", f"{voters} pemilih terdaftar", "LATIHAN"),
    ):
        assert word in said, word
    assert "2/2" in second
    assert "REPRINT" not in said
    assert codes_on(answer.content) == [[code], [code]]


async def test_a_second_print_needs_a_reason_says_so_on_the_label_and_is_audited(
    client: httpx.AsyncClient, sign_in: SignIn, owner: asyncpg.Connection
) -> None:
    operator = await sign_in(Role.OPERATOR, NATUNA)
    code, other = [row["code"] for row in await owner.fetch(BOXES, MIDAI)][:2]
    assert (await client.post(PATH, data={"region": MIDAI, "box": code}, headers=operator)).status_code == 200

    refused = await client.post(PATH, data={"region": MIDAI, "box": [code, other]}, headers=operator)
    counted = await owner.fetch(PRINTS)
    again = await client.post(PATH, data={"region": MIDAI, "box": [code, other], "reason": "Label  robek"}, headers=operator)

    assert (refused.status_code, refused.json()["code"]) == (409, "REASON_MISSING")
    assert code in refused.json()["message"]
    assert [tuple(row) for row in counted] == [(code, 1)]
    assert " ".join(words_on(again.content)[0].split()).count("REPRINT 1") == 2
    assert {row["box_code"]: row["prints"] for row in await owner.fetch(PRINTS)} == {code: 2, other: 1}
    entry = await owner.fetchrow("SELECT object_code, reason, before, after FROM audit ORDER BY id DESC LIMIT 1")
    assert entry is not None
    assert tuple(entry)[:2] == (MIDAI, "Label robek")
    assert json.loads(entry["before"]) == {"printed": {code: 1}}
    assert json.loads(entry["after"])["reprinted"] == {code: 2}


async def test_only_what_was_never_printed_is_printed_where_that_is_asked(
    client: httpx.AsyncClient, sign_in: SignIn, owner: asyncpg.Connection
) -> None:
    operator = await sign_in(Role.OPERATOR, NATUNA)
    first, *others = [row["code"] for row in await owner.fetch(BOXES, MIDAI)]
    await client.post(PATH, data={"region": MIDAI, "box": first}, headers=operator)

    rest = await client.post(PATH, data={"region": MIDAI, "unprinted": "1"}, headers=operator)
    none = await client.post(PATH, data={"region": MIDAI, "unprinted": "1"}, headers=operator)

    assert {code for page in codes_on(rest.content) for code in page} == set(others)
    assert (none.status_code, none.json()["code"]) == (404, "NO_BOXES")


@pytest.mark.parametrize(
    ("role", "region", "status"),
    [
        (Role.SUPERVISOR, NATUNA, 403),
        (Role.AUDITOR, "21", 403),
        (Role.OPERATOR, "21.04", 403),
        (Role.OPERATOR, MIDAI, 403),
        (None, "", 401),
    ],
)
async def test_nobody_else_gets_labels_and_nothing_is_counted(
    client: httpx.AsyncClient, sign_in: SignIn, owner: asyncpg.Connection, *, role: Role | None, region: str, status: int
) -> None:
    headers = await sign_in(role, region) if role else {}

    answer = await client.post(PATH, data={"region": NATUNA}, headers=headers)

    assert answer.status_code == status
    assert await owner.fetch("SELECT FROM label_prints") == []
    assert await owner.fetch("SELECT FROM audit") == []


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"region": "99.99"}, 404, "UNKNOWN_REGION"),
        ({"region": "21.03\x00"}, 404, "UNKNOWN_REGION"),
        ({"region": "21.04"}, 404, "NO_BOXES"),
        ({"region": MIDAI, "box": "0123456789Y"}, 404, "NO_BOXES"),
        ({"region": MIDAI, "box": "0123456789X"}, 400, "BAD_INPUT"),
        ({"region": MIDAI, "format": "a3"}, 400, "BAD_INPUT"),
        ({"region": MIDAI, "reason": "x\x00"}, 400, "BAD_REASON"),
        ({}, 400, "BAD_INPUT"),
        ({"region": MIDAI, "note": "x" * 40_000}, 400, "BAD_INPUT"),
    ],
)
async def test_a_wrong_form_is_refused_with_what_is_wrong(
    client: httpx.AsyncClient, sign_in: SignIn, owner: asyncpg.Connection, *, form: dict[str, str], status: int, code: str
) -> None:
    coordinator = await sign_in(Role.COORDINATOR, "21")

    answer = await client.post(PATH, data=form, headers=coordinator)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["message"]
    assert await owner.fetch("SELECT FROM label_prints") == []


async def test_a_page_of_another_site_prints_nothing(client: httpx.AsyncClient, sign_in: SignIn, owner: asyncpg.Connection) -> None:
    token = (await sign_in(Role.OPERATOR, NATUNA))["Authorization"].removeprefix("Bearer ")
    headers = {"Cookie": f"silog_session={token}", "Origin": "https://elsewhere.example"}

    answer = await client.post(PATH, data={"region": MIDAI}, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")
    assert await owner.fetch("SELECT FROM label_prints") == []


async def test_more_boxes_than_one_request_may_have_are_refused(
    client: httpx.AsyncClient, sign_in: SignIn, owner: asyncpg.Connection, product: Database, election: Election
) -> None:
    coordinator = await sign_in(Role.COORDINATOR, "21")
    await issue_boxes(product, election, "21.02")
    assert await owner.fetchval("SELECT count(*) FROM boxes") > MOST_BOXES

    answer = await client.post(PATH, data={"region": "21"}, headers=coordinator)

    assert (answer.status_code, answer.json()["code"]) == (400, "TOO_MANY_BOXES")
    assert await owner.fetch("SELECT FROM label_prints") == []
