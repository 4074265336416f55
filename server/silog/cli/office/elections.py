"""`silog elections`: creating and listing them."""

from datetime import date, datetime

import click

from silog.cli.connected import on_database
from silog.kit.clock import WIB, real_now
from silog.kit.database import Database
from silog.places.actions import NewElection, create_election
from silog.places.queries import NO_ELECTION, Election, all_elections
from silog.places.rules import ElectionKind


@click.group()
def elections() -> None:
    """Create elections and list them. Training and real ones never share a row."""


@elections.command()
@click.argument("code")
@click.option("--name", required=True, help="What people read on the screens.")
@click.option("--voting-day", required=True, type=click.DateTime(["%Y-%m-%d"]), help="For example 2024-11-27.")
@click.option("--training", is_flag=True, help="An exercise, whose clock can be wound. Without this it is a real election.")
def create(code: str, name: str, voting_day: datetime, *, training: bool) -> None:
    """Create the election CODE, for example PILKADA-2029."""
    kind = ElectionKind.TRAINING if training else ElectionKind.REAL
    new = NewElection(code, name, kind, date(voting_day.year, voting_day.month, voting_day.day))
    election = on_database(lambda database: create_election(database, new))
    click.echo(f"Created the {election.kind} election {election.code}.")


@elections.command("list")
def list_() -> None:
    """List elections with the time their clocks show."""
    found = on_database(_all)
    if not found:
        click.echo("No election was created yet: silog elections create CODE --name NAME --voting-day DATE")
    for election in found:
        shown = election.clock.time_at(real_now()).astimezone(WIB)
        pace = "paused" if election.clock.is_paused else f"x{election.clock.speed:g}"
        click.echo(f"{election.code}  {election.kind}  voting {election.voting_day}  {shown:%Y-%m-%d %H:%M} WIB {pace}  {election.name}")


async def _all(database: Database) -> list[Election]:
    async with database.unit_of_work(NO_ELECTION) as work:
        return await all_elections(work.connection)
