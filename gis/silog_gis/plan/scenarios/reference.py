"""What a task takes from the reference data: stations with their villages, and places with their berths.

Rows come from the files that are shipped, or from an election in a database: they are the same.
"""

import csv
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from silog_gis.data import data_path
from silog_gis.geodesy import distance_m
from silog_gis.plan.whole.task import Place
from silog_gis.plan.whole.value import LonLat

_FARTHEST_BERTH_M: Final = 20_000
"""A village farther from the nearest berth of its island is one that no vessel comes to."""
_QUAY_M: Final = 5_000
"""A warehouse as near to a quay as this loads vessels there; its loading time has the carting in it."""


@dataclass(frozen=True, slots=True)
class FacilityRow:
    """A port, landing, warehouse or office."""

    code: str
    kind: str
    name: str
    region: str
    at: LonLat
    berth: LonLat | None
    landmass: int | None


@dataclass(frozen=True, slots=True)
class StationRow:
    """A polling station of a village."""

    code: str
    village: str
    at: LonLat
    landmass: int | None


@dataclass(frozen=True)
class Reference:
    """All that lies in one region."""

    facilities: tuple[FacilityRow, ...]
    stations: tuple[StationRow, ...]
    names: dict[str, str]
    """Of regions by code."""

    @classmethod
    def shipped(cls) -> "Reference":
        """Read the reference data of Kepri."""
        facilities = tuple(
            FacilityRow(row["code"], row["kind"], row["name"], row["region_code"], _point(row, ""), _berth(row), _whole(row["landmass"]))
            for row in _rows("facilities.csv")
        )
        stations = tuple(
            StationRow(row["code"], row["region_code"], _point(row, ""), _whole(row["landmass"])) for row in _rows("stations.csv")
        )
        return cls(facilities, stations, {row["code"]: row["name"] for row in _rows("regions.csv")})

    def facility(self, code: str) -> FacilityRow | None:
        """Find a facility."""
        return next((each for each in self.facilities if each.code == code), None)

    def facility_place(self, row: FacilityRow, area: str = "") -> Place:
        """Make a facility a place; one on land by a quay has that quay's berth."""
        berth = row.berth or self._berth_near(row.at, row.landmass, _QUAY_M)
        return Place(code=row.code, name=row.name, at=row.at, berth=berth, landmass=row.landmass, area=area)

    def office_place(self, row: FacilityRow) -> Place:
        """Make an office a place: with the berth nearest to it on its island, however far that is."""
        berth = self._berth_near(row.at, row.landmass, math.inf)
        return Place(code=row.code, name=self.names.get(row.region, row.name), at=row.at, berth=berth, landmass=row.landmass)

    def village_place(self, village: str, landmass: int | None, stations: Iterable[StationRow], area: str = "") -> Place:
        """Make the part of a village on one island a place: at its office if that stands there, else amid its stations."""
        office = next((each for each in self.facilities if each.kind == "PPS" and each.region == village), None)
        group = [each.at for each in stations]
        if office is not None and office.landmass == landmass:
            code, at = village, office.at
        else:
            code, at = f"{village}/{landmass}", sorted(group, key=lambda point: (point.lon, point.lat))[len(group) // 2]
        berth = self._berth_near(at, landmass, _FARTHEST_BERTH_M)
        return Place(code=code, name=self.names.get(village, village), at=at, berth=berth, landmass=landmass, area=area)

    def _berth_near(self, at: LonLat, landmass: int | None, most_m: float) -> LonLat | None:
        def away_m(row: FacilityRow) -> float:
            return distance_m((at.lon, at.lat), (row.at.lon, row.at.lat))

        near = [each for each in self.facilities if each.berth is not None and each.landmass == landmass and away_m(each) <= most_m]
        return min(near, key=away_m).berth if near else None


def _rows(name: str) -> Iterator[dict[str, str]]:
    with data_path(name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _point(row: dict[str, str], prefix: str) -> LonLat:
    return LonLat(float(row[f"{prefix}lon"]), float(row[f"{prefix}lat"]))


def _berth(row: dict[str, str]) -> LonLat | None:
    return _point(row, "berth_") if row["berth_lon"] else None


def _whole(text: str) -> int | None:
    return int(text) if text else None
