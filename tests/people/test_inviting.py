"""An invitation enrols one device for one role and place; it is made for the own territory only, and its code is stored nowhere."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.people.world import Elections, add_places

from silog.errors import SilogError
from silog.kit.database import Database
from silog.kit.scope import View
from silog.people.actions import (
    Contact,
    Enrolment,
    Invited,
    Newcomer,
    Revocation,
    enrol_by_invitation,
    enrol_device,
    invite_devices,
    report_contact,
    revoke_device,
)
from silog.people.rules import DEVICE_LIFE, KeyAlgorithm, Right, Role, Viewer, key_id, token_hash
from silog.people.rules.invitations import INVITED, MOST_INVITATIONS, read_code
from silog.people.viewers import Viewers


@pytest.fixture
def operator(elections: Elections) -> Viewer:
    return Viewer("Siti", Role.OPERATOR, "21.03", elections.training, "LATIHAN")


@pytest.fixture
async def places(elections: Elections, owner: asyncpg.Connection) -> None:
    await add_places(owner, elections.training)


def newcomer(code: str, key: bytes | None = None) -> Newcomer:
    return Newcomer(code, KeyAlgorithm.ED25519, key or Ed25519PrivateKey.generate().public_key().public_bytes_raw(), "uji 1.0")


async def invited(database: Database, viewer: Viewer, **changes: Any) -> str:  # noqa: ANN401 -- fields of Invited
    wanted = {"role": Role.PPK, "region_code": "21.03", "label": "PPK Serasan"} | changes
    return (await invite_devices(database, viewer, Invited(**wanted)))[0].code


async def refusal(awaited: Any) -> SilogError:  # noqa: ANN401 -- any action
    with pytest.raises(SilogError) as refused:
        await awaited
    return refused.value


async def counts(owner: asyncpg.Connection) -> list[int]:
    tables = ("devices", "users", "sessions", "audit", "invitations")
    used = await owner.fetchval("SELECT count(*) FROM invitations WHERE used_at IS NOT NULL")
    return [used, *[await owner.fetchval(f"SELECT count(*) FROM {table}") for table in tables]]


@pytest.mark.usefixtures("places")
async def test_a_phone_is_enrolled_for_the_role_and_the_place_of_its_invitation(
    product: Database, operator: Viewer, owner: asyncpg.Connection
) -> None:
    code = await invited(product, operator, role=Role.KPPS, place_code="TPS-21.03.04.1003-001", label="KPPS Serasan 1")
    phone = newcomer(f" {code[:5].lower()}-{code[5:]} ")

    enrolled = await enrol_by_invitation(product, phone)

    number = key_id(phone.public_key)
    viewer = await Viewers(product).of_token(enrolled.token)
    assert (
        viewer
        == enrolled.viewer
        == Viewer(f"KPPS Serasan 1 ({number})", Role.KPPS, "21.03.04.1003", operator.election_id, "LATIHAN", number)
    )
    assert (viewer.scope.view, viewer.may(Right.RECORD_SCANS), viewer.may(Right.MANAGE_DEVICES)) == (View.FULL, True, False)
    row = dict(await owner.fetchrow("SELECT label, role, region_code, place_code, version, public_key FROM devices") or {})
    assert row == {
        "label": "KPPS Serasan 1",
        "role": "KPPS",
        "region_code": "21.03.04.1003",
        "place_code": "TPS-21.03.04.1003-001",
        "version": "uji 1.0",
        "public_key": phone.public_key,
    }
    assert enrolled.expires_at - datetime.now(UTC) == pytest.approx(DEVICE_LIFE, abs=timedelta(minutes=1))


async def test_neither_code_nor_token_is_stored(product: Database, operator: Viewer, owner: asyncpg.Connection) -> None:
    code = await invited(product, operator)
    token = (await enrol_by_invitation(product, newcomer(code))).token

    assert await owner.fetchval("SELECT code_hash FROM invitations") == token_hash(code)
    assert await owner.fetchval("SELECT token_hash FROM sessions") == token_hash(token)
    assert len(code) == 26
    dumped = [
        str(tuple(row)) for table in ("invitations", "audit", "sessions", "users") for row in await owner.fetch(f"SELECT * FROM {table}")
    ]
    assert not [row for row in dumped if code in row or token in row]


async def test_of_many_phones_that_use_an_invitation_at_once_one_is_enrolled(
    product: Database, operator: Viewer, owner: asyncpg.Connection
) -> None:
    code = await invited(product, operator)

    answers = await asyncio.gather(*(enrol_by_invitation(product, newcomer(code)) for _ in range(6)), return_exceptions=True)

    refused = [answer for answer in answers if isinstance(answer, SilogError)]
    assert [one.code for one in refused] == ["INVITATION_USED"] * 5
    assert await owner.fetchval("SELECT count(*) FROM devices") == 1


async def test_the_phone_whose_answer_was_lost_may_come_again_and_has_one_session(
    product: Database, operator: Viewer, owner: asyncpg.Connection
) -> None:
    phone = newcomer(await invited(product, operator))
    lost = await enrol_by_invitation(product, phone)
    before = await counts(owner)

    again = await enrol_by_invitation(product, phone)

    assert (again.viewer, await Viewers(product).of_token(again.token)) == (lost.viewer, lost.viewer)
    assert (await refusal(Viewers(product).of_token(lost.token))).code == "UNAUTHENTICATED"
    assert await counts(owner) == [*before[:3], before[3] + 1, *before[4:]]
    await owner.execute("UPDATE invitations SET used_at = used_at - interval '61 minutes'")
    assert (await refusal(enrol_by_invitation(product, phone))).code == "INVITATION_USED"


async def test_a_code_that_is_made_up_expired_or_used_enrols_nothing(
    product: Database, operator: Viewer, owner: asyncpg.Connection
) -> None:
    used, expired = await invited(product, operator), await invited(product, operator)
    await enrol_by_invitation(product, newcomer(used))
    await owner.execute("UPDATE invitations SET expires_at = now() - interval '1 second' WHERE code_hash = $1", token_hash(expired))
    before = await counts(owner)

    said = [(await refusal(enrol_by_invitation(product, newcomer(code)))).code for code in ("A" * 26, "", "x\0", used[:-1], used, expired)]

    assert said == [*["INVITATION_UNKNOWN"] * 4, "INVITATION_USED", "INVITATION_EXPIRED"]
    assert await counts(owner) == before


async def test_a_key_that_serves_already_here_or_in_another_election_leaves_the_invitation_unused(
    product: Database, elections: Elections, operator: Viewer, owner: asyncpg.Connection
) -> None:
    code = await invited(product, operator)
    here, elsewhere = (newcomer(code) for _ in range(2))
    await enrol_device(product, elections.training, Enrolment("HP", "21.03", here.algorithm, here.public_key))
    await enrol_device(product, elections.real, Enrolment("HP", "21.03", elsewhere.algorithm, elsewhere.public_key))
    before = await counts(owner)

    said = [(await refusal(enrol_by_invitation(product, phone))).code for phone in (here, elsewhere)]

    assert (said, await counts(owner)) == (["KEY_ENROLLED", "KEY_ENROLLED"], before)
    await enrol_by_invitation(product, newcomer(code))


@pytest.mark.usefixtures("places")
async def test_each_polling_station_of_a_district_gets_an_invitation_of_its_own(
    product: Database, operator: Viewer, owner: asyncpg.Connection
) -> None:
    made = await invite_devices(product, operator, Invited(Role.KPPS, "21.03.04", "KPPS", is_each_place=True))

    assert [(one.place_code, one.region_code, one.label) for one in made] == [
        ("TPS-21.03.04.1003-001", "21.03.04.1003", "KPPS TPS 1"),
        ("TPS-21.03.04.1003-002", "21.03.04.1003", "KPPS TPS 2"),
    ]
    assert len({one.code for one in made}) == 2
    noted = await owner.fetchrow("SELECT action, object_code, actor, role, after FROM audit")
    assert tuple(noted or ()) == (
        *("device:invitation:make", "21.03.04", "Siti", "OPERATOR"),
        '{"role": "KPPS", "label": "KPPS", "invitations": 2, "days": 21}',
    )


async def test_many_of_one_label_are_numbered(product: Database, operator: Viewer) -> None:
    made = await invite_devices(product, operator, Invited(Role.CARRIER, "21.03", "Pompong", count=3, days=5))

    assert [one.label for one in made] == ["Pompong 1", "Pompong 2", "Pompong 3"]
    assert made[0].expires_at - datetime.now(UTC) == pytest.approx(timedelta(days=5), abs=timedelta(minutes=1))


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({"region_code": "21.04"}, "FORBIDDEN", "not in your territory"),
        ({"region_code": "21"}, "FORBIDDEN", "not in your territory"),
        ({"region_code": "21.03.99"}, "BAD_INPUT", "no region"),
        ({"place_code": "PPK-21.04.01"}, "BAD_INPUT", "no place"),
        ({"place_code": "x\0"}, "BAD_INPUT", "no place"),
        ({"role": Role.COORDINATOR}, "BAD_INPUT", "enrols no device"),
        ({"role": Role.SUPERVISOR}, "BAD_INPUT", "enrols no device"),
        ({"role": Role.PUBLIC}, "BAD_INPUT", "enrols no device"),
        ({"label": " "}, "BAD_INPUT", "label is empty"),
        ({"label": "x" * 81}, "BAD_INPUT", "81 characters"),
        ({"count": 0}, "BAD_INPUT", "1 to 2000"),
        ({"count": MOST_INVITATIONS + 1}, "BAD_INPUT", "1 to 2000"),
        ({"days": 0}, "BAD_INPUT", "1 to 90 days"),
        ({"days": 91}, "BAD_INPUT", "1 to 90 days"),
        ({"is_each_place": True, "role": Role.ESCORT}, "BAD_INPUT", "one kind of place"),
        ({"is_each_place": True, "count": 2}, "BAD_INPUT", "one kind of place"),
        ({"is_each_place": True, "role": Role.OPERATOR}, "BAD_INPUT", "no WAREHOUSE"),
    ],
)
async def test_an_invitation_that_makes_no_sense_or_reaches_elsewhere_is_refused_and_nothing_made(
    product: Database, operator: Viewer, owner: asyncpg.Connection, *, changes: dict[str, Any], code: str, said: str
) -> None:
    refused = await refusal(invited(product, operator, **changes))

    assert refused.code == code
    assert said in refused.message + refused.hint
    assert await counts(owner) == [0] * 6


async def test_revoking_a_device_ends_its_session_at_once_and_stands_in_the_audit(
    product: Database, operator: Viewer, owner: asyncpg.Connection
) -> None:
    enrolled = await enrol_by_invitation(product, newcomer(await invited(product, operator)))
    number = enrolled.viewer.device_id or ""

    await revoke_device(product, operator, Revocation(number, 12, "Hilang di laut"))

    assert (await refusal(Viewers(product).of_token(enrolled.token))).code == "UNAUTHENTICATED"
    row = await owner.fetchrow("SELECT revoked_after_seq, revoked_at IS NOT NULL FROM devices")
    assert tuple(row or ()) == (12, True)
    noted = await owner.fetchrow("SELECT action, object_code, reason, before, after FROM audit ORDER BY id DESC LIMIT 1")
    assert tuple(noted or ()) == ("device:key:revoke", number, "Hilang di laut", None, '{"after_seq": 12}')


@pytest.mark.parametrize(
    ("region", "election", "after", "reason", "code"),
    [
        ("21.04", "training", 0, "Hilang", "UNKNOWN_DEVICE"),
        ("21.03", "real", 0, "Hilang", "UNKNOWN_DEVICE"),
        ("21.03", "training", -1, "Hilang", "BAD_INPUT"),
        ("21.03", "training", 2**31, "Hilang", "BAD_INPUT"),
        ("21.03", "training", 0, " ", "REASON_MISSING"),
    ],
)
async def test_a_device_elsewhere_is_not_revoked(
    product: Database,
    elections: Elections,
    operator: Viewer,
    owner: asyncpg.Connection,
    *,
    region: str,
    election: str,
    after: int,
    reason: str,
    code: str,
) -> None:
    enrolled = await enrol_by_invitation(product, newcomer(await invited(product, operator)))
    before = await counts(owner)
    other = Viewer("Budi", Role.OPERATOR, region, getattr(elections, election), "X")

    refused = await refusal(revoke_device(product, other, Revocation(enrolled.viewer.device_id or "", after, reason)))

    assert (refused.code, await counts(owner)) == (code, before)
    assert await owner.fetchval("SELECT revoked_after_seq FROM devices") is None
    await Viewers(product).of_token(enrolled.token)


async def test_a_device_tells_how_it_fares(product: Database, operator: Viewer, owner: asyncpg.Connection) -> None:
    viewer = (await enrol_by_invitation(product, newcomer(await invited(product, operator)))).viewer
    shown = await owner.fetchval("SELECT clock_shown_at FROM elections WHERE code = 'LATIHAN'")
    await owner.execute("UPDATE elections SET clock_is_paused = true WHERE code = 'LATIHAN'")
    oldest = shown - timedelta(hours=3)

    heard = await report_contact(product, viewer, Contact(12, oldest, "2.0\n" + "x" * 50, shown + timedelta(seconds=90)))

    assert (heard.at, heard.clock_offset_s) == (shown, 90)
    row = await owner.fetchrow("SELECT contact_at, queue_length, oldest_unsent_at, version, clock_offset_s FROM devices")
    assert tuple(row or ()) == (shown, 12, oldest, "2.0" + "x" * 37, 90)
    await report_contact(product, viewer, Contact(0, oldest, None, shown))
    assert await owner.fetchval("SELECT oldest_unsent_at FROM devices") is None
    assert (await refusal(report_contact(product, viewer, Contact(-1, None, None, shown)))).code == "BAD_INPUT"


def test_an_invitation_is_for_those_who_handle_boxes_where_they_are() -> None:
    assert set(INVITED) == {Role.OPERATOR, Role.SUPPLIER, Role.CARRIER, Role.PPK, Role.PPS, Role.KPPS, Role.ESCORT}


@pytest.mark.parametrize("typed", ["", "A" * 25, "A" * 27, "1" * 26, "A" * 25 + "\u212a", "A" * 25 + "\0"])
def test_what_can_be_no_code_is_not_looked_up(typed: str) -> None:
    assert read_code(typed) is None
