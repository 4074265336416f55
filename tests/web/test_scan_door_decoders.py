"""Which decoder the camera uses in the browsers that there are, and how a scan is felt: nothing is put in place of the browser here."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright
from tests.web.conftest import SAID_WITHIN_MS
from tests.web.officer import enrol, go_to, stand_at
from tests.web.phone import Phone, film, label
from tests.web.served import Served
from tests.web.world import LINER, Season

WITH_DETECTOR = ("--enable-blink-features=BarcodeDetector",)
PROMISES = "BarcodeDetector.getSupportedFormats = async () => ['qr_code']"
COUNTS = """window.asked = 0
if (window.BarcodeDetector) {
  const { detect } = BarcodeDetector.prototype
  BarcodeDetector.prototype.detect = function (picture) { window.asked += 1; return detect.call(this, picture) }
}"""
LISTENS = """{
  window.shaken = []
  window.flashed = []
  window.sounded = []
  const { vibrate } = Navigator.prototype, { start } = OscillatorNode.prototype
  Navigator.prototype.vibrate = function (pattern) {
    const isDone = vibrate.call(this, pattern)
    window.shaken.push([pattern, isDone])
    return isDone
  }
  OscillatorNode.prototype.start = function (...when) {
    window.sounded.push([this.frequency.value, this.context.state])
    return start.apply(this, when)
  }
  addEventListener('animationstart', ({ target }) => {
    if (target.matches('.flash')) window.flashed.push(getComputedStyle(target).backgroundColor)
  })
}"""
GREEN = "rgb(25, 179, 95)"


@pytest.fixture(scope="module")
def phone(served: Served, season: Season, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phone]:
    """A phone that is prepared, stands aboard the liner, and is switched off; its camera sees the label of a box."""
    folder = tmp_path_factory.mktemp("phone")
    expect.set_options(timeout=SAID_WITHIN_MS)
    with sync_playwright() as playwright:
        phone = Phone(playwright, folder, film(folder / "label.y4m", [label(season.boxes[0])]))
        page = phone.start()
        enrol(page, served, season, "Palka 2")
        go_to(page, "Pindai")
        stand_at(page, LINER, "KM Bukit Raya")
        phone.kill()
        yield phone
        phone.kill()


@pytest.fixture
def switched_off(phone: Phone) -> Iterator[Phone]:
    """Switched off afterwards too: the next test gives its browser other flags."""
    yield phone
    phone.kill()


@pytest.mark.parametrize(
    ("flags", "script", "has_detector", "pictures"),
    [((), "", False, 0), (WITH_DETECTOR, "", True, 0), (WITH_DETECTOR, PROMISES, True, 1)],
    ids=["has no detector", "has one that reads no QR codes", "has one that fails at the first picture"],
)
def test_our_decoder_reads_the_label_where_the_browsers_own(
    switched_off: Phone, served: Served, season: Season, flags: tuple[str, ...], script: str, *, has_detector: bool, pictures: int
) -> None:
    page = switched_off.start(flags=flags)
    page.add_init_script(f"{COUNTS}\n{script}")
    _scan(page, served, season)

    asked: list[str] = page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
    assert any(name.endswith(".wasm") for name in asked)
    assert page.evaluate("'BarcodeDetector' in window") == has_detector
    assert page.evaluate("window.asked") == pictures
    if has_detector and not script:
        assert "qr_code" not in page.evaluate("BarcodeDetector.getSupportedFormats()")


def test_a_scan_by_camera_is_felt_heard_and_seen_by_the_browsers_own_means(switched_off: Phone, served: Served, season: Season) -> None:
    page = switched_off.start()
    page.add_init_script(LISTENS)
    _scan(page, served, season)
    page.locator(".card .button.big").click()
    expect(page.get_by_text("Tersimpan: ")).to_be_visible()

    page.wait_for_function("window.flashed.length > 0")
    assert page.evaluate("window.shaken") == [[[40], True], [[60], True]]
    assert page.evaluate("window.sounded") == [[880, "running"], [1318, "running"]]
    assert page.evaluate("window.flashed") == [GREEN]


def _scan(page: Page, served: Served, season: Season) -> None:
    page.goto(f"{served.address}/scan")
    page.get_by_role("button", name="Nyalakan kamera").click()
    expect(page.get_by_role("region", name=season.boxes[0])).to_be_visible()
