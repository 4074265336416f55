"""Gaps in a track are drawn by the router, and never across an island."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from shapely.geometry import LineString

from silog_gis.land import Land
from silog_gis.sea.route import SeaRouter
from silog_gis.track import Fix
from silog_gis.track.gaps import gaps

START = datetime(2024, 11, 20, 6, tzinfo=UTC)
BESIDE_BATAM = (103.9268, 1.1270), (104.1500, 1.0560)
"""Off Sekupang and off Telaga Punggur: the island of Batam lies between."""


def test_a_gap_beside_an_island_is_drawn_round_it(land: Land, sea_router: Callable[[float], SeaRouter]) -> None:
    west, east = BESIDE_BATAM
    fixes = [Fix(START, *west), Fix(START + timedelta(hours=3), *east)]
    assert land.crosses(LineString(BESIDE_BATAM))

    (gap,) = gaps(fixes, sea_router(50))

    assert gap.is_inferred
    assert gap.coords is not None
    assert gap.coords[0] == west
    assert gap.coords[-1] == east
    assert not land.crosses(LineString(gap.coords))


def test_short_pauses_and_vessels_that_lie_still_leave_no_gap(sea_router: Callable[[float], SeaRouter]) -> None:
    west, east = BESIDE_BATAM
    soon = [Fix(START, *west), Fix(START + timedelta(minutes=10), *east)]
    still = [Fix(START, *west), Fix(START + timedelta(hours=10), west[0] + 0.001, west[1])]

    assert gaps(soon, sea_router(50)) == []
    assert gaps(still, sea_router(50)) == []


def test_where_no_way_is_found_nothing_is_drawn_and_the_reason_is_said(sea_router: Callable[[float], SeaRouter]) -> None:
    ashore = Fix(START + timedelta(hours=3), 104.03, 1.09)

    (gap,) = gaps([Fix(START, *BESIDE_BATAM[0]), ashore], sea_router(50))

    assert gap.coords is None
    assert gap.reason is not None
    assert "on land" in gap.reason
