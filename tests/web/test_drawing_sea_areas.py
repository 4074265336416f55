"""A coordinator draws an area of the sea on the chart, is told what becomes of the plan, changes it and lets it end."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.web.conftest import OpenPage
from tests.web.world import Season

from silog.routes.routers import Routers
from silog_gis.land import Land

TRIED_WITHIN_MS = 60_000
CODE = "LATIHAN-UJI"


@pytest.fixture(scope="module", autouse=True)
def _plan(season: Season, sight_lines: Path) -> None:
    """A leg that is to come; and the sight lines of its vessel, which a server keeps from its first start on."""
    season.plan_pompong("PORT-subi", "PORT-serasan", "area", [(108.868025, 3.021557), (109.031089, 2.512483)])
    Routers(Land.load(), sight_lines).sea(50)


def fill(page: Page, **fields: str) -> None:
    """Write into the form, by the labels that people see."""
    for label, text in fields.items():
        page.get_by_label(label, exact=True).fill(text)


@pytest.mark.long
def test_an_area_is_drawn_with_the_hand_and_the_keyboard_tried_saved_changed_and_ended(open_page: OpenPage, season: Season) -> None:
    page = open_page("/#9.00/2.7700/108.9500")
    expect(page.locator("html")).to_have_attribute("data-map", re.compile("drawing|idle"))  # the chart is there and takes a hand
    page.get_by_role("button", name="Area laut").click()
    page.get_by_role("button", name="Gambar area baru").click()
    chart = page.get_by_role("application").bounding_box()
    assert chart is not None
    middle = chart["x"] + chart["width"] / 2, chart["y"] + chart["height"] / 2

    for east, south in ((-60, -40), (60, -40)):
        page.mouse.click(middle[0] + east, middle[1] + south)
    corners = page.get_by_label("Sudut: bujur lintang, satu per baris")
    expect(corners).to_have_value(re.compile(r"^108\.\d{6} 2\.\d{6}\n109\.\d{6} 2\.\d{6}$"))
    corners.press_sequentially("\n108,95 2,7")
    fill(page, Kode="latihan-uji", Nama="Latihan tembak", **{"Sumber garis": "berita pelaut"})
    expect(page.get_by_text("Ruas rencana yang mengikuti, waktu tetap: 1.")).to_be_visible(timeout=TRIED_WITHIN_MS)
    expect(page.get_by_role("button", name="Simpan")).to_be_disabled()
    page.get_by_label("Alasan").fill("Latihan TNI AL")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("listitem").filter(has_text=CODE)).to_be_visible(timeout=TRIED_WITHIN_MS)

    crossed = f"""SELECT ST_Intersects(l.route, a.area) FROM legs l, sea_areas a
                  WHERE l.shipment_code = 'SHP-area' AND l.mode = 'SEA' AND a.code = '{CODE}'"""
    assert season.ask(crossed) == [(False,)]

    page.get_by_role("button", name="Ubah Latihan tembak").click()
    page.get_by_label("Sampai (WIB)").fill("2031-01-02T08:30")
    page.get_by_label("Alasan").fill("Diberi waktu")
    page.get_by_role("button", name="Simpan").click(timeout=TRIED_WITHIN_MS)
    page.get_by_role("button", name="Akhiri… Latihan tembak").click(timeout=TRIED_WITHIN_MS)
    until = f"SELECT valid_to AT TIME ZONE 'UTC' FROM sea_areas WHERE code = '{CODE}'"
    assert str(season.ask(until)[0][0]) == "2031-01-02 01:30:00"
    page.get_by_label("Alasan").fill("Selesai")
    page.get_by_role("button", name="Akhiri sekarang").click()

    expect(page.get_by_role("listitem").filter(has_text=CODE)).to_contain_text("Berakhir", timeout=TRIED_WITHIN_MS)
    assert season.ask(crossed) == [(True,)]
    said = season.ask(f"SELECT reason FROM audit WHERE object_code = '{CODE}' ORDER BY id")
    assert [reason for (reason,) in said] == ["Latihan TNI AL", "Diberi waktu", "Selesai"]


@pytest.mark.long
def test_the_public_is_offered_no_areas_to_draw(open_page: OpenPage) -> None:
    page = open_page("/", is_public=True)

    expect(page.get_by_role("button", name="Perbesar")).to_be_visible()
    expect(page.get_by_role("button", name="Area laut")).to_have_count(0)
