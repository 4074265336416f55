"""The planner's page, as a planner uses it: a plan is asked for, read by its slack, looked at on the way, and adopted."""

import asyncio
import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.planning.world import BEGINS, REGION, SAID, Sea, anambas
from tests.web.conftest import wait_for_chart
from tests.web.served import Served
from tests.web.test_screens import PHONE

from silog.kit.cluster import Cluster
from silog.people.actions import ensure_user, make_sign_in_link
from silog.people.rules import Role
from silog.places.actions import set_training_clock
from silog.planning.actions.inputs import set_tides
from silog.planning.rules import TideWindow

_LANE = (0xA3, 0x19, 0x5B)
"""The colour of a route on the chart by day."""
Planned = tuple[Served, Callable[[str], str]]
_MADE_WITHIN_MS = 300_000
"""A plan is made by a process beside the server, on a machine that runs other tests."""


@pytest.fixture(scope="module")
def planned(cluster: Cluster, kepri_template: str, sight_lines: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planned]:
    """The product on a database of its own in which nothing is planned, and links by which people sign in."""
    loop = asyncio.new_event_loop()
    world = anambas(cluster, kepri_template, "planning_page", sight_lines)
    links = loop.run_until_complete(_links(loop.run_until_complete(world.__aenter__())))
    state = tmp_path_factory.mktemp("planned")
    (state / "sight-lines").symlink_to(sight_lines)
    served = Served(cluster.dsn("silog_app", "planning_page"), state)
    served.start()
    yield served, lambda name: links[name]
    served.stop()
    loop.run_until_complete(world.__aexit__(None, None, None))
    loop.close()


async def _links(sea: Sea) -> dict[str, str]:
    await set_training_clock(sea.product, sea.election.id, is_paused=True, jump_to=BEGINS)
    windows = [TideWindow("PPS-21.05.07.2004", BEGINS.replace(day=day, hour=1), BEGINS.replace(day=day, hour=9)) for day in (22, 23, 24)]
    await set_tides(sea.product, sea.planner, "PPS-21.05.07.2004", windows, SAID)
    found = {}
    for name, role, region in (("Rina", Role.PLANNER, REGION), ("Sari", Role.SUPERVISOR, REGION), ("Tono", Role.PLANNER, "21.04")):
        user = await ensure_user(sea.product, sea.election.id, name, role, region)
        found[name] = f"/sign-in/{await make_sign_in_link(sea.product, user.id)}"
    return found


def _opened(browser: Browser, planned: Planned, name: str, path: str = "/plan", **options: object) -> Page:
    served, link = planned
    context = browser.new_context(**({"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"} | options))  # type: ignore[arg-type]
    context.request.get(served.address + link(name))
    page = context.new_page()
    page.goto(served.address + path)
    return page


def test_a_planner_asks_for_a_plan_reads_it_and_adopts_it(planned: Planned, browser: Browser) -> None:
    page = _opened(browser, planned, "Rina")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Belum ada rencana untuk Kabupaten Kepulauan Anambas. Mintalah satu.")
    made_of = page.get_by_role("region", name="Bahan rencana")
    expect(made_of).to_contain_text("2 kapal, perahu, dan truk di wilayah Anda sudah punya jam kerja dan biaya.")
    expect(made_of).to_contain_text("1 kapal cadangan dapat dipanggil jika ada yang tidak berangkat.")
    expect(made_of).to_contain_text("Belum ada pelayaran terjadwal")

    page.get_by_label("Alasan, untuk catatan audit").fill("Gelombang tinggi diperkirakan")
    page.get_by_label("Lama menghitung (detik)").fill("1")
    page.get_by_role("button", name="Hitung rencana").click()

    expect(heading).to_have_text(re.compile(r"Rencana \d+: semua \d+ TPS terlayani"), timeout=_MADE_WITHIN_MS)
    places = page.get_by_role("region", name="Pulau dan desa menurut jam longgar")
    slacks = [float(text.split()[0].replace(",", ".")) for text in places.locator(".slack").all_inner_texts()]
    assert slacks == sorted(slacks)
    assert len(slacks) > 1
    first = places.locator("[data-row]").first
    first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(places.locator("[data-row]").nth(1)).to_have_attribute("aria-expanded", "true")
    expect(places.locator(".why")).to_contain_text("batas")
    expect(places.locator(".why")).to_contain_text("poin prioritas 3T (didahulukan mulai 58 poin)")
    bar = page.get_by_role("button", name=re.compile("^keliling. Pompong"), pressed=True)
    expect(bar).to_be_visible()
    expect(page.get_by_role("heading", name="Jika tidak berangkat")).to_be_visible()
    expect(page.get_by_text("KRI Latihan dapat dipanggil; tiba", exact=False).first).to_be_visible()
    wait_for_chart(page)

    page.get_by_role("button", name="Sahkan rencana…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Sahkan")).to_be_disabled()
    dialog.get_by_label("Alasan, untuk catatan audit").fill("Disetujui rapat")
    dialog.get_by_role("button", name="Sahkan").click()

    expect(page.get_by_text(re.compile(r"^Disahkan: \d+ pengiriman dibuat, 0 diganti\.$"))).to_be_visible()
    expect(page.get_by_text(re.compile("disahkan oleh Rina"))).to_be_visible()
    page.context.close()


