"""What happens while somebody looks: boxes change, vessels move, the line breaks and is taken up again."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.web.conftest import OpenPage
from tests.web.served import Served
from tests.web.world import LINER, Season

from silog.custody.rules import ScanType


@pytest.mark.long
def test_a_scan_appears_without_a_reload(open_page: OpenPage, season: Season) -> None:
    page = open_page(f"/?show=box:{season.boxes[0]}")
    panel = page.get_by_role("complementary")
    before = _scans(page)

    season.scan(ScanType.CHECK, season.boxes[0], LINER)

    expect(panel.locator("h3").last).to_have_text(re.compile(rf"{before + 1} pindaian"))


@pytest.mark.long
def test_a_broken_line_is_said_in_words_and_what_was_missed_arrives(open_page: OpenPage, season: Season, served: Served) -> None:
    page = open_page(f"/?show=box:{season.boxes[0]}")
    status = page.locator("[data-connection]")
    expect(status).to_have_text("langsung")
    before = _scans(page)

    served.stop()
    expect(status).to_have_text(re.compile(r"terputus sejak \d\d\.\d\d, menampilkan keadaan saat itu"))
    expect(page.get_by_role("complementary").get_by_role("heading", level=2)).to_be_visible()
    season.scan(ScanType.CHECK, season.boxes[0], LINER)
    served.start()

    expect(status).to_have_text("langsung")
    expect(page.get_by_role("complementary").locator("h3").last).to_have_text(re.compile(rf"{before + 1} pindaian"))


def test_a_vessel_moves_on_the_chart_as_it_reports(open_page: OpenPage, season: Season) -> None:
    season.wind(is_paused=True)
    page = open_page(f"/?show=conveyance:{LINER}#9.00/3.6000/108.0500", waits_for_chart=True, reduced_motion="no-preference")
    panel = page.get_by_role("complementary")
    expect(panel).to_contain_text("% jalan")
    before = panel.locator("progress").get_attribute("value")
    picture = page.get_by_role("application").screenshot()

    season.sail(0.6)
    season.wind(is_paused=False)

    expect(panel.locator("progress")).not_to_have_attribute("value", before or "")
    assert page.get_by_role("application").screenshot() != picture
    season.wind(is_paused=True)


def _scans(page: Page) -> int:
    heading = page.get_by_role("complementary").locator("h3").last
    expect(heading).to_have_text(re.compile(r"\d+ pindaian"))
    found = re.search(r"(\d+) pindaian", heading.inner_text(), re.IGNORECASE)
    assert found is not None
    return int(found[1])
