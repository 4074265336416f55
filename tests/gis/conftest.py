"""The land, the routers and the reference data, read once for all tests of this room."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from silog_gis.data import data_path
from silog_gis.land import Land
from silog_gis.overland import LandRouter
from silog_gis.sea.route import SeaRouter

Row = dict[str, str]
Rows = Callable[[str], list[Row]]


@pytest.fixture(scope="session")
def land() -> Land:
    """The land of Kepri at full resolution."""
    return Land.load()


@pytest.fixture(scope="session")
def rows() -> Rows:
    """Rows of one reference file by its name without ending."""
    kept: dict[str, list[Row]] = {}

    def read(name: str) -> list[Row]:
        if name not in kept:
            with data_path(f"{name}.csv").open(encoding="utf-8", newline="") as lines:
                kept[name] = list(csv.DictReader(lines))
        return kept[name]

    return read


@pytest.fixture(scope="session")
def land_router(land: Land) -> LandRouter:
    """The land router of Kepri."""
    return LandRouter(land)


@pytest.fixture(scope="session")
def sea_router(land: Land, sight_lines: Path) -> Callable[[float], SeaRouter]:
    """A sea router by its clearance in metres, built when first asked for."""
    built: dict[float, SeaRouter] = {}

    def of(clearance_m: float) -> SeaRouter:
        if clearance_m not in built:
            built[clearance_m] = SeaRouter.build(land, clearance_m, sight_lines)
        return built[clearance_m]

    return of


@pytest.fixture(scope="session")
def berths(rows: Rows) -> dict[str, tuple[float, float]]:
    """The berth of every port and landing by code."""
    return {row["code"]: (float(row["berth_lon"]), float(row["berth_lat"])) for row in rows("facilities") if row["berth_lon"]}