@pytest.mark.long
def test_what_a_plan_cannot_be_made_of_is_said_in_the_language_of_the_page(planned: Planned, browser: Browser) -> None:
    page = _opened(browser, planned, "Tono")
    expect(page.get_by_role("button", name="Hitung rencana")).to_be_disabled()
    expect(page.get_by_text("Alasan masih kosong")).to_be_visible()
    page.get_by_label("Alasan, untuk catatan audit").fill("Latihan tanpa armada")
    expect(page.get_by_text("Alasan masih kosong")).to_have_count(0)
    page.get_by_role("button", name="Hitung rencana").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile(r"Rencana \d+ tidak dapat melayani semua TPS"), timeout=_MADE_WITHIN_MS
    )
    faults = page.locator(".faults li")
    expect(faults).to_have_count(2)
    expect(faults.first).to_have_text("tidak ada kotak 21.04 yang menunggu di gudangnya: semuanya sudah berangkat, atau belum diterbitkan")
    expect(page.get_by_role("region", name="Bahan rencana")).to_contain_text("Belum ada armada: muat dengan silog load fleet")
    page.keyboard.press("l")
    expect(faults.first).to_have_text("no box of 21.04 waits at its warehouse: every one has left, or none was issued")
    page.context.close()


@pytest.mark.long
def test_a_supervisor_reads_plans_on_a_phone_and_can_change_none(planned: Planned, browser: Browser) -> None:
    page = _opened(browser, planned, "Sari", "/plan?lang=en", **PHONE)

    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("all .* stations are served"))
    expect(page.get_by_text("You may read plans, but neither make nor adopt them.")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Make the plan|Adopt|anew"))).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    wait_for_chart(page)
    assert _painted(page, page.get_by_role("application").screenshot(), _LANE) > 200, "the lanes of the plan are on the chart"
    page.context.close()


def _painted(page: Page, picture: bytes, colour: tuple[int, int, int]) -> int:
    """Count the pixels of a screenshot that are painted in one colour; the browser itself reads the picture."""
    count: int = page.evaluate(
        """async ([picture, [red, green, blue]]) => {
          const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
          const bitmap = await createImageBitmap(new Blob([bytes]));
          const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
          pen.drawImage(bitmap, 0, 0);
          const { data } = pen.getImageData(0, 0, bitmap.width, bitmap.height);
          let count = 0;
          for (let at = 0; at < data.length; at += 4) count += data[at] === red && data[at + 1] === green && data[at + 2] === blue;
          return count;
        }""",
        [b64encode(picture).decode(), list(colour)],
    )
    return count


def test_the_public_is_told_that_the_page_is_not_for_it(planned: Planned, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(planned[0].address + "/plan")

    expect(page.get_by_role("heading", name="Halaman ini untuk perencana dan kantor")).to_be_visible()
    expect(page.get_by_text("Rencana yang belum disahkan tidak ditampilkan kepada publik.")).to_be_visible()
    context.close()
