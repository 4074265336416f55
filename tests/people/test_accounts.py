"""Accounts that an office makes, gives links and closes: of its own territory, and of no role that watches it or stands above it."""

from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from tests.people.world import Elections

from silog.errors import SilogError
from silog.kit.database import Database
from silog.people.actions import (
    Invited,
    NewAccount,
    Newcomer,
    close_account,
    close_account_of,
    create_account,
    create_user,
    enrol_by_invitation,
    invite_devices,
    make_bearer_token,
    make_sign_in_link,
    redeem_link,
    renew_link,
    set_password,
    sign_in_by_password,
    take_back_invitations,
)
from silog.people.queries import User
from silog.people.rules import GRANTS, KeyAlgorithm, Right, Role, Viewer
from silog.people.viewers import Viewers

SECRET = "kapal kecil menuju Midai"  # noqa: S105 -- of a person who does not exist


@pytest.fixture
def operator(elections: Elections) -> Viewer:
    return Viewer("Siti", Role.OPERATOR, "21.03", elections.training, "LATIHAN")


async def refusal(awaited: Any) -> str:  # noqa: ANN401 -- any action
    with pytest.raises(SilogError) as refused:
        await awaited
    return refused.value.code


async def audited(owner: asyncpg.Connection) -> list[tuple[str, str, str, str]]:
    return [tuple(row) for row in await owner.fetch("SELECT actor, action, object_code, reason FROM audit ORDER BY id")]


async def numbers(owner: asyncpg.Connection) -> dict[str, UUID]:
    """The ids of invitations, by label."""
    return {row["label"]: row["id"] for row in await owner.fetch("SELECT label, id FROM invitations")}


async def test_an_account_is_made_with_a_link_that_signs_in_once(product: Database, operator: Viewer, owner: asyncpg.Connection) -> None:
    made = await create_account(product, operator, NewAccount("  Budi   PPK ", Role.PPK, "21.03"))

    viewer = await Viewers(product).of_token(await redeem_link(product, made.path.removeprefix("/sign-in/")))

    assert (viewer.name, viewer.role, viewer.region_code) == ("Budi PPK", Role.PPK, "21.03")
    assert await audited(owner) == [("Siti", "person:account:create", "Budi PPK", ""), ("Siti", "person:link:make", "Budi PPK", "")]
    assert await refusal(create_account(product, operator, NewAccount("Budi PPK", Role.PPS, "21.03"))) == "NAME_TAKEN"


async def test_another_link_signs_in_who_has_lost_the_first(product: Database, operator: Viewer) -> None:
    made = await create_account(product, operator, NewAccount("Budi", Role.ESCORT, "21.03"))

    again = await renew_link(product, operator, made.id)

    assert (await Viewers(product).of_token(await redeem_link(product, again.token))).name == "Budi"


async def test_a_closed_account_is_signed_in_by_nothing_any_more(product: Database, operator: Viewer, owner: asyncpg.Connection) -> None:
    made = await create_account(product, operator, NewAccount("Budi", Role.PPK, "21.03"))
    user = User(made.id, operator.election_id, "Budi", Role.PPK, "21.03")
    await set_password(product, user, SECRET, operator)
    token, link = await make_bearer_token(product, made.id), await make_sign_in_link(product, made.id)

    await close_account(product, operator, made.id, "Pindah tugas")

    assert await refusal(Viewers(product).of_token(token)) == "UNAUTHENTICATED"
    assert await refusal(redeem_link(product, link)) == "LINK_USED"
    assert await refusal(sign_in_by_password(product, operator.election_id, "Budi", SECRET, None)) == "WRONG_PASSWORD"
    for awaited in (renew_link(product, operator, made.id), make_bearer_token(product, made.id), make_sign_in_link(product, made.id)):
        assert await refusal(awaited) == "ACCOUNT_CLOSED"
    await set_password(product, user, SECRET, operator)
    assert await refusal(sign_in_by_password(product, operator.election_id, "Budi", SECRET, None)) == "ACCOUNT_CLOSED"
    assert await refusal(close_account(product, operator, made.id, "Lagi")) == "ACCOUNT_CLOSED"
    assert ("Siti", "person:account:close", "Budi", "Pindah tugas") in await audited(owner)


async def test_at_the_server_any_account_is_closed(product: Database, elections: Elections, owner: asyncpg.Connection) -> None:
    shell = Viewer("silog users", Role.COORDINATOR, "", elections.training, "LATIHAN")
    watcher = await create_user(product, elections.training, "Panwas", Role.SUPERVISOR, "21.03")
    token = await make_bearer_token(product, watcher.id)

    await close_account_of(product, watcher, "Masa tugas selesai", shell)

    assert await refusal(Viewers(product).of_token(token)) == "UNAUTHENTICATED"
    assert await audited(owner) == [("silog users", "person:account:close", "Panwas", "Masa tugas selesai")]


