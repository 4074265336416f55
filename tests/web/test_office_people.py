"""The office's people: an account is made, signed in by its link and closed; sheets that nobody used are found and taken back."""

import re
from functools import partial
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect
from tests.web.conftest import OpenPage
from tests.web.test_screens import PHONE
from tests.web.world import Season

from silog.people.actions import Invited, create_user, invite_devices
from silog.people.rules import Role, Viewer

LINGGA = "21.04"


def operator_of_lingga(open_page: OpenPage, season: Season, name: str, **options: object) -> Page:
    """Somebody of Lingga's office, at her desk."""
    page = open_page(season.sign_in_path(Role.OPERATOR, LINGGA, name), is_public=True, **options)
    expect(page.locator("a[href='/office']").first).to_be_attached()  # on a phone it is behind a button
    return page


@pytest.mark.long
def test_an_operator_makes_an_account_hands_its_link_over_and_closes_it(open_page: OpenPage, season: Season) -> None:
    season.do(lambda database: create_user(database, season.election.id, "Panwas Lingga", Role.SUPERVISOR, LINGGA))
    page = operator_of_lingga(open_page, season, "Operator Lingga")
    page.goto(urljoin(page.url, "/office?tab=people"))
    watcher = page.get_by_role("listitem").filter(has_text="Panwas Lingga")
    expect(watcher).to_contain_text("diurus di server")
    expect(page.get_by_role("listitem").filter(has_text="Operator Lingga").get_by_role("button")).to_have_count(0)

    page.get_by_role("button", name="Buat akun…").click()
    panel = page.get_by_role("complementary")
    assert "Pengawas" not in panel.get_by_label("Peran").inner_text()
    panel.get_by_label("Nama orangnya").fill("Bripka Lingga")
    panel.get_by_label("Peran").select_option("ESCORT")
    panel.get_by_role("button", name="Buat akun dan tautan masuk").click()
    expect(panel.get_by_role("status")).to_contain_text("Akun Bripka Lingga dibuat.")
    link = panel.get_by_label("Salin tautan").input_value()
    row = page.get_by_role("listitem").filter(has_text="Bripka Lingga")
    expect(row).to_contain_text(
        re.compile(r"Pengawal · Kabupaten Lingga.*tautan belum dipakai.*Masuk terakhir\s*belum pernah.*tidak ada sesi", re.DOTALL)
    )

    escort = open_page("/escort", is_public=True)
    escort.goto(link)
    expect(escort.get_by_role("heading", name="Anda belum mengawal konvoi.")).to_be_visible()
    page.reload()
    expect(row).to_contain_text(re.compile(r"Masuk terakhir.*lalu.*1 sesi", re.DOTALL))
    row.get_by_role("button", name="Tautan baru Bripka Lingga").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Berlaku sekali")
    assert dialog.get_by_role("textbox").input_value() != link
    dialog.get_by_role("button", name="Selesai").click()

    row.get_by_role("button", name="Tutup… Bripka Lingga").click()
    expect(dialog.get_by_role("button", name="Tutup akun")).to_be_disabled()
    dialog.get_by_label("Alasan").fill("Pindah tugas")
    dialog.get_by_role("button", name="Tutup akun").click()
    expect(page.get_by_role("status").filter(has_text="Akun Bripka Lingga ditutup.")).to_be_visible()
    expect(row).to_have_count(0)
    page.get_by_label("Tampilkan juga yang ditutup").check()
    expect(row).to_contain_text("ditutup")
    noted = season.ask("SELECT action, reason FROM audit WHERE object_code = 'Bripka Lingga' ORDER BY id")
    assert noted == [
        *(("person:account:create", ""), ("person:link:make", ""), ("person:link:make", "")),
        ("person:account:close", "Pindah tugas"),
    ]
    assert season.ask("SELECT id FROM seen_sessions WHERE name = 'Bripka Lingga'") == []


@pytest.mark.long
def test_sheets_that_nobody_used_are_counted_by_district_and_taken_back(open_page: OpenPage, season: Season) -> None:
    office = Viewer("Kantor", Role.OPERATOR, LINGGA, season.election.id, season.election.code)
    for district, label, count in ((f"{LINGGA}.01", "HP Singkep", 3), (f"{LINGGA}.02", "HP Lingga", 1)):
        season.do(partial(invite_devices, viewer=office, wanted=Invited(Role.PPK, district, label, count=count)))
    page = operator_of_lingga(open_page, season, "Operator Undangan", **PHONE)
    page.goto(urljoin(page.url, "/office?tab=invitations"))

    counts = page.get_by_role("region", name="Undangan yang belum dipakai, per wilayah")
    expect(counts.get_by_role("button")).to_have_count(2)
    counts.get_by_role("button", name=re.compile("3 belum dipakai")).click()
    expect(page).to_have_url(re.compile(rf"region={re.escape(LINGGA)}\.01"))
    expect(page.locator("[data-row]")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_label("Pilih HP Singkep 2").check()
    page.get_by_role("button", name="Batalkan 1 undangan…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Alasan").fill("Lembar hilang")
    dialog.get_by_role("button", name="Batalkan").click()

    expect(page.get_by_role("status").filter(has_text="1 undangan dibatalkan.")).to_be_visible()
    expect(page.locator("[data-row]")).to_have_count(2)
    found = "SELECT label FROM invitations WHERE revoked_at IS NOT NULL"
    assert season.ask(found) == [("HP Singkep 2",)]


def test_where_no_sheet_is_unused_nobody_is_told_of_a_filter(open_page: OpenPage, season: Season) -> None:
    page = open_page(season.sign_in_path(Role.OPERATOR, "21.72"), is_public=True)
    page.goto(urljoin(page.url, "/office?tab=invitations"))

    expect(page.get_by_text("Tidak ada undangan yang belum dipakai di sini.")).to_be_visible()
    expect(page.get_by_text("saringan")).to_have_count(0)
