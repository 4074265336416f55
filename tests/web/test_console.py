"""The coordinator's console, as a person meets it: the chart, the sentence, the list, the panels, the address."""

import re
from io import BytesIO
from time import monotonic

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from tests.web.conftest import AT_HOME, SAID_WITHIN_MS, OpenPage, wait_for_chart
from tests.web.served import Served
from tests.web.test_screens import PHONE
from tests.web.world import LINER, Season

from silog.custody.rules import Condition, ScanType
from silog.people.rules import Role

DISC, SHADE, MANY = (11, 79, 108), 25, 20
"""The colour of a disc of boxes by day, which lets what is under it through a little; more than so many pixels of it are a disc."""
POINTED = """([clientX, clientY]) => {
  const canvas = document.querySelector('.maplibregl-canvas')
  canvas.dispatchEvent(new MouseEvent('mousemove', { clientX, clientY, bubbles: true }))
  return canvas.style.cursor === 'pointer'
}"""


def test_the_sentence_says_how_many_boxes_stand_right_and_how_many_need_a_person(open_page: OpenPage) -> None:
    page = open_page()

    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile(r"6\.653 dari 6\.654 kotak berada di tempat semestinya\.\s+1 membutuhkan Anda\.")
    )


def test_the_sentence_narrows_the_list_to_what_holds_up_the_boxes_that_need_a_person(open_page: OpenPage, season: Season) -> None:
    page = open_page()
    rows = page.locator("[data-row]")
    box = rows.filter(has_text=season.boxes[1])

    page.get_by_role("button", name="1 membutuhkan Anda.").click()

    expect(page.get_by_text("Yang menahan kotak: 1", exact=True)).to_be_visible()
    expect(rows.first).to_contain_text(re.compile(r"KM Bukit Raya[\s\S]*Selat Lampa → Midai[\s\S]*rusak"))
    expect(page.get_by_role("button", name="1 kotak KM Bukit Raya", expanded=True)).to_be_visible()  # alone, it is open at once
    expect(box).to_be_visible()
    rows.first.focus()
    page.keyboard.press("ArrowLeft")
    expect(box).to_have_count(0)
    page.keyboard.press("ArrowRight")
    expect(box).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary").get_by_role("heading", level=2)).to_have_text("KM Bukit Raya")
    page.get_by_role("button", name="Satu per satu").click()
    expect(rows).to_have_count(1)
    expect(box).to_be_visible()
    expect(page).to_have_url(re.compile("attention=1&.*flat=1"))


@pytest.mark.long
def test_on_a_phone_what_has_been_dealt_with_leaves_the_list_and_what_is_open_stays_open(open_page: OpenPage, season: Season) -> None:
    (packed,) = season.ask("SELECT code FROM boxes WHERE station_code = 'TPS-21.03.04.1003-003' ORDER BY contest LIMIT 1")[0]
    season.scan(ScanType.PACK, packed, "WH-21.03", Condition.WET)
    page = open_page("/?attention=1", **PHONE)
    held = page.get_by_text("Yang menahan kotak: 2", exact=True)
    warehouse = page.get_by_role("button", name=re.compile("^Gudang .*basah"))
    liner = page.get_by_role("button", name="1 kotak KM Bukit Raya")
    expect(held).to_be_visible()
    expect(page.locator("[data-connection]")).to_have_text("langsung")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    expect(liner).to_have_attribute("aria-expanded", "false")
    liner.click()
    expect(page.locator("[data-row]", has_text=season.boxes[1])).to_be_visible()
    expect(warehouse).to_be_visible()

    season.scan(ScanType.INSPECT, packed, "WH-21.03")

    expect(warehouse).to_have_count(0)
    expect(liner).to_have_attribute("aria-expanded", "true")
    expect(page.locator("[data-row]", has_text=season.boxes[1])).to_be_visible()


def test_training_cannot_be_missed(open_page: OpenPage) -> None:
    page = open_page()

    expect(page.get_by_text("LATIHAN", exact=True)).to_be_visible()
    expect(page.get_by_text("20 Nov 2024")).to_be_visible()
    assert page.title() == "LATIHAN · Silog Kepri"


