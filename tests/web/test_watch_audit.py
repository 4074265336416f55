"""The audit as a supervisor and an auditor read it: every action in words, and nothing that they could change."""

import re
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.web.conftest import OpenPage
from tests.web.served import Served
from tests.web.test_screens import PHONE
from tests.web.world import Season

import silog
from silog.custody.actions import issue_seals
from silog.people.rules import Role, Viewer

ANAMBAS, OFFICE = "21.05", "PPK-21.05.01"
WORDS = Path(__file__).parents[2] / "web/src/watch/words"
ACTION = re.compile(r'"((?:device|person|election|user|supervision):[a-z_]+:[a-z_]+)"')


@pytest.mark.parametrize(("role", "look"), [(Role.SUPERVISOR, {}), (Role.AUDITOR, PHONE | {"color_scheme": "dark"})])
def test_who_did_what_when_and_why_is_read_and_found_by_what_was_changed(
    open_page: OpenPage, season: Season, served: Served, role: Role, look: dict[str, object]
) -> None:
    operator = Viewer(f"Operator Anambas {role}", Role.OPERATOR, ANAMBAS, season.election.id, season.election.code)
    season.do(partial(issue_seals, viewer=operator, issued=[(f"ANB-{role}", OFFICE)], reason="Segel kedua dari pabrik"))
    page = open_page("/watch", is_public=True, **look)
    page.context.request.get(served.address + season.sign_in_path(role, "21", f"Pembaca {role}"))
    page.goto(f"{served.address}/watch")
    page.get_by_role("button", name="Jejak audit").click()
    expect(page.get_by_role("region", name="LATIHAN")).to_contain_text("WIB")
    page.get_by_label("Kode yang diubah").fill(OFFICE)

    row = page.locator("[data-row]").filter(has_text=operator.name)
    expect(row).to_contain_text(re.compile(r"Segel dikeluarkan.*Operator kabupaten/kota", re.DOTALL))
    row.click()
    expect(page.get_by_text("Segel kedua dari pabrik").first).to_be_visible()
    expect(page.get_by_text("election:seals:issue").first).to_be_visible()
    expect(page.locator("main").get_by_role("button", name=re.compile("Hapus|Ubah|Simpan"))).to_have_count(0)
    expect(page).to_have_url(re.compile(r"\?tab=audit$"))
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_action_of_the_product_has_words(language: str) -> None:
    sources = Path(silog.__file__).parent.rglob("*.py")
    actions = {action for source in sources for action in ACTION.findall(source.read_text())}
    said = set(re.findall(r"'action\.([a-z_:]+)'", (WORDS / f"{language}.ts").read_text()))

    assert "election:seals:issue" in actions
    assert said == actions
