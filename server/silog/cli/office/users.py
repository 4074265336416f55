"""`silog users`: people, their sign-in links and their programs' tokens."""

import click

from silog.cli.connected import on_database
from silog.kit.database import Database
from silog.people.actions import create_user, make_bearer_token, make_sign_in_link, revoke_sessions_of
from silog.people.queries import User, user_named
from silog.people.rules import Role
from silog.places.queries import NO_ELECTION, election_named, the_election
from silog.settings import Settings

_ROLES = [role.value for role in Role if role is not Role.PUBLIC]
_ELECTION = click.option("--election", metavar="CODE", help="The election; needless where only one is meant.")


@click.group()
def users() -> None:
    """Create people, and give them what signs them in."""


@users.command()
@click.argument("name")
@click.option("--role", required=True, type=click.Choice(_ROLES, case_sensitive=False), help="What the person may do.")
@click.option("--region", required=True, metavar="CODE", help="The territory the person sees: 21 for the province, 21.03 for Natuna.")
@_ELECTION
def create(name: str, role: str, region: str, election: str | None) -> None:
    """Create the person NAME in one election."""

    async def act(database: Database) -> User:
        async with database.unit_of_work(NO_ELECTION) as work:
            found = await the_election(work.connection, election)
        return await create_user(database, found.id, name, Role(role.upper()), region)

    user = on_database(act)
    click.echo(f"Created {user.name}, {user.role} in {user.region_code}. Sign in by: silog users link {user.name!r}")


@users.command()
@click.argument("name")
@_ELECTION
def link(name: str, election: str | None) -> None:
    """Print a link that signs NAME in once, within 24 hours."""

    async def act(database: Database) -> str:
        return await make_sign_in_link(database, (await _user(database, name, election)).id)

    click.echo(f"{Settings.from_environment().address}/sign-in/{on_database(act)}")


@users.command()
@click.argument("name")
@_ELECTION
def token(name: str, election: str | None) -> None:
    """Print a token that a program of NAME sends as `Authorization: Bearer`, good for 90 days."""

    async def act(database: Database) -> str:
        return await make_bearer_token(database, (await _user(database, name, election)).id)

    click.echo(on_database(act))


@users.command("sign-out")
@click.argument("name")
@_ELECTION
def sign_out(name: str, election: str | None) -> None:
    """End every session, token and unused link of NAME."""

    async def act(database: Database) -> int:
        return await revoke_sessions_of(database, (await _user(database, name, election)).id)

    click.echo(f"Ended {on_database(act)} sessions of {name}.")


async def _user(database: Database, name: str, election: str | None) -> User:
    async with database.unit_of_work(NO_ELECTION) as work:
        number = None if election is None else (await election_named(work.connection, election)).id
        return await user_named(work.connection, name, number)
