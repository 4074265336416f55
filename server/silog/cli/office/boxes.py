"""`silog boxes`: issuing them, and proving that what is shown of them follows from what was signed."""

import sys

import click

from silog.cli.connected import on_database
from silog.custody.actions import Difference, issue_boxes, verify_projection
from silog.kit.database import Database
from silog.people.rules import Role, Viewer
from silog.places.queries import NO_ELECTION, Election, the_election
from silog.tiles.queries import wrong_cells

_ELECTION = click.option("--election", metavar="CODE", help="The election; needless where only one is meant.")
_SHOWN = 20


@click.group()
def boxes() -> None:
    """Issue ballot boxes and verify what is known of them."""


@boxes.command()
@_ELECTION
@click.option("--region", metavar="CODE", help="Only for stations in this region, for example 21.03; all when left out.")
def issue(election: str | None, region: str | None) -> None:
    """Give every polling station that lacks them its boxes, each with a code. Doing it again issues nothing new."""

    async def act(database: Database) -> tuple[Election, int]:
        found = await _election(database, election)
        return found, await issue_boxes(database, found, region, by=Viewer("silog boxes", Role.COORDINATOR, "", found.id, found.code))

    found, issued = on_database(act)
    click.echo(f"Issued {issued:,} boxes in {found.code}." if issued else f"Every station has its boxes in {found.code}.")


@boxes.command()
@_ELECTION
def verify(election: str | None) -> None:
    """Fold every box again from its signed scans, count where they were made, compare with what is shown; ends with 1 if that differs."""

    async def act(database: Database) -> tuple[Election, list[Difference]]:
        found = await _election(database, election)
        cells = await wrong_cells(database, found.id)
        grid = [Difference(cell, "scans", f"{kept:,}", f"{made:,}") for cell, (kept, made) in cells.items()]
        return found, [*await verify_projection(database, found), *grid]

    found, differences = on_database(act)
    if not differences:
        click.echo(f"Every box of {found.code} stands as its scans say.")
        return
    for difference in differences[:_SHOWN]:
        click.echo(f"{difference.subject} {difference.value}: stored {difference.stored}, scans say {difference.folded}", err=True)
    click.echo(f"{len(differences):,} differences in {found.code}.", err=True)
    sys.exit(1)


async def _election(database: Database, code: str | None) -> Election:
    async with database.unit_of_work(NO_ELECTION) as work:
        return await the_election(work.connection, code)
