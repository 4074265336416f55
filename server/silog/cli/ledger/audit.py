"""`silog log audit`: everything that the log says, against everything that was signed."""

import sys
import time

import click

from silog.cli.connected import on_database
from silog.kit.database import Database
from silog.ledger.auditing import Audit, audit_log
from silog.places.queries import NO_ELECTION, election_named

_SHOWN = 20
_EVERY_S = 5.0


@click.command()
@click.argument("election")
def audit(election: str) -> None:
    """Hold every event of ELECTION against its device's signature and its place in the log, which must lead to the root that was signed.

    Ends with 1 where anything differs.
    """
    progress = _Progress()

    async def act(database: Database) -> Audit:
        async with database.unit_of_work(NO_ELECTION) as work:
            found = await election_named(work.connection, election)
        return await audit_log(database, found, progress.say)

    found = on_database(act)
    wrong = f"{found.faults:,} {'fault' if found.faults == 1 else 'faults'}:"
    verdict = wrong if found.faults else "All of it follows from what was signed."
    click.echo(
        f"{found.election}: {found.size:,} places, {found.tiles:,} tiles, {found.cosignatures:,} cosignatures were read, "
        f"and {found.waiting:,} scans that wait. {verdict}"
    )
    for sentence in found.said[:_SHOWN]:
        click.echo(sentence, err=True)
    if found.faults > _SHOWN:
        click.echo(f"... and {found.faults - _SHOWN:,} more.", err=True)
    if found.faults:
        sys.exit(1)


class _Progress:
    """Says now and then how far it is."""

    def __init__(self) -> None:
        self._said_at = time.monotonic()

    def say(self, read: int, size: int) -> None:
        if time.monotonic() - self._said_at >= _EVERY_S:
            self._said_at = time.monotonic()
            click.echo(f"{read:,} of {size:,} places ...", err=True)
