"""`silog simulate`: the training season, by its clock beside a server, or headless and as fast as the machine can."""

import asyncio
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import click

from silog.cli.database import open_database
from silog.composition import join_rooms
from silog.errors import WRONG_INPUT, SilogError
from silog.kit.clock import WIB, real_now
from silog.kit.database import Database
from silog.kit.migration import migrate
from silog.kit.scope import Scope
from silog.places.queries import Election
from silog.settings import Settings
from silog.shipped import migrations_folder
from silog.training.actions import ensure_season
from silog.training.queries import Outcome, outcome
from silog.training.reading import pilkada_kepri_2024
from silog.training.runner import play, play_at_once, play_through_outages


@click.command()
@click.option("--follow", is_flag=True, help="Play the training election by its clock until stopped: what silog up does.")
@click.option("--headless", is_flag=True, help="Play without a server and say what came of it.")
@click.option("--speed", type=click.FloatRange(min=0, min_open=True), help="Election seconds per real second; headless: as fast as it can.")
@click.option("--seed", type=int, help="Chance: the same seed plays the same season.")
@click.option(
    "--until", metavar="DATE", help="Headless: stop there, for example 2024-11-27 or 2024-11-27T07:00 (WIB); else when all is done."
)
@click.option("--election", "code", metavar="CODE", help="The training election to play; headless begins a fresh one when none is named.")
def simulate(*, follow: bool, headless: bool, speed: float | None, seed: int | None, until: str | None, code: str | None) -> None:
    """Play the distribution of Pilkada 2024 in an election marked LATIHAN."""
    if follow == headless:
        raise SilogError(WRONG_INPUT, "Say how to play.", "Either --follow (by the clock, beside a server) or --headless.")
    end = _moment(until) if until else None
    settings = Settings.from_environment()
    endpoint = open_database(settings)
    migrate(migrations_folder(), endpoint.dsn_owner)
    if headless and code is None:
        code = f"SIMULASI-{real_now():%Y%m%d-%H%M%S}"
    manner = _Manner(speed, seed, end if headless else None, code)
    asyncio.run(_simulate(settings.with_database(endpoint.dsn_app), manner, headless=headless))


@dataclass(frozen=True, slots=True)
class _Manner:
    """How the season is to be played."""

    speed: float | None
    seed: int | None
    end: datetime | None
    code: str | None


async def _simulate(settings: Settings, manner: _Manner, *, headless: bool) -> None:
    database = await Database.connect(settings.dsn_app)
    join_rooms(database)
    try:
        started = time.monotonic()
        cache = settings.state / "sight-lines"
        election = await ensure_season(database, click.echo, code=manner.code, seed=manner.seed, speed=manner.speed, cache_folder=cache)
        click.echo(f"{election.code} is ready after {time.monotonic() - started:.1f} s.")
        if headless:
            await _headless(database, election, manner)
        else:
            with suppress(asyncio.CancelledError):
                await _until_stopped(database, election, manner)
    finally:
        await database.close()


async def _until_stopped(database: Database, election: Election, manner: _Manner) -> None:
    task = asyncio.create_task(play_through_outages(database, election, manner.speed, seed=manner.seed, say=click.echo))
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    click.echo(f"Playing {election.code}.")
    await task


async def _headless(database: Database, election: Election, manner: _Manner) -> None:
    started = time.monotonic()
    end = manner.end or pilkada_kepri_2024().season.voting.stored_by
    if manner.speed is None:
        player = await play_at_once(database, election, end, seed=manner.seed)
        seconds = time.monotonic() - started
        click.echo(f"{player.recorded:,} scans, {player.reported:,} positions: {seconds:.1f} s, {player.recorded / seconds:,.0f} scans/s.")
    else:
        await play(database, election, manner.speed, seed=manner.seed, until=end)
    async with database.unit_of_work(Scope.whole_election(election.id)) as work:
        _tell(await outcome(work, end, pilkada_kepri_2024().season.voting.opens), end)


def _moment(text: str) -> datetime:
    """Read a day or a time of day; without a zone it is WIB."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise SilogError(WRONG_INPUT, f"--until {text!r} is no date.", "Write 2024-11-27 or 2024-11-27T07:00.") from error
    return found if found.tzinfo else found.replace(tzinfo=WIB)


def _tell(found: Outcome, end: datetime) -> None:
    boxes = sum(found.states.values())
    click.echo(f"At {end.astimezone(WIB):%d %b %Y %H:%M} WIB, {boxes:,} boxes:")
    for name, counts in (("state", found.states), ("exception", found.exceptions), ("finding", found.findings)):
        for word, count in sorted(counts.items(), key=lambda each: -each[1]):
            click.echo(f"  {name:<10}{word:<28}{count:>8,}")
    click.echo(f"Late: {found.late:,}. Seen at their station before it opened: {found.delivered_in_time:,}.")
    click.echo(f"Recorded: {found.scans:,} scans, {found.positions:,} positions, {found.quarantined:,} in quarantine.")
    click.echo(f"Digest of where every box stands: {found.digest}")
