"""`silog load dead-zones`: where nothing is heard of conveyances, from an operator's file."""

from pathlib import Path

import click

from silog.cli.connected import on_database
from silog.errors import WRONG_INPUT, SilogError
from silog.kit.database import Database
from silog.movement.actions import keep_dead_zones
from silog.movement.rules import DeadZone
from silog.places.queries import NO_ELECTION, the_election
from silog.places.rules import region_code
from silog_gis.track.files import read_zones


@click.command("dead-zones")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--region", default="21", show_default=True, metavar="CODE", help="Whose zones they are: the region that contains them.")
@click.option("--election", metavar="CODE", help="The election to load into; needless where there is only one.")
def dead_zones(path: Path, region: str, election: str | None) -> None:
    """Load where nothing is heard: GeoJSON Polygons, in place of all dead zones that the election has."""
    code = region_code(region)
    if code is None:
        raise SilogError(WRONG_INPUT, f"--region {region} is no region code.", "They look like 21, 21.03 or 21.03.04.")
    try:
        areas = read_zones(path)
    except (OSError, ValueError) as error:
        raise SilogError(WRONG_INPUT, f"{error}.", "Nothing was changed.") from error
    zones = [DeadZone(f"DZ-{number}", f"{path.stem} {number}", code, area, path.name) for number, area in enumerate(areas, 1)]

    async def act(database: Database) -> str:
        async with database.unit_of_work(NO_ELECTION) as work:
            found = await the_election(work.connection, election)
        await keep_dead_zones(database, found.id, zones)
        return found.code

    click.echo(f"{path.name} loaded into {on_database(act)}: {len(zones):,} dead zones.")
