"""Passwords: Argon2id, hashed in a thread and few at a time, since each takes 64 MiB and a good part of a second.

A name that nobody has costs as much as a wrong password, so that the time of an answer tells nobody who is there.
"""

import asyncio
from collections.abc import Callable
from typing import Final, TypeVar
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import update

from silog.errors import SilogError
from silog.kit.clock import real_now
from silog.kit.database import Database
from silog.people.actions.auditing import AuditEntry, note
from silog.people.actions.sessions import open_session, void_sessions
from silog.people.queries import User, secret_of
from silog.people.rules import SessionKind, Viewer
from silog.people.rules.passwords import LONGEST, refuse_weak_password
from silog.people.tables import users
from silog.places.queries import NO_ELECTION, election_numbered

Result = TypeVar("Result")
_HASHER: Final = PasswordHasher()
_NOBODY: Final = _HASHER.hash("nobody has this password")
_AT_ONCE: Final = asyncio.Semaphore(2)
SET: Final = "person:password:set"


async def set_password(database: Database, user: User, password: str, by: Viewer) -> int:
    """Give a person a password, end all their sessions, and give how many those were. A weak password is refused."""
    refuse_weak_password(password, user.name)
    hashed = await _aside(_HASHER.hash, password)
    now = real_now()
    async with database.unit_of_work(by.scope) as work:
        await work.connection.execute(update(users).where(users.c.id == user.id).values(password_hash=hashed))
        ended = await void_sessions(work, user.id, now)
        election = await election_numbered(work.connection, user.election_id)
        await note(work, by, election.clock.time_at(now), AuditEntry(user.region_code, SET, user.name, "", None, None))
    return ended


async def sign_in_by_password(database: Database, election_id: int, name: str, password: str, agent: str | None) -> str:
    """Give the token of a new session; WRONG_PASSWORD for a wrong one, for a person without one, and for nobody at all."""
    async with database.unit_of_work(NO_ELECTION) as work:
        found = await secret_of(work.connection, election_id, name) if "\0" not in name else None
    known = found is not None and found.password_hash is not None
    is_right = await _aside(_fits, (found.password_hash if found else None) or _NOBODY, password[: LONGEST + 1])
    if found is None or not known or not is_right:
        raise SilogError("WRONG_PASSWORD", "Name or password is wrong.", "Ask the administrator for a sign-in link.")
    if _HASHER.check_needs_rehash(found.password_hash or ""):
        await _rehash(database, found.user.id, await _aside(_HASHER.hash, password))
    async with database.unit_of_work(NO_ELECTION) as work:
        return await open_session(work, found.user.id, SessionKind.COOKIE, real_now(), agent=agent)


async def _rehash(database: Database, user_id: UUID, hashed: str) -> None:
    """Keep a hash of today's costs, made of the password that has just been right."""
    async with database.unit_of_work(NO_ELECTION) as work:
        await work.connection.execute(update(users).where(users.c.id == user_id).values(password_hash=hashed))


async def _aside(work: Callable[..., Result], *arguments: str) -> Result:
    async with _AT_ONCE:
        return await asyncio.to_thread(work, *arguments)


def _fits(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
