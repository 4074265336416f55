"""Every question about users, sessions, passkeys and devices."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from silog.errors import SilogError
from silog.kit.columns import texts
from silog.kit.database import Database
from silog.kit.door import going_first
from silog.people.rules import KeyAlgorithm, Role, SessionKind, Viewer
from silog.people.tables import passkeys, sessions, users


@dataclass(frozen=True, slots=True)
class User:
    """One person in one election."""

    id: UUID
    election_id: int
    name: str
    role: Role
    region_code: str


async def find_user(connection: AsyncConnection, election_id: int, name: str) -> User | None:
    """Give the user of this name in one election, or None."""
    row = (await connection.execute(select(users).where(users.c.election_id == election_id, users.c.name == name))).one_or_none()
    return None if row is None else User(row.id, row.election_id, row.name, Role(row.role), row.region_code)


async def user_named(connection: AsyncConnection, name: str, election_id: int | None = None) -> User:
    """Give the user of this name, in one election or, where the name is used in one only, in any; else says what to give."""
    statement = select(users).where(users.c.name == name)
    found = (await connection.execute(statement if election_id is None else statement.where(users.c.election_id == election_id))).all()
    if not found:
        raise SilogError("UNKNOWN_USER", f"There is no user {name!r}.", "Create one: silog users create NAME --role --region --election.")
    if len(found) > 1:
        raise SilogError("UNKNOWN_USER", f"{name!r} is a user in {len(found)} elections.", "Say which: --election CODE.")
    row = found[0]
    return User(row.id, row.election_id, row.name, Role(row.role), row.region_code)


@dataclass(frozen=True, slots=True)
class Session:
    """A session that stands, and the viewer it makes."""

    viewer: Viewer
    kind: SessionKind
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None


_SESSION: Final = """
  SELECT u.name, u.role, u.region_code, u.election_id, e.code, s.kind, s.created_at, s.expires_at, s.device_id, s.id, s.used_at,
    u.id AS person_id
  FROM sessions s JOIN users u ON u.id = s.user_id JOIN elections e ON e.id = u.election_id
  WHERE s.token_hash = $1 AND s.revoked_at IS NULL AND s.expires_at > $2"""


async def session_of(database: Database, hashed: bytes, now: datetime) -> Session | None:
    """Give the session of a token's hash, or None when there is none that stands at `now`. Goes first: nobody knows yet what is wanted."""
    with going_first():
        row = await database.reads.fetchrow(_SESSION, hashed, now)
    if row is None:
        return None
    who = row["name"], Role(row["role"]), row["region_code"]
    viewer = Viewer(*who, row["election_id"], row["code"], row["device_id"], row["id"], row["person_id"])
    return Session(viewer, SessionKind(row["kind"]), row["created_at"], row["expires_at"], row["used_at"])


_STANDING: Final = "SELECT id FROM sessions WHERE id = ANY ($1) AND revoked_at IS NULL AND expires_at > $2"


async def standing_sessions(database: Database, ids: Collection[UUID], now: datetime) -> set[UUID]:
    """Say which of these sessions stand at `now`."""
    return {row["id"] for row in await database.reads.fetch(_STANDING, list(ids), now)}


@dataclass(frozen=True, slots=True)
class Secret:
    """A person and what their password is compared with; None where they have none."""

    user: User
    password_hash: str | None


async def secret_of(connection: AsyncConnection, election_id: int, name: str) -> Secret | None:
    """Give the person of this name in one election with the hash of their password."""
    row = (await connection.execute(select(users).where(users.c.election_id == election_id, users.c.name == name))).one_or_none()
    return None if row is None else Secret(User(row.id, row.election_id, row.name, Role(row.role), row.region_code), row.password_hash)


_PUBLIC_ELECTION: Final = """
  SELECT id, code FROM elections WHERE $1::text IS NULL OR code = $1
  ORDER BY kind = 'REAL' DESC, voting_day DESC, id DESC LIMIT 1"""


async def public_viewer(database: Database, election_code: str | None) -> Viewer:
    """Give the public's viewer of one election: the one named, else the newest real one, else the newest."""
    # No code holds a NUL, and PostgreSQL has no text that could.
    is_possible = election_code is None or "\0" not in election_code
    row = await database.reads.fetchrow(_PUBLIC_ELECTION, election_code) if is_possible else None
    if row is not None:
        return Viewer.public(row["id"], row["code"])
    if election_code is None:
        raise SilogError("UNKNOWN_ELECTION", "No election was created yet.", "Create one: silog elections create.")
    raise SilogError("UNKNOWN_ELECTION", f"There is no election {election_code}.", "Ask `elections` for their codes.")


@dataclass(frozen=True, slots=True)
class Device:
    """A device and the key that its events are verified with.

    `revoked_after_seq` is the last event number that still counts; None while the device is trusted.
    """

    id: str
    election_id: int
    label: str
    region_code: str
    place_code: str | None
    algorithm: KeyAlgorithm
    public_key: bytes
    revoked_after_seq: int | None


_DEVICES: Final = """
SELECT d.id, d.election_id, d.label, d.region_code, d.place_code, d.algorithm, d.public_key, d.revoked_after_seq
FROM unnest($1::text::text[]) AS asked(id) JOIN devices AS d ON d.id = asked.id"""


async def devices_by_id(driver: asyncpg.Connection, ids: Collection[str]) -> dict[str, Device]:
    """Give those of these devices that the scope of the transaction shows, by their ids."""
    return {
        row["id"]: Device(
            *(row["id"], row["election_id"], row["label"], row["region_code"], row["place_code"]),
            *(KeyAlgorithm(row["algorithm"]), row["public_key"], row["revoked_after_seq"]),
        )
        for row in await driver.fetch(_DEVICES, texts(ids))
    }


async def person_of_browser(connection: AsyncConnection, session_id: UUID | None) -> User | None:
    """Give the person who is signed in to a browser by this session; None for a program's or device's session, and for an ended one."""
    s = sessions.c
    statement = select(users).join(sessions, s.user_id == users.c.id)
    standing = statement.where(s.id == session_id, s.kind == SessionKind.COOKIE, s.revoked_at.is_(None))
    row = (await connection.execute(standing)).one_or_none()
    return None if row is None else User(row.id, row.election_id, row.name, Role(row.role), row.region_code)


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey that signs its person in, at the host `rp_id`."""

    id: UUID
    name: str
    rp_id: str
    credential_id: bytes
    created_at: datetime
    used_at: datetime | None


async def passkeys_of(connection: AsyncConnection, user: User) -> list[Passkey]:
    """Give a person's passkeys that were not removed, oldest first."""
    p = passkeys.c
    statement = select(*(p.id, p.name, p.rp_id, p.credential_id, p.created_at, p.used_at)).order_by(p.created_at, p.id)
    standing = statement.where(p.election_id == user.election_id, p.user_id == user.id, p.removed_at.is_(None))
    return [Passkey(*row) for row in await connection.execute(standing)]
