"""The small election of custody's tests, with the rooms joined as the product joins them."""

import pytest
from tests.custody.conftest import connected, world
from tests.custody.world import World

from silog.composition import join_rooms

__all__ = ["connected", "world"]


@pytest.fixture
def joined(world: World) -> World:
    """What custody announces is heard."""
    join_rooms(world.database)
    return world
