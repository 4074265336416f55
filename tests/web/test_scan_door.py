"""The scan door as officers use it: without signal, switched off in the middle, two phones face to face, and told no."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect, sync_playwright
from tests.factories.jpegs import jpeg, with_exif
from tests.web.conftest import SAID_WITHIN_MS
from tests.web.officer import enrol, go_to, recorded, stand_at, type_code
from tests.web.phone import CODE_ON_SCREEN, Matrix, Phone, film, label
from tests.web.served import Served
from tests.web.world import LINER, Season

from silog.custody.rules import ScanType
from silog.people.rules import Role

SMALL = (360, 640)
OPEN_LARGE = """(input, size) => {
  const chosen = new DataTransfer()
  chosen.items.add(new File([new Uint8Array(size)], 'antrean.json'))
  input.files = chosen.files
  input.dispatchEvent(new Event('change', { bubbles: true }))
}"""

NewPhone = Callable[..., Phone]


@pytest.fixture(scope="module")
def playwright(served: Served) -> Iterator[Playwright]:
    """Playwright, after the server and its database stand."""
    assert served.port
    expect.set_options(timeout=SAID_WITHIN_MS)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture
def new_phone(playwright: Playwright, tmp_path: Path) -> Iterator[NewPhone]:
    """Makes phones; their cameras see the pictures."""
    phones: list[Phone] = []

    def make(*pictures: Matrix) -> Phone:
        number = len(phones)
        profile = tmp_path / f"phone-{number}"
        profile.mkdir()
        seen = film(tmp_path / f"{number}.y4m", pictures) if pictures else None
        phones.append(Phone(playwright, profile, seen))
        return phones[-1]

    yield make
    for phone in phones:
        phone.kill()


def test_a_day_without_signal_arrives_once_though_the_phone_was_killed(new_phone: NewPhone, served: Served, season: Season) -> None:
    first, second = season.boxes
    phone = new_phone(label(first))
    page = phone.start()
    key = enrol(page, served, season, "Midai 1")
    served.stop()
    try:
        go_to(page, "Pindai")
        stand_at(page, "PORT-midai", "Midai")
        page.get_by_role("button", name="Nyalakan kamera").click()
        page.get_by_role("button", name=re.compile("^TERIMA di")).click()
        expect(page.get_by_text("1 tersimpan, belum terkirim")).to_be_visible()
        page.get_by_role("button", name="Matikan kamera").click()
        type_code(page, f"{second[:5]}-{second[5:].lower()}")
        page.get_by_role("button", name=re.compile("^TERIMA di")).click()
        expect(page.get_by_text("2 tersimpan, belum terkirim")).to_be_visible()
        phone.kill()

        page = phone.start()
        page.goto(f"{served.address}/scan")
        expect(page.get_by_text("2 tersimpan, belum terkirim")).to_be_visible()
        expect(page.get_by_text("server tidak terjangkau")).to_be_visible()
        type_code(page, first)
        page.get_by_role("button", name=re.compile("^PERIKSA di")).click()
        expect(page.get_by_text("3 tersimpan, belum terkirim")).to_be_visible()
    finally:
        served.start()

    expect(page.get_by_text("Semua terkirim")).to_be_visible()
    assert recorded(season, key) == [
        (1, "ARRIVE", first, "PORT-midai"),
        (2, "ARRIVE", second, "PORT-midai"),
        (3, "CHECK", first, "PORT-midai"),
    ]


@pytest.mark.long
def test_photos_go_after_the_scans_without_what_the_camera_wrote_into_them(
    new_phone: NewPhone, served: Served, season: Season, tmp_path: Path
) -> None:
    first, second = season.boxes
    phone = new_phone(label(first))
    page = phone.start()
    key = enrol(page, served, season, "Midai foto")
    held_upright = tmp_path / "IMG_0001.jpg"
    held_upright.write_bytes(with_exif(jpeg(2400, 1800), orientation=6))
    go_to(page, "Pindai")
    stand_at(page, "PORT-midai", "Midai")
    page.context.set_offline(True)
    page.get_by_role("button", name="Nyalakan kamera").click()
    shutter = page.get_by_role("button", name="Foto dengan kamera ini")
    expect(shutter).to_be_visible()  # once the label is read
    shutter.click()
    expect(page.get_by_role("img", name="Foto kotak ini")).to_be_visible()
    page.get_by_role("button", name=re.compile("^(TERIMA|PERIKSA) di")).click()
    page.get_by_role("button", name="Matikan kamera").click()
    type_code(page, second)
    page.get_by_role("button", name="rusak").click()
    page.get_by_label("Foto apa yang salah").set_input_files(held_upright)
    expect(page.get_by_text("tanpa data tempat")).to_be_visible()
    page.get_by_role("button", name=re.compile("^(TERIMA|PERIKSA) di")).click()
    expect(page.get_by_text("2 tersimpan, belum terkirim")).to_be_visible()
    expect(page.get_by_text("foto belum terkirim: 2")).to_be_visible()
    phone.kill()

    page = phone.start()
    page.goto(f"{served.address}/scan")

    expect(page.get_by_text("Semua terkirim")).to_be_visible()
    photos = season.ask(
        f"""SELECT s.seq, p.width, p.height, p.content, p.sha256 = d.photo_sha256
            FROM scans s JOIN scan_details d ON d.scan_id = s.id JOIN photos p ON p.sha256 = d.photo_sha256
            WHERE s.device_id = '{key}' ORDER BY s.seq"""
    )
    assert [(*row[:3], row[4]) for row in photos] == [(1, 640, 480, True), (2, 960, 1280, True)]
    for content in (row[3] for row in photos):
        assert not re.search(rb"Exif|KAMERA|\xff[\xe1-\xed\xfe]\x00", content)
    office = page.context.request
    office.get(served.address + season.sign_in_path(Role.SUPERVISOR, "21.03"))
    asked = {"query": f'{{ box(code: "{second}") {{ scans(first: 200) {{ nodes {{ photo {{ url takenBy }} }} }} }} }}'}
    answer = office.post(f"{served.address}/graphql", data=asked).json()
    shown = [scan["photo"] for scan in answer["data"]["box"]["scans"]["nodes"] if scan["photo"]][-1]
    assert shown["takenBy"] == "Siti"
    picture = office.get(served.address + shown["url"])
    assert (picture.body(), picture.headers["x-content-type-options"]) == (photos[1][3], "nosniff")


@pytest.mark.long
def test_a_photo_goes_with_the_queue_and_is_handed_in_by_another_phone_as_its_own_phone_signed_it(
    new_phone: NewPhone, served: Served, season: Season, tmp_path: Path
) -> None:
    page = new_phone().start()
    key = enrol(page, served, season, "Midai tanpa sinyal")
    (picture := tmp_path / "IMG_0002.jpg").write_bytes(jpeg(1200, 900, grey=200))
    go_to(page, "Pindai")
    stand_at(page, "PORT-midai", "Midai")
    page.context.set_offline(True)
    type_code(page, season.boxes[0])
    page.get_by_role("button", name="rusak").click()
    page.get_by_label("Foto apa yang salah").set_input_files(picture)
    expect(page.get_by_text("tanpa data tempat")).to_be_visible()
    page.get_by_role("button", name=re.compile("^(TERIMA|PERIKSA) di")).click()
    expect(page.get_by_text("foto belum terkirim: 1")).to_be_visible()
    go_to(page, "Antrean")
    expect(page.get_by_text("Foto tidak ikut dalam QR: 1 foto tetap di ponsel ini.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Simpan sebagai berkas").click()
    download.value.save_as(file := tmp_path / "antrean.json")
    expect(page.get_by_text("Berkas memuat 1 pindaian dan 1 foto")).to_be_visible()

    other = new_phone().start(*SMALL)
    enrol(other, served, season, "Pembawa")
    go_to(other, "Antrean")
    other.get_by_label("Buka berkas").evaluate(OPEN_LARGE, 41_000_000)
    expect(other.get_by_text("berkas 41 MB terlalu besar untuk antrean ponsel; paling besar 40 MB")).to_be_visible()
    other.get_by_label("Buka berkas").set_input_files(file)
    expect(other.get_by_text("1 pindaian dan 1 foto diambil dari ponsel lain")).to_be_visible()
    expect(other.get_by_text("Semua terkirim")).to_be_visible()

    kept = f"""SELECT s.device_id, p.width, p.height, p.sha256 = d.photo_sha256, count(*) OVER ()
        FROM scans s JOIN scan_details d ON d.scan_id = s.id JOIN photos p ON p.sha256 = d.photo_sha256 WHERE s.device_id = '{key}'"""
    assert season.ask(kept) == [(key, 1200, 900, True, 1)]
    page.context.set_offline(False)
    expect(page.get_by_text("Semua terkirim")).to_be_visible()
    assert season.ask(kept) == [(key, 1200, 900, True, 1)]


def test_two_phones_sign_the_two_sides_of_a_handover(new_phone: NewPhone, served: Served, season: Season) -> None:
    giver = new_phone()
    page = giver.start()
    giving = enrol(page, served, season, "Nakhoda")
    for box in season.boxes:
        season.scan(ScanType.LOAD, box, LINER)
    page.get_by_role("button", name="Siapkan ponsel ini").click()
    expect(page.get_by_text("Baru saja disiapkan")).to_be_visible()
    go_to(page, "Serah terima")
    stand_at(page, LINER, "KM Bukit Raya")
    page.get_by_role("button", name="Serahkan 2 kotak").click()
    code = page.locator("canvas[data-frame]")
    expect(code).to_be_visible()
    shown: Matrix = code.evaluate(CODE_ON_SCREEN)

    taker = new_phone(shown)
    other = taker.start(*SMALL)
    taking = enrol(other, served, season, "Petugas Midai")
    go_to(other, "Serah terima")
    stand_at(other, "PORT-midai", "Midai")
    other.get_by_role("button", name="Nyalakan kamera").click()
    expect(other.get_by_text("Nakhoda menyerahkan 2 kotak di KM Bukit Raya")).to_be_visible()
    other.get_by_label("Saya sudah melihat segel").check()
    other.get_by_role("button", name="TERIMA 2 kotak").click()
    expect(other.get_by_text("diterima dari Nakhoda")).to_be_visible()

    for one in (page, other):
        expect(one.get_by_text("Semua terkirim")).to_be_visible()
    assert [row[1] for row in recorded(season, giving)] == ["HAND_OVER", "HAND_OVER"]
    assert [row[1] for row in recorded(season, taking)] == ["ARRIVE", "ARRIVE"]
    open_or_closed = season.ask(
        f"SELECT box_code, given_by, taken_by, open_since FROM handovers WHERE given_by = '{giving}' ORDER BY box_code"
    )
    assert [tuple(row) for row in open_or_closed] == [(box, giving, taking, None) for box in sorted(season.boxes)]


def test_a_refused_scan_is_set_aside_with_its_reason_and_the_queue_goes_on(
    new_phone: NewPhone, served: Served, season: Season, tmp_path: Path
) -> None:
    page = new_phone().start()
    key = enrol(page, served, season, "Midai 2")
    good, forged = (season.signed(ScanType.CHECK, season.boxes[0], LINER) for _ in range(2))
    carried = [
        {"event": good.event, "detail": good.detail, "signature": good.signature, "key": good.key},
        {"event": forged.event, "detail": forged.detail, "signature": good.signature, "key": forged.key},
    ]
    file = tmp_path / "antrean.json"
    file.write_text(json.dumps({"silog": "scan-queue", "scans": carried}))
    go_to(page, "Antrean")
    page.get_by_label("Buka berkas").set_input_files(file)
    expect(page.get_by_text("2 pindaian diambil dari ponsel lain")).to_be_visible()
    expect(page.get_by_text("BAD_SIGNATURE")).to_be_visible()

    go_to(page, "Pindai")
    stand_at(page, LINER, "KM Bukit Raya")
    page.get_by_label("Tindakan").select_option("CHECK")
    type_code(page, season.boxes[0])
    # That all is sent the page says before this scan as well: only batches are packed, and this is the one that follows.
    with page.expect_response(lambda response: response.request.headers.get("content-encoding") == "gzip"):
        page.get_by_role("button", name=re.compile("^PERIKSA di")).click()

    expect(page.get_by_text("1 ditahan")).to_be_visible()
    expect(page.get_by_text("Semua terkirim")).to_be_visible()
    assert len(recorded(season, key)) == 1
    ids = {row[0] for row in season.ask("SELECT id::text FROM scans")}
    assert json.loads(good.event)["id"] in ids
    assert json.loads(forged.event)["id"] not in ids


def test_what_may_not_be_done_is_refused_before_it_happens_and_nothing_is_signed(
    new_phone: NewPhone, served: Served, season: Season
) -> None:
    page = new_phone().start(*SMALL)
    key = enrol(page, served, season, "Dermaga")
    (unpacked,) = season.ask("SELECT code FROM boxes WHERE state = 'PLANNED' AND station_code LIKE 'TPS-21.03%' ORDER BY code LIMIT 1")
    go_to(page, "Pindai")
    stand_at(page, LINER, "KM Bukit Raya")
    page.get_by_label("Tindakan").select_option("LOAD")
    type_code(page, unpacked[0])

    expect(page.get_by_text("belum dikemas dan disegel")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^MUAT di"))).to_have_count(0)
    type_code(page, "0123456789X")
    expect(page.get_by_text("ada huruf yang salah")).to_be_visible()
    for tab in ("Pindai", "Daftar", "Serah terima", "Antrean", "Ponsel"):
        go_to(page, tab)
        assert page.evaluate("document.documentElement.scrollWidth") <= SMALL[0], tab
    expect(page.get_by_text("Semua terkirim")).to_be_visible()
    assert recorded(season, key) == []


def test_over_plain_http_the_page_says_why_it_cannot_scan(new_phone: NewPhone, served: Served) -> None:
    page = new_phone().start()
    page.goto(f"http://silog.test:{served.port}/scan")

    expect(page.get_by_role("heading", name="Ponsel ini belum dapat memindai")).to_be_visible()
    expect(page.get_by_role("link", name=f"Buka https://silog.test:{served.port}/scan")).to_be_visible()
