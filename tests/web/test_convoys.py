"""A convoy as people meet it: an office forms it, its escort confirms on a phone without signal, and who supervises reads it."""

import re

from playwright.sync_api import Page, expect
from tests.web.conftest import OpenPage
from tests.web.served import Served
from tests.web.test_screens import PHONE
from tests.web.world import Season

from silog.people.rules import Role

SARI = "Bripka Sari"
HERE = {"longitude": 107.9, "latitude": 3.5}


def test_an_office_forms_a_convoy_and_its_escort_confirms_and_reports_without_signal(
    open_page: OpenPage, season: Season, served: Served
) -> None:
    season.plan_pompong("PORT-sedanau", "PORT-kelarik", "berkawal", [(108.030165, 3.785716), (107.989104, 4.008073)])
    phone = open_page("/escort", is_public=True, **PHONE, geolocation=HERE, permissions=["geolocation"])
    expect(phone.get_by_role("heading", name="Halaman ini untuk pengawal konvoi")).to_be_visible()
    phone.goto(served.address + season.sign_in_path(Role.ESCORT, "21.03", SARI))
    expect(phone).to_have_url(f"{served.address}/escort")
    expect(phone.get_by_role("heading", name="Anda belum mengawal konvoi.")).to_be_visible()

    office = open_page("/office?tab=convoys&region=21.03&show=convoy")
    _form(office)
    row = office.locator("[data-row]", has_text="Pompong berkawal 21 November")
    expect(row).to_contain_text(re.compile(r"1 pengiriman · 0 kotak.*Polres Natuna · Bripka Sari.*belum pernah.*dibentuk", re.DOTALL))

    phone.reload()
    expect(phone.get_by_role("heading", name="Anda mengawal Pompong berkawal 21 November.")).to_be_visible()
    small = phone.locator("button:visible, a.button:visible, select:visible, summary:visible").evaluate_all(
        "(all) => all.map((one) => [one.textContent, one.getBoundingClientRect()]).filter(([, b]) => b.height < 43.5 || b.width < 43.5)"
    )
    assert small == []
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    expect(phone.get_by_role("button", name="Saya hadir: Berangkat Sedanau")).to_have_text("Saya hadir")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="HADIR: berangkat dari Sedanau").first.click()
    expect(phone.get_by_text("Sertakan posisi ponsel")).to_be_visible()
    phone.get_by_role("button", name="Ya, saya hadir").click()
    _report(phone, "Mesin mati, kotak aman.")
    expect(phone.get_by_role("status").filter(has_text="2 belum terkirim")).to_be_visible()
    expect(phone.get_by_role("button", name="HADIR: tiba di Kelarik").first).to_be_visible()

    context = phone.context
    phone.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(f"{served.address}/escort")
    expect(again.get_by_role("status").filter(has_text="Semua terkirim.")).to_be_visible()
    expect(again.get_by_text("Mesin mati, kotak aman.")).to_be_visible()
    office.goto(f"{served.address}/watch?tab=convoys&region=21.03")
    row = office.locator("[data-row]", has_text="Pompong berkawal 21 November")
    expect(row).to_contain_text("1 insiden")
    row.click()
    confirmed = office.locator("li.stop.CONFIRMED", has_text="Sedanau")
    expect(confirmed).to_contain_text(re.compile(rf"Berangkat.*Sedanau.*dikonfirmasi .* · {SARI}", re.DOTALL))
    expect(office.locator("li li", has_text="Mesin mati, kotak aman.")).to_contain_text("belum ditanggapi")
    office.get_by_role("button", name="Jejak audit").click()
    expect(office.locator("[data-row]", has_text="Konvoi dibentuk").first).to_contain_text(re.compile(r"Konvoi \d+"))

    kept = "SELECT step, place_code, actor, round(ST_X(point)::numeric, 1)::float FROM presence_confirmations"
    assert season.ask(f"{kept} WHERE actor = '{SARI}'") == [("DEPARTURE", "PORT-sedanau", SARI, HERE["longitude"])]


def _form(office: Page) -> None:
    """Form a convoy of the shipment that has not left; without a reason the form cannot be sent."""
    office.get_by_label("Nama konvoi").fill("Pompong berkawal 21 November")
    office.get_by_label("Satuan pengawal").fill("Polres Natuna")
    office.get_by_label("Akun atau ponsel pengawal").select_option(SARI)
    office.locator("label.check", has_text=re.compile(r"berkawal[\s\S]*0 kotak")).get_by_role("checkbox").check()
    expect(office.get_by_role("button", name="Bentuk", exact=True)).to_be_disabled()
    office.get_by_label("Alasan").fill("Rencana A")
    office.get_by_role("button", name="Bentuk", exact=True).click()
    expect(office.get_by_role("status").filter(has_text="dibentuk")).to_be_visible()


def _report(phone: Page, text: str) -> None:
    """Report a breakdown on the way."""
    phone.get_by_role("button", name="Laporkan kejadian…").click()
    phone.get_by_label("Apa yang terjadi").select_option("BREAKDOWN")
    phone.get_by_label("Ceritakan singkat").fill(text)
    phone.get_by_role("button", name="Laporkan", exact=True).click()
