"""The page of supervision: the schedule, seals, incidents, and observations that nobody else can write."""

import re
from functools import partial

import pytest
from playwright.sync_api import Page, expect
from tests.web.conftest import OpenPage
from tests.web.served import Served
from tests.web.test_screens import PHONE
from tests.web.world import STATION, Season

from silog.alerts.handling import Subject, file_observation, report_incident
from silog.custody.actions import issue_seals, publish_register
from silog.custody.rules import ScanType
from silog.people.rules import Role, Viewer

LINGGA, OFFICE = "21.04", "PPK-21.04.01"
SEAL = "LGA-000017"


@pytest.fixture(scope="module")
def lingga(season: Season) -> Viewer:
    """Lingga's operator, who has issued a seal, published the register and opened an incident at the PPK of Singkep."""
    operator = Viewer("Operator Lingga", Role.OPERATOR, LINGGA, season.election.id, season.election.code)
    season.do(partial(issue_seals, viewer=operator, issued=[(SEAL, OFFICE)], reason="a test"))
    season.do(partial(publish_register, viewer=operator, region_code=LINGGA, reason="a test"))
    season.do(partial(report_incident, viewer=operator, subject=Subject(place_code=OFFICE), text="Gudang tidak terkunci."))
    return operator


class Enter:
    """Comes to the page as somebody, without a look at the console before."""

    def __init__(self, open_page: OpenPage, season: Season, served: Served) -> None:
        self._open_page, self._season, self._served = open_page, season, served

    def __call__(self, role: Role, region: str, name: str, path: str, **options: object) -> Page:
        """Open the page as the public, who is told whose it is, then again as a new person by a one-time link."""
        page = self._open_page("/watch", is_public=True, **options)
        expect(page.get_by_role("heading", name="Halaman ini untuk pengawas")).to_be_visible()
        page.context.request.get(self._served.address + self._season.sign_in_path(role, region, name))
        page.goto(self._served.address + path)
        return page


@pytest.fixture
def enter(open_page: OpenPage, season: Season, served: Served) -> Enter:
    return Enter(open_page, season, served)


