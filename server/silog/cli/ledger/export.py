"""`silog log export`: a log as files for any web server."""

from pathlib import Path

import click

from silog.cli.connected import on_database
from silog.kit.database import Database
from silog.ledger.exporting import Exported, export_log
from silog.places.queries import NO_ELECTION, election_named


@click.command()
@click.argument("election")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def export(election: str, folder: Path) -> None:
    """Write the log of ELECTION below FOLDER: `checkpoint` and `tile/`, as c2sp.org/tlog-tiles has them. Again, it adds what is new."""

    async def act(database: Database) -> Exported:
        async with database.unit_of_work(NO_ELECTION) as work:
            found = await election_named(work.connection, election)
        return await export_log(database, found, folder)

    exported = on_database(act)
    click.echo(f"{folder}: the checkpoint of {exported.size:,} entries, and {exported.tiles:,} tiles that were not there.")
