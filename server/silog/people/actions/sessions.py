"""Links that sign a person in once, the sessions they open, and the tokens of programs.

Tokens leave here once, in the answer; what is kept of them is their hash. Sessions run on real time, never on an election's clock:
a training that leaps over a month signs nobody out.
"""

import secrets
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, insert, select, update

from silog.errors import SilogError
from silog.kit.clock import real_now
from silog.kit.database import Database, UnitOfWork
from silog.kit.scope import Scope
from silog.people.actions.auditing import AuditEntry, as_json, note
from silog.people.queries import User
from silog.people.rules import LINK_LIFE, Right, SessionKind, Viewer, first_end, shown_agent, token_hash
from silog.people.tables import seen_sessions, sessions, sign_in_links, users
from silog.places.queries import NO_ELECTION, election_numbered

_TOKEN_BYTES: Final = 32
SESSION_ENDED: Final = "person:session:end"


async def make_sign_in_link(database: Database, user_id: UUID, by: Viewer | None = None) -> str:
    """Make the token of a link that signs a user in once, within a day. `by` stands in the audit; None in programs that make worlds."""
    async with database.unit_of_work(NO_ELECTION if by is None else by.scope) as work:
        if by is not None:
            await _note(work, by, user_id, "person:link:make")
        token, _ = await add_sign_in_link(work, user_id)
    return token


async def add_sign_in_link(work: UnitOfWork, user_id: UUID) -> tuple[str, datetime]:
    """Make a link within a transaction; give its token, and until when it is good. ACCOUNT_CLOSED where the account was closed."""
    await refuse_closed(work, user_id)
    token, until = secrets.token_urlsafe(_TOKEN_BYTES), real_now() + LINK_LIFE
    await work.connection.execute(insert(sign_in_links).values(token_hash=token_hash(token), user_id=user_id, expires_at=until))
    return token, until


async def redeem_link(database: Database, token: str, agent: str | None = None) -> str:
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
        return await open_session(work, user_id, SessionKind.COOKIE, now, agent=agent)


async def make_bearer_token(database: Database, user_id: UUID, by: Viewer | None = None) -> str:
    """Make a token that a program sends as `Authorization: Bearer`. `by` as for a link."""
    async with database.unit_of_work(NO_ELECTION if by is None else by.scope) as work:
        if by is not None:
            await _note(work, by, user_id, "person:token:make")
        return await open_session(work, user_id, SessionKind.BEARER, real_now())


async def revoke_session(database: Database, token: str) -> None:
    """End the session of a token. An unknown or ended one is left as it is: signing out twice is no mistake."""
    async with database.unit_of_work(NO_ELECTION) as work:
        ended = update(sessions).where(sessions.c.token_hash == token_hash(token), sessions.c.revoked_at.is_(None))
        await work.connection.execute(ended.values(revoked_at=real_now()))


async def revoke_sessions_of(database: Database, user: User, by: Viewer | None = None) -> int:
    """End every session of a user and void unused links; give how many sessions ended. `by` stands in the audit."""
    now = real_now()
    async with database.unit_of_work(Scope.whole_election(user.election_id)) as work:
        ended = await void_sessions(work, user.id, now)
        if by is not None:
            election = await election_numbered(work.connection, user.election_id)
            facts = as_json({"sessions": ended})
            await note(work, by, election.clock.time_at(now), AuditEntry(user.region_code, SESSION_ENDED, user.name, "", facts, None))
        return ended


async def void_sessions(work: UnitOfWork, user_id: UUID, now: datetime) -> int:
    """End every session of a user and void unused links within a transaction; give how many sessions ended."""
    unused = update(sign_in_links).where(sign_in_links.c.user_id == user_id, sign_in_links.c.used_at.is_(None))
    await work.connection.execute(unused.values(used_at=now))
    standing = update(sessions).where(sessions.c.user_id == user_id, sessions.c.revoked_at.is_(None))
    return len((await work.connection.execute(standing.values(revoked_at=now).returning(sessions.c.user_id))).all())


