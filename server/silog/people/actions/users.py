"""Creating the people of an election."""

from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert

from silog.errors import WRONG_INPUT, SilogError
from silog.kit.clock import real_now
from silog.kit.database import Database, UnitOfWork
from silog.kit.scope import Scope
from silog.people.actions.auditing import AuditEntry, as_json, note
from silog.people.queries import User, find_user
from silog.people.rules import Role, Viewer
from silog.people.tables import users
from silog.places.queries import election_numbered, region_facts


async def create_user(database: Database, election_id: int, name: str, role: Role, region_code: str, *, by: Viewer | None = None) -> User:
    """Create a person in one election; a name that is taken there is refused, since a sign-in link is made by name."""
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        user = await insert_user(work, election_id, name, role, region_code)
        if user is None:
            raise SilogError(WRONG_INPUT, f"There is a user {name!r} in this election already.", "Choose another name.")
        if by is not None:
            election = await election_numbered(work.connection, election_id)
            made = AuditEntry(region_code, "person:account:create", user.name, "", None, as_json({"role": role, "region": region_code}))
            await note(work, by, election.clock.time_at(real_now()), made)
        return user


async def ensure_user(database: Database, election_id: int, name: str, role: Role, region_code: str) -> User:
    """Give the person of this name, created if there is none; one who exists keeps role and region."""
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        made = await insert_user(work, election_id, name, role, region_code)
        found = made or await find_user(work.connection, election_id, name)
        assert found is not None  # noqa: S101 -- the insert found it there, and users are never deleted
        return found


async def insert_user(work: UnitOfWork, election_id: int, name: str, role: Role, region_code: str) -> User | None:
    """Create a person within a transaction; None where the name is taken in the election."""
    name = name.strip()
    if not name:
        raise SilogError(WRONG_INPUT, "The user's name is empty.", "Give the name that the person is signed in by.")
    if role is Role.PUBLIC:
        raise SilogError(WRONG_INPUT, "PUBLIC is everybody who has not signed in, and nobody's role.", "Choose another role.")
    await election_numbered(work.connection, election_id)
    if region_code not in await region_facts(work.connection, [region_code]):
        raise SilogError(
            WRONG_INPUT, f"There is no region {region_code}.", "Load it first (silog load regions), or give 21 for the province."
        )
    row = {"id": uuid4(), "election_id": election_id, "name": name, "role": role, "region_code": region_code}
    statement = insert(users).values(row).on_conflict_do_nothing(constraint="users_name_unique").returning(users.c.id)
    number: UUID | None = (await work.connection.execute(statement)).scalar_one_or_none()
    return None if number is None else User(number, election_id, name, role, region_code)
