"""`silog load voyages`: timetabled sailings from an operator's CSV."""

from pathlib import Path

import click

from silog.cli.connected import on_database
from silog.composition import join_rooms
from silog.errors import WRONG_INPUT, SilogError
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.places.actions import Written
from silog.places.queries import NO_ELECTION, region_facts, the_election
from silog.places.reading import File
from silog.planning.actions.voyages import load_voyages
from silog.routes.queries import provinces


@click.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--election", metavar="CODE", help="The election to load into; needless where there is only one.")
@click.option("--region", metavar="CODE", help="Whose voyages these are; needless where all places lie in one province.")
@click.option("--dry-run", is_flag=True, help="Check everything and say what would change; change nothing.")
def voyages(path: Path, election: str | None, region: str | None, *, dry_run: bool) -> None:
    """Load sailings: voyage, conveyance, capacity_boxes, place, arrives_at, departs_at; also source. One row for each call, in order.

    Plans use them from then on. A voyage that is not in the file stays as it is; one with capacity_boxes 0 is not planned with.
    """
    try:
        file = File(path.name, path.read_bytes())
    except OSError as error:
        raise SilogError(WRONG_INPUT, f"{path} cannot be read: {error.strerror}.") from error

    async def act(database: Database) -> tuple[Written, str]:
        join_rooms(database)
        async with database.unit_of_work(NO_ELECTION) as work:
            found = await the_election(work.connection, election)
            if region is not None and region not in await region_facts(work.connection, [region]):
                raise SilogError(WRONG_INPUT, f"--region {region} is not known.", "Load it first: silog load regions")
        whose = region or await _only_province(database, found.id)
        return await load_voyages(database, found.id, file, whose, is_dry_run=dry_run), found.code

    written, code = on_database(act)
    counts = f"{written.inserted:,} new, {written.changed:,} changed, {written.unchanged:,} unchanged"
    where = f"{file.name} would load into" if dry_run else f"{file.name} loaded into"
    click.echo(f"{where} {code}: {counts}.{' Nothing was changed.' if dry_run else ''}")


async def _only_province(database: Database, election_id: int) -> str:
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        found = await provinces(work.connection)
    if len(found) != 1:
        raise SilogError(
            WRONG_INPUT, f"The election's places lie in {len(found)} provinces.", "Say whose voyages these are: --region CODE."
        )
    return found[0]