async def test_what_is_not_the_offices_is_refused_and_nothing_is_written(
    product: Database, elections: Elections, operator: Viewer, owner: asyncpg.Connection
) -> None:
    roles = (Role.SUPERVISOR, Role.COORDINATOR, Role.AUDITOR, Role.TRAINER, Role.PLANNER)
    people = {role: await create_user(product, elections.training, f"{role}", role, "21.03") for role in (*roles, Role.OPERATOR)}
    elsewhere = await create_user(product, elections.training, "Lingga", Role.PPK, "21.04")
    real = await create_user(product, elections.real, "Nyata", Role.PPK, "21.03")

    for role in roles:
        assert await refusal(create_account(product, operator, NewAccount("Baru", role, "21.03"))) == "ROLE_NOT_GRANTED"
        assert await refusal(renew_link(product, operator, people[role].id)) == "ROLE_NOT_GRANTED"
        assert await refusal(close_account(product, operator, people[role].id, "Uji")) == "ROLE_NOT_GRANTED"
    for unknown in (elsewhere.id, real.id, uuid4()):
        assert await refusal(renew_link(product, operator, unknown)) == "UNKNOWN_ACCOUNT"
        assert await refusal(close_account(product, operator, unknown, "Uji")) == "UNKNOWN_ACCOUNT"
    for region in ("21.04", "21", "21.03.\0"):
        assert await refusal(create_account(product, operator, NewAccount("Baru", Role.PPK, region))) == "FORBIDDEN"
    for name in ("", " ", "a\0b", "x" * 81):
        assert await refusal(create_account(product, operator, NewAccount(name, Role.PPK, "21.03"))) == "BAD_NAME"
    me = people[Role.OPERATOR]
    as_me = Viewer(me.name, me.role, "21.03", elections.training, "LATIHAN", person_id=me.id)
    assert await refusal(close_account(product, as_me, me.id, "Uji")) == "OWN_ACCOUNT"
    assert await audited(owner) == []
    assert await owner.fetchval("SELECT count(*) FROM sign_in_links") == 0


def test_nobody_makes_accounts_who_does_not_manage_people_and_none_of_those_who_watch() -> None:
    for role in Role:
        viewer = Viewer("Ani", role, "21.03", 1, "LATIHAN")
        assert bool(viewer.grants) is viewer.may(Right.MANAGE_PEOPLE) is (role in GRANTS)
        assert not {Role.SUPERVISOR, Role.AUDITOR, Role.COORDINATOR, Role.TRAINER} & set(viewer.grants)
        assert Viewer("HP", role, "21.03", 1, "LATIHAN", device_id="KUNCI").grants == ()


async def test_a_sheet_that_was_taken_back_enrols_nobody(product: Database, operator: Viewer, owner: asyncpg.Connection) -> None:
    lost, kept = [(await invite_devices(product, operator, Invited(Role.PPK, "21.03", label)))[0] for label in ("Hilang", "Ada")]

    await take_back_invitations(product, operator, [(await numbers(owner))["Hilang"]], "Lembar hilang")

    assert await refusal(enrol_by_invitation(product, _phone(lost.code))) == "INVITATION_REVOKED"
    await enrol_by_invitation(product, _phone(kept.code))
    assert ("Siti", "device:invitation:revoke", "21.03", "Lembar hilang") in await audited(owner)


async def test_of_sheets_that_were_used_or_lie_elsewhere_none_is_taken_back(
    product: Database, elections: Elections, operator: Viewer, owner: asyncpg.Connection
) -> None:
    lingga = Viewer("Ani", Role.OPERATOR, "21.04", elections.training, "LATIHAN")
    (used,), (free,) = [await invite_devices(product, operator, Invited(Role.PPK, "21.03", label)) for label in ("Dipakai", "Ada")]
    await invite_devices(product, lingga, Invited(Role.PPK, "21.04", "Lingga"))
    await enrol_by_invitation(product, _phone(used.code))
    ids = await numbers(owner)

    async def taken(*labels: str, reason: str = "Uji") -> str:
        return await refusal(take_back_invitations(product, operator, [ids[label] for label in labels], reason))

    assert await taken("Ada", "Dipakai") == "UNKNOWN_INVITATION"
    assert await taken("Ada", "Lingga") == "UNKNOWN_INVITATION"
    assert await taken() == "BAD_INPUT"
    assert await taken("Ada", reason=" ") == "REASON_MISSING"
    assert await owner.fetchval("SELECT count(*) FROM invitations WHERE revoked_at IS NOT NULL") == 0
    await enrol_by_invitation(product, _phone(free.code))


def _phone(code: str) -> Newcomer:
    return Newcomer(code, KeyAlgorithm.ED25519, uuid4().bytes * 2)