def test_the_list_is_searched_and_goes_on_page_by_page(open_page: OpenPage) -> None:
    page = open_page()
    rows = page.locator("[data-row]")
    expect(rows).to_have_count(50)

    rows.last.scroll_into_view_if_needed()
    expect(rows).to_have_count(100)
    page.get_by_role("searchbox").fill("21.03.04.1003-001")

    expect(rows).to_have_count(2)


@pytest.mark.long
def test_a_region_is_chosen_by_stepping_down_its_tree(open_page: OpenPage) -> None:
    page = open_page()

    page.get_by_role("button", name="Wilayah: Seluruh Kepri").click()
    page.get_by_role("button", name="Kabupaten Natuna").click()
    page.get_by_role("button", name="Midai", exact=True).click()
    page.get_by_role("button", name="Seluruh Midai").click()

    expect(page).to_have_url(re.compile(r"region=21\.03\.04"))
    expect(page.locator("[data-row]").first).to_contain_text("Midai")


def test_a_box_tells_its_custody_line_and_its_way(open_page: OpenPage, season: Season) -> None:
    page = open_page(f"/?show=box:{season.boxes[1]}", at=AT_HOME, reduced_motion="no-preference")  # the chart flies to its way
    panel = page.get_by_role("complementary")

    expect(panel.get_by_role("heading", level=2)).to_have_text(f"Kotak {season.boxes[1]}")
    expect(panel).to_contain_text("Membutuhkan Anda. rusak")
    expect(panel.get_by_role("button", name="KM Bukit Raya").first).to_be_visible()
    expect(panel.get_by_text("posisi sintetis").first).to_be_visible()
    expect(panel).to_contain_text("Alih muat (perkiraan)")
    panel.get_by_text("Empat waktu").first.click()
    expect(panel.locator("dl").last).to_contain_text("jam perangkat")
    expect(panel.get_by_text("✓ dipercaya").first).to_be_visible()
    _assert_a_photo_opens_by_keyboard(page)


def _assert_a_photo_opens_by_keyboard(page: Page) -> None:
    panel = page.get_by_role("complementary")
    expect(panel.get_by_text("Foto belum diterima.")).to_have_count(1)
    thumbnail = panel.get_by_role("button", name=re.compile("^Dicek, .* foto oleh petugas"))
    thumbnail.scroll_into_view_if_needed()
    expect(thumbnail.locator("img")).to_have_js_property("naturalWidth", 1280)

    thumbnail.press("Enter")

    large = page.get_by_role("dialog", name=re.compile("foto oleh petugas"))
    expect(large.get_by_text(re.compile("1.280 . 960 piksel"))).to_be_visible()
    expect(large.get_by_role("button", name="Tutup")).to_be_focused()
    page.keyboard.press("Escape")
    expect(large).to_be_hidden()
    expect(thumbnail).to_be_focused()
    expect(panel).to_be_visible()


