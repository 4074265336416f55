"""`silog photos`: which there are, and erasing them.

Erasing is done here, on the server, and by no role over the API: a photo can be the evidence of a damaged box, and who held the box shall
not be able to make it go away from a desk. The audit, which supervisors read, says who erased it and why.
"""

from datetime import UTC, datetime

import click

from silog.cli.connected import on_database
from silog.custody.codes import read_code
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.people.rules import Role, Viewer
from silog.photos.actions import erase_photo, erase_received_before
from silog.photos.queries import Listed, listed_photos
from silog.photos.rules import checked_hash
from silog.places.queries import NO_ELECTION, Election, the_election

_ELECTION = click.option("--election", metavar="CODE", help="The election; needless where there is only one.")


@click.group()
def photos() -> None:
    """List the photos of boxes, and erase what somebody asks to be erased."""


@photos.command("list")
@_ELECTION
@click.option("--box", metavar="CODE", help="Only of this box.")
@click.option("--officer", metavar="NAME", help="Only those taken by the officer of this name.")
def list_them(election: str | None, box: str | None, officer: str | None) -> None:
    """List photos by when they were taken: hash, state, time, box, officer, bytes."""

    async def act(database: Database) -> list[Listed]:
        found = await _found(database, election)
        async with database.unit_of_work(Scope.whole_election(found.id)) as work:
            return await listed_photos(await work.driver, found.id, None if box is None else read_code(box), officer)

    for one in on_database(act):
        size = "" if one.bytes is None else f"{one.bytes:,} bytes"
        click.echo(f"{one.sha256}  {one.state}  {one.occurred_at:%Y-%m-%dT%H:%MZ}  {one.box_code}  {one.taken_by}  {size}".rstrip())


@photos.command()
@click.argument("sha256", required=False)
@_ELECTION
@click.option("--received-before", type=click.DateTime(["%Y-%m-%d"]), help="Instead of one: all that came before this day (UTC).")
@click.option("--reason", required=True, help="Why; it stands in the audit.")
def erase(*, sha256: str | None, election: str | None, received_before: datetime | None, reason: str) -> None:
    """Erase the photo SHA256, also one that has not come yet. Its hash stays in the scan, and no phone brings it back."""
    if (sha256 is None) == (received_before is None):
        raise click.UsageError("Name one photo, or give --received-before.")

    async def act(database: Database) -> int:
        viewer = _operator(await _found(database, election))
        if received_before is not None:
            return await erase_received_before(database, viewer, received_before.replace(tzinfo=UTC), reason)
        await erase_photo(database, viewer, checked_hash(sha256 or ""), reason)
        return 1

    count = on_database(act)
    click.echo(f"{count:,} {'photo is' if count == 1 else 'photos are'} erased. Backups that were made before still hold what was there.")


async def _found(database: Database, election: str | None) -> Election:
    async with database.unit_of_work(NO_ELECTION) as work:
        return await the_election(work.connection, election)


def _operator(election: Election) -> Viewer:
    """Who has a shell on the server acts for the whole election; the audit names the command."""
    return Viewer("silog photos", Role.COORDINATOR, "", election.id, election.code)
