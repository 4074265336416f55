"""Whether water leads out to the open sea, told by walking along its shore: as the zone would say if it were drawn."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely.geometry import Polygon, box

from silog_gis.geodesy import LonLat
from silog_gis.graph.freespace import to_lonlat, to_micro
from silog_gis.land import Land
from silog_gis.sea.contours import Contours
from silog_gis.sea.leading import leads_out_by_walking
from silog_gis.sea.zones import REFERENCE_M, Zone, zones_of

NO_WATER: tuple[Polygon, ...] = ()
METRE = 1 / 111_000


def bay(mouth_m: float, *islands: Polygon) -> Land:
    """An island of four by four kilometres with a round bay of 600 m that a strait of some width joins to the sea in the east."""
    island = box(104.0, 0.0, 104.0 + 4_000 * METRE, 4_000 * METRE)
    middle = shapely.Point(104.0 + 2_000 * METRE, 2_000 * METRE)
    strait = box(middle.x, middle.y - mouth_m / 2 * METRE, 104.1, middle.y + mouth_m / 2 * METRE)
    water = shapely.union(shapely.buffer(middle, 600 * METRE), strait)
    edges = [box(103.7, -0.3, 103.701, -0.299), box(104.3, 0.3, 104.301, 0.301)]  # so that the map does not end at the island
    return Land.of([*shapely.get_parts(shapely.difference(island, water)), *islands, *edges])


def drawn_answers(end: LonLat, contours: Contours) -> Iterator[tuple[Zone, bool, bool | None]]:
    """Each zone of an end, what it says when it is drawn, and what walking says."""
    level_m = contours.level_at(end)
    assert level_m is not None
    for zone in zones_of(to_micro(end), level_m, REFERENCE_M):
        if zone.is_needed:
            yield zone, zone.leads_out(contours, contours.sea, NO_WATER), leads_out_by_walking(zone, contours)


@pytest.mark.parametrize("mouth_m", [20, 120, 350])
@pytest.mark.parametrize("island_m", [0, 40])
def test_a_bay_leads_out_under_the_rules_its_mouth_is_wide_enough_for(mouth_m: float, island_m: float) -> None:
    to_the_west = shapely.buffer(shapely.Point(104.0 + 1_700 * METRE, 2_000 * METRE), island_m * METRE)
    contours = Contours.of(bay(mouth_m, *([to_the_west] if island_m else [])))

    answers = list(drawn_answers((104.0 + 2_000 * METRE, 2_000 * METRE), contours))

    assert [walked for _, _, walked in answers] == [drawn for _, drawn, _ in answers]
    assert {walked for _, _, walked in answers} == {True, False}, "a strict rule keeps in what a weak one lets out"


def test_a_lake_leads_nowhere() -> None:
    contours = Contours.of(bay(0.0, box(104.0 + 3_000 * METRE, 0.0, 104.0 + 4_000 * METRE, 4_000 * METRE)))

    assert not any(walked for _, _, walked in drawn_answers((104.0 + 2_000 * METRE, 2_000 * METRE), contours))


@pytest.mark.long
def test_off_the_coast_of_kepri_walking_and_drawing_say_the_same(land: Land, sight_lines: Path) -> None:
    contours = Contours.of(land, sight_lines)
    chance = np.random.default_rng(7)
    shore = shapely.get_coordinates(list(land.polygons))
    ends = (shore[chance.integers(len(shore), size=120)] + chance.uniform(-0.004, 0.004, (120, 2))).round(6)
    told = [answer for at in ends.tolist() if contours.level_at((at[0], at[1])) for answer in drawn_answers((at[0], at[1]), contours)]

    assert len(told) > 50
    assert [to_lonlat(zone.end) for zone, drawn, walked in told if drawn is not walked] == []