@pytest.mark.long
def test_the_address_holds_the_whole_view(open_page: OpenPage, season: Season) -> None:
    path = f"/?tab=conveyances&show=box:{season.boxes[0]}&lang=en&theme=night#8.00/3.2000/107.9000"
    page = open_page(path, waits_for_chart=True)

    expect(page.get_by_role("tab", name="Conveyances")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("heading", name=f"Box {season.boxes[0]}")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("html").get_attribute("data-theme") == "night"
    assert page.url.endswith(path)


@pytest.mark.long
def test_back_closes_what_was_opened(open_page: OpenPage) -> None:
    page = open_page()
    page.locator("[data-row]").first.click()
    expect(page.get_by_role("complementary")).to_be_visible()

    page.go_back()

    expect(page.get_by_role("complementary")).to_have_count(0)


def test_a_conveyance_says_where_it_is_bound_and_what_it_carries(open_page: OpenPage, season: Season) -> None:
    page = open_page("/?tab=conveyances")

    page.locator("[data-row]", has_text="KM Bukit Raya").click()

    panel = page.get_by_role("complementary")
    expect(panel).to_contain_text("Selat Lampa → Midai (Sabang Barat)")
    expect(panel).to_contain_text("2 dari 400")
    expect(panel).to_contain_text("% jalan")
    expect(panel.get_by_role("button", name=season.boxes[0])).to_be_visible()


def test_clicking_a_vessel_on_the_chart_opens_it(open_page: OpenPage, season: Season) -> None:
    lon, lat = season.liner_at
    page = open_page(f"/#14.00/{lat:.4f}/{lon:.4f}", waits_for_chart=True)
    chart = page.get_by_role("application")
    box = chart.bounding_box()
    assert box is not None
    # The chart may stand before the vessels are there. No place is so near that its name reaches here: what is pointed at is the ship.
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.wait_for_function(POINTED, arg=[x, y], timeout=SAID_WITHIN_MS)

    page.mouse.click(x, y)

    expect(page).to_have_url(re.compile(f"show=conveyance:{LINER}"))


@pytest.mark.long
def test_a_filter_shows_on_the_chart_where_its_boxes_are_and_no_others(open_page: OpenPage, season: Season) -> None:
    (packed,) = season.ask("SELECT code FROM boxes WHERE station_code = 'TPS-21.03.04.1003-002' ORDER BY contest LIMIT 1")[0]
    ((lon, lat),) = season.ask("SELECT st_x(point), st_y(point) FROM facilities WHERE code = 'WH-21.03'")
    season.hand_in(season.signer.scan(ScanType.PACK, packed, "WH-21.03", season.now))
    page = open_page(f"/#14.00/{lat:.5f}/{lon:.5f}", waits_for_chart=True)
    counted = page.get_by_role("status").filter(has_text="Kotak sesuai saringan")
    _wait_until_boxes_are_drawn(page, are_drawn=True)
    expect(counted).to_have_count(0)

    page.get_by_role("button", name="1 membutuhkan Anda.").click()

    expect(counted).to_have_text("Kotak sesuai saringan: 1")
    _wait_until_boxes_are_drawn(page, are_drawn=False)  # the one that needs somebody is at sea
    page.get_by_role("button", name="Lihat semua").click()
    _wait_until_boxes_are_drawn(page, are_drawn=True)  # its number, beside the ship in the middle

    page.goto(page.url.split("#")[0] + f"#14.00/{lat:.5f}/{lon:.5f}")
    page.get_by_role("searchbox").fill(packed)
    page.get_by_role("button", name="1 membutuhkan Anda.").click()
    _wait_until_boxes_are_drawn(page, are_drawn=True)  # another filter, and its box is here
    page.get_by_role("searchbox").fill("tidak-ada-yang-bernama-begini")
    expect(counted).to_have_text("Kotak sesuai saringan: 0")
    _wait_until_boxes_are_drawn(page, are_drawn=False)
    page.get_by_role("button", name="Hapus saringan").click()
    expect(counted).to_have_count(0)
    _wait_until_boxes_are_drawn(page, are_drawn=True)


def _wait_until_boxes_are_drawn(page: Page, *, are_drawn: bool) -> None:
    """Look at the chart's middle until the colour of discs of boxes is there, or is not."""
    chart = page.get_by_role("application").bounding_box()
    assert chart is not None
    x, y = chart["x"] + chart["width"] / 2, chart["y"] + chart["height"] / 2
    until = monotonic() + SAID_WITHIN_MS / 1000
    while True:
        wait_for_chart(page)
        picture = Image.open(BytesIO(page.screenshot(clip={"x": x - 40, "y": y - 40, "width": 80, "height": 80}))).convert("RGB")
        coloured = sum(number for number, colour in picture.getcolors(80 * 80) or () if _is_like_a_disc(colour))
        if (coloured > MANY) == are_drawn:
            return
        assert monotonic() < until, f"{coloured} pixels have the colour of boxes"


def _is_like_a_disc(colour: object) -> bool:
    return isinstance(colour, tuple) and all(abs(part - its) <= SHADE for part, its in zip(colour, DISC, strict=True))


@pytest.mark.long
def test_where_scans_were_made_is_shown_and_stands_in_the_address(open_page: OpenPage) -> None:
    page = open_page(waits_for_chart=True)
    shown = page.get_by_role("status").filter(has_text="makin pekat warnanya")
    expect(shown).to_have_count(0)

    with page.expect_response(lambda answer: "/tiles/scans/" in answer.url) as drawn:
        page.get_by_role("button", name="Tempat pindaian dibuat").click()

    assert drawn.value.status in {200, 204}
    expect(shown).to_be_visible()
    expect(page).to_have_url(re.compile(r"[?&]scans=1"))


def test_keys_reach_everything(open_page: OpenPage) -> None:
    page = open_page()
    expect(page.locator("[data-row]")).to_have_count(50)

    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-row]").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("complementary")).to_have_count(0)
    page.keyboard.press("l")
    expect(page.get_by_role("tab", name="Boxes")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_the_trainer_pauses_and_winds_the_clock(open_page: OpenPage, season: Season) -> None:
    page = open_page()

    page.get_by_role("button", name="Jalankan").click()
    expect(page.get_by_role("button", name="Jeda", exact=True)).to_be_visible()
    page.get_by_role("button", name="Jeda", exact=True).click()
    expect(page.get_by_role("button", name="Jalankan")).to_be_visible()
    page.get_by_role("button", name="Kendali latihan").click()
    page.get_by_role("button", name="+1 hari").click()
    expect(page.get_by_text("21 Nov 2024")).to_be_visible()
    season.wind(is_paused=True)


@pytest.mark.long
def test_on_a_phone_too_the_public_signs_in(open_page: OpenPage) -> None:
    page = open_page(is_public=True, **PHONE)

    expect(page.get_by_role("link", name="Masuk", exact=True)).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.AUDITOR])
