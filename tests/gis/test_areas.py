"""Region areas cover the province's land once, and every station stands in its own village."""

from collections.abc import Callable

import pytest
import shapely
from shapely.geometry import MultiPolygon, Point, box

from silog_gis.areas import listed_islets, reference_areas, region_areas
from silog_gis.land import Land

Row = dict[str, str]
Rows = Callable[[str], list[Row]]
HAIR_DEG = 1e-6


@pytest.fixture(scope="module")
def areas(land: Land) -> dict[str, MultiPolygon]:
    return reference_areas(land)


def test_every_region_has_an_area(areas: dict[str, MultiPolygon], rows: Rows) -> None:
    assert set(areas) == {row["code"] for row in rows("regions")}
    assert all(area.is_valid and area.area > 0 for area in areas.values())


@pytest.mark.long
def test_the_areas_cover_the_land_of_the_province_once(areas: dict[str, MultiPolygon], rows: Rows, land: Land) -> None:
    numbers = set(listed_islets(land)) | {int(row["landmass"]) for row in rows("facilities") if row["kind"] == "PPS"}
    whole = shapely.union_all([land.polygon(number) for number in numbers])

    for depth in range(4):
        level = [area for code, area in areas.items() if code.count(".") == depth]
        assert sum(area.area for area in level) == pytest.approx(whole.area, rel=1e-5)
        assert shapely.union_all(level).symmetric_difference(whole).area < 1e-5 * whole.area


def test_every_station_stands_in_its_own_village(areas: dict[str, MultiPolygon], rows: Rows) -> None:
    points = {row["code"]: (row["region_code"], Point(float(row["lon"]), float(row["lat"]))) for row in rows("stations")}
    strays = [code for code, (village, point) in points.items() if areas[village].distance(point) > HAIR_DEG]

    assert not strays


def test_no_neighbouring_country_belongs_to_a_region(areas: dict[str, MultiPolygon]) -> None:
    singapore, johor, sambas = Point(103.82, 1.35), Point(103.5, 1.8), Point(109.5, 1.5)

    assert not any(areas["21"].contains(point) for point in (singapore, johor, sambas))


def test_an_islet_goes_to_its_own_regency_even_where_another_is_nearer() -> None:
    land = Land.of([box(104, 1, 104.1, 1.1), box(104.3, 1, 104.4, 1.1), box(104.25, 1.04, 104.26, 1.05)])
    villages = {"21.01.01.2001": (104.05, 1.05), "21.02.01.2001": (104.35, 1.05)}

    areas = region_areas(land, villages, {3: "21.01"})

    assert areas["21.01"].contains(Point(104.255, 1.045))
    assert areas["21.02.01.2001"].area == pytest.approx(0.01)
