"""`silog load roads`: the roads of an OpenStreetMap extract, for ways over land."""

from pathlib import Path

import click

from silog.cli.connected import on_database
from silog.kit.database import Database
from silog.routes.actions.roads import load_roads, refuse_without_pgrouting
from silog.routes.figures import figures
from silog.routes.reading.roads import read_roads
from silog_gis.land import Land


@click.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Read everything and say what would be loaded; change nothing.")
def roads(path: Path, *, dry_run: bool) -> None:
    """Load roads from an OpenStreetMap extract (.osm.pbf): ways over land follow them from then on, instead of being estimated.

    They take the place of roads that were loaded before. Needs pgRouting in the database. Speeds by class of road are in
    routes/figures.toml; roads outside the map are left aside.
    """

    async def act(database: Database) -> str:
        await refuse_without_pgrouting(database)
        network = read_roads(path, figures().road_kmh, Land.load().bounds)
        kilometres = sum(edge.length_m for edge in network.edges) / 1000
        said = f"{len(network.edges):,} stretches, {kilometres:,.1f} km of road, {len(network.points):,} crossings and ends"
        if dry_run:
            return f"{path.name} would load: {said}. Nothing was changed."
        if await load_roads(database, network):
            return f"{path.name} loaded: {said}."
        return f"{path.name} is loaded already: {said}. Nothing was changed."

    click.echo(on_database(act))
