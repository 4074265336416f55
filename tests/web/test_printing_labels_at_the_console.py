"""Labels from the console: an operator prints those of her own region, and every code on the paper is read."""

import re
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.documents.pages import codes_on
from tests.web.conftest import AT_SEA, OpenPage
from tests.web.served import Served
from tests.web.world import Season

from silog.people.rules import Role

DISTRICT = "21.05.02"


@pytest.mark.long
def test_an_operator_prints_the_labels_of_her_region_and_again_only_with_a_reason(
    open_page: OpenPage, season: Season, served: Served, tmp_path: Path
) -> None:
    boxes = {code for (code,) in season.ask(f"SELECT code FROM boxes WHERE region_code LIKE '{DISTRICT}.%'")}
    page = open_page("/vectors", is_public=True)
    page.context.request.get(served.address + season.sign_in_path(Role.OPERATOR, DISTRICT, "Operator label"))
    page.goto(f"{served.address}/{AT_SEA}")
    expect(page.get_by_role("button", name=re.compile("^Wilayah: "))).not_to_contain_text("Seluruh Kepri")
    page.get_by_role("button", name="Cetak label kotak di wilayah ini…").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Cetak", exact=True).click()
    download.value.save_as(tmp_path / "labels.pdf")
    expect(page.get_by_text("Berkas PDF telah diunduh. Cetak pada ukuran 100 %.")).to_be_visible()
    read = Counter(code for sheet in codes_on((tmp_path / "labels.pdf").read_bytes()) for code in sheet)
    assert read == dict.fromkeys(boxes, 2)

    page.get_by_role("button", name="Cetak", exact=True).click()
    expect(page.get_by_text("Sebagian kotak ini sudah berlabel.")).to_be_visible()
    page.get_by_label("Alasan").fill("Lembar basah di dermaga")
    with page.expect_download():
        page.get_by_role("button", name="Cetak", exact=True).click()
    prints = "SELECT reason FROM audit WHERE action = 'user:labels:print' AND actor = 'Operator label' ORDER BY id"
    assert [reason for (reason,) in season.ask(prints)][-1] == "Lembar basah di dermaga"
