"""`silog load fleet` and `silog load voyages`: what plans are made of, from an operator's CSV."""

from collections.abc import Awaitable
from pathlib import Path
from typing import Protocol

import click

from silog.cli.connected import on_database
from silog.composition import join_rooms
from silog.errors import WRONG_INPUT, SilogError
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.places.actions import Written
from silog.places.queries import NO_ELECTION, region_facts, the_election
from silog.places.reading import File
from silog.planning.actions.fleet import load_fleet
from silog.planning.actions.voyages import load_voyages
from silog.routes.queries import provinces

_FILE = click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
_ELECTION = click.option("--election", metavar="CODE", help="The election to load into; needless where there is only one.")
_REGION = click.option("--region", metavar="CODE", help="Whose they are; needless where all places lie in one province.")
_DRY_RUN = click.option("--dry-run", is_flag=True, help="Check everything and say what would change; change nothing.")


class _Action(Protocol):
    def __call__(self, database: Database, election_id: int, file: File, region: str, *, is_dry_run: bool) -> Awaitable[Written]: ...


@click.command()
@_FILE
@_ELECTION
@_REGION
@_DRY_RUN
def voyages(path: Path, election: str | None, region: str | None, *, dry_run: bool) -> None:
    """Load sailings: voyage, conveyance, capacity_boxes, place, arrives_at, departs_at; also source. One row for each call, in order.

    Plans use them from then on. A voyage that is not in the file stays as it is; one with capacity_boxes 0 is not planned with.
    """
    _load(load_voyages, path, election, region, dry_run=dry_run)


@click.command()
@_FILE
@_ELECTION
@_REGION
@_DRY_RUN
def fleet(path: Path, election: str | None, region: str | None, *, dry_run: bool) -> None:
    """Load conveyances: code, name, kind, region_code, capacity_boxes, speed_kn; also home_code, clearance_m, wave_limit_m, source.

    With crew_hours, cost_per_hour, from_at and until_at (and cost_per_km, capacity_kg) plans may use them. With standby_rank (1 is called
    first) and notice_hours beside these they are standbys, called where something does not sail. What is not in the file stays.
    """
    _load(load_fleet, path, election, region, dry_run=dry_run)


def _load(action: _Action, path: Path, election: str | None, region: str | None, *, dry_run: bool) -> None:
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
        return await action(database, found.id, file, whose, is_dry_run=dry_run), found.code

    written, code = on_database(act)
    counts = f"{written.inserted:,} new, {written.changed:,} changed, {written.unchanged:,} unchanged"
    where = f"{file.name} would load into" if dry_run else f"{file.name} loaded into"
    click.echo(f"{where} {code}: {counts}.{' Nothing was changed.' if dry_run else ''}")


async def _only_province(database: Database, election_id: int) -> str:
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        found = await provinces(work.connection)
    if len(found) != 1:
        message = f"The election's places lie in {len(found)} provinces."
        raise SilogError(WRONG_INPUT, message, "Say whose these are: --region CODE.")
    return found[0]