async def touch_session(database: Database, session_id: UUID, now: datetime, end: datetime | None) -> None:
    """Note that a session is in use, and move its end; never to an earlier time, and never of one that was revoked."""
    s = sessions.c
    values: dict[str, object] = {"used_at": now}
    if end is not None:
        values["expires_at"] = func.greatest(s.expires_at, end)
    async with database.unit_of_work(NO_ELECTION) as work:
        await work.connection.execute(update(sessions).where(s.id == session_id, s.revoked_at.is_(None)).values(values))


async def end_session(database: Database, viewer: Viewer, session_id: UUID) -> None:
    """End one session: one's own, or, for who manages people, any of the own territory. UNKNOWN_SESSION where there is none to end."""
    seen = seen_sessions.c
    mine = seen.name == viewer.name
    wanted = select(seen_sessions).where(seen.id == session_id, *([] if viewer.may(Right.MANAGE_PEOPLE) else [mine]))
    async with database.unit_of_work(viewer.scope) as work:
        found = (await work.connection.execute(wanted)).one_or_none()
        if found is None:
            raise SilogError("UNKNOWN_SESSION", "There is no such session that you may end.", "Ask `sessions` for those that stand.")
        now = real_now()
        await work.connection.execute(update(sessions).where(sessions.c.id == session_id).values(revoked_at=now))
        election = await election_numbered(work.connection, viewer.election_id)
        facts = as_json({"kind": found.kind, "since": found.created_at.isoformat(timespec="seconds"), "agent": found.agent})
        await note(work, viewer, election.clock.time_at(now), AuditEntry(found.region_code, SESSION_ENDED, found.name, "", facts, None))


async def open_session(
    work: UnitOfWork, user_id: UUID, kind: SessionKind, now: datetime, *, device_id: str | None = None, agent: str | None = None
) -> str:
    """Open a session within a transaction and give its token; `device_id` is said for a session of kind DEVICE, and for no other.

    ACCOUNT_CLOSED where the account was closed: there is no other way to a session than through here.
    """
    await refuse_closed(work, user_id)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    row = {
        "token_hash": token_hash(token),
        "user_id": user_id,
        "kind": kind,
        "created_at": now,
        "expires_at": first_end(kind, now),
        "device_id": device_id,
        "agent": shown_agent(agent),
    }
    await work.connection.execute(insert(sessions).values(row))
    return token


async def end_sessions_of_device(work: UnitOfWork, device_id: str, now: datetime) -> None:
    """End the sessions of a device within a transaction."""
    s = sessions.c
    await work.connection.execute(update(sessions).where(s.device_id == device_id, s.revoked_at.is_(None)).values(revoked_at=now))


async def refuse_closed(work: UnitOfWork, user_id: UUID) -> None:
    """Refuse an account that was closed; one that is being closed at this moment is waited for."""
    asked = select(users.c.closed_at).where(users.c.id == user_id).with_for_update(read=True)
    if (await work.connection.execute(asked)).scalar_one() is not None:
        raise SilogError("ACCOUNT_CLOSED", "This account was closed.", "Ask your office for another one.")


async def _note(work: UnitOfWork, by: Viewer, user_id: UUID, action: str) -> None:
    user = (await work.connection.execute(select(users).where(users.c.id == user_id))).one()
    election = await election_numbered(work.connection, user.election_id)
    await note(work, by, election.clock.time_at(real_now()), AuditEntry(user.region_code, action, user.name, "", None, None))


async def _why_not(work: UnitOfWork, hashed: bytes) -> SilogError:
    link = (await work.connection.execute(select(sign_in_links).where(sign_in_links.c.token_hash == hashed))).one_or_none()
    hint = "Ask for a new link: silog users link NAME."
    if link is None:
        return SilogError("LINK_UNKNOWN", "This sign-in link is not known here.", hint)
    if link.used_at is not None:
        return SilogError("LINK_USED", "This sign-in link was used already, and works once only.", hint)
    return SilogError("LINK_EXPIRED", "This sign-in link has expired: it works for 24 hours.", hint)
