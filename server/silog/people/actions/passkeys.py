"""Passkeys of a person: registered and removed by whoever is signed in as that person in a browser, each step audited."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from silog.errors import SilogError
from silog.kit.clock import real_now
from silog.kit.database import Database, UnitOfWork
from silog.kit.scope import Scope
from silog.people.actions.auditing import AuditEntry, as_json, note
from silog.people.actions.challenges import make_challenge, use_challenge
from silog.people.queries import Passkey, User, passkeys_of, person_of_browser
from silog.people.rules import Viewer
from silog.people.rules.ceremonies import challenge_answered, creation_options, read_made
from silog.people.rules.passkeys import MOST_PASSKEYS, Purpose, RelyingParty, checked_name
from silog.people.tables import passkeys
from silog.places.queries import election_numbered

REGISTERED: Final = "person:passkey:register"
REMOVED: Final = "person:passkey:remove"


async def own_passkeys(database: Database, viewer: Viewer) -> list[Passkey]:
    """Give the passkeys of the person whose browser asks, oldest first; FORBIDDEN for everybody who is not a person at a browser."""
    async with database.unit_of_work(viewer.scope) as work:
        return await passkeys_of(work.connection, await _person(work, viewer))


async def ask_for_passkey(database: Database, viewer: Viewer, party: RelyingParty) -> dict[str, Any]:
    """Give what a browser needs to make a passkey for the person who is signed in to it."""
    async with database.unit_of_work(viewer.scope) as work:
        user = await _person(work, viewer)
        known = [one.credential_id for one in await passkeys_of(work.connection, user) if one.rp_id == party.id]
    if len(known) >= MOST_PASSKEYS:
        raise SilogError("TOO_MANY_PASSKEYS", f"{user.name} has {len(known)} passkeys.", "Remove one that is not used.")
    challenge = await make_challenge(database, Purpose.REGISTER, user.id)
    return creation_options(party, challenge, user.id.bytes, f"{user.name} ({viewer.election_code})", known)


async def register_passkey(database: Database, viewer: Viewer, party: RelyingParty, name: str, credential: Mapping[str, Any]) -> None:
    """Keep the passkey that a browser made for the person signed in to it.

    Refused: CHALLENGE_GONE, PASSKEY_REFUSED, a name that tells nothing, and PASSKEY_KNOWN where the key is registered, to anybody.
    """
    name = checked_name(name)
    async with database.unit_of_work(viewer.scope) as work:
        user = await _person(work, viewer)
    challenge = challenge_answered(credential)
    await use_challenge(database, challenge, Purpose.REGISTER, user.id)
    made, now = read_made(credential, challenge, party), real_now()
    row = {
        "election_id": user.election_id,
        "id": uuid4(),
        "user_id": user.id,
        "region_code": user.region_code,
        "name": name,
        "rp_id": party.id,
        "credential_id": made.credential_id,
        "public_key": made.public_key,
        "sign_count": made.sign_count,
        "created_at": now,
    }
    async with database.unit_of_work(viewer.scope) as work:
        statement = insert(passkeys).values(row).on_conflict_do_nothing(constraint="passkeys_credential_unique").returning(passkeys.c.id)
        if (await work.connection.execute(statement)).scalar_one_or_none() is None:
            raise SilogError("PASSKEY_KNOWN", "This passkey is registered already.", "Choose another key.")
        await _note(work, viewer, user, REGISTERED, now, after=as_json({"passkey": name, "host": party.id}))


async def remove_passkey(database: Database, viewer: Viewer, passkey_id: UUID) -> None:
    """Let one of the own passkeys sign in no more; sessions that it opened stay. UNKNOWN_PASSKEY where there is none to remove."""
    async with database.unit_of_work(viewer.scope) as work:
        user = await _person(work, viewer)
        if not await _remove(work, viewer, user, [passkeys.c.id == passkey_id]):
            raise SilogError("UNKNOWN_PASSKEY", "There is no such passkey of yours.", "Look at the list again.")


async def remove_passkeys_of(database: Database, user: User, by: Viewer) -> int:
    """Remove every passkey of a person, and give how many those were: for a machine that was lost or taken."""
    async with database.unit_of_work(Scope.whole_election(user.election_id)) as work:
        return await _remove(work, by, user, [])


async def _remove(work: UnitOfWork, by: Viewer, user: User, which: Sequence[Any]) -> int:
    p, now = passkeys.c, real_now()
    standing = update(passkeys).where(p.election_id == user.election_id, p.user_id == user.id, p.removed_at.is_(None), *which)
    names = (await work.connection.execute(standing.values(removed_at=now).returning(p.name))).scalars().all()
    for name in names:
        await _note(work, by, user, REMOVED, now, before=as_json({"passkey": name}))
    return len(names)


async def _person(work: UnitOfWork, viewer: Viewer) -> User:
    user = await person_of_browser(work.connection, viewer.session_id)
    if user is None:
        raise SilogError("FORBIDDEN", "Passkeys belong to people, who see to them in a browser.", "Sign in at /sign-in.")
    return user


async def _note(
    work: UnitOfWork, by: Viewer, user: User, action: str, now: datetime, *, before: str | None = None, after: str | None = None
) -> None:
    election = await election_numbered(work.connection, user.election_id)
    await note(work, by, election.clock.time_at(now), AuditEntry(user.region_code, action, user.name, "", before, after))
