"""The reference data that comes with the product: Kepri's regions, islands, facilities and polling stations, into one election.

Goes the way of an operator's files, so that what the product brings is checked as strictly as what it is given. Loading again changes
nothing and is quick, and moves no port back that an operator has moved: the areas of the regions, which take the longest, are computed
only when a region is new or changed.
"""

import csv
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import shapely

from silog.kit.database import Database
from silog.places.actions import FOR_GOOD, Written, load_facilities, load_islands, load_regions, load_stations, set_approximate_areas
from silog.places.queries import NO_ELECTION, count_without_area
from silog.places.reading import File
from silog_gis.areas import reference_areas
from silog_gis.data import data_path
from silog_gis.land import Land

Say = Callable[[str], None]
_PROVINCE: Final = "21"
_STATIONS_SOURCE: Final = "gis/data/stations.csv: synthetic, see PROVENANCE.md"


async def load_reference(database: Database, election_id: int, say: Say) -> None:
    """Load all of it, telling `say` one line per kind."""
    land = Land.load()
    manner = replace(FOR_GOOD, landmass_at=land.landmass_at, keeps_moved=True)
    regions = await load_regions(database, _file("regions.csv"), manner, frontier=_frontier())
    say(_line("regions", regions))
    islands = await load_islands(database, _file("islands.csv"), manner)
    say(_line("islands", islands))
    facilities = await load_facilities(database, election_id, _file("facilities.csv"), manner)
    say(_line("facilities", facilities))
    stations = replace(_file("stations.csv"), name=_STATIONS_SOURCE)
    say(_line("polling stations", await load_stations(database, election_id, stations, manner)))
    if not (regions.is_same and islands.is_same and facilities.changed == 0) or await _has_gaps(database):
        areas = {code: shapely.to_wkb(area) for code, area in reference_areas(land).items()}
        say(f"areas of regions: {await set_approximate_areas(database, areas):,} drawn, approximate")


async def _has_gaps(database: Database) -> bool:
    """Whether a run was cut short before it had drawn the areas."""
    async with database.unit_of_work(NO_ELECTION) as work:
        return await count_without_area(work.connection, _PROVINCE) > 0


def _file(name: str) -> File:
    return File(name, data_path(name).read_bytes())


def _frontier() -> list[str]:
    with data_path("frontier.csv").open(encoding="utf-8", newline="") as lines:
        return [row["code"] for row in csv.DictReader(lines)]


def _line(what: str, written: Written) -> str:
    return f"{what}: {written.inserted:,} new, {written.changed:,} changed, {written.unchanged:,} unchanged"
