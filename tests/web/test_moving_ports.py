"""An operator moves a port on the chart: with the hand or with the keyboard, tried before it is saved."""

import re
from math import asinh, pi, radians, tan
from pathlib import Path

import pytest
from playwright.sync_api import FloatRect, Page, expect
from tests.web.conftest import AT_HOME, AT_SEA, OpenPage, wait_for_chart
from tests.web.world import Season

from silog.routes.routers import Routers
from silog_gis.land import Land

PORT = "PORT-selat-lampa"
TRIED_WITHIN_MS = 60_000


@pytest.fixture(scope="module", autouse=True)
def _plan(season: Season, sight_lines: Path) -> None:
    """A leg that is to come; and the sight lines of its vessel, which a server keeps from its first start on."""
    season.plan_pompong(PORT, "PORT-midai")
    Routers(Land.load(), sight_lines).sea(50)


def open_form(open_page: OpenPage, at: str = AT_SEA) -> Page:
    page = open_page(f"/?show=place:{PORT}", at=at)
    page.get_by_role("button", name="Pindahkan di peta").click()
    expect(page.get_by_role("heading", name="Pindahkan pelabuhan ini")).to_be_visible()
    return page


def berth_of(page: Page) -> tuple[float, float]:
    group = page.get_by_role("group", name="Tempat sandar")
    return float(group.get_by_label("Bujur").input_value()), float(group.get_by_label("Lintang").input_value())


@pytest.mark.long
def test_a_berth_is_typed_tried_and_saved_with_a_reason(open_page: OpenPage, season: Season) -> None:
    page = open_form(open_page)
    lon, lat = berth_of(page)
    field = page.get_by_role("group", name="Tempat sandar").get_by_label("Bujur")

    field.press("ArrowDown")
    field.press("ArrowDown")

    expect(page.get_by_text("Ruas rencana yang mengikuti, waktu tetap: 1.")).to_be_visible(timeout=TRIED_WITHIN_MS)
    expect(page.get_by_role("button", name="Simpan")).to_be_disabled()
    page.get_by_label("Alasan").fill("Dermaga lama ambruk")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("button", name="Pindahkan di peta")).to_be_visible(timeout=TRIED_WITHIN_MS)

    ((now_lon, now_lat, reason, start_lon),) = season.ask(
        f"""SELECT ST_X(f.berth), ST_Y(f.berth), a.reason, ST_X(ST_StartPoint(l.route)) FROM facilities f
            JOIN audit a ON a.object_code = f.code JOIN legs l ON l.from_code = f.code
            WHERE f.code = '{PORT}' AND l.shipment_code = 'SHP-uji'"""
    )
    assert (now_lon, now_lat) == (pytest.approx(lon - 0.0002), pytest.approx(lat))
    assert (reason, start_lon) == ("Dermaga lama ambruk", now_lon)


@pytest.mark.long
def test_a_berth_is_dragged_on_the_chart_and_what_is_wrong_is_said_at_once(open_page: OpenPage, season: Season) -> None:
    before = season.ask(f"SELECT ST_AsText(berth) FROM facilities WHERE code = '{PORT}'")
    page = open_form(open_page, AT_HOME)
    expect(page).to_have_url(re.compile(r"#12\.00/"))  # the chart has flown to the port
    wait_for_chart(page)
    lon, lat = berth_of(page)
    chart = page.get_by_role("application")
    box = chart.bounding_box()
    assert box is not None
    x, y = spot_on_screen(page, lon, lat, box)

    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 400, y - 60, steps=5)
    page.mouse.up()

    assert berth_of(page)[0] > lon + 0.01
    expect(page.get_by_role("status").filter(has_text=re.compile("darat|terlalu jauh"))).to_be_visible(timeout=TRIED_WITHIN_MS)
    expect(page.get_by_role("button", name="Simpan")).to_be_disabled()
    page.get_by_role("button", name="Batal").click()
    assert season.ask(f"SELECT ST_AsText(berth) FROM facilities WHERE code = '{PORT}'") == before


@pytest.mark.long
def test_degrees_may_be_written_with_a_comma_and_nonsense_is_said(open_page: OpenPage) -> None:
    page = open_form(open_page)
    field = page.get_by_role("group", name="Tempat sandar").get_by_label("Lintang")

    field.fill("di sana")
    expect(page.get_by_text("Tulis derajat sebagai angka")).to_be_visible()
    field.fill("3,6700")
    expect(page.get_by_text("Tulis derajat sebagai angka")).to_have_count(0)


@pytest.mark.long
def test_the_public_is_offered_no_move(open_page: OpenPage) -> None:
    page = open_page(f"/?show=place:{PORT}", is_public=True)

    expect(page.get_by_role("complementary").get_by_role("heading", level=2)).to_have_text("Selat Lampa")
    expect(page.get_by_role("button", name="Pindahkan di peta")).to_have_count(0)


def spot_on_screen(page: Page, lon: float, lat: float, box: FloatRect) -> tuple[float, float]:
    """Where the chart draws a point, by its address: zoom/lat/lon of the middle, in Web Mercator."""
    found = re.search(r"#([\d.]+)/([-\d.]+)/([-\d.]+)", page.url)
    assert found is not None
    zoom, middle_lat, middle_lon = map(float, found.groups())
    scale = 512 * 2**zoom

    def project(east: float, north: float) -> tuple[float, float]:
        return (east + 180) / 360 * scale, (1 - asinh(tan(radians(north))) / pi) / 2 * scale

    (at_x, at_y), (middle_x, middle_y) = project(lon, lat), project(middle_lon, middle_lat)
    return box["x"] + box["width"] / 2 + at_x - middle_x, box["y"] + box["height"] / 2 + at_y - middle_y
