"""A small election in a database of its own."""

import random
from collections.abc import AsyncIterator
from datetime import date, timedelta

import asyncpg
import pytest
from tests.custody.world import NOON, World, lay_out

from silog.custody.actions import issue_boxes
from silog.kit.cluster import Endpoint
from silog.kit.database import Database
from silog.places.actions import NewElection, create_election
from silog.places.rules import ElectionKind


@pytest.fixture
async def connected(database: Endpoint) -> AsyncIterator[Database]:
    """The product's pools on the test's own database."""
    pools = await Database.connect(database.dsn_app)
    yield pools
    await pools.close()


@pytest.fixture
async def world(connected: Database, owner: asyncpg.Connection) -> World:
    """An election with all of its boxes issued and nothing scanned."""
    election = await create_election(connected, NewElection("LATIHAN", "Latihan", ElectionKind.TRAINING, date(2024, 11, 27)))
    await lay_out(owner, election.id)
    await issue_boxes(connected, election, issued_at=NOON - timedelta(days=20), random_below=random.Random(7).randrange)
    rows = await owner.fetch("SELECT code FROM boxes ORDER BY station_code, contest")
    return World(connected, election, owner, [row["code"] for row in rows])
