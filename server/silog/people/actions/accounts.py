"""What an office does with the accounts of its territory: make one, give it another link, close it. All of it stands in the audit.

Which roles somebody does so for stands in `silog.people.rules.GRANTS`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import RowMapping, select, update

from silog.errors import SilogError
from silog.kit.clock import real_now
from silog.kit.database import Database, UnitOfWork
from silog.kit.scope import Scope
from silog.people.actions.auditing import AuditEntry, as_json, checked_reason, note
from silog.people.actions.sessions import add_sign_in_link, void_sessions
from silog.people.actions.users import insert_user
from silog.people.queries import User
from silog.people.rules import Role, Viewer
from silog.people.tables import passkeys, seen_accounts, users
from silog.places.queries import election_numbered
from silog.places.rules import is_within

LONGEST_NAME: Final = 80


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account as it shall be."""

    name: str
    role: Role
    region_code: str


@dataclass(frozen=True, slots=True)
class Granted:
    """An account and the link that signs its person in once, which is said here and nowhere else again."""

    id: UUID
    token: str
    expires_at: datetime

    @property
    def path(self) -> str:
        """The link, after the server's address."""
        return f"/sign-in/{self.token}"


async def create_account(database: Database, viewer: Viewer, new: NewAccount) -> Granted:
    """Make an account with a link. Refused: a role the viewer makes no accounts for, a region elsewhere, a name that is taken."""
    name = _checked_name(new.name)
    _refuse_role(viewer, new.role)
    if "\0" in new.region_code or not is_within(new.region_code, viewer.region_code):
        message = f"{new.region_code!r} is not in your territory: you work in {viewer.region_code}."
        raise SilogError("FORBIDDEN", message, "Ask the office of that region, or the province.")
    async with database.unit_of_work(viewer.scope) as work:
        user = await insert_user(work, viewer.election_id, name, new.role, new.region_code)
        if user is None:
            raise SilogError("NAME_TAKEN", f"There is somebody called {name!r} in this election.", "Add what tells them apart.")
        made = as_json({"role": new.role, "region": new.region_code})
        await _note(work, viewer, AuditEntry(new.region_code, "person:account:create", name, "", None, made))
        return await _link(work, viewer, user.id, name, new.region_code)


async def renew_link(database: Database, viewer: Viewer, account_id: UUID) -> Granted:
    """Give an account another link; those that were made before and not used are good as long as they were."""
    async with database.unit_of_work(viewer.scope) as work:
        account = await _managed(work, viewer, account_id)
        return await _link(work, viewer, account["id"], account["name"], account["region_code"])


async def close_account(database: Database, viewer: Viewer, account_id: UUID, reason: str) -> None:
    """Close an account for good: its sessions end, and neither link, password nor passkey signs it in any more."""
    said = checked_reason(reason)
    async with database.unit_of_work(viewer.scope) as work:
        account = await _managed(work, viewer, account_id)
        if account_id == viewer.person_id:
            raise SilogError("OWN_ACCOUNT", "This is your own account.", "Ask a colleague to close it.")
        await _close(work, viewer, User(*(account[name] for name in ("id", "election_id", "name", "role", "region_code"))), said)


async def close_account_of(database: Database, user: User, reason: str, by: Viewer) -> None:
    """Close anybody's account, whatever the role: for who has a shell on the server."""
    said = checked_reason(reason)
    async with database.unit_of_work(Scope.whole_election(user.election_id)) as work:
        await _close(work, by, user, said)


async def _close(work: UnitOfWork, by: Viewer, user: User, said: str) -> None:
    now, p = real_now(), passkeys.c
    standing = update(users).where(users.c.id == user.id, users.c.closed_at.is_(None))
    if (await work.connection.execute(standing.values(closed_at=now, password_hash=None).returning(users.c.id))).first() is None:
        raise SilogError("ACCOUNT_CLOSED", f"{user.name} was closed before.", "Nothing was changed.")
    keys = update(passkeys).where(p.election_id == user.election_id, p.user_id == user.id, p.removed_at.is_(None))
    await work.connection.execute(keys.values(removed_at=now))
    before = as_json({"sessions": await void_sessions(work, user.id, now)})
    await _note(work, by, AuditEntry(user.region_code, "person:account:close", user.name, said, before, None))


async def _managed(work: UnitOfWork, viewer: Viewer, account_id: UUID) -> RowMapping:
    """Give an account in sight that the viewer looks after."""
    asked = select(seen_accounts).where(seen_accounts.c.id == account_id)
    account = (await work.connection.execute(asked)).mappings().one_or_none()
    if account is None:
        raise SilogError("UNKNOWN_ACCOUNT", "There is no such account in your territory.", "Ask `accounts`: they list the ids.")
    _refuse_role(viewer, Role(account["role"]))
    return account


def _refuse_role(viewer: Viewer, role: Role) -> None:
    if role not in viewer.grants:
        message = f"A {viewer.role} looks after no account of the role {role}."
        raise SilogError("ROLE_NOT_GRANTED", message, "Such accounts are made and closed at the server: silog users.")


def _checked_name(name: str) -> str:
    said = " ".join(name.split())
    if not 0 < len(said) <= LONGEST_NAME or not said.isprintable():
        raise SilogError("BAD_NAME", f"The name must be one line of 1 to {LONGEST_NAME} characters.", "Give it as people know it.")
    return said


async def _link(work: UnitOfWork, viewer: Viewer, account_id: UUID, name: str, region: str) -> Granted:
    token, until = await add_sign_in_link(work, account_id)
    await _note(work, viewer, AuditEntry(region, "person:link:make", name, "", None, None))
    return Granted(account_id, token, until)


async def _note(work: UnitOfWork, viewer: Viewer, entry: AuditEntry) -> None:
    election = await election_numbered(work.connection, viewer.election_id)
    await note(work, viewer, election.clock.time_at(real_now()), entry)
