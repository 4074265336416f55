"""The season of 2024: of the whole province without a database, and of Kepulauan Anambas stored in one, each planned once in a run."""

import asyncio
import csv
import itertools
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from silog.composition import join_rooms
from silog.kit.cluster import Cluster, Endpoint
from silog.kit.database import Database
from silog.movement.routing import Routes
from silog.places.queries import NO_ELECTION, Election, FacilityFacts, election_named
from silog.places.rules import FacilityKind
from silog.routes.routers import Routers
from silog.training.actions import build_scenario
from silog.training.building.atlas import Atlas
from silog.training.building.convoys import ensure_convoys
from silog.training.building.registering import ensure_seals
from silog.training.building.season import Plan, plan_season
from silog.training.facts import Scenario
from silog.training.reading import pilkada_kepri_2024
from silog.training.runner import play_at_once
from silog_gis.data import data_path
from silog_gis.land import Land

SEED = 7
EVENING = timedelta(hours=-12)
"""Twelve hours before the polls open."""
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    """What the files say."""
    return pilkada_kepri_2024()


@pytest.fixture(scope="session")
def places() -> list[FacilityFacts]:
    """Every facility and station of the reference data; the districts of Natuna count as 3T."""
    facilities = [
        FacilityFacts(
            row["code"],
            FacilityKind(row["kind"]),
            row["name"],
            row["region_code"],
            float(row["lon"]),
            float(row["lat"]),
            (float(row["berth_lon"]), float(row["berth_lat"])) if row["berth_lon"] else None,
            int(row["landmass"]),
            row["region_code"].startswith("21.03"),
            None,
        )
        for row in _rows("facilities.csv")
    ]
    stations = [
        FacilityFacts(
            row["code"],
            FacilityKind.POLLING_STATION,
            row["code"],
            row["region_code"],
            float(row["lon"]),
            float(row["lat"]),
            None,
            int(row["landmass"]),
            row["region_code"].startswith("21.03"),
            int(row["registered_voters"]),
        )
        for row in _rows("stations.csv")
    ]
    return [*facilities, *stations]


@pytest.fixture(scope="session")
def plan(scenario: Scenario, places: list[FacilityFacts], sight_lines: Path) -> Plan:
    """The whole season; the boxes of a station are called by its code and GOVERNOR or REGENT."""
    stations = [place.code for place in places if place.kind is FacilityKind.POLLING_STATION]
    boxes = {station: (f"{station}/GOVERNOR", f"{station}/REGENT") for station in stations}
    atlas = Atlas(places, Routes(Routers(Land.load(), sight_lines)), scenario.season.windows.carry_most_m)
    return plan_season(scenario, places, boxes, atlas, lambda _: None)


@pytest.fixture(scope="session")
def anambas_template(cluster: Cluster, kepri_template: str, sight_lines: Path) -> str:
    """Name of the database in which the season of Anambas is planned, and nothing played."""
    _as_admin(cluster, f"CREATE DATABASE anambas TEMPLATE {kepri_template} OWNER silog_owner STRATEGY FILE_COPY")
    asyncio.run(_plan_anambas(cluster.dsn("silog_app", "anambas"), sight_lines))
    return "anambas"


@pytest.fixture(scope="session")
def evening_template(cluster: Cluster, anambas_template: str, scenario: Scenario) -> str:
    """Name of the database in which the season of Anambas was played at one go until the evening before the vote."""
    _as_admin(cluster, f"CREATE DATABASE evening TEMPLATE {anambas_template} OWNER silog_owner STRATEGY FILE_COPY")
    asyncio.run(_play_until(cluster.dsn("silog_app", "evening"), scenario.season.voting.opens + EVENING))
    return "evening"


@pytest.fixture
def database(cluster: Cluster, anambas_template: str) -> Iterator[Endpoint]:
    """That database for this test alone."""
    yield from _clone(cluster, anambas_template)


@pytest.fixture
def another(cluster: Cluster, anambas_template: str) -> Iterator[Endpoint]:
    """A second one, to play the same season again."""
    yield from _clone(cluster, anambas_template)


@pytest.fixture
def evening(cluster: Cluster, evening_template: str) -> Iterator[Endpoint]:
    """A database of this test alone in which the season is played until the evening before the vote."""
    yield from _clone(cluster, evening_template)


@pytest.fixture
async def played(evening: Endpoint) -> AsyncIterator[Database]:
    """The product on that database, its rooms joined."""
    opened = await Database.connect(evening.dsn_app)
    join_rooms(opened)
    yield opened
    await opened.close()


@pytest.fixture
async def product(database: Endpoint) -> AsyncIterator[Database]:
    """The product on `database`, its rooms joined."""
    opened = await Database.connect(database.dsn_app)
    join_rooms(opened)
    yield opened
    await opened.close()


@pytest.fixture
async def election(product: Database) -> Election:
    """The election that is planned there."""
    return await latihan(product)


async def latihan(database: Database) -> Election:
    """Read the election as it is now."""
    async with database.unit_of_work(NO_ELECTION) as work:
        return await election_named(work.connection, "LATIHAN-2024")


async def _plan_anambas(dsn: str, sight_lines: Path) -> None:
    database = await Database.connect(dsn)
    join_rooms(database)
    await build_scenario(database, await latihan(database), lambda _: None, seed=SEED, region_code="21.05", cache_folder=sight_lines)
    await ensure_convoys(database, await latihan(database), pilkada_kepri_2024())
    await ensure_seals(database, await latihan(database), pilkada_kepri_2024().season)
    await database.close()


async def _play_until(dsn: str, end: datetime) -> None:
    database = await Database.connect(dsn)
    join_rooms(database)
    await play_at_once(database, await latihan(database), end, seed=SEED)
    await database.close()


def _clone(cluster: Cluster, template: str) -> Iterator[Endpoint]:
    name = f"season_{next(_numbers)}"
    _as_admin(cluster, f"CREATE DATABASE {name} TEMPLATE {template} OWNER silog_owner STRATEGY FILE_COPY")
    try:
        yield Endpoint(cluster.dsn("silog_owner", name), cluster.dsn("silog_app", name))
    finally:
        _as_admin(cluster, f"DROP DATABASE {name} WITH (FORCE)")


def _as_admin(cluster: Cluster, statement: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(cluster.dsn("silog_admin", "postgres"))
        await connection.execute(statement)
        await connection.close()

    asyncio.run(run())


def _rows(name: str) -> list[dict[str, str]]:
    with data_path(name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
