"""Signing in by a passkey that the browser finds by itself: nobody types a name, and the passkey says whose it is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, func, select, update

from silog.kit.clock import real_now
from silog.kit.database import Database, UnitOfWork
from silog.kit.scope import Scope
from silog.people.actions.auditing import AuditEntry, as_json, note
from silog.people.actions.challenges import make_challenge, use_challenge
from silog.people.actions.sessions import open_session
from silog.people.rules import SessionKind, Viewer
from silog.people.rules.ceremonies import Used, challenge_answered, credential_used, read_used, refused, request_options
from silog.people.rules.passkeys import Purpose, RelyingParty, wrong_use
from silog.people.tables import passkeys, users
from silog.places.queries import NO_ELECTION, election_numbered

WRONGLY_USED: Final = "person:passkey:refuse"


async def ask_to_sign_in(database: Database, party: RelyingParty) -> dict[str, Any]:
    """Give what a browser needs to sign with a passkey that it holds for this server."""
    return request_options(party, await make_challenge(database, Purpose.SIGN_IN))


async def sign_in_by_passkey(database: Database, party: RelyingParty, credential: Mapping[str, Any], agent: str | None) -> str:
    """Give the token of a new session, in the election that the passkey was registered in and in no other.

    CHALLENGE_GONE or PASSKEY_REFUSED otherwise. A use that carries the key's own good signature and is wrong nevertheless stands in the
    audit: of a removed passkey, without its person verified, or with a counter that does not go up.
    """
    credential_id, challenge = credential_used(credential), challenge_answered(credential)
    await use_challenge(database, challenge, Purpose.SIGN_IN)
    async with database.unit_of_work(NO_ELECTION) as work:
        election_id = (await work.connection.execute(select(func.election_of_passkey(credential_id)))).scalar_one()
    if election_id is None:
        raise refused()
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        token = await _judge(work, party, credential, challenge, agent)
    if token is None:  # after the transaction, which keeps the audit's entry
        raise refused()
    return token


async def _judge(work: UnitOfWork, party: RelyingParty, credential: Mapping[str, Any], challenge: bytes, agent: str | None) -> str | None:
    passkey = await _locked(work, credential_used(credential), party)
    if passkey is None:
        raise refused()
    used, now = read_used(credential, challenge, party, passkey.public_key), real_now()
    if used.user_handle != passkey.user_id.bytes:
        raise refused()
    wrong = wrong_use(
        is_removed=passkey.removed_at is not None,
        is_verified=used.is_verified,
        kept_count=passkey.sign_count,
        told_count=used.sign_count,
    )
    if wrong is not None:
        await _note(work, passkey, used, wrong, now)
        return None
    this = (passkeys.c.election_id == passkey.election_id, passkeys.c.id == passkey.id)
    await work.connection.execute(update(passkeys).where(*this).values(sign_count=used.sign_count, used_at=now))
    return await open_session(work, passkey.user_id, SessionKind.COOKIE, now, agent=agent)


async def _locked(work: UnitOfWork, credential_id: bytes, party: RelyingParty) -> Row[Any] | None:
    """Give a passkey that was made under this host's name, and keep others from judging it at the same moment."""
    statement = (
        select(passkeys, users.c.name.label("user_name"))
        .join(users, users.c.id == passkeys.c.user_id)
        .where(passkeys.c.credential_id == credential_id, passkeys.c.rp_id == party.id)
        .with_for_update(of=passkeys)
    )
    return (await work.connection.execute(statement)).one_or_none()


async def _note(work: UnitOfWork, passkey: Row[Any], used: Used, wrong: str, now: datetime) -> None:
    """Write down a wrong use. Nobody is its actor: who holds a copy of a key is not known."""
    election = await election_numbered(work.connection, passkey.election_id)
    before = as_json({"passkey": passkey.name, "counter": passkey.sign_count})
    entry = AuditEntry(passkey.region_code, WRONGLY_USED, passkey.user_name, wrong, before, as_json({"counter": used.sign_count}))
    await note(work, Viewer.public(election.id, election.code), election.clock.time_at(now), entry)
