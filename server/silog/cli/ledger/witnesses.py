"""`silog log witnesses`: who cosigns an election's log."""

import click

from silog.cli.connected import on_database
from silog.cli.ledger.keys import KeyText
from silog.kit.clock import WIB
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.ledger.rules import Witness
from silog.ledger.witness_queries import Registered, witnesses_of
from silog.ledger.witnessing import add_witness, remove_witness
from silog.people.actions import checked_reason
from silog.people.rules import Role, Viewer
from silog.places.queries import NO_ELECTION, Election, the_election

_ELECTION = click.option("--election", metavar="CODE", help="The election; needless where only one is meant.")


@click.group()
def witnesses() -> None:
    """Register witnesses of a log, list them, and remove them."""


@witnesses.command()
@click.argument("key", type=KeyText(Witness))
@_ELECTION
def add(key: Witness, election: str | None) -> None:
    """Take cosignatures by KEY from now on: the line that `silog log witness-key` printed on the witness's own machine."""

    async def act(database: Database) -> Election:
        found = await _found(database, election)
        await add_witness(database, found, key, _operator(found))
        return found

    click.echo(f"{key.name} is a witness of the log of {on_database(act).code}.")


@witnesses.command("list")
@_ELECTION
def list_them(election: str | None) -> None:
    """List witnesses: the key, since when by the election's clock, and what they cosigned last, by their own clock."""

    async def act(database: Database) -> list[Registered]:
        scope = Scope.whole_election((await _found(database, election)).id)
        return await witnesses_of(database.reads, scope)

    for one in on_database(act):
        click.echo(f"{one.witness.text}  since {one.added_at.astimezone(WIB):%Y-%m-%d %H:%M} WIB  {last_word(one)}")


@witnesses.command()
@click.argument("name")
@_ELECTION
@click.option("--reason", required=True, help="Why; it stands in the audit.")
def remove(name: str, election: str | None, reason: str) -> None:
    """Take no cosignature of NAME any more, and show none of those that were taken."""

    async def act(database: Database) -> Election:
        found = await _found(database, election)
        await remove_witness(database, found, name, checked_reason(reason), _operator(found))
        return found

    click.echo(f"{name} is no witness of the log of {on_database(act).code} any more.")


def last_word(one: Registered) -> str:
    """Say what a witness cosigned last."""
    if one.cosigned_at is None or one.size is None:
        return "has cosigned nothing"
    return f"cosigned {one.size:,} entries at {one.cosigned_at:%Y-%m-%d %H:%M:%S}Z"


async def _found(database: Database, election: str | None) -> Election:
    async with database.unit_of_work(NO_ELECTION) as work:
        return await the_election(work.connection, election)


def _operator(election: Election) -> Viewer:
    """Who has a shell on the server acts for the whole election; the audit names the command."""
    return Viewer("silog log", Role.COORDINATOR, "", election.id, election.code)
