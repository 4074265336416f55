"""Positions as they age: whole, then one in each slot, then none."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest
from tests.custody.world import World
from tests.movement.test_reporting_positions import report, whole
from tests.movement.voyage import SHIP, TRUCK, hour

from silog.kit.cluster import Endpoint
from silog.kit.database import Bounds, Database
from silog.movement.actions import report_positions
from silog.movement.thinning import Retention, retention, thin_all, thin_positions

KEPT = Retention(timedelta(hours=48), timedelta(minutes=5), timedelta(hours=240))

_DENSE = """
WITH fleet AS (
  INSERT INTO conveyances (election_id, code, name, kind, region_code, capacity_boxes, speed_kn)
  SELECT 1, 'CNV-' || n, 'KM ' || n, 'LINER', '21', 500, 14 FROM generate_series(1, 10) AS n RETURNING code
)
INSERT INTO positions (election_id, conveyance_code, region_code, at, point, received_at)
SELECT 1, code, '21', at, ST_SetSRID(ST_MakePoint(108, 3), 4326), at
FROM fleet, generate_series($1::timestamptz, $1::timestamptz + interval '3599.5 s', '0.5 s') AS at"""


async def _times(world: World, code: str) -> list[float]:
    rows = await world.owner.fetch("SELECT at FROM positions WHERE conveyance_code = $1 ORDER BY at", code)
    return [round((row["at"] - hour(0)) / timedelta(minutes=1), 2) for row in rows]


@pytest.fixture
async def sailed(world: World) -> World:
    """Two conveyances that report each minute, one half an hour and one a few minutes, and once more two days later."""
    minutes = [report(minute / 60, code=SHIP) for minute in range(1, 31)] + [report(minute / 60, code=TRUCK) for minute in range(3, 8)]
    later = [report(50 + minute / 60, code=SHIP) for minute in range(3)]
    await report_positions(world.database, whole(world), [*minutes, *later], hour(51))
    return world


async def test_what_is_young_stays_as_it_was_reported(sailed: World) -> None:
    assert await thin_positions(sailed.database, sailed.election, hour(48), KEPT) == 0

    assert len(await _times(sailed, SHIP)) == 33


async def test_of_what_is_old_the_first_of_each_slot_stays(sailed: World) -> None:
    gone = await thin_positions(sailed.database, sailed.election, hour(60), KEPT)

    assert await _times(sailed, SHIP) == [1, 5, 10, 15, 20, 25, 30, 3000, 3001, 3002]
    assert await _times(sailed, TRUCK) == [3, 5]
    assert gone == 23 + 3


async def test_what_is_very_old_goes_and_where_the_conveyance_is_stays(sailed: World) -> None:
    await thin_positions(sailed.database, sailed.election, hour(240 + 1), KEPT)

    assert await _times(sailed, TRUCK) == []
    assert await _times(sailed, SHIP) == [3000]
    assert await sailed.owner.fetchval("SELECT reported_at FROM conveyances WHERE code = $1", SHIP) == hour(50 + 2 / 60)


async def test_several_processes_at_once_thin_each_hour_once(sailed: World) -> None:
    gone = await asyncio.gather(*(thin_positions(sailed.database, sailed.election, hour(60), KEPT) for _ in range(3)))

    assert sorted(gone) == [0, 0, 26]


async def test_an_hour_of_a_dense_fleet_is_thinned_within_the_bound_of_a_server(world: World, database: Endpoint) -> None:
    await world.owner.execute(_DENSE, hour(0))
    await world.owner.execute("ANALYZE positions")
    server = await Database.connect(database.dsn_app, readers=1, bounds=Bounds(longest_write_s=10))

    assert await thin_positions(server, world.election, hour(60), KEPT) == 10 * (7_200 - 12)
    await server.close()


async def test_the_application_deletes_no_position_otherwise(sailed: World) -> None:
    async with sailed.database.unit_of_work(whole(sailed)) as work:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await (await work.driver).execute("DELETE FROM positions")


def test_the_figures_that_are_shipped_make_sense() -> None:
    kept = retention()

    assert kept.slot < kept.whole < kept.longest
    assert timedelta(hours=1) % kept.slot == timedelta()


async def test_a_season_that_is_played_faster_than_real_time_keeps_what_it_has(sailed: World) -> None:
    await sailed.owner.execute("UPDATE elections SET clock_speed = 600")
    assert await thin_all(sailed.database) == {}
    assert len(await _times(sailed, SHIP)) == 33

    await sailed.owner.execute("UPDATE elections SET clock_speed = 1")
    assert list(await thin_all(sailed.database)) == [sailed.election.code]
