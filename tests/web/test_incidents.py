"""Incidents on the coordinator's screen: heard of as they open, seen on the chart, and seen to."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from tests.web.conftest import SAID_WITHIN_MS, OpenPage, wait_for_chart
from tests.web.test_console import POINTED
from tests.web.world import LINER, Season

from silog.alerts.watching import look_once
from silog.custody.rules import ScanType
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.movement.convoys.forming import EscortWanted, NewConvoy, form_convoy
from silog.people.actions import create_user
from silog.people.rules import Role, Viewer


def test_a_box_that_is_opened_at_sea_is_told_at_once_and_the_coordinator_sees_to_it(open_page: OpenPage, season: Season) -> None:
    page = open_page("/")
    count = page.get_by_title("Tampilkan insiden yang terbuka")
    expect(count).to_be_visible()
    expect(page.locator("[data-connection]")).to_have_text("langsung")

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


@pytest.mark.long
@pytest.mark.parametrize(("east_px", "north_px", "shown"), [(0, 0, f"conveyance:{LINER}"), (8, 32, "incident:")], ids=["vessel", "flag"])
def test_a_flag_stands_above_the_vessel_that_it_is_about_and_each_can_be_touched(
    open_page: OpenPage, season: Season, east_px: int, north_px: int, shown: str
) -> None:
    season.scan(ScanType.OPEN, season.boxes[1], LINER)
    lon, lat = season.liner_at
    page = open_page(f"/#14.00/{lat:.4f}/{lon:.4f}", waits_for_chart=True)
    expect(page.get_by_title("Tampilkan insiden yang terbuka")).to_be_visible()
    wait_for_chart(page)
    box = page.get_by_role("application").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2 + east_px, box["y"] + box["height"] / 2 - north_px
    page.wait_for_function(POINTED, arg=[x, y], timeout=SAID_WITHIN_MS)

    page.mouse.click(x, y)

    expect(page).to_have_url(re.compile(f"show={shown}"))


@pytest.mark.long
def test_an_escort_who_has_not_confirmed_is_told_to_the_coordinator_and_what_is_over_stands_below(
    open_page: OpenPage, season: Season
) -> None:
    season.plan_pompong("PORT-sedanau", "PORT-kelarik", "diam", [(108.030165, 3.785716), (107.989104, 4.008073)])
    page = open_page("/?tab=incidents")
    expect(page.get_by_title("Tampilkan insiden yang terbuka")).to_be_visible()
    expect(page.locator("[data-connection]")).to_have_text("langsung")

    # Now and not before: the server looks by itself as well, and what it had found while the page was loading would not be new to it.
    season.do(lambda database: _leave_unconfirmed(database, season))
    season.do(look_once)
    page.get_by_role("status").get_by_role("button", name="Insiden baru: Konfirmasi pengawal belum ada").click()

    panel = page.get_by_role("complementary")
    expect(panel).to_contain_text(
        re.compile(r"Pompong diam[\s\S]*Polres Natuna · Bripka Diam[\s\S]*Belum dikonfirmasi\s*Berangkat · Sedanau")
    )
    row = page.locator("[data-row]", has_text="Konfirmasi pengawal belum ada")
    expect(row).to_contain_text("Pompong diam · 1 konfirmasi belum ada")
    panel.get_by_role("button", name="Selesaikan").click()
    panel.get_by_label("Apa yang ditemukan dan dilakukan?").fill("Sudah ditelepon.")
    panel.get_by_role("button", name="Selesaikan").click()
    expect(panel).to_contain_text("menyelesaikan: Sudah ditelepon.")
    expect(row).to_have_count(0)

    page.get_by_text("Insiden yang sudah selesai").click()
    expect(row).to_contain_text(re.compile(r"Pompong diam[\s\S]*COORDINATOR \d+: Sudah ditelepon\."))
    page.get_by_text("Peringatan perjalanan yang sudah berakhir").click()
    alarm = page.locator("[data-row]", has_text="Tidak ada kabar")
    expect(alarm).to_contain_text(re.compile(r"KM Bukit Raya[\s\S]*Selat Lampa → Midai"))
    alarm.click()
    expect(panel.get_by_role("heading", level=2)).to_have_text("KM Bukit Raya")


async def _leave_unconfirmed(database: Database, season: Season) -> None:
    """A pompong under escort has left two hours ago; the liner was not heard for an hour on its way."""
    office = Viewer("Kantor", Role.COORDINATOR, "", season.election.id, season.election.code)
    escort = await create_user(database, season.election.id, "Bripka Diam", Role.ESCORT, "21.03")
    await form_convoy(database, office, NewConvoy("Pompong diam", ["SHP-diam"], EscortWanted("Polres Natuna", escort.name), "Rencana A"))
    async with database.unit_of_work(Scope.whole_election(season.election.id)) as work:
        driver = await work.driver
        await driver.execute("UPDATE convoy_shipments SET joined_at = $1 WHERE shipment_code = 'SHP-diam'", season.now - timedelta(hours=3))
        await driver.execute("UPDATE legs SET departed_at = $1 WHERE shipment_code = 'SHP-diam'", season.now - timedelta(hours=2))
        await driver.execute(_SILENCE, season.election.id, season.now - timedelta(hours=1), season.now)


_SILENCE = """
INSERT INTO ended_trip_alarms (election_id, conveyance_code, departs_at, from_code, to_code, region_code, kind, since, raised_at, ended_at)
SELECT election_id, conveyance_code, departs_at, from_code, to_code, region_code, 'MISSING', $2, $2, $3
FROM trip_tracks WHERE election_id = $1"""


def test_an_incident_that_is_not_there_yet_is_called_so_and_not_by_its_id(open_page: OpenPage) -> None:
    page = open_page("/?show=incident:Incident:1:999999999")

    panel = page.get_by_role("complementary")
    expect(panel).to_contain_text("tidak ditemukan")
    expect(panel.get_by_role("heading", level=2)).to_have_text("Insiden")
