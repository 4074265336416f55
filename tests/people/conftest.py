"""Two elections of a small Kepri, with nobody in them yet."""

from datetime import date

import pytest
from tests.people.world import Elections

from silog.kit.database import Database
from silog.places.actions import NewElection, create_election, load_regions
from silog.places.reading import File
from silog.places.rules import ElectionKind


@pytest.fixture
async def elections(product: Database) -> Elections:
    """LATIHAN and PILKADA, over the province, Natuna and Lingga."""
    await load_regions(product, File("regions.csv", b"code,name\n21,Kepri\n21.03,Natuna\n21.04,Lingga"))
    training = await create_election(product, NewElection("LATIHAN", "Latihan", ElectionKind.TRAINING, date(2025, 1, 1)))
    real = await create_election(product, NewElection("PILKADA", "Pilkada", ElectionKind.REAL, date(2024, 11, 27)))
    return Elections(training.id, real.id)
