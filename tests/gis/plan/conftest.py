"""Ways over the sea and the land of Kepri, found once for all tests of planning."""

from pathlib import Path

import pytest

from silog_gis.land import Land
from silog_gis.plan.whole.ways import CoastWays


@pytest.fixture(scope="session")
def coast_ways(land: Land, sight_lines: Path) -> CoastWays:
    """The ways of Kepri; what was asked is remembered."""
    return CoastWays(land, sight_lines)
