"""Incidents on the coordinator's screen: heard of as they open, seen on the chart, and seen to."""

import re

from playwright.sync_api import expect
from tests.web.conftest import OpenPage
from tests.web.world import LINER, Season

from silog.custody.rules import ScanType


def test_a_box_that_is_opened_at_sea_is_told_at_once_and_the_coordinator_sees_to_it(open_page: OpenPage, season: Season) -> None:
    page = open_page("/")
    count = page.get_by_title("Tampilkan insiden yang terbuka")
    expect(count).to_be_visible()

    season.scan(ScanType.OPEN, season.boxes[1], LINER)
    page.get_by_role("status").get_by_role("button", name="Insiden baru: Kotak dibuka tidak sah").click()

    panel = page.get_by_role("complementary")
    expect(panel.get_by_role("heading", level=2)).to_have_text("Kotak dibuka tidak sah")
    expect(panel).to_contain_text(re.compile(rf"belum ditanggapi[\s\S]*Ditangani\s*belum ada[\s\S]*{season.boxes[1]}"))
    panel.get_by_role("button", name="Tanggapi").click()
    panel.get_by_label("Apa yang akan Anda lakukan?").fill("Kami jemput kotaknya.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(panel).to_contain_text(re.compile(r"sedang ditangani[\s\S]*Ditangani\s*COORDINATOR[\s\S]*menanggapi: Kami jemput kotaknya\."))
    expect(panel.get_by_role("button", name="Tanggapi")).to_have_count(0)
    page.get_by_role("tab", name="Insiden").click()
    expect(page.locator("[data-row]", has_text="Kotak dibuka tidak sah")).to_contain_text("sedang ditangani")
    assert season.ask("SELECT step, text FROM incident_notes WHERE text LIKE 'Kami jemput%'") == [("ACKNOWLEDGED", "Kami jemput kotaknya.")]
