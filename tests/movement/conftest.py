"""The small election of custody's tests with movement listening, and a voyage planned in it."""

import random
from collections.abc import AsyncIterator
from datetime import date

import asyncpg
import pytest
from tests.custody.world import World, lay_out
from tests.movement.voyage import PORT, PPK, SHIP, TRUCK, WAREHOUSE, Voyage, back, conveyance, hour, out

from silog.custody.actions import issue_boxes
from silog.custody.facts import ScansRecorded
from silog.kit.cluster import Endpoint
from silog.kit.database import Database
from silog.movement.actions import add_conveyances, follow_scans, plan_shipments
from silog.movement.rules import ConveyanceKind
from silog.places.actions import NewElection, create_election
from silog.places.rules import ElectionKind


@pytest.fixture
async def pools(database: Endpoint) -> AsyncIterator[Database]:
    """The product's pools, with movement listening to custody."""
    opened = await Database.connect(database.dsn_app)
    opened.announcements.within(ScansRecorded, follow_scans)
    yield opened
    await opened.close()


@pytest.fixture
async def world(pools: Database, owner: asyncpg.Connection) -> World:
    """The small election with boxes and two conveyances, and nothing planned."""
    election = await create_election(pools, NewElection("LATIHAN", "Latihan", ElectionKind.TRAINING, date(2024, 11, 27)))
    await lay_out(owner, election.id)
    await issue_boxes(pools, election, issued_at=hour(-100), random_below=random.Random(7).randrange)
    await add_conveyances(pools, election.id, [conveyance(TRUCK), conveyance(SHIP, ConveyanceKind.LINER)])
    rows = await owner.fetch("SELECT code FROM boxes ORDER BY station_code, contest")
    return World(pools, election, owner, [row["code"] for row in rows])


@pytest.fixture
async def voyage(world: World) -> Voyage:
    """The plan: two boxes out and back."""
    boxes = world.boxes[:2]
    await plan_shipments(world.database, world.election.id, [out(boxes), back(boxes)])
    return Voyage(world, {place: await world.device(place) for place in (WAREHOUSE, PORT, PPK)})
