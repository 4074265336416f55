"""`silog load`: an operator's files of regions, islands, ports, offices, polling stations, areas of the sea and roads."""

import sys
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path

import click

from silog.cli.connected import on_database
from silog.cli.loading.dead_zones import dead_zones
from silog.cli.loading.planned import fleet, voyages
from silog.cli.loading.roads import roads
from silog.cli.loading.sea_areas import sea_areas
from silog.cli.loading.seals import seals
from silog.errors import WRONG_INPUT, SilogError
from silog.kit.database import Database
from silog.places.actions import (
    Manner,
    Written,
    load_facilities,
    load_islands,
    load_ports,
    load_regions,
    load_stations,
)
from silog.places.actions.bulk import Progress, silent
from silog.places.queries import NO_ELECTION, the_election
from silog.places.reading import File
from silog.places.rules import region_code
from silog_gis.land import Land

IntoAll = Callable[[Database, File, Manner], Awaitable[Written]]
IntoOne = Callable[[Database, int, File, Manner], Awaitable[Written]]

_FILE = click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
_ONLY = click.option("--only", default="", metavar="CODE", help="Leave aside what lies outside this region, for example 12.19.")
_DRY_RUN = click.option("--dry-run", is_flag=True, help="Check everything and say what would change; change nothing.")
_ELECTION = click.option("--election", metavar="CODE", help="The election to load into; needless where there is only one.")


@click.group()
def load() -> None:
    """Load an operator's CSV or GeoJSON file: all of it or nothing. Loading the same file again changes nothing."""


@load.command()
@_FILE
@_ONLY
@_DRY_RUN
def regions(path: Path, only: str, *, dry_run: bool) -> None:
    """Load provinces, regencies, districts and villages: code, name; also parent_code, level, label_lon, label_lat, is_3t.

    The CSV files of the npm package idn-area-data load as they are, the larger regions first. GeoJSON polygons become official areas.
    """
    _load_into_all(load_regions, path, only, dry_run=dry_run)


@load.command()
@_FILE
@_ONLY
@_DRY_RUN
def islands(path: Path, only: str, *, dry_run: bool) -> None:
    """Load islands: code, regency_code, name, lon, lat (or coordinate), is_populated, is_outermost; also landmass."""
    _load_into_all(load_islands, path, only, dry_run=dry_run)


@load.command()
@_FILE
@_ELECTION
@_ONLY
@_DRY_RUN
def stations(path: Path, election: str | None, only: str, *, dry_run: bool) -> None:
    """Load polling stations: region_code, number, registered_voters, lon, lat; also code, name, quality, source, moved_m, landmass, is_3t.

    A position is taken as SURVEYED, from this file, where no column says otherwise.
    """
    _load_into_one(load_stations, path, election, only, dry_run=dry_run)


@load.command()
@_FILE
@_ELECTION
@_ONLY
@_DRY_RUN
def ports(path: Path, election: str | None, only: str, *, dry_run: bool) -> None:
    """Load ports, landings and airports: code, kind, name, region_code, lon, lat; also berth_lon, berth_lat and as for stations.

    A sea leg ends at a berth, a point in the water: a port without one cannot be reached by sea.
    """
    _load_into_one(load_ports, path, election, only, dry_run=dry_run)


@load.command()
@_FILE
@_ELECTION
@_ONLY
@_DRY_RUN
def facilities(path: Path, election: str | None, only: str, *, dry_run: bool) -> None:
    """Load warehouses and PPK and PPS offices (and ports): columns as for ports."""
    _load_into_one(load_facilities, path, election, only, dry_run=dry_run)


load.add_command(dead_zones)


def _load_into_all(action: IntoAll, path: Path, only: str, *, dry_run: bool) -> None:
    file = _read(path, only)
    with ExitStack() as stack:
        manner = Manner(is_dry_run=dry_run, progress=_progress(stack))
        written = on_database(lambda database: action(database, file, manner))
    _report(file, written, "", dry_run=dry_run)


def _load_into_one(action: IntoOne, path: Path, election_code: str | None, only: str, *, dry_run: bool) -> None:
    file = _read(path, only)

    async def act(database: Database) -> tuple[Written, str]:
        async with database.unit_of_work(NO_ELECTION) as work:
            election = await the_election(work.connection, election_code)
        return await action(database, election.id, file, manner), election.code

    with ExitStack() as stack:
        manner = Manner(is_dry_run=dry_run, progress=_progress(stack), landmass_at=Land.load().landmass_at)
        written, code = on_database(act)
    _report(file, written, f" into {code}", dry_run=dry_run)


def _read(path: Path, only: str) -> File:
    code = region_code(only) if only else ""
    if code is None:
        raise SilogError(WRONG_INPUT, f"--only {only} is no region code.", "They look like 12, 12.19, 12.19.01 or 12.19.01.2001.")
    try:
        return File(path.name, path.read_bytes(), code)
    except OSError as error:
        raise SilogError(WRONG_INPUT, f"{path} cannot be read: {error.strerror}.") from error


def _progress(stack: ExitStack) -> Progress:
    """A bar on a terminal; nothing in a log or a pipe."""
    if not sys.stderr.isatty():
        return silent
    bar = stack.enter_context(click.progressbar(length=1, label="Writing", file=sys.stderr))

    def show(done: int, total: int) -> None:
        bar.length = total
        bar.update(done - bar.pos)

    return show


def _report(file: File, written: Written, where: str, *, dry_run: bool) -> None:
    counts = f"{written.inserted:,} new, {written.changed:,} changed, {written.unchanged:,} unchanged"
    click.echo(f"{file.name} would load{where}: {counts}. Nothing was changed." if dry_run else f"{file.name} loaded{where}: {counts}.")


load.add_command(sea_areas)
load.add_command(roads)
load.add_command(seals)
load.add_command(fleet)
load.add_command(voyages)
