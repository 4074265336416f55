"""`silog labels`: the labels of boxes, as a PDF for a sheet printer or a label printer."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from silog.cli.connected import on_database
from silog.documents.actions import LabelRun, print_labels
from silog.documents.labels import labels_pdf
from silog.documents.rules import LABELS_PER_BOX, LabelFormat, LabelOrder, read_boxes
from silog.errors import WRONG_INPUT, SilogError
from silog.kit.database import Database
from silog.people.rules import Role, Viewer
from silog.places.queries import NO_ELECTION, the_election

_PRINTER = "silog labels"
"""The name that stands in the audit for whoever prints at the server's own terminal."""


@click.command()
@click.option("--election", metavar="CODE", help="The election; needless where there is only one.")
@click.option("--region", required=True, metavar="CODE", help="The boxes of this region, for example 21.03 or 21.03.04.")
@click.option("--box", "boxes", multiple=True, metavar="CODE", help="Only this box of the region; may be given again and again.")
@click.option("--unprinted", is_flag=True, help="Only boxes whose labels were never printed.")
@click.option(
    "--format",
    "kind",
    type=click.Choice([kind.value for kind in LabelFormat]),
    default=LabelFormat.A4.value,
    show_default=True,
    help="The paper.",
)
@click.option("--reason", default="", help="Why labels are printed again; needed where any of the boxes has labels already.")
@click.option("-o", "--output", "path", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The PDF to write.")
def labels(*, election: str | None, region: str, boxes: tuple[str, ...], unprinted: bool, kind: str, reason: str, path: Path) -> None:
    """Print the labels of boxes: two for each, with a QR code and the code in words.

    a4 is a sheet of eight labels of 105 x 74 mm, 100x150 one label on each page. Every print is counted and audited; from the second
    on a label says REPRINT with its number.
    """
    order = LabelOrder(region, LabelFormat(kind), reason, read_boxes(boxes), is_unprinted_only=unprinted)

    async def act(database: Database) -> LabelRun:
        async with database.unit_of_work(NO_ELECTION) as work:
            found = await the_election(work.connection, election)
        return await print_labels(database, Viewer(_PRINTER, Role.COORDINATOR, region, found.id, found.code), order)

    with written_whole(path) as file:
        run = on_database(act)
        file.write_bytes(labels_pdf(run))
    again = f", {run.reprinted:,} of them printed before" if run.reprinted else ""
    click.echo(f"{len(run.boxes) * LABELS_PER_BOX:,} labels of {len(run.boxes):,} boxes{again}: {path}")


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Have a file beside `path` that takes its place when the block ends well; refuses at once where none can be written."""
    try:
        number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(number)
    except OSError as error:
        raise SilogError(WRONG_INPUT, f"{path} cannot be written: {error.strerror}.", "Name a file in a folder that is yours.") from error
    try:
        yield Path(name)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        raise SilogError("NOT_WRITTEN", f"{path} cannot be written: {error.strerror}.", "Name a file in a folder that is yours.") from error
    finally:
        Path(name).unlink(missing_ok=True)
