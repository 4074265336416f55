"""A link signs a person in once; a session ends when it is idle, old or revoked; only hashes are stored."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from tests.people.world import Elections

from silog.errors import SilogError
from silog.kit.database import Database
from silog.kit.scope import View
from silog.people.actions import (
    create_user,
    ensure_user,
    make_bearer_token,
    make_sign_in_link,
    redeem_link,
    revoke_session,
    revoke_sessions_of,
)
from silog.people.rules import COOKIE_IDLE, COOKIE_LIFE, Right, Role, SessionKind, Viewer, later_end, token_hash
from silog.people.viewers import Viewers


async def test_a_link_signs_in_once(product: Database, elections: Elections) -> None:
    user = await create_user(product, elections.training, "Siti", Role.OPERATOR, "21.03")
    link = await make_sign_in_link(product, user.id)

    viewer = await Viewers(product).of_token(await redeem_link(product, link))

    assert viewer == Viewer("Siti", Role.OPERATOR, "21.03", elections.training, "LATIHAN")
    assert viewer.scope.setting == f"FULL|{elections.training}|21.03"
    with pytest.raises(SilogError) as refused:
        await redeem_link(product, link)
    assert refused.value.code == "LINK_USED"


async def test_of_many_who_use_a_link_at_once_one_is_signed_in(product: Database, elections: Elections, owner: asyncpg.Connection) -> None:
    user = await create_user(product, elections.training, "Siti", Role.OPERATOR, "21.03")
    link = await make_sign_in_link(product, user.id)

    answers = await asyncio.gather(*(redeem_link(product, link) for _ in range(8)), return_exceptions=True)

    assert len([answer for answer in answers if isinstance(answer, str)]) == 1
    assert await owner.fetchval("SELECT count(*) FROM sessions") == 1


async def test_a_link_expires_after_a_day(product: Database, elections: Elections, owner: asyncpg.Connection) -> None:
    user = await create_user(product, elections.training, "Siti", Role.OPERATOR, "21.03")
    link = await make_sign_in_link(product, user.id)
    life = await owner.fetchval("SELECT expires_at - $1 FROM sign_in_links", datetime.now(UTC))
    await owner.execute("UPDATE sign_in_links SET expires_at = expires_at - interval '24 hours'")

    with pytest.raises(SilogError) as refused:
        await redeem_link(product, link)

    assert refused.value.code == "LINK_EXPIRED"
    assert life == pytest.approx(timedelta(hours=24), abs=timedelta(minutes=1))


async def test_a_made_up_link_is_unknown(product: Database) -> None:
    with pytest.raises(SilogError) as refused:
        await redeem_link(product, "x" * 43)
    assert refused.value.code == "LINK_UNKNOWN"


async def test_no_token_is_stored(product: Database, elections: Elections, owner: asyncpg.Connection) -> None:
    user = await create_user(product, elections.training, "Siti", Role.OPERATOR, "21.03")
    link = await make_sign_in_link(product, user.id)
    cookie, bearer = await redeem_link(product, link), await make_bearer_token(product, user.id)

    links = await owner.fetch("SELECT token_hash FROM sign_in_links")
    found = await owner.fetch("SELECT token_hash FROM sessions")
    assert [row["token_hash"] for row in links] == [token_hash(link)]
    assert {row["token_hash"] for row in found} == {token_hash(cookie), token_hash(bearer)}
    assert all(len(token) == 43 for token in (link, cookie, bearer))


async def test_a_revoked_session_ends_everywhere_within_seconds_and_at_once_where_it_was_ended(
    product: Database, elections: Elections, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = await create_user(product, elections.training, "Siti", Role.OPERATOR, "21.03")
    here, elsewhere = Viewers(product), Viewers(product)
    token = await make_bearer_token(product, user.id)
    await here.of_token(token)
    await elsewhere.of_token(token)

    await here.sign_out(token)

    with pytest.raises(SilogError, match="has ended or never was"):
        await here.of_token(token)
    later = asyncio.get_running_loop().time() + 5
    monkeypatch.setattr("silog.people.viewers.time.monotonic", lambda: later)
    with pytest.raises(SilogError, match="has ended or never was"):
        await elsewhere.of_token(token)


async def test_every_session_of_a_person_can_be_ended(product: Database, elections: Elections) -> None:
    user = await create_user(product, elections.training, "Siti", Role.OPERATOR, "21.03")
    tokens = [await make_bearer_token(product, user.id) for _ in range(3)]
    link = await make_sign_in_link(product, user.id)
    await revoke_session(product, tokens[0])

    assert await revoke_sessions_of(product, user) == 2
    with pytest.raises(SilogError):
        await Viewers(product).of_token(tokens[2])
    with pytest.raises(SilogError):
        await redeem_link(product, link)


async def test_a_session_in_use_is_extended_and_an_idle_one_ends(
    product: Database, elections: Elections, owner: asyncpg.Connection
) -> None:
    user = await create_user(product, elections.training, "Siti", Role.OPERATOR, "21.03")
    token = await redeem_link(product, await make_sign_in_link(product, user.id))
    await owner.execute("UPDATE sessions SET created_at = created_at - interval '11 hours', expires_at = expires_at - interval '11 hours'")

    await Viewers(product).of_token(token)

    left = await owner.fetchval("SELECT expires_at - $1 FROM sessions", datetime.now(UTC))
    assert left == pytest.approx(COOKIE_IDLE, abs=timedelta(minutes=1))
    await owner.execute("UPDATE sessions SET expires_at = expires_at - interval '12 hours'")
    with pytest.raises(SilogError):
        await Viewers(product).of_token(token)


def test_a_busy_session_ends_after_a_week_all_the_same() -> None:
    start = datetime(2024, 11, 20, tzinfo=UTC)
    late = start + COOKIE_LIFE - timedelta(hours=1)

    assert later_end(SessionKind.COOKIE, start, late + timedelta(minutes=10), late) == start + COOKIE_LIFE
    assert later_end(SessionKind.COOKIE, start, start + COOKIE_LIFE, late) is None


def test_a_session_is_not_written_at_every_request() -> None:
    start = datetime(2024, 11, 20, tzinfo=UTC)

    assert later_end(SessionKind.COOKIE, start, start + COOKIE_IDLE, start + timedelta(minutes=4)) is None
    assert later_end(SessionKind.BEARER, start, start + COOKIE_IDLE, start + timedelta(hours=6)) is None


async def test_a_name_is_used_once_in_an_election_and_may_be_used_in_another(product: Database, elections: Elections) -> None:
    first = await create_user(product, elections.training, "Siti", Role.OPERATOR, "21.03")
    await create_user(product, elections.real, "Siti", Role.AUDITOR, "21")

    with pytest.raises(SilogError, match="There is a user 'Siti' in this election already"):
        await create_user(product, elections.training, "Siti", Role.AUDITOR, "21")
    assert await ensure_user(product, elections.training, "Siti", Role.AUDITOR, "21") == first


@pytest.mark.parametrize(
    ("name", "role", "region", "said"),
    [
        (" ", Role.OPERATOR, "21.03", "name is empty"),
        ("Siti", Role.OPERATOR, "99", "There is no region 99"),
        ("Siti", Role.OPERATOR, "", "There is no region"),
        ("Siti", Role.PUBLIC, "21", "PUBLIC is everybody"),
    ],
)
async def test_a_user_must_make_sense(product: Database, elections: Elections, *, name: str, role: Role, region: str, said: str) -> None:
    with pytest.raises(SilogError, match=said):
        await create_user(product, elections.training, name, role, region)


def test_only_coordinators_and_trainers_wind_a_training_clock() -> None:
    assert {role for role in Role if _viewer(role).may(Right.SET_TRAINING_CLOCK)} == {Role.COORDINATOR, Role.TRAINER}


def test_supervisors_and_auditors_see_in_full_and_record_nothing() -> None:
    for role, own in ((Role.SUPERVISOR, {Right.FILE_OBSERVATIONS}), (Role.AUDITOR, set[Right]())):
        assert _viewer(role).scope.view is View.FULL
        assert {right for right in Right if _viewer(role).may(right)} == {Right.ASK_ROUTES, Right.READ_PLANS} | own


def test_the_public_may_nothing_and_is_asked_to_sign_in() -> None:
    public = Viewer.public(7, "PILKADA")

    assert public.scope.setting == "PUBLIC|7|"
    with pytest.raises(SilogError) as refused:
        public.demand(Right.RECORD_SCANS)
    assert refused.value.code == "UNAUTHENTICATED"


def test_a_person_without_the_right_is_refused_by_name() -> None:
    with pytest.raises(SilogError, match="Siti is AUDITOR in LATIHAN, which does not carry RECORD_SCANS") as refused:
        _viewer(Role.AUDITOR).demand(Right.RECORD_SCANS)
    assert refused.value.code == "FORBIDDEN"


def _viewer(role: Role) -> Viewer:
    return Viewer("Siti", role, "21.03", 1, "LATIHAN")
