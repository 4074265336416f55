"""The grid of scans holds what the scans say: in any order, for batches at once, and it is found out where it does not."""

import asyncio
import random
from datetime import timedelta

import asyncpg
import pytest
from tests.custody.world import NOON, STATIONS, World
from tests.tiles.decoded import decode

from silog.composition import join_rooms
from silog.custody.device import DeviceSigner
from silog.custody.events import Submission
from silog.custody.facts import ScansRecorded
from silog.custody.rules import ScanType
from silog.kit.scope import Scope, View
from silog.tiles.queries import tile_bytes, wrong_cells
from silog.tiles.rules import Layer, Tile

POINTS = [(108.3, 3.9), (108.3049, 3.9049), (108.31, 3.9), (104.5, 0.9), (179.9999, 85.0), (-179.9999, -89.9), (108.3, 90.0)]


@pytest.fixture
def _joined(world: World) -> None:
    join_rooms(world.database)


def scans(world: World, device: DeviceSigner, seed: int, count: int = 60) -> list[Submission]:
    """Scans of all boxes and of one that nobody issued: by devices that know where they are, and by others at places and aboard."""
    source = random.Random(seed)
    found = []
    for _ in range(count):
        point = source.choice([*POINTS, None])
        found.append(
            device.scan(
                ScanType.CHECK,
                source.choice([*world.boxes, "UNKNOWN"]),
                source.choice(["WH-21.03", STATIONS[0], "CNV-21.03"]),
                NOON + timedelta(minutes=source.randrange(5_000)),
                point=point,
                accuracy_m=9.0,
            )
        )
    return found


@pytest.mark.usefixtures("_joined")
async def test_every_scan_with_a_known_position_is_counted_once_at_every_level(world: World) -> None:
    devices = [await world.device(), await world.device(region="21.05")]
    batches = [scans(world, device, seed) for seed in range(4) for device in devices]

    await asyncio.gather(*(world.record(*batch) for batch in batches))
    await world.record(*batches[0])  # sent again, and known already

    sightings = await world.owner.fetchval("SELECT count(*) FROM sightings")
    levels = await world.owner.fetch("SELECT level, sum(scans)::int AS scans FROM scan_cells GROUP BY level ORDER BY level")
    unknown = await world.owner.fetchval("SELECT count(*) FROM scans") - sightings
    assert unknown > 0
    assert {row["level"]: row["scans"] for row in levels} == dict.fromkeys((11, 12, 13, 14, 17), sightings)
    assert await wrong_cells(world.database, world.election.id) == {}


@pytest.mark.usefixtures("_joined")
async def test_tiles_of_all_the_world_count_every_scan_of_the_viewers_territory(world: World) -> None:
    devices = [await world.device(), await world.device(region="21.05")]
    for device in devices:
        await world.record(*scans(world, device, 5))

    for region in ("", "21", "21.03", "21.03.04", "21.03.04.1003", "21.05"):
        scope = Scope(View.FULL, world.election.id, region)
        made = await world.seen_by(scope, "SELECT map_x(lon) AS x, map_y(lat) AS y FROM sightings")
        for zoom in (0, 4, 5, 6, 7, 8, 9, 11, 17):
            places = {(row["x"] >> (30 - zoom), row["y"] >> (30 - zoom)) for row in made}
            assert await _drawn(world, scope, zoom, places) == len(made) > 0

    public = Scope(View.PUBLIC, world.election.id, "")
    assert await tile_bytes(world.database, public, Tile(Layer.SCANS, 0, 0, 0)) == b""


async def _drawn(world: World, scope: Scope, zoom: int, places: set[tuple[int, int]]) -> int:
    tiles = [await tile_bytes(world.database, scope, Tile(Layer.SCANS, zoom, *place)) for place in places]
    drawn = [feature for tile in tiles for feature in decode(tile, "scans")]
    assert all(0 <= unit < 4096 for feature in drawn for unit in feature["geometry"]["coordinates"])
    return sum(feature["properties"]["scans"] for feature in drawn)


@pytest.mark.usefixtures("_joined")
async def test_a_scan_that_is_not_recorded_is_not_counted(world: World) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("the last of the rooms fails")

    world.database.announcements.within(ScansRecorded, fail)
    with pytest.raises(RuntimeError, match="the last of the rooms fails"):
        await world.record(*scans(world, await world.device(), 1))

    assert await world.owner.fetchval("SELECT count(*) FROM scan_cells") == 0


@pytest.mark.usefixtures("_joined")
async def test_cells_that_say_something_else_than_the_scans_are_named(world: World) -> None:
    await world.record(*scans(world, await world.device(), 2))
    first = "ctid = (SELECT min(ctid) FROM scan_cells WHERE level = {})"
    changed = await world.owner.fetchrow(f"UPDATE scan_cells SET scans = scans + 7 WHERE {first.format(11)} RETURNING *")
    gone = await world.owner.fetchrow(f"DELETE FROM scan_cells WHERE {first.format(17)} RETURNING *")
    assert changed is not None
    assert gone is not None

    wrong = await wrong_cells(world.database, world.election.id)

    assert wrong == {_name(changed): (changed["scans"], changed["scans"] - 7), _name(gone): (0, gone["scans"])}


async def test_the_edge_of_the_world_is_the_edge_of_the_map(world: World) -> None:
    found = await world.owner.fetchrow("SELECT map_x(-180), map_x(180), map_y(90), map_y(-90), map_y(0)")

    assert found is not None
    assert tuple(found) == (0, 2**30 - 1, 0, 2**30 - 1, 2**29)


def _name(cell: asyncpg.Record) -> str:
    return f"cell {cell['level']}/{cell['x']}/{cell['y']} {cell['region_code']}"
