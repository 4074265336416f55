"""The office's page, as its IT person meets it: which phones are quiet, where, and what is done about one."""

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect
from tests.documents.pages import codes_on
from tests.web.conftest import OpenPage
from tests.web.test_screens import PHONE
from tests.web.world import LINER, Season

from silog.custody.device import DeviceSigner
from silog.custody.rules import ScanType
from silog.people.rules import Role

KARIMUN, MORO = "21.02", "21.02.01"


@dataclass(frozen=True)
class Phones:
    """Three phones of Karimun: one in Moro quiet for 30 hours with 12 scans, one in Kundur just heard, one lost there."""

    quiet: DeviceSigner
    fresh: DeviceSigner
    lost: DeviceSigner


@pytest.fixture(scope="module")
def phones(season: Season) -> Phones:
    """Nobody else has phones in Karimun. The lost one has signed three scans, of which the second is not here."""
    quiet = season.phone("HP PPK Moro", Role.PPK, f"PPK-{MORO}", quiet=timedelta(hours=30), queue_length=12)
    fresh = season.phone("HP PPK Kundur", Role.PPK, "PPK-21.02.02", quiet=timedelta(minutes=2))
    lost = season.phone("HP Kundur lama", Role.PPK, "PPK-21.02.02", quiet=timedelta(hours=1), queue_length=2)
    scans = [lost.scan(ScanType.CHECK, season.boxes[0], LINER, season.now, seals=("S-1", "S-2")) for _ in range(3)]
    for scan in (scans[0], scans[2]):
        season.hand_in(scan)
    return Phones(quiet, fresh, lost)


def rows(page: Page) -> list[str]:
    return page.locator("[data-row]").all_inner_texts()


@pytest.mark.usefixtures("phones")
def test_quiet_phones_and_long_queues_are_seen_at_once_and_followed_down_the_tree(open_page: OpenPage) -> None:
    page = open_page(f"/office?region={KARIMUN}")

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "1 dari 3 ponsel di Kabupaten Karimun diam lebih dari 24 jam. 14 pindaian belum terkirim."
    )
    expect(page.locator("[data-row]")).to_have_count(3)
    first = page.locator("[data-row]").first
    expect(first).to_contain_text(re.compile(r"HP PPK Moro.*Terakhir terdengar:\s*30 j lalu\s+diam.*12.*tertua 31 j.*1\.4\.0"))
    tree = page.get_by_role("navigation", name="Wilayah")
    moro = tree.get_by_role("button", name=re.compile("^Moro"))
    expect(moro).to_contain_text("1 ponsel")
    expect(moro).to_contain_text("1 diam")
    expect(moro).to_contain_text("12 belum terkirim")

    moro.focus()
    page.keyboard.press("ArrowRight")

    expect(page).to_have_url(re.compile(rf"region={re.escape(MORO)}$"))
    expect(page.locator("[data-row]")).to_have_count(1)
    tree.get_by_role("button", name="Kembali ke Kabupaten Karimun").click()
    expect(page.locator("[data-row]")).to_have_count(3)
    page.get_by_label("Diam sejak").select_option("72")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Semua 3 ponsel di Kabupaten Karimun terdengar dalam 3 hari terakhir.")
    page.get_by_role("button", name="Hanya yang diam").click()
    expect(page.get_by_text("Tidak ada yang cocok dengan saringan ini.")).to_be_visible()
    page.get_by_role("button", name="Hapus saringan").click()
    page.get_by_label("Urutan").select_option("LONGEST_QUEUE")
    expect(page.locator("[data-row]")).to_have_count(3)
    expect(page).to_have_url(re.compile("order=LONGEST_QUEUE"))


def test_a_phone_that_never_reported_is_not_said_to_have_fallen_silent_or_to_hold_nothing(open_page: OpenPage, season: Season) -> None:
    season.phone("HP PPK Singkep", Role.PPK, "PPK-21.04.01", quiet=None)

    page = open_page("/office?region=21.04")

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "0 dari 1 ponsel di Kabupaten Lingga terdengar dalam 24 jam terakhir. 1 belum pernah melapor."
    )
    row = page.locator("[data-row]")
    expect(row).to_contain_text(re.compile(r"HP PPK Singkep.*belum pernah.*belum diketahui"))
    expect(row).not_to_contain_text("diam")
    expect(row).not_to_contain_text("semua terkirim")
    expect(page.get_by_role("navigation", name="Wilayah")).to_contain_text("1 belum pernah melapor")


