"""`silog load sea-areas`: foreign waters and restricted areas from an operator's GeoJSON."""

from pathlib import Path

import click

from silog.cli.connected import on_database
from silog.composition import join_rooms
from silog.errors import WRONG_INPUT, SilogError
from silog.kit.database import Database
from silog.places.actions import Written
from silog.places.queries import NO_ELECTION, region_facts, the_election
from silog.places.reading import File
from silog.routes.actions import load_areas


@click.command("sea-areas")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--election", metavar="CODE", help="The election to load into; needless where there is only one.")
@click.option("--region", metavar="CODE", help="Whose areas these are; needless where all places lie in one province.")
@click.option("--dry-run", is_flag=True, help="Check everything and say what would change; change nothing.")
def sea_areas(path: Path, election: str | None, region: str | None, *, dry_run: bool) -> None:
    """Load areas of the sea: code, name, kind (FOREIGN, RESTRICTED), source; also rule (AVOID, COST), cost_factor, valid_from, valid_to.

    GeoJSON, each feature a Polygon or MultiPolygon in longitude and latitude. Routes heed them from then on; an area that is not in the
    file stays as it is: let it end with valid_to.
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
        return await load_areas(database, found.id, file, region, is_dry_run=dry_run), found.code

    written, code = on_database(act)
    counts = f"{written.inserted:,} new, {written.changed:,} changed, {written.unchanged:,} unchanged"
    said = (
        f"{file.name} would load into {code}: {counts}. Nothing was changed." if dry_run else f"{file.name} loaded into {code}: {counts}."
    )
    click.echo(said)
