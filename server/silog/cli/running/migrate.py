"""`silog migrate`: bring the database to the schema this code expects."""

import click

from silog.cli.database import open_database
from silog.kit.migration import migrate as run_migrations
from silog.settings import Settings
from silog.shipped import migrations_folder


@click.command()
@click.option("--to", default="head", metavar="REV", show_default=True, help="Stop at this revision, or go back to it.")
def migrate(to: str) -> None:
    """Bring the database to the schema this code expects; running it again changes nothing."""
    endpoint = open_database(Settings.from_environment())
    run_migrations(migrations_folder(), endpoint.dsn_owner, to)
    click.echo(f"The database is at {to}.")
