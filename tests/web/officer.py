"""What an officer does on the scan door, in the words of the screen."""

import re
from typing import Any

from playwright.sync_api import Page, expect
from tests.web.served import Served
from tests.web.world import Season


def enrol(page: Page, served: Served, season: Season, name: str) -> str:
    """Enrol by an invitation and prepare; give the key's id."""
    page.goto(served.address + season.invite(name))
    page.get_by_label("Nama Anda").fill("Siti")
    page.get_by_role("button", name="Daftarkan").click()
    page.get_by_role("button", name="Siapkan ponsel ini").click()
    expect(page.get_by_text("Baru saja disiapkan: 284 kotak")).to_be_visible()
    found = re.search(r"Kunci (\w{16})", page.locator("main").inner_text())
    assert found is not None
    return found[1]


def go_to(page: Page, tab: str) -> None:
    """Open a tab of the door."""
    page.get_by_role("navigation").get_by_role("button", name=tab).click()


def stand_at(page: Page, search: str, name: str) -> None:
    """Say where the officer stands."""
    page.get_by_role("button", name="Saya berada di").click()
    page.get_by_role("searchbox").fill(search)
    page.get_by_role("listitem").get_by_role("button", name=name).first.click()


def type_code(page: Page, code: str) -> None:
    """Type a box's code as a torn label makes people do."""
    page.get_by_label("Ketik kode kotak").fill(code)
    page.get_by_label("Ketik kode kotak").press("Enter")


def recorded(season: Season, key: str) -> list[Any]:
    """Give what the server has of a device: number, act, box and place of each scan."""
    found = season.ask(f"SELECT seq, type, box_code, place_code FROM scans WHERE device_id = '{key}' ORDER BY seq")
    return [tuple(row) for row in found]
