"""`silog load seals`: numbers of seals and the places they were issued to, from an operator's file."""

from pathlib import Path
from typing import Final

import click

from silog.cli.connected import on_database
from silog.composition import join_rooms
from silog.custody.actions import issue_seals
from silog.errors import WRONG_INPUT, SilogError
from silog.kit.database import Database
from silog.people.rules import Role, Viewer
from silog.places.queries import NO_ELECTION, the_election
from silog.places.reading import File, Problems
from silog.places.reading.cells import Cells
from silog.places.reading.records import Columns, read_records
from silog.routes.actions.areas import LOADER

_COLUMNS: Final = Columns(required=frozenset({"number", "place_code"}))


@click.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--election", metavar="CODE", help="The election to load into; needless where there is only one.")
@click.option("--region", metavar="CODE", default="", help="Refuse places outside this region.")
def seals(path: Path, election: str | None, region: str) -> None:
    """Load the register of seals: number, place_code. All of it or nothing.

    A number is issued once: one that went to another place before refuses the file. Each place's numbers are one entry of the audit.
    """
    try:
        file = File(path.name, path.read_bytes())
    except OSError as error:
        raise SilogError(WRONG_INPUT, f"{path} cannot be read: {error.strerror}.") from error
    issued = read_seals(file)

    async def act(database: Database) -> tuple[int, str]:
        join_rooms(database)
        async with database.unit_of_work(NO_ELECTION) as work:
            found = await the_election(work.connection, election)
        loader = Viewer(LOADER, Role.COORDINATOR, region, found.id, found.code)
        return await issue_seals(database, loader, issued, f"loaded from {file.name}"), found.code

    new, code = on_database(act)
    click.echo(f"{file.name} loaded into {code}: {new:,} new, {len(issued) - new:,} unchanged.")


def read_seals(file: File) -> list[tuple[str, str]]:
    """Read numbers with their places; refuses a file with anything wrong in it, and says where."""
    problems = Problems(file.name)
    rows: dict[str, str] = {}
    for record in read_records(file, _COLUMNS, problems).records:
        cells = Cells(record, problems)
        number, place = cells.text("number"), cells.text("place_code")
        if number is None or place is None:
            continue
        if number in rows:
            cells.wrong("number", f"{number} stands in the file already")
        rows[number] = place
    problems.refuse()
    return list(rows.items())