def test_a_lost_phone_is_opened_by_keys_and_revoked_after_a_number_in_words(open_page: OpenPage, phones: Phones, season: Season) -> None:
    page = open_page(f"/office?region={KARIMUN}")
    expect(page.locator("[data-row]")).to_have_count(3)

    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.get_by_role("searchbox").fill("kundur lama")
    expect(page.locator("[data-row]")).to_have_count(1)
    page.keyboard.press("Escape")
    page.locator("[data-row]").focus()
    page.keyboard.press("Enter")

    panel = page.get_by_role("complementary")
    expect(panel.get_by_role("heading", level=2)).to_have_text("HP Kundur lama")
    expect(panel.get_by_role("heading", level=2)).to_be_focused()
    expect(panel).to_contain_text(re.compile(r"Nomor tertinggi\s*3\s*Nomor yang belum tiba\s*1\s*Percabangan\s*0"))
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(page.locator("[data-row]")).to_be_focused()
    page.keyboard.press("Enter")
    panel.get_by_role("button", name="Cabut kepercayaan").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Pindaian nomor 1 sampai 3 tetap dihitung.")
    dialog.get_by_label("Nomor terakhir yang masih dihitung").fill("1")
    expect(dialog).to_contain_text("Pindaian nomor 2 ke atas yang tiba mulai sekarang dikarantina.")
    expect(dialog).to_contain_text("masih menyimpan 2 pindaian; yang bernomor di atas 1 tidak akan dihitung")
    expect(dialog.get_by_role("button", name="Cabut setelah nomor 1")).to_be_disabled()
    dialog.get_by_label("Alasan").fill("Jatuh ke laut")
    dialog.get_by_role("button", name="Cabut setelah nomor 1").click()

    expect(panel).to_contain_text("Pindaian sampai nomor 1 dihitung; yang sesudahnya dikarantina.")
    expect(panel.get_by_role("button", name="Cabut kepercayaan")).to_have_count(0)
    expect(page.locator("[data-row]")).to_have_count(0)
    key = phones.lost.device_id
    assert season.ask(f"SELECT revoked_after_seq FROM devices WHERE id = '{key}'") == [(1,)]
    noted = season.ask(f"SELECT action, reason FROM audit WHERE object_code = '{key}' ORDER BY id")
    assert noted[1:] == [("device:key:revoke", "Jatuh ke laut")]
    assert season.ask(f"SELECT id FROM seen_sessions WHERE device_id = '{key}'") == []


def test_sheets_for_each_place_come_as_a_pdf_and_what_the_server_refuses_is_said(
    open_page: OpenPage, season: Season, tmp_path: Path
) -> None:
    page = open_page(f"/office?region={MORO}&show=invite")
    panel = page.get_by_role("complementary")
    made = f"SELECT role, place_code FROM invitations WHERE region_code LIKE '{MORO}.%' ORDER BY place_code"
    panel.get_by_label("Untuk siapa").select_option("PPS")
    villages = len(season.ask(f"SELECT FROM facilities WHERE kind = 'PPS' AND region_code LIKE '{MORO}.%'"))
    button = panel.get_by_role("button", name=f"Buat {villages} lembar (PDF)")
    expect(panel.get_by_text("Alamat ini hanya terbuka di komputer ini")).to_be_visible()
    expect(panel.get_by_label("Nama ponsel")).to_have_value("PPS")

    panel.get_by_label("Alamat server bagi ponsel").fill("https://silog.kepri.test/pindai")
    button.click()
    expect(panel.get_by_role("status")).to_contain_text("is no address of a server")
    assert season.ask(made) == []
    panel.get_by_label("Alamat server bagi ponsel").fill("https://silog.kepri.test")
    with page.expect_download() as download:
        button.click()

    expect(panel.get_by_role("status")).to_contain_text(f"{villages} lembar, dua pada tiap A4")
    assert download.value.suggested_filename == f"undangan-pps-{MORO}.pdf"
    download.value.save_as(tmp_path / "sheets.pdf")
    urls = [url for sheet in codes_on((tmp_path / "sheets.pdf").read_bytes()) for url in sheet]
    assert len(set(urls)) == villages
    assert all(re.fullmatch(r"https://silog\.kepri\.test/scan#u=[A-Z2-7]{26}", url) for url in urls)
    assert [role for role, _ in season.ask(made)] == ["PPS"] * villages


