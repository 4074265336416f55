"""Ways over roads in a real pgRouting: the quickest, one-way roads respected, and no road where none is near."""

from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
from tests.factories.roads import CROSSINGS, write_extract

from silog.errors import SilogError
from silog.kit.cluster import Cluster, Endpoint
from silog.kit.database import Database
from silog.routes.actions.roads import load_roads, refuse_without_pgrouting
from silog.routes.figures import figures
from silog.routes.reading.roads import RoadNetwork, read_roads
from silog.routes.roads import RoadWay, has_roads, ways_over_roads
from silog.routes.rules import LonLat
from silog_gis.geodesy import length_m

MAP = (102.8, -1.4, 109.9, 5.2)


@pytest.fixture
def town(tmp_path: Path) -> RoadNetwork:
    return read_roads(write_extract(tmp_path / "town.osm.pbf"), figures().road_kmh, MAP)


@pytest.fixture
async def _without_pgrouting(cluster: Cluster, database: Endpoint) -> None:
    """The database as it is where pgRouting was never installed."""
    name = database.dsn_owner.partition("@/")[2].partition("?")[0]
    admin = await asyncpg.connect(cluster.dsn("silog_admin", name))
    await admin.execute("DROP EXTENSION pgrouting")
    await admin.close()


async def way(product: Database, a: LonLat, b: LonLat) -> RoadWay | None:
    return (await ways_over_roads(product, [(a, b)])).get((a, b))


async def test_without_roads_there_is_no_way_over_them(product: Database) -> None:
    assert await way(product, CROSSINGS[1], CROSSINGS[3]) is None


async def test_a_way_follows_the_road_from_end_to_end(product: Database, town: RoadNetwork) -> None:
    await load_roads(product, town)

    found = await way(product, CROSSINGS[1], CROSSINGS[3])

    assert found is not None
    assert found.line == (CROSSINGS[1], CROSSINGS[7], CROSSINGS[6], CROSSINGS[2], CROSSINGS[3])
    assert found.length_m == pytest.approx(length_m(found.line))
    seconds = found.length_m / (figures().road_kmh["primary"] / 3.6)
    assert found.duration.total_seconds() == pytest.approx(seconds)


async def test_a_one_way_road_is_not_driven_against_its_direction(product: Database, town: RoadNetwork) -> None:
    await load_roads(product, town)

    down, up = await way(product, CROSSINGS[3], CROSSINGS[4]), await way(product, CROSSINGS[4], CROSSINGS[3])

    assert down is not None
    assert up is not None
    assert down.line == (CROSSINGS[3], CROSSINGS[4])
    assert up.line == (CROSSINGS[4], CROSSINGS[5], CROSSINGS[1], CROSSINGS[7], CROSSINGS[6], CROSSINGS[2], CROSSINGS[3])


async def test_the_stretch_to_the_road_is_walked(product: Database, town: RoadNetwork) -> None:
    await load_roads(product, town)
    beside = (104.50, 0.919)

    found, on_road = await way(product, beside, CROSSINGS[3]), await way(product, CROSSINGS[1], CROSSINGS[3])

    assert found is not None
    assert on_road is not None
    assert found.line == (beside, *on_road.line)
    walked = length_m((beside, CROSSINGS[1])) / (figures().foot_kmh / 3.6)
    assert found.duration - on_road.duration == pytest.approx(timedelta(seconds=walked), abs=timedelta(milliseconds=1))


async def test_a_lane_that_joins_nothing_is_passed_over_for_the_road_behind_it(product: Database, town: RoadNetwork) -> None:
    await load_roads(product, town)

    found = await way(product, CROSSINGS[1], (104.5285, 0.92))

    assert found is not None
    assert found.line[-2:] == (CROSSINGS[3], (104.5285, 0.92))


async def test_where_no_road_is_near_there_is_none(product: Database, town: RoadNetwork) -> None:
    await load_roads(product, town)

    assert await way(product, CROSSINGS[1], (104.60, 1.0)) is None


async def test_a_network_takes_the_place_of_the_one_before_and_loads_once(
    product: Database, town: RoadNetwork, owner: asyncpg.Connection, tmp_path: Path
) -> None:
    smaller = read_roads(write_extract(tmp_path / "smaller.osm.pbf", {1: ([1, 2], {"highway": "residential"})}), figures().road_kmh, MAP)

    assert [await load_roads(product, one) for one in (town, town, smaller)] == [True, False, True]

    row = await owner.fetchrow("SELECT name, node_count, edge_count, (SELECT count(*) FROM road_edges) AS edges FROM road_networks")
    assert row is not None
    assert tuple(row) == ("smaller.osm.pbf", 2, 1, 1)
    async with product.reads.acquire() as connection:
        assert await has_roads(connection)


@pytest.mark.usefixtures("_without_pgrouting")
async def test_without_pgrouting_the_product_says_what_to_install_and_makes_estimates(
    product: Database, town: RoadNetwork, owner: asyncpg.Connection
) -> None:
    with pytest.raises(SilogError, match=r"has no pgRouting.*\n.*apt-get install postgresql-pgrouting"):
        await refuse_without_pgrouting(product)
    await load_roads(product, town)  # by a program that had it

    assert await way(product, CROSSINGS[1], CROSSINGS[3]) is None
    assert await owner.fetchval("SELECT count(*) FROM road_edges") == 7
