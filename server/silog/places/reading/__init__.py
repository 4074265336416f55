"""Reading an operator's files: pure functions from bytes to checked rows, or to all that is wrong with them at once.

Nothing here asks the database; whether a region exists or a facility may change is judged by the loading action, which reports with
the same row numbers.
"""

from silog.places.reading.facilities import FacilityRow, read_facilities
from silog.places.reading.islands import IslandRow, read_islands
from silog.places.reading.problems import Problems
from silog.places.reading.records import File
from silog.places.reading.regions import RegionRow, read_regions
from silog.places.reading.stations import read_stations

__all__ = [
    "FacilityRow",
    "File",
    "IslandRow",
    "Problems",
    "RegionRow",
    "read_facilities",
    "read_islands",
    "read_regions",
    "read_stations",
]
