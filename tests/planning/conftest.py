"""One world for the tests of one file."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.planning.world import Sea, anambas

from silog.kit.cluster import Cluster


@pytest.fixture(scope="module")
async def sea(cluster: Cluster, kepri_template: str, sight_lines: Path, request: pytest.FixtureRequest) -> AsyncIterator[Sea]:
    """Kepulauan Anambas before anything has left."""
    async with anambas(cluster, kepri_template, request.module.__name__.rpartition(".")[2], sight_lines) as made:
        yield made