def test_the_console_leads_to_the_audit_whoever_reads_it(open_page: OpenPage, season: Season, role: Role) -> None:
    page = open_page(season.sign_in_path(role), is_public=True)

    expect(page.get_by_role("link", name="Pengawasan")).to_have_attribute("href", "/watch")


def test_an_address_that_is_no_page_says_so_in_words_and_leads_to_the_chart(open_page: OpenPage) -> None:
    page = open_page("/tidak-ada", is_public=True)

    expect(page.get_by_role("heading", name="Halaman ini tidak ada")).to_be_visible()
    assert page.request.get(page.url).text() == "Not Found", "who asks for no page gets none"
    page.get_by_role("link", name="Buka peta").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("telah tiba di TPS")


def test_the_public_sees_custody_and_no_vessel(open_page: OpenPage, season: Season) -> None:
    page = open_page(f"/?show=box:{season.boxes[0]}", is_public=True)

    expect(page.get_by_text("Anda melihat tampilan publik")).to_be_visible()
    expect(page.get_by_role("status").first).to_contain_text("tampilan publik")
    expect(page.get_by_role("complementary")).to_contain_text("Garis penguasaan")
    page.get_by_role("tab", name="Angkutan").click()
    expect(page.get_by_role("alert")).to_contain_text("tidak ditampilkan kepada publik")
    assert LINER not in page.content()


def test_an_unknown_box_is_said_to_be_unknown(open_page: OpenPage) -> None:
    page = open_page("/?show=box:0000000000X")

    expect(page.get_by_role("complementary").get_by_role("alert")).to_contain_text("0000000000X tidak ditemukan")


@pytest.mark.long
def test_nothing_found_says_so_and_offers_the_way_back(open_page: OpenPage) -> None:
    page = open_page("/?q=tidak-ada-yang-bernama-begini")

    expect(page.get_by_text("Tidak ada yang cocok dengan saringan ini.")).to_be_visible()
    page.get_by_role("button", name="Hapus saringan").click()
    expect(page.locator("[data-row]")).to_have_count(50)


def test_no_request_leaves_the_machine_and_none_could(open_page: OpenPage, served: Served) -> None:
    page = open_page(at=AT_HOME, is_public=True)
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    page.reload()
    wait_for_chart(page)

    assert len(seen) > 10
    assert [url for url in seen if not url.startswith((served.address, "blob:", "data:"))] == []
    assert _is_refused(page, "https://example.org/")


def _is_refused(page: Page, url: str) -> bool:
    refused: bool = page.evaluate(
        """(url) => new Promise((tell) => {
          addEventListener('securitypolicyviolation', () => tell(true));
          fetch(url).then(() => tell(false), () => {});
        })""",
        url,
    )
    return refused
