"""`silog users`: people, their sign-in links and their programs' tokens."""

import click

from silog.cli.connected import on_database
from silog.kit.database import Database
from silog.people.actions import (
    close_account_of,
    create_user,
    make_bearer_token,
    make_sign_in_link,
    remove_passkeys_of,
    revoke_sessions_of,
    set_password,
)
from silog.people.queries import User, user_named
from silog.people.rules import Role, Viewer
from silog.people.rules.passwords import refuse_weak_password
from silog.places.queries import NO_ELECTION, Election, election_named, the_election
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
        found = await _found(database, election)
        return await create_user(database, found.id, name, Role(role.upper()), region, by=_shell(found.id, found.code))

    user = on_database(act)
    click.echo(f"Created {user.name}, {user.role} in {user.region_code}. Sign in by: silog users link {user.name!r}")


@users.command()
@click.argument("name")
@_ELECTION
def link(name: str, election: str | None) -> None:
    """Print a link that signs NAME in once, within 24 hours."""

    async def act(database: Database) -> str:
        user = await _user(database, name, election)
        return await make_sign_in_link(database, user.id, _shell(user.election_id))

    click.echo(f"{Settings.from_environment().address}/sign-in/{on_database(act)}")


@users.command()
@click.argument("name")
@_ELECTION
def token(name: str, election: str | None) -> None:
    """Print a token that a program of NAME sends as `Authorization: Bearer`, good for 90 days."""

    async def act(database: Database) -> str:
        user = await _user(database, name, election)
        return await make_bearer_token(database, user.id, _shell(user.election_id))

    click.echo(on_database(act))


@users.command("sign-out")
@click.argument("name")
@_ELECTION
def sign_out(name: str, election: str | None) -> None:
    """End every session, token and unused link of NAME."""

    async def act(database: Database) -> int:
        user = await _user(database, name, election)
        return await revoke_sessions_of(database, user, _shell(user.election_id))

    click.echo(f"Ended {on_database(act)} sessions of {name}.")


@users.command()
@click.argument("name")
@click.option("--reason", required=True, metavar="TEXT", help="Why, for the audit.")
@_ELECTION
def close(name: str, reason: str, election: str | None) -> None:
    """Close the account of NAME for good: nothing signs it in any more."""

    async def act(database: Database) -> None:
        user = await _user(database, name, election)
        await close_account_of(database, user, reason, _shell(user.election_id))

    on_database(act)
    click.echo(f"{name} is closed.")


@users.command("remove-passkeys")
@click.argument("name")
@_ELECTION
def remove_passkeys(name: str, election: str | None) -> None:
    """Remove every passkey of NAME, for a machine that was lost. Sessions go on until `silog users sign-out`."""

    async def act(database: Database) -> int:
        user = await _user(database, name, election)
        return await remove_passkeys_of(database, user, _shell(user.election_id))

    click.echo(f"Removed {on_database(act)} passkeys of {name}.")


@users.command("create-admin")
@click.argument("name")
@click.option("--region", required=True, metavar="CODE", help="The province: 21 for Kepulauan Riau.")
@click.option("--link", "wants_link", is_flag=True, help="Print a link that signs in once, and set no password.")
@_ELECTION
def create_admin(name: str, region: str, election: str | None, *, wants_link: bool) -> None:
    """Create NAME, a coordinator who may manage people and devices. Asks for a password: there is no default one."""
    password = None if wants_link else _asked()

    async def act(database: Database) -> str:
        found = await _found(database, election)
        by = _shell(found.id, found.code)
        if password is not None:
            refuse_weak_password(password, name)
        user = await create_user(database, found.id, name, Role.COORDINATOR, region, by=by)
        if password is None:
            return f"{Settings.from_environment().address}/sign-in/{await make_sign_in_link(database, user.id, by)}"
        await set_password(database, user, password, by)
        return f"Created {user.name}, COORDINATOR in {region}. Sign in at {Settings.from_environment().address}/sign-in"

    click.echo(on_database(act))


@users.command("password")
@click.argument("name")
@_ELECTION
def password_(name: str, election: str | None) -> None:
    """Give NAME a new password, asked for here, and end their sessions."""
    password = _asked()

    async def act(database: Database) -> int:
        user = await _user(database, name, election)
        return await set_password(database, user, password, _shell(user.election_id))

    click.echo(f"{name} has a new password; ended {on_database(act)} sessions.")


def _asked() -> str:
    asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return asked


def _shell(election_id: int, election_code: str = "") -> Viewer:
    """Who has a shell on the server acts for the whole election; the audit names the command."""
    return Viewer("silog users", Role.COORDINATOR, "", election_id, election_code)


async def _found(database: Database, election: str | None) -> Election:
    async with database.unit_of_work(NO_ELECTION) as work:
        return await the_election(work.connection, election)


async def _user(database: Database, name: str, election: str | None) -> User:
    async with database.unit_of_work(NO_ELECTION) as work:
        number = None if election is None else (await election_named(work.connection, election)).id
        return await user_named(work.connection, name, number)
