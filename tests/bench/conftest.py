"""A country small enough for a test, built the way the bench builds its large ones."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from silog.bench.data.preparing import Ready, prepared
from silog.bench.data.sizes import NATIONAL, Size
from silog.kit.cluster import Cluster

SMALL = NATIONAL.overridden(stations=120, boxes=240, scans=2_500)


@pytest.fixture(scope="session")
def small() -> Size:
    """120 stations, 240 boxes, 2,500 scans."""
    return SMALL


@pytest.fixture(scope="session")
def ready(cluster: Cluster, migrated_template: str) -> Iterator[Ready]:
    """The data of that size, on the run's own cluster."""
    assert migrated_template == "silog"
    with ThreadPoolExecutor(1) as thread:  # building runs event loops of its own
        yield thread.submit(prepared, cluster, SMALL, lambda _: None).result()
