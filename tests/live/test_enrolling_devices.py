"""A phone with nothing but the sheet in its officer's hand: it enrols itself over HTTP, hands in signed scans, and is cut off when lost."""

import base64
from typing import Any, Final

import asyncpg
import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.factories.world import NOW, code_of
from tests.live.conftest import Live

from silog.custody.device import DeviceSigner
from silog.custody.rules import ScanType
from silog.people.rules import Role, key_id

Json = Any
INVITE: Final = """mutation ($input: InviteDevicesInput!) { inviteDevices(input: $input) {
  invitations { code path label role regionCode placeCode expiresAt } errors { code message } } }"""
ENROL: Final = """mutation ($input: EnrolDeviceInput!) { enrolDevice(input: $input) {
  device { key label role placeCode region { code name } election { code } } token expiresAt errors { code message } } }"""
RECORD: Final = """mutation ($scans: [ScanInput!]!, $contact: ReportContactInput!) {
  recordScans(input: {scans: $scans}) { results { status code } errors { code } }
  reportContact(input: $contact) { contactAt clockOffsetS errors { code message } } }"""
REVOKE: Final = """mutation ($input: RevokeDeviceInput!) { revokeDevice(input: $input) {
  device { key revokedAfterSeq } errors { code message } } }"""


class Phone:
    """A phone with its own key."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self.key = Ed25519PrivateKey.generate()
        self.public = self.key.public_key().public_bytes_raw()
        self.signer = DeviceSigner("LATIHAN-2024", key_id(self.public), self.key)
        self.token = ""

    async def enrol(self, code: str) -> Json:
        """Scan the sheet."""
        public = base64.urlsafe_b64encode(self.public).decode().rstrip("=")
        wanted = {"invitation": code, "algorithm": "ED25519", "publicKey": public, "version": "1.0"}
        said = (await ask(self.http, ENROL, "", input=wanted))["data"]["enrolDevice"]
        self.token = said["token"] or ""
        return said

    async def hand_in(self, *, oldest: str | None = None) -> Json:
        """Sign one scan and hand it in, with how the phone fares."""
        scan = self.signer.scan(ScanType.CHECK, code_of(1, 1), "PPK-21.03.04", NOW)
        scans = [{"event": scan.event, "detail": scan.detail, "signature": scan.signature, "key": scan.key}]
        contact = {"queueLength": 2, "oldestUnsentAt": oldest, "version": "1.0", "clock": "2024-11-20T05:00:00Z"}
        return await ask(self.http, RECORD, self.token, scans=scans, contact=contact)


async def ask(http: httpx.AsyncClient, query: str, token: str, **variables: object) -> Json:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return (await http.post("/graphql", json={"query": query, "variables": variables}, headers=headers)).json()


@pytest.fixture
async def phone(http: httpx.AsyncClient) -> Phone:
    return Phone(http)


@pytest.fixture
async def operator(live: Live) -> str:
    """The token of an operator of Natuna."""
    return await live.token("Operator Natuna", "21.03")


async def invitation(http: httpx.AsyncClient, operator: str) -> str:
    wanted = {"role": "PPK", "region": "21.03", "place": "PPK-21.03.04", "label": "PPK Serasan"}
    made = (await ask(http, INVITE, operator, input=wanted))["data"]["inviteDevices"]
    assert made["errors"] == []
    code: str = made["invitations"][0]["code"]
    assert made["invitations"][0]["path"] == f"/scan#u={code}"
    return code


async def test_a_phone_enrols_itself_with_its_sheet_and_hands_in_a_signed_scan(
    http: httpx.AsyncClient, phone: Phone, operator: str, owner: asyncpg.Connection
) -> None:
    said = await phone.enrol(await invitation(http, operator))

    assert said["device"] == {
        "key": phone.signer.device_id,
        "label": "PPK Serasan",
        "role": "PPK",
        "placeCode": "PPK-21.03.04",
        "region": {"code": "21.03.04", "name": await owner.fetchval("SELECT name FROM regions WHERE code = '21.03.04'")},
        "election": {"code": "LATIHAN-2024"},
    }
    assert (said["errors"], len(phone.token)) == ([], 43)
    answered = (await phone.hand_in(oldest="2024-11-19T23:00:00+07:00"))["data"]
    assert answered["recordScans"] == {"results": [{"status": "RECORDED", "code": None}], "errors": []}
    assert answered["reportContact"]["errors"] == []
    stored = await owner.fetchrow("SELECT box_code, device_id FROM scans WHERE device_id = $1", phone.signer.device_id)
    assert tuple(stored or ()) == (code_of(1, 1), phone.signer.device_id)


async def test_its_office_sees_how_the_phone_fares_and_another_regency_does_not(
    live: Live, http: httpx.AsyncClient, phone: Phone, operator: str
) -> None:
    await phone.enrol(await invitation(http, operator))
    await phone.hand_in(oldest="2024-11-19T16:00:00Z")
    query = """query ($key: String) { devices(filter: {search: $key}, orderBy: LONGEST_QUEUE) {
      nodes { key label role queueLength oldestUnsentAt version contactAt revokedAfterSeq place { code } } } }"""

    here = await ask(http, query, operator, key=phone.signer.device_id)
    elsewhere = await ask(http, query, await live.token("Operator Anambas", "21.05"), key=phone.signer.device_id)

    (shown,) = here["data"]["devices"]["nodes"]
    assert shown.pop("contactAt") is not None
    assert shown == {
        "key": phone.signer.device_id,
        "label": "PPK Serasan",
        "role": "PPK",
        "queueLength": 2,
        "oldestUnsentAt": "2024-11-19T16:00:00.000Z",
        "version": "1.0",
        "revokedAfterSeq": None,
        "place": {"code": "PPK-21.03.04"},
    }
    assert elsewhere["data"]["devices"]["nodes"] == []


async def test_a_phone_sees_its_district_and_itself_and_does_nothing_but_scan(http: httpx.AsyncClient, phone: Phone, operator: str) -> None:
    await phone.enrol(await invitation(http, operator))

    seen = await ask(http, "{ viewer { name role region { code } device { key } } boxes { nodes { region { code } } } }", phone.token)
    refused = await ask(http, INVITE, phone.token, input={"role": "PPK", "region": "21.03.04", "label": "Lagi"})

    assert seen["data"]["viewer"] == {
        "name": f"PPK Serasan ({phone.signer.device_id})",
        "role": "PPK",
        "region": {"code": "21.03.04"},
        "device": {"key": phone.signer.device_id},
    }
    regions = {box["region"]["code"] for box in seen["data"]["boxes"]["nodes"]}
    assert regions
    assert all(code.startswith("21.03.04.") for code in regions)
    assert (refused["data"], refused["errors"][0]["extensions"]["code"]) == ({"inviteDevices": None}, "FORBIDDEN")


async def test_a_lost_phone_is_signed_out_and_what_it_makes_later_is_quarantined(
    live: Live, http: httpx.AsyncClient, phone: Phone, operator: str
) -> None:
    await phone.enrol(await invitation(http, operator))
    await phone.hand_in()

    said = await ask(http, REVOKE, operator, input={"key": phone.signer.device_id, "afterSeq": 1, "reason": "Jatuh ke laut"})

    assert said["data"]["revokeDevice"] == {"device": {"key": phone.signer.device_id, "revokedAfterSeq": 1}, "errors": []}
    live.application.viewers.forget()
    assert (await phone.hand_in())["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    scan = phone.signer.scan(ScanType.CHECK, code_of(1, 1), "PPK-21.03.04", NOW)
    scans = [{"event": scan.event, "detail": scan.detail, "signature": scan.signature, "key": scan.key}]
    document = "mutation ($scans: [ScanInput!]!) { recordScans(input: {scans: $scans}) { results { status code } } }"
    found = await ask(http, document, operator, scans=scans)
    assert found["data"]["recordScans"]["results"] == [{"status": "QUARANTINED", "code": "REVOKED_DEVICE"}]


async def test_who_guesses_codes_is_soon_held_up_and_who_comes_with_good_ones_is_not(
    http: httpx.AsyncClient, operator: str, owner: asyncpg.Connection
) -> None:
    good = [await invitation(http, operator) for _ in range(25)]
    enrolled = [await Phone(http).enrol(code) for code in good[:24]]
    assert [one["errors"] for one in enrolled] == [[]] * 24

    guesses = [(await Phone(http).enrol("A" * 26))["errors"][0]["code"] for _ in range(21)]

    assert guesses == ["INVITATION_UNKNOWN"] * 20 + ["TOO_MANY_ATTEMPTS"]
    before = await owner.fetchval("SELECT count(*) FROM devices")
    assert (await Phone(http).enrol(good[24]))["errors"][0]["code"] == "TOO_MANY_ATTEMPTS"
    assert await owner.fetchval("SELECT count(*) FROM devices") == before


@pytest.mark.parametrize("role", [Role.PLANNER, Role.SUPERVISOR, Role.AUDITOR, Role.KPPS, None])
async def test_who_has_not_the_right_invites_and_revokes_nothing(
    live: Live, http: httpx.AsyncClient, owner: asyncpg.Connection, role: Role | None
) -> None:
    token = "" if role is None else await live.token(f"{role} Natuna", "21.03", role=role)
    await ask(http, "{ viewer { name } }", token)  # the first use of a session is written down
    tables = ("devices", "invitations", "audit", "sessions")
    before = [await owner.fetch(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables]

    said = [
        await ask(http, INVITE, token, input={"role": "PPK", "region": "21.03", "label": "X"}),
        await ask(http, REVOKE, token, input={"key": "KUNCI11AAAAAAAAAA", "afterSeq": 0, "reason": "X"}),
    ]

    assert {one["errors"][0]["extensions"]["code"] for one in said} == {"UNAUTHENTICATED" if role is None else "FORBIDDEN"}
    assert [await owner.fetch(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables] == before
