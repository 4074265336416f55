"""A week offline on one phone: thousands of scans, the phone killed at random every day, then drained through 64 kbit/s.

Not a quick test (ten minutes): `pytest tests/web/drill_a_week_offline.py -s`. SCANS and KBIT_S in the environment change its size.
"""

import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect, sync_playwright
from tests.web.conftest import SAID_WITHIN_MS
from tests.web.officer import enrol, go_to, stand_at
from tests.web.phone import Phone
from tests.web.served import Served
from tests.web.world import Season

SCANS = int(os.environ.get("SCANS", "5000"))
KBIT_S = int(os.environ.get("KBIT_S", "64"))
DAYS = 7
LATENCY_MS = 300
WAITING = "document.querySelector('header strong').textContent.replace(/\\D/g, '')"
# A keyboard-wedge scanner: each code comes as keys, faster than fingers, with Enter at its end; then the officer presses the big button. A
# burst would record no box twice, and there are fewer boxes than scans.
WEDGE = """async (codes) => {
  const until = async (isSo) => { while (!isSo()) await new Promise((after) => setTimeout(after, 5)) };
  for (const code of codes) {
    for (const key of [...code, 'Enter']) dispatchEvent(new KeyboardEvent('keydown', { key }));
    const button = () => document.querySelector(`section[aria-label="${code}"] .button.big`);
    await until(button);
    button().click();
    await until(() => !button());
  }
}"""
# Each day the phone's own clock is a day further.
LATER = "const now = Date.now; Date.now = () => now.call(Date) + %d * 86400000;"


@pytest.fixture(scope="module")
def playwright(served: Served) -> Iterator[Playwright]:
    """Playwright, after the server and its database stand."""
    assert served.port
    expect.set_options(timeout=SAID_WITHIN_MS)
    with sync_playwright() as playwright:
        yield playwright


def test_a_week_of_scans_is_kept_and_drained(playwright: Playwright, served: Served, season: Season, tmp_path: Path) -> None:
    chance = random.Random(2024)
    phone = Phone(playwright, tmp_path)
    page = phone.start()
    key = enrol(page, served, season, "Gudang Natuna")
    codes = [row[0] for row in season.ask("SELECT code FROM boxes WHERE region_code LIKE '21.03%' ORDER BY code")]
    go_to(page, "Pindai")
    stand_at(page, "WH-21.03", "Natuna")
    served.stop()
    kept = 0
    for day in range(1, DAYS + 1):
        kept = _a_day(page, codes, kept, SCANS * day // DAYS, chance)
        phone.kill()
        page = phone.start()
        page.add_init_script(LATER % day)
        page.goto(f"{served.address}/scan")
        page.get_by_text("belum terkirim").wait_for()
        found = int(page.evaluate(WAITING))
        print(f"day {day}: at least {kept:,} stored before the phone was killed, {found:,} after")  # noqa: T201 -- the drill's figures
        assert found >= kept
        kept = found

    _throttle(page)
    served.start()
    began = time.monotonic()
    page.get_by_text("Semua terkirim").wait_for(timeout=600_000)
    took_s = time.monotonic() - began
    counts = "count(*), count(DISTINCT seq), max(seq), count(*) FILTER (WHERE 'CHAIN_FORK' = ANY(flags))"
    (row,) = season.ask(f"SELECT {counts} FROM scans WHERE device_id = '{key}'")
    phone.kill()
    print(f"{row[0]:,} scans stored once, 0 lost, drained in {took_s:.0f} s at {KBIT_S} kbit/s")  # noqa: T201 -- the drill's figures
    assert tuple(row) == (kept, kept, kept, 0)


def _a_day(page: Page, codes: list[str], kept: int, until: int, chance: random.Random) -> int:
    """Scan until so many are stored by what the page says, then let a few more be on their way; give what is certain."""
    page.locator("nav").get_by_role("button", name="Pindai").click()
    page.get_by_label("Tindakan").select_option("INSPECT")
    while kept < until:
        many = [chance.choice(codes) for _ in range(min(200, until - kept))]
        many = [code for at, code in enumerate(many) if at == 0 or code != many[at - 1]]
        page.evaluate(WEDGE, many)
        page.wait_for_timeout(500)
        kept = int(page.evaluate(WAITING))
    last = [chance.choice(codes) for _ in range(chance.randrange(1, 9))]
    page.evaluate(f"(codes) => void ({WEDGE})(codes)", last)
    page.wait_for_timeout(chance.randrange(0, 250))
    return kept


def _throttle(page: Page) -> None:
    bytes_s = KBIT_S * 1000 / 8
    wanted = {"offline": False, "latency": LATENCY_MS, "downloadThroughput": bytes_s, "uploadThroughput": bytes_s}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", wanted)
