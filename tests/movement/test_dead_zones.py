"""Dead zones of an election: kept as a whole, and wrong ones refused."""

import pytest
import shapely
from tests.custody.world import World

from silog.errors import SilogError
from silog.movement.actions import keep_dead_zones
from silog.movement.rules import DeadZone


def zone(code: str, area: shapely.Geometry) -> DeadZone:
    return DeadZone(code, "Laut", "21", area, "test")


async def test_the_zones_of_an_election_are_those_that_were_kept_last(world: World) -> None:
    await keep_dead_zones(
        world.database, world.election.id, [zone("A", shapely.box(104, 1, 105, 2)), zone("B", shapely.box(106, 1, 107, 2))]
    )
    await keep_dead_zones(world.database, world.election.id, [zone("C", shapely.box(108, 1, 109, 2))])

    rows = await world.owner.fetch("SELECT code, ST_GeometryType(area) AS kind FROM dead_zones")
    assert [tuple(row) for row in rows] == [("C", "ST_MultiPolygon")]


async def test_a_zone_that_crosses_itself_is_refused_and_changes_nothing(world: World) -> None:
    await keep_dead_zones(world.database, world.election.id, [zone("A", shapely.box(104, 1, 105, 2))])

    with pytest.raises(SilogError, match="The dead zone B is no valid polygon"):
        await keep_dead_zones(world.database, world.election.id, [zone("B", shapely.Polygon([(104, 0), (106, 2), (106, 0), (104, 2)]))])

    assert await world.owner.fetchval("SELECT code FROM dead_zones") == "A"