@pytest.mark.long
def test_the_session_of_a_person_in_the_territory_is_ended(open_page: OpenPage, season: Season) -> None:
    guest = open_page(season.sign_in_path(Role.OPERATOR, KARIMUN, "Operator Karimun"), is_public=True)
    expect(guest.get_by_role("link", name="Ponsel")).to_be_visible()
    page = open_page(f"/office?region={KARIMUN}&tab=sessions")
    expect(page.get_by_role("listitem").filter(has_text="Operator Karimun")).to_contain_text("Operator kabupaten/kota")

    page.get_by_role("button", name="Akhiri… Operator Karimun").click()
    expect(page.get_by_role("dialog")).to_contain_text("Dalam 5 detik sesi ini tertutup di mana pun.")
    page.get_by_role("dialog").get_by_role("button", name="Akhiri sesi").click()

    expect(page.get_by_text("Sesi Operator Karimun telah berakhir.")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Operator Karimun")).to_have_count(0)
    assert season.ask("SELECT id FROM seen_sessions WHERE name = 'Operator Karimun'") == []
    assert season.ask("SELECT action FROM audit WHERE object_code = 'Operator Karimun'") == [("person:session:end",)]


@pytest.mark.usefixtures("phones")
@pytest.mark.long
def test_the_public_is_told_whose_page_it_is_and_a_supervisor_looks_without_touching(open_page: OpenPage, season: Season) -> None:
    page = open_page("/office", is_public=True)

    expect(page.get_by_role("heading", name="Halaman ini untuk petugas kantor")).to_be_visible()
    expect(page.get_by_role("link", name="Masuk")).to_have_attribute("href", "/sign-in")
    expect(page.get_by_role("navigation", name="Wilayah")).to_have_count(0)
    page.get_by_role("link", name="Buka peta publik").click()
    expect(page.get_by_text("Anda melihat tampilan publik")).to_be_visible()
    expect(page.get_by_role("link", name="Ponsel")).to_have_count(0)

    page = open_page(season.sign_in_path(Role.SUPERVISOR, KARIMUN), is_public=True)
    expect(page.get_by_role("link", name="Pengawasan")).to_have_attribute("href", "/watch")
    page.goto(urljoin(page.url, "/office"))
    expect(page.get_by_text("peran Anda (Pengawas) tidak memuat hak itu")).to_be_visible()
    expect(page.get_by_role("button", name="Undang ponsel")).to_have_count(0)
    page.locator("[data-row]").first.click()
    expect(page.get_by_role("complementary")).to_contain_text("Rangkaian pindaian")
    expect(page.get_by_role("button", name="Cabut kepercayaan")).to_have_count(0)


@pytest.mark.usefixtures("phones")
def test_in_the_hand_nothing_is_cut_off_and_everything_can_be_hit(open_page: OpenPage) -> None:
    page = open_page(f"/office?region={KARIMUN}&lang=en&theme=night", **PHONE)
    expect(page.locator("[data-row]").first).to_be_in_viewport()
    page.get_by_text("Region: Kabupaten Karimun").click()
    page.get_by_text("Filter", exact=True).click()
    expect(page.get_by_role("button", name=re.compile("^Moro"))).to_be_visible()

    small = page.locator("button:visible, a.button:visible, select:visible, input:visible, summary:visible").evaluate_all(
        """(all) => all.map((one) => [one.textContent.trim().slice(0, 30), one.getBoundingClientRect()])
          .filter(([, box]) => box.height < 43.5 || box.width < 43.5).map(([text, box]) => `${text} ${box.width}x${box.height}`)"""
    )
    assert small == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator("[data-row]").first.click()
    expect(page.get_by_role("complementary").get_by_role("heading", level=2)).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("complementary")).to_have_count(0)
