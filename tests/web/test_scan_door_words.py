"""What the scan door says to officers, and of them to their office, is so: of a box in hand, of one that is given away, of mistakes."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright
from tests.web.conftest import SAID_WITHIN_MS
from tests.web.officer import enrol, go_to, recorded, stand_at, type_code
from tests.web.phone import CODE_ON_SCREEN, Matrix, Phone, film, label
from tests.web.served import Served
from tests.web.world import LINER, Season

from silog.custody.rules import ScanType

SMALL = (360, 640)

NewPhone = Callable[..., Phone]


@pytest.fixture
def new_phone(served: Served, season: Season, tmp_path: Path) -> Iterator[NewPhone]:
    """Makes phones; their cameras see a film, that of the label of the second box where none is given."""
    phones: list[Phone] = []
    expect.set_options(timeout=SAID_WITHIN_MS)
    assert served.port
    with sync_playwright() as playwright:

        def make(seen: Path | None = None) -> Phone:
            profile = tmp_path / f"phone-{len(phones)}"
            profile.mkdir()
            phones.append(Phone(playwright, profile, seen or film(profile / "label.y4m", [label(season.boxes[1])])))
            return phones[-1]

        yield make
        for phone in phones:
            phone.kill()


def _aboard(page: Page, served: Served, season: Season, name: str) -> str:
    for box in season.boxes:
        season.scan(ScanType.LOAD, box, LINER)
    key = enrol(page, served, season, name)
    go_to(page, "Pindai")
    stand_at(page, LINER, "KM Bukit Raya")
    return key


@pytest.mark.long
def test_a_handover_is_not_offered_twice_and_undoing_it_does_not_call_the_box_bare(
    new_phone: NewPhone, served: Served, season: Season
) -> None:
    page = new_phone().start()
    key = _aboard(page, served, season, "Nakhoda 2")
    go_to(page, "Serah terima")
    expect(page.get_by_role("checkbox", name="(Gubernur)")).to_have_count(1)
    expect(page.get_by_role("checkbox", name="(Bupati/Wali Kota)")).to_have_count(1)
    page.get_by_role("button", name="Serahkan 2 kotak").click()
    expect(page.locator("canvas[data-frame]")).to_be_visible()
    page.get_by_role("button", name="Tutup").click()
    expect(page.get_by_text("Yang sudah diserahkan dari sini tidak bertanda lagi.")).to_be_visible()
    expect(page.get_by_role("button", name="Serahkan 0 kotak")).to_be_disabled()
    page.get_by_role("checkbox").first.check()
    expect(page.get_by_role("button", name="Serahkan 1 kotak")).to_be_enabled()

    go_to(page, "Antrean")
    page.get_by_role("button", name="Urungkan").first.click()
    expect(page.get_by_text("Dicatat sebagai PERIKSA di KM Bukit Raya")).to_be_visible()
    expect(page.get_by_text("Semua terkirim")).to_be_visible()

    undone = recorded(season, key)[-1][2]
    looks = f"SELECT seals, flags FROM scans WHERE device_id = '{key}' AND type = 'CHECK'"
    assert season.ask(looks) == [(["S-1", "S-2"], [])]
    assert season.ask(f"SELECT breach FROM findings WHERE box_code = '{undone}' AND breach = 'NOT_SEALED'") == []


def test_the_office_hears_of_a_phone_before_its_first_scan_and_that_nothing_waits_after_it(
    new_phone: NewPhone, served: Served, season: Season
) -> None:
    page = new_phone().start()
    key = _aboard(page, served, season, "Palka 3")
    told = f"SELECT contact_at IS NOT NULL, queue_length, oldest_unsent_at FROM devices WHERE id = '{key}'"
    deadline = time.monotonic() + SAID_WITHIN_MS / 1000
    while season.ask(told) != [(True, 0, None)]:
        assert time.monotonic() < deadline, "The phone was never heard of."
        time.sleep(0.05)
    expect(page.get_by_text("belum pernah terkirim")).to_have_count(0)

    page.get_by_label("Tindakan").select_option("CHECK")
    type_code(page, season.boxes[0])
    page.locator(".card .button.big").click()
    expect(page.get_by_text("terakhir terkirim")).to_be_visible()
    assert season.ask(told) == [(True, 0, None)]


@pytest.mark.long
def test_on_a_small_phone_the_box_that_was_read_is_in_sight_and_nothing_is_said_of_the_one_before(
    new_phone: NewPhone, served: Served, season: Season
) -> None:
    first, second = season.boxes
    page = new_phone().start(*SMALL)
    _aboard(page, served, season, "Palka 4")
    page.get_by_label("Tindakan").select_option("CHECK")
    type_code(page, first)
    page.locator(".card .button.big").click()
    expect(page.get_by_text(f"Tersimpan: PERIKSA {first}")).to_be_visible()
    page.get_by_role("button", name="Nyalakan kamera").click()
    seen = page.get_by_role("region", name=second)
    expect(seen.get_by_text("Saat berangkat")).to_be_in_viewport()
    expect(page.get_by_text("Tersimpan")).to_have_count(0)

    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(seen.get_by_text("Saat berangkat")).not_to_be_in_viewport()
    type_code(page, first)
    expect(page.get_by_role("region", name=first).get_by_text("Saat berangkat")).to_be_in_viewport()


def test_a_scanner_that_types_does_not_change_the_act_that_was_chosen(new_phone: NewPhone, served: Served, season: Season) -> None:
    page = new_phone().start()
    _aboard(page, served, season, "Palka 6")
    choice = page.get_by_label("Tindakan")
    choice.select_option("CHECK")
    choice.focus()
    page.keyboard.type("MUAT")  # as a code that begins like another act
    expect(choice).to_have_value("CHECK")
    page.keyboard.press("ArrowUp")
    expect(choice).not_to_have_value("CHECK")  # keys that scanners do not type still choose


@pytest.mark.long
def test_a_box_that_is_scanned_into_the_field_of_seals_is_a_box(new_phone: NewPhone, served: Served, season: Season) -> None:
    first, second = season.boxes
    page = new_phone().start()
    key = _aboard(page, served, season, "Palka 7")
    page.get_by_label("Tindakan").select_option("CHECK")
    type_code(page, first)
    page.get_by_role("button", name="Segel lain atau hilang").click()
    page.get_by_label("Nomor segel").fill("S-3")
    page.get_by_label("Nomor segel").press("Enter")
    expect(page.get_by_text("tidak dikenal: S-3")).to_be_visible()

    page.get_by_label("Nomor segel").fill(second)
    page.get_by_label("Nomor segel").press("Enter")
    expect(page.get_by_role("region", name=second).get_by_text("Saat berangkat: S-1, S-2")).to_be_visible()
    page.locator(".card .button.big").click()
    expect(page.get_by_text("terakhir terkirim")).to_be_visible()
    assert season.ask(f"SELECT box_code, seals FROM scans WHERE device_id = '{key}'") == [(second, ["S-1", "S-2"])]


@pytest.mark.long
def test_a_queue_goes_from_screen_to_camera_to_a_phone_with_signal(
    new_phone: NewPhone, served: Served, season: Season, tmp_path: Path
) -> None:
    page = new_phone().start(*SMALL)
    key = _aboard(page, served, season, "Palka 5")
    page.context.set_offline(True)
    page.get_by_label("Tindakan").select_option("CHECK")
    for count, box in enumerate(season.boxes * 2, 1):
        type_code(page, box)
        page.locator(".card .button.big").click()
        expect(page.get_by_text(f"{count} tersimpan, belum terkirim")).to_be_visible()
    go_to(page, "Antrean")
    page.get_by_role("button", name="Tampilkan sebagai QR").click()
    pictures = _shown(page)
    assert len(pictures) > 1

    taker = new_phone(film(tmp_path / "screen.y4m", pictures))
    other = taker.start(*SMALL)
    enrol(other, served, season, "Pembawa 2")
    go_to(other, "Antrean")
    other.get_by_role("button", name="Nyalakan kamera").click()
    expect(other.get_by_text("4 pindaian diambil dari ponsel lain")).to_be_visible()
    expect(other.get_by_text("Semua terkirim")).to_be_visible()
    assert [row[0] for row in recorded(season, key)] == [1, 2, 3, 4]
    page.context.set_offline(False)
    expect(page.get_by_text("Semua terkirim")).to_be_visible()
    assert [row[0] for row in recorded(season, key)] == [1, 2, 3, 4]


def _shown(page: Page) -> list[Matrix]:
    """Give the codes that a screen shows one after the other, each as a camera sees it."""
    code = page.locator("canvas[data-frame]")
    expect(code).to_be_visible()
    count = int(page.locator("[data-frames]").get_attribute("data-frames") or 0)
    shown: dict[str, Matrix] = {}
    while len(shown) < count:
        frame, picture = code.evaluate(f"canvas => [canvas.dataset.frame, ({CODE_ON_SCREEN})(canvas)]")
        shown[frame] = picture
        page.wait_for_function("frame => document.querySelector('canvas').dataset.frame !== frame", arg=frame)
    return list(shown.values())


def test_a_phone_that_was_not_prepared_says_without_signal_that_it_cannot_read_codes(
    new_phone: NewPhone, served: Served, season: Season
) -> None:
    page = new_phone().start()
    page.goto(served.address + season.invite("Belum siap"))
    page.get_by_label("Nama Anda").fill("Siti")
    page.get_by_role("button", name="Daftarkan").click()
    expect(page.get_by_text("Belum disiapkan")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    served.stop()
    try:
        page.get_by_role("button", name="Siapkan ponsel ini").click()
        expect(page.get_by_role("alert")).to_have_text("Tidak berhasil: server tidak terjangkau. Coba lagi selagi ada sinyal.")
        go_to(page, "Pindai")
        page.get_by_role("button", name="Nyalakan kamera").click()
        expect(page.get_by_role("alert")).to_contain_text("Pembaca kode belum ada di ponsel ini")
        expect(page.get_by_role("button", name="Nyalakan kamera")).to_be_enabled()
    finally:
        served.start()


@pytest.mark.long
def test_an_invitation_that_was_used_says_what_to_do(new_phone: NewPhone, served: Served, season: Season) -> None:
    invitation = season.invite("Sekali")

    def try_it() -> Page:
        page = new_phone().start()
        page.goto(served.address + invitation)
        page.get_by_label("Nama Anda").fill("Siti")
        page.get_by_role("button", name="Daftarkan").click()
        return page

    expect(try_it().get_by_text("Belum disiapkan")).to_be_visible()
    expect(try_it().get_by_role("alert")).to_contain_text("Undangan ini sudah dipakai; satu undangan hanya untuk satu ponsel.")
