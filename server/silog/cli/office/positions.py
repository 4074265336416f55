"""`silog positions`: what is kept of where conveyances were."""

import click

from silog.cli.connected import on_database
from silog.kit.database import Database
from silog.movement.thinning import retention, thin_all


@click.group()
def positions() -> None:
    """Thin the positions of conveyances."""


@positions.command()
def thin() -> None:
    """Let go of positions that need not be kept any more, in every election. A running server does the same every ten minutes."""
    kept = retention()

    async def act(database: Database) -> dict[str, int]:
        return await thin_all(database)

    for code, gone in on_database(act).items():
        click.echo(f"{code}: {gone:,} positions went.")
    click.echo(
        f"Kept: all of the last {kept.whole.days} days on the election's clock, then of each conveyance the first in "
        f"{kept.slot.total_seconds() / 60:g} minutes, none after {kept.longest.days} days."
    )