@pytest.mark.usefixtures("lingga")
def test_a_supervisor_reads_the_schedule_seals_and_incidents_and_files_what_was_seen(enter: Enter, season: Season) -> None:
    page = enter(Role.SUPERVISOR, "21", "Bawaslu Kepri", "/watch")
    row = page.locator("[data-row]", has_text=re.compile(r"Midai[\s\S]*2 kotak"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("pengiriman sedang berjalan")
    expect(row).to_contain_text(re.compile(r"Rencana\s*20 Nov, 12\.00 → 20 Nov, 23\.00\s*Nyata\s*20 Nov, 12\.04 → belum"))
    row.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details li", has_text="2. Alih muat")).to_contain_text("Midai (Sabang Barat) → TPS 001 Sabang Barat")

    page.get_by_label("Wilayah").select_option(LINGGA)
    expect(page.get_by_role("heading", level=1)).to_have_text("1 insiden belum selesai di Kabupaten Lingga. Tidak ada pengiriman di sini.")
    page.get_by_role("button", name="Segel").click()
    expect(page.get_by_role("region", name="Daftar segel yang diumumkan")).to_contain_text("Kabupaten Lingga, edisi 1: 1 nomor.")
    expect(page.locator("[data-row]")).to_contain_text(re.compile(rf"{SEAL}.*PPK Singkep.*dikeluarkan"))
    page.get_by_role("button", name="Insiden").click()
    page.locator("[data-row]", has_text="Dilaporkan orang").click()
    expect(page.get_by_text("Operator Lingga melaporkan: Gudang tidak terkunci.")).to_be_visible()

    page.get_by_role("button", name="Temuan").click()
    why_not = page.get_by_role("status").filter(has_text="Yang Anda lihat masih kosong")
    expect(page.get_by_role("button", name="Catat temuan")).to_be_disabled()
    expect(why_not).to_be_visible()
    page.get_by_label("Apa yang Anda lihat").fill("Segel kotak 3 rusak.")
    expect(why_not).to_have_count(0)
    page.get_by_label("Kode tempat").fill("PPK-99.99.99")
    page.get_by_role("button", name="Catat temuan").click()
    expect(page.get_by_role("status").filter(has_text="Tidak tercatat:")).to_be_visible()
    page.get_by_label("Kode tempat").fill(OFFICE)
    page.get_by_role("button", name="Catat temuan").click()
    expect(page.get_by_role("article")).to_contain_text(re.compile("Bawaslu Kepri.*PPK Singkep.*Segel kotak 3 rusak"))

    expect(page).to_have_url(re.compile(rf"\?tab=observations&region={re.escape(LINGGA)}$"))
    assert season.ask("SELECT actor, region_code, place_code, text FROM observations WHERE actor = 'Bawaslu Kepri'") == [
        ("Bawaslu Kepri", "21.04.01", OFFICE, "Segel kotak 3 rusak.")
    ]


@pytest.mark.usefixtures("lingga")
def test_the_registers_of_all_seven_regencies_stand_above_the_seals_folded_up(enter: Enter, season: Season) -> None:
    for region in ("21.01", "21.02", "21.03", "21.05", "21.71", "21.72"):
        operator = Viewer("Operator", Role.OPERATOR, region, season.election.id, season.election.code)
        season.do(partial(issue_seals, viewer=operator, issued=[(f"KPU-{region}", f"WH-{region}")], reason="a test"))
        season.do(partial(publish_register, viewer=operator, region_code=region, reason="a test"))

    page = enter(Role.SUPERVISOR, "21", "Bawaslu Provinsi", "/watch?tab=seals", **PHONE)

    registers = page.get_by_role("region", name="Daftar segel yang diumumkan")
    expect(registers.get_by_text("SHA-256")).to_have_count(7)
    expect(registers.get_by_text("SHA-256").first).to_be_hidden()
    registers.get_by_text("Daftar segel yang diumumkan: 7").click()
    expect(registers.get_by_text("SHA-256").last).to_be_visible()


def test_an_office_reads_observations_and_can_neither_write_change_nor_delete_one(enter: Enter, season: Season, lingga: Viewer) -> None:
    panwas = Viewer("Panwas Lingga", Role.SUPERVISOR, LINGGA, lingga.election_id, lingga.election_code)
    season.do(partial(file_observation, viewer=panwas, subject=Subject(place_code=OFFICE), text="Pintu gudang terbuka."))

    page = enter(Role.OPERATOR, LINGGA, "Kantor Lingga", "/watch?tab=observations&lang=en&theme=night", **PHONE)

    expect(page.get_by_text("Only supervisors file observations; your role: Operator of a regency or city.")).to_be_visible()
    seen = page.get_by_role("article").filter(has_text="Pintu gudang terbuka.")
    expect(seen).to_be_visible()
    expect(page.locator("main").get_by_role("textbox")).to_have_count(0)
    expect(seen.get_by_role("button")).to_have_count(0)
    small = page.locator("button:visible, a.button:visible, select:visible").evaluate_all(
        "(all) => all.map((one) => [one.textContent, one.getBoundingClientRect()]).filter(([, b]) => b.height < 43.5 || b.width < 43.5)"
    )
    assert small == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_shipment_has_come_with_its_last_ride_as_nobody_scans_the_way_ashore(enter: Enter, season: Season) -> None:
    season.scan(ScanType.ARRIVE, season.boxes[0], STATION)
    page = enter(Role.SUPERVISOR, "21", "Bawaslu Natuna", "/watch")

    row = page.locator("[data-row]", has_text=re.compile(r"Midai[\s\S]*2 kotak"))
    expect(row).to_contain_text(re.compile(r"Nyata\s*20 Nov, 12\.04 → 20 Nov, 12\.\d\d"))
    expect(row.locator(".pill")).to_have_text(["3T", "tiba"])
