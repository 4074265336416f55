"""The coast of a zone as its shore is followed: the same water as when polygons are cut."""

from collections.abc import Callable

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon, box

from silog_gis.geodesy import LonLat
from silog_gis.graph.freespace import FreeSpace, to_micro
from silog_gis.land import Land
from silog_gis.sea import harbour
from silog_gis.sea.found import SeaRoute
from silog_gis.sea.harbour import Harbour
from silog_gis.sea.route import SeaRouter
from silog_gis.sea.zones import Zone, zones_of

METRE = 1 / 111_000
Routers = Callable[[float], SeaRouter]


def strait(*islands: Polygon) -> Land:
    """Two islands with a strait of 260 m between them that runs from west to east, and what lies in it."""
    north, south = box(104.0, 130 * METRE, 104.1, 0.03), box(104.0, -0.03, 104.1, -130 * METRE)
    edges = [box(103.7, -0.3, 103.701, -0.299), box(104.4, 0.3, 104.401, 0.301)]  # so that the map does not end at the islands
    return Land.of([north, south, *islands, *edges])


def drawn(router: SeaRouter, zones: list[Zone], monkeypatch: pytest.MonkeyPatch, *, is_cut: bool) -> Harbour:
    with monkeypatch.context() as patched:
        if is_cut:
            patched.setattr(harbour, "walked", lambda *_, **__: None)
        return router._harbour(*zones)


def zone_at(router: SeaRouter, end: LonLat, rule: int) -> Zone:
    level_m = router.contours.level_at(end)
    assert level_m is not None
    return list(zones_of(to_micro(end), level_m, router.clearance_m))[rule]


def sights(router: SeaRouter, drawn: Harbour, lines: NDArray[np.int64]) -> list[bool]:
    """Whether each line is free of the coast of a zone and of what it leaves of the sea's."""
    found = [(line, router.graph.sees((line[0], line[1]), (line[2], line[3]), drawn.off)) for line in lines.tolist()]
    return [is_free and drawn.fine.sees((line[0], line[1]), (line[2], line[3])) for line, is_free in found]


def lines_in(bounds: tuple[float, float, float, float], count: int) -> NDArray[np.int64]:
    """Short lines all over a box in degrees."""
    west, south, east, north = np.array(bounds) * 1e6
    chance = np.random.default_rng(11)
    tails = chance.uniform((west, south), (east, north), (count, 2))
    return np.asarray(np.rint(np.hstack([tails, tails + chance.uniform(-1, 1, (count, 2)) * (east - west) / 12])), dtype=np.int64)


def in_water(space: FreeSpace, points: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether a line to the west meets an even number of edges."""
    (ax, ay), (bx, by) = space.corners.T[:, :, None], space.corners[space.after].T[:, :, None]
    x, y = points.T + 0.5
    west = ax + (y - ay) * (bx - ax) / np.where(by == ay, 1, by - ay)
    return np.asarray((((ay > y) != (by > y)) & (west < x)).sum(axis=0) % 2 == 0)


def assert_same_water(router: SeaRouter, zones: list[Zone], monkeypatch: pytest.MonkeyPatch) -> None:
    followed, cut = (drawn(router, zones, monkeypatch, is_cut=is_cut) for is_cut in (False, True))
    lines = lines_in(followed.bounds, 1_000)
    lines = lines[in_water(cut.fine.space, lines[:, :2])]
    seen = sights(router, followed, lines)
    differs = [line for line, one, other in zip(lines.tolist(), seen, sights(router, cut, lines), strict=True) if one != other]

    assert not differs
    assert {True, False} == set(seen), "of some lines both ends lie in the water, and some lead out of it"


@pytest.mark.parametrize("rule", range(6))
@pytest.mark.parametrize("island_m", [0, 15, 60])
def test_a_zone_in_a_strait_is_the_water_that_cutting_leaves(rule: int, island_m: float, monkeypatch: pytest.MonkeyPatch) -> None:
    island = shapely.buffer(shapely.Point(104.0502, 0), island_m * METRE)
    router = SeaRouter.build(strait(*([island] if island_m else [])), 500)

    assert_same_water(router, [zone_at(router, (104.049, 0.0), rule)], monkeypatch)


@pytest.mark.parametrize("apart_m", [300, 3_000, 9_000])
def test_two_zones_are_the_water_that_either_leaves(apart_m: float, monkeypatch: pytest.MonkeyPatch) -> None:
    router = SeaRouter.build(strait(), 500)
    zones = [zone_at(router, (104.03, 0.0), 3), zone_at(router, (104.03 + apart_m * METRE, 0.0002), 2)]

    assert_same_water(router, zones, monkeypatch)


def test_a_rim_that_no_shore_meets_is_closed_all_round(monkeypatch: pytest.MonkeyPatch) -> None:
    router = SeaRouter.build(strait(), 500)

    assert_same_water(router, [zone_at(router, (104.049, 0.0), 0)], monkeypatch)


def test_off_the_coast_of_kepri_both_leave_the_same_water(
    sea_router: Routers, berths: dict[str, LonLat], monkeypatch: pytest.MonkeyPatch
) -> None:
    router = sea_router(500)
    for berth in list(berths.values())[:12]:
        zone, _ = router._zone(to_micro(berth), router.contours.level_at(berth) or 0.0)
        if zone and zone.is_needed:
            assert_same_water(router, [zone], monkeypatch)


@pytest.mark.parametrize(
    ("leave", "arrive", "length_m"),
    [
        ((103.437774, 4.80267), (103.996587, 1.190249), 430_331),  # was led 23 km round: a corner where the zone's box cut the coast
        ((108.838416, 3.02789), (109.359465, 1.828064), 161_636),  # was led 330 km round: by the only mouth it knew of its water
        ((104.473804, 0.046508), (109.237155, -0.818989), 548_491),
    ],
)
def test_a_way_leaves_by_whichever_mouth_is_nearest(sea_router: Routers, leave: LonLat, arrive: LonLat, length_m: float) -> None:
    found = sea_router(500).route(leave, arrive)

    assert isinstance(found, SeaRoute)
    assert found.length_m == pytest.approx(length_m, rel=1e-4)
