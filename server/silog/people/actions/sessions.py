"""Links that sign a person in once, the sessions they open, and the tokens of programs.

Tokens leave here once, in the answer; what is kept of them is their hash. Sessions run on real time, never on an election's clock:
a training that leaps over a month signs nobody out.
"""

import secrets
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import insert, select, update

from silog.errors import SilogError
from silog.kit.clock import real_now
from silog.kit.database import Database, UnitOfWork
from silog.people.rules import LINK_LIFE, SessionKind, first_end, token_hash
from silog.people.tables import sessions, sign_in_links
from silog.places.queries import NO_ELECTION

_TOKEN_BYTES: Final = 32


async def make_sign_in_link(database: Database, user_id: UUID) -> str:
    """Make the token of a link that signs a user in once, within a day."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    async with database.unit_of_work(NO_ELECTION) as work:
        row = {"token_hash": token_hash(token), "user_id": user_id, "expires_at": real_now() + LINK_LIFE}
        await work.connection.execute(insert(sign_in_links).values(row))
    return token


async def redeem_link(database: Database, token: str) -> str:
    """Use a link and give the token of the session it opens; LINK_USED, LINK_EXPIRED or LINK_UNKNOWN when it opens none.

    Of two that come with the same link at the same moment, the row lock of the update lets one through.
    """
    now = real_now()
    links, hashed = sign_in_links.c, token_hash(token)
    async with database.unit_of_work(NO_ELECTION) as work:
        use = update(sign_in_links).where(links.token_hash == hashed, links.used_at.is_(None), links.expires_at > now)
        user_id = (await work.connection.execute(use.values(used_at=now).returning(links.user_id))).scalar_one_or_none()
        if user_id is None:
            raise await _why_not(work, hashed)
        return await open_session(work, user_id, SessionKind.COOKIE, now)


async def make_bearer_token(database: Database, user_id: UUID) -> str:
    """Make a token that a program sends as `Authorization: Bearer`."""
    async with database.unit_of_work(NO_ELECTION) as work:
        return await open_session(work, user_id, SessionKind.BEARER, real_now())


async def revoke_session(database: Database, token: str) -> None:
    """End the session of a token. An unknown or ended one is left as it is: signing out twice is no mistake."""
    async with database.unit_of_work(NO_ELECTION) as work:
        ended = update(sessions).where(sessions.c.token_hash == token_hash(token), sessions.c.revoked_at.is_(None))
        await work.connection.execute(ended.values(revoked_at=real_now()))


async def revoke_sessions_of(database: Database, user_id: UUID) -> int:
    """End every session of a user and void unused links; give how many sessions ended."""
    now = real_now()
    async with database.unit_of_work(NO_ELECTION) as work:
        unused = update(sign_in_links).where(sign_in_links.c.user_id == user_id, sign_in_links.c.used_at.is_(None))
        await work.connection.execute(unused.values(used_at=now))
        standing = update(sessions).where(sessions.c.user_id == user_id, sessions.c.revoked_at.is_(None))
        return len((await work.connection.execute(standing.values(revoked_at=now).returning(sessions.c.user_id))).all())


async def extend_session(database: Database, hashed: bytes, end: datetime) -> None:
    """Move the end of a session that is in use; never to an earlier time, and never of one that was revoked."""
    s = sessions.c
    async with database.unit_of_work(NO_ELECTION) as work:
        standing = update(sessions).where(s.token_hash == hashed, s.revoked_at.is_(None), s.expires_at < end)
        await work.connection.execute(standing.values(expires_at=end))


async def open_session(work: UnitOfWork, user_id: UUID, kind: SessionKind, now: datetime, device_id: str | None = None) -> str:
    """Open a session within a transaction and give its token; `device_id` is said for a session of kind DEVICE, and for no other."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    row = {
        "token_hash": token_hash(token),
        "user_id": user_id,
        "kind": kind,
        "created_at": now,
        "expires_at": first_end(kind, now),
        "device_id": device_id,
    }
    await work.connection.execute(insert(sessions).values(row))
    return token


async def end_sessions_of_device(work: UnitOfWork, device_id: str, now: datetime) -> None:
    """End the sessions of a device within a transaction."""
    s = sessions.c
    await work.connection.execute(update(sessions).where(s.device_id == device_id, s.revoked_at.is_(None)).values(revoked_at=now))


async def _why_not(work: UnitOfWork, hashed: bytes) -> SilogError:
    link = (await work.connection.execute(select(sign_in_links).where(sign_in_links.c.token_hash == hashed))).one_or_none()
    hint = "Ask for a new link: silog users link NAME."
    if link is None:
        return SilogError("LINK_UNKNOWN", "This sign-in link is not known here.", hint)
    if link.used_at is not None:
        return SilogError("LINK_USED", "This sign-in link was used already, and works once only.", hint)
    return SilogError("LINK_EXPIRED", "This sign-in link has expired: it works for 24 hours.", hint)
