"""`silog load sea-areas`: foreign waters and restricted areas from an operator's GeoJSON."""

from collections.abc import Iterator
from pathlib import Path

import click

from silog.cli.connected import on_database
from silog.composition import join_rooms
from silog.errors import WRONG_INPUT, SilogError
from silog.kit.database import Database
from silog.movement.area_changes import AreaOutcome, load_areas
from silog.places.actions import Written
from silog.places.queries import NO_ELECTION, region_facts, the_election
from silog.places.reading import File
from silog.routes.desk import RouteDesk
from silog.settings import Settings


@click.command("sea-areas")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--election", metavar="CODE", help="The election to load into; needless where there is only one.")
@click.option("--region", metavar="CODE", help="Whose areas these are; needless where all places lie in one province.")
@click.option("--dry-run", is_flag=True, help="Check everything and say what would change; change nothing.")
def sea_areas(path: Path, election: str | None, region: str | None, *, dry_run: bool) -> None:
    """Load areas of the sea: code, name, kind (FOREIGN, RESTRICTED), source; also rule (AVOID, COST), cost_factor, valid_from, valid_to.

    GeoJSON, each feature a Polygon or MultiPolygon in longitude and latitude. Routes heed them from then on, and planned legs that they
    touch get new ones; an area that is not in the file stays as it is: let it end with valid_to.
    """
    try:
        file = File(path.name, path.read_bytes())
    except OSError as error:
        raise SilogError(WRONG_INPUT, f"{path} cannot be read: {error.strerror}.") from error

    async def act(database: Database) -> tuple[tuple[Written, AreaOutcome], str]:
        join_rooms(database)
        async with database.unit_of_work(NO_ELECTION) as work:
            found = await the_election(work.connection, election)
            if region is not None and region not in await region_facts(work.connection, [region]):
                raise SilogError(WRONG_INPUT, f"--region {region} is not known.", "Load it first: silog load regions")
        desk = RouteDesk(Settings.from_environment().state / "sight-lines")
        try:
            return await load_areas(database, desk, found.id, file, region, is_dry_run=dry_run), found.code
        finally:
            desk.close()

    (written, outcome), code = on_database(act)
    counts = f"{written.inserted:,} new, {written.changed:,} changed, {written.unchanged:,} unchanged"
    said = (
        f"{file.name} would load into {code}: {counts}. Nothing was changed." if dry_run else f"{file.name} loaded into {code}: {counts}."
    )
    click.echo("\n".join([said, *_followed(outcome, "would get" if dry_run else "got")]))


def _followed(outcome: AreaOutcome, verb: str) -> Iterator[str]:
    """Say what became of the plan, where anything did."""
    if outcome.legs_rerouted or outcome.legs_kept:
        yield f"{outcome.legs_rerouted:,} planned legs {verb} new routes; {outcome.legs_kept:,} have begun and keep theirs."
    for leg in outcome.stranded:
        yield f"Leg {leg.number} of shipment {leg.shipment} has no way any more and keeps its route: {leg.reason}"
