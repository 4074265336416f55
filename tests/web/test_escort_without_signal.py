"""The escort's page where there is no server: it opens again, shows what was seen last, and keeps what is said until it can be sent."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.web.conftest import OpenPage
from tests.web.served import Served
from tests.web.test_screens import PHONE
from tests.web.world import Season

from silog.movement.convoys.forming import EscortWanted, NewConvoy, form_convoy
from silog.people.rules import Role, Viewer

KEPT = "Halaman ini terbuka juga tanpa sinyal."
CONFIRM = "HADIR: berangkat dari Subi"


@pytest.fixture
def no_server(served: Served) -> Iterator[Served]:
    """Let a test stop the server: it runs again afterwards, whatever happened."""
    yield served
    served.stop()
    served.start()


def _open(open_page: OpenPage, season: Season, name: str) -> Page:
    """Give an escort a convoy of one pompong, and the phone on which that escort has signed in."""
    path = season.sign_in_path(Role.ESCORT, "21.03", name)
    _form_convoy(season, name)
    page = open_page(path, is_public=True, **PHONE)
    expect(page.get_by_role("heading", name=f"Anda mengawal Konvoi {name}.")).to_be_visible()
    expect(page.get_by_text(KEPT)).to_be_visible()
    return page


def _form_convoy(season: Season, name: str) -> None:
    boat = name.rsplit(maxsplit=1)[-1].lower()
    season.plan_pompong("PORT-subi", "PORT-serasan", boat)
    office = Viewer("KPU Natuna", Role.COORDINATOR, "21", season.election.id, season.election.code)
    convoy = NewConvoy(f"Konvoi {name}", (f"SHP-{boat}",), EscortWanted("Polres Natuna", name), "Rencana B")
    season.do(lambda database: form_convoy(database, office, convoy))


def _again(context: BrowserContext, served: Served) -> Page:
    """Close the page and open it anew; it must throw nothing."""
    for page in context.pages:
        page.close()
    page = context.new_page()
    page.goto(f"{served.address}/escort")
    return page


def test_opened_without_signal_it_shows_what_was_seen_last_and_sends_a_confirmation_once(
    open_page: OpenPage, season: Season, no_server: Served
) -> None:
    context = _open(open_page, season, "Bripka Tono").context
    thrown: list[str] = []
    context.on("weberror", lambda error: thrown.append(str(error.error)))
    no_server.stop()

    page = _again(context, no_server)
    expect(page.get_by_role("heading", name="Anda mengawal Konvoi Bripka Tono.")).to_be_visible()
    expect(page.get_by_text("Server tidak dapat dihubungi sejak 20 Nov, 12.")).to_be_visible()
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.get_by_role("button", name=CONFIRM).first.click()
    page.get_by_role("button", name="Ya, saya hadir").click()
    expect(page.get_by_role("status").filter(has_text="1 belum terkirim")).to_be_visible()
    page = _again(context, no_server)
    expect(page.get_by_role("status").filter(has_text="1 belum terkirim")).to_be_visible()
    expect(page.get_by_role("button", name=CONFIRM)).to_have_count(0)
    no_server.start()

    expect(page.get_by_role("status").filter(has_text="Semua terkirim.")).to_be_visible()
    expect(page.get_by_text("Server tidak dapat dihubungi")).to_have_count(0)
    page = _again(context, no_server)
    expect(page.locator("li.CONFIRMED")).to_have_count(1)
    assert season.ask("SELECT step, place_code FROM presence_confirmations WHERE actor = 'Bripka Tono'") == [("DEPARTURE", "PORT-subi")]
    assert thrown == []


@pytest.mark.long
def test_an_enrolled_phone_opens_it_without_signal_and_sends_with_its_own_token_until_it_is_signed_out(
    open_page: OpenPage, season: Season, no_server: Served
) -> None:
    page = open_page(season.invite("Ponsel Ayu", Role.ESCORT), is_public=True, **PHONE)
    page.get_by_label("Nama Anda").fill("Bripka Ayu")
    page.get_by_role("button", name="Daftarkan").click()
    expect(page.get_by_role("button", name="Siapkan ponsel ini")).to_be_visible()
    ((name,),) = season.ask("SELECT name FROM users WHERE role = 'ESCORT' AND name LIKE 'Ponsel Ayu%'")
    _form_convoy(season, name)
    page.goto(f"{no_server.address}/escort")
    expect(page.get_by_role("heading", name=f"Anda mengawal Konvoi {name}.")).to_be_visible()
    expect(page.get_by_text(KEPT)).to_be_visible()
    no_server.stop()

    page = _again(page.context, no_server)
    expect(page.get_by_role("heading", name=f"Anda mengawal Konvoi {name}.")).to_be_visible()
    expect(page.get_by_text("Server tidak dapat dihubungi sejak 20 Nov, 12.")).to_be_visible()
    page.get_by_role("button", name=CONFIRM).first.click()
    page.get_by_role("button", name="Ya, saya hadir").click()
    expect(page.get_by_role("status").filter(has_text="1 belum terkirim")).to_be_visible()
    page = _again(page.context, no_server)
    expect(page.get_by_role("status").filter(has_text="1 belum terkirim")).to_be_visible()
    no_server.start()
    expect(page.get_by_role("status").filter(has_text="Semua terkirim.")).to_be_visible()
    assert season.ask(f"SELECT step, place_code FROM presence_confirmations WHERE actor = '{name}'") == [("DEPARTURE", "PORT-subi")]

    page.goto(f"{no_server.address}/scan")
    page.get_by_role("navigation").get_by_role("button", name="Ponsel").click()
    page.get_by_role("button", name="Keluar").click()
    expect(page.get_by_role("button", name="Siapkan ponsel ini")).to_have_count(0)
    no_server.stop()
    page = _again(page.context, no_server)
    expect(page.get_by_role("alert").filter(has_text="Server tidak dapat dihubungi. Mencoba lagi…")).to_be_visible()
    expect(page.get_by_text(name)).to_have_count(0)


@pytest.mark.long
def test_after_signing_out_nothing_of_the_convoy_is_left_on_the_phone(open_page: OpenPage, season: Season, no_server: Served) -> None:
    page = _open(open_page, season, "Bripka Rudi")
    page.get_by_role("button", name="Keluar").click()
    expect(page).to_have_url(f"{no_server.address}/")
    no_server.stop()

    page = _again(page.context, no_server)

    expect(page.get_by_role("alert").filter(has_text="Server tidak dapat dihubungi. Mencoba lagi…")).to_be_visible()
    expect(page.get_by_text("Konvoi Bripka Rudi")).to_have_count(0)
    assert "Rudi" not in page.evaluate("JSON.stringify(localStorage)")


def _leave_room(page: Page, served: Served, bytes_left: int) -> None:
    """Leave a page room for a confirmation, but not for a long report. Chromium looks how much is left when it writes first."""
    used: int = page.evaluate("navigator.storage.estimate().then(({ usage }) => usage)")
    disk = page.context.new_cdp_session(page)
    disk.send("Storage.overrideQuotaForOrigin", {"origin": served.address, "quotaSize": used + bytes_left})


@pytest.mark.long
def test_on_a_full_phone_a_word_stays_on_the_screen_and_nothing_that_was_kept_is_lost(
    open_page: OpenPage, season: Season, no_server: Served
) -> None:
    page = _open(open_page, season, "Bripka Yusuf")
    _leave_room(page, no_server, 2_000)
    no_server.stop()
    page.get_by_role("button", name=CONFIRM).first.click()
    page.get_by_role("button", name="Ya, saya hadir").click()
    kept = page.get_by_role("status").filter(has_text="1 belum terkirim")
    expect(kept).to_be_visible()
    page.get_by_role("button", name="Laporkan kejadian…").click()
    page.get_by_label("Ceritakan singkat").fill("Mesin mati, kotak aman. " * 80)
    page.get_by_role("button", name="Laporkan", exact=True).click()

    full = page.get_by_role("alert").filter(has_text="Penyimpanan ponsel penuh: 1 pernyataan ini tidak tersimpan")
    expect(full).to_contain_text("Mesin mati, kotak aman.")
    expect(kept).to_be_visible()
    no_server.start()
    page.evaluate("dispatchEvent(new Event('online'))")

    expect(page.get_by_role("status").filter(has_text="Semua terkirim.")).to_be_visible()
    expect(full).to_have_count(0)
    expect(page.get_by_text("Mesin mati, kotak aman.")).to_be_visible()
    assert season.ask("SELECT place_code FROM presence_confirmations WHERE actor = 'Bripka Yusuf'") == [("PORT-subi",)]
