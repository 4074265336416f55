"""The reference data that comes with the product: Kepri's regions, islands, facilities and polling stations, into one election.

Goes the way of an operator's files, so that what the product brings is checked as strictly as what it is given. Loading again
changes nothing and is quick: the areas of the regions, which take the longest, are computed only when a region is new or changed.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from silog.kit.database import Database
from silog.places.actions import FOR_GOOD, Written, load_facilities, load_islands, load_regions, load_stations
from silog.places.reading import File
from silog_gis.data import data_folder
from silog_gis.land import Land

Say = Callable[[str], None]
_STATIONS_SOURCE: Final = "gis/data/stations.csv: synthetic, see PROVENANCE.md"


async def load_reference(database: Database, election_id: int, say: Say, folder: Path | None = None) -> None:
    """Load everything from `folder`, the product's own data if none is given, telling `say` one line per kind."""
    folder = folder or data_folder()
    manner = replace(FOR_GOOD, landmass_at=Land.load(folder / "kepri_land.fgb").landmass_at)
    say(_line("regions", await load_regions(database, _file(folder, "regions.csv"), manner, frontier=_frontier(folder))))
    say(_line("islands", await load_islands(database, _file(folder, "islands.csv"), manner)))
    say(_line("facilities", await load_facilities(database, election_id, _file(folder, "facilities.csv"), manner)))
    stations = replace(_file(folder, "stations.csv"), name=_STATIONS_SOURCE)
    say(_line("polling stations", await load_stations(database, election_id, stations, manner)))


def _file(folder: Path, name: str) -> File:
    return File(name, (folder / name).read_bytes())


def _frontier(folder: Path) -> list[str]:
    rows = csv.DictReader(io.StringIO((folder / "frontier.csv").read_text(encoding="utf-8")))
    return [row["code"] for row in rows]


def _line(what: str, written: Written) -> str:
    return f"{what}: {written.inserted:,} new, {written.changed:,} changed, {written.unchanged:,} unchanged"
