"""The log at /watch, in a real browser: what holds is said in a sentence, what does not is said loudly, and stays."""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from playwright.sync_api import Download, Locator, Page, Route, expect
from tests.factories.log_vectors import WITNESS_KEY, checkpoint, cosigned, leaf, mth, path, text, verifier_key
from tests.web.conftest import SAID_WITHIN_MS, OpenPage
from tests.web.served import Served
from tests.web.test_screens import PHONE
from tests.web.world import LINER, Season

from silog.custody.rules import ScanType
from silog.ledger.rules import Witness
from silog.ledger.witnessing import add_witness, remove_witness
from silog.people.rules import Role, Viewer

LOG = "/watch?tab=log"
_A_LOOK_MS = 2_000
FITS_FIRST = re.compile(r"^Log memuat [\d.]+ pindaian dan tanda tangannya sah\.")
FITS = re.compile(r"^Semua cocok: log memuat [\d.]+ pindaian")
_WITHOUT_ED25519 = """
const read = SubtleCrypto.prototype.importKey
SubtleCrypto.prototype.importKey = function (format, key, algorithm, ...rest) {
  if (algorithm.name === 'Ed25519') return Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError'))
  return read.call(this, format, key, algorithm, ...rest)
}"""
"""As a browser of 2022 answers."""
_SAID = """() => {
  const one = document.querySelector('h1')
  window.said = [one.innerText]
  new MutationObserver(() => window.said.push(one.innerText)).observe(one, { subtree: true, childList: true, characterData: true })
}"""
"""Writes down everything that the sentence says from now on."""


@dataclass(frozen=True)
class Logged:
    """What the log of the season holds by now, read from its tables."""

    entries: list[bytes]
    key: Ed25519PrivateKey
    name: str

    def signed(self, entries: list[bytes] | None = None, key: Ed25519PrivateKey | None = None) -> str:
        """Sign a checkpoint of these entries, as a server does whose people want to."""
        content = self.entries if entries is None else entries
        return checkpoint(key or self.key, len(content), mth(content), self.name)


@pytest.fixture(name="open_page")
def open_page_until_answered(open_page: OpenPage) -> Iterator[OpenPage]:
    """Opens pages as everywhere; what a test changes of their answers is let go before they close, also where one is under way."""
    pages: list[Page] = []

    def open_and_keep(*path: str, **options: Any) -> Page:  # noqa: ANN401 -- as a browser's context takes them
        pages.append(open_page(*path, **options))
        return pages[-1]

    yield open_and_keep
    for page in pages:
        page.unroute_all(behavior="ignoreErrors")


@pytest.fixture
def logged(season: Season, served: Served) -> Callable[[], Logged]:
    """Gives the log once every scan has its place in it."""

    def read() -> Logged:
        until = time.monotonic() + SAID_WITHIN_MS / 1000
        while season.ask("SELECT s.id FROM scans s LEFT JOIN log_entries e ON e.scan_id = s.id WHERE e.scan_id IS NULL LIMIT 1"):
            assert time.monotonic() < until, "The log is not complete."
            time.sleep(0.1)
        rows = season.ask("SELECT s.event FROM log_entries e JOIN scans s ON s.id = e.scan_id ORDER BY e.log_index")
        key = load_pem_private_key((served.state / "log" / "key.pem").read_bytes(), None)
        assert isinstance(key, Ed25519PrivateKey)
        ((name,),) = season.ask("SELECT origin FROM logs")
        return Logged([event for (event,) in rows], key, name)

    return read


def _sentence(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def _tell(page: Page, change: Mapping[str, object] | None) -> None:
    """Have the server say something else of its log, or that there is none."""

    def tell(data: dict[str, Any]) -> None:
        election = (data.get("viewer") or {}).get("election", {})
        if election.get("log"):
            election["log"] = None if change is None else election["log"] | change

    _answer(page, tell)


def _answer(page: Page, change: Callable[[dict[str, Any]], None]) -> None:
    """Change what the API answers."""

    def answer(route: Route) -> None:
        told = route.fetch()
        content = told.json()
        change(content.get("data") or {})
        route.fulfill(response=told, json=content)

    page.route("**/graphql", answer)


def _of_box(log: Logged, code: str) -> int:
    """How many entries are scans of a box."""
    return sum(f'"box":"{code}"'.encode() in entry for entry in log.entries)


def _saved(page: Page, button: str) -> Download:
    with page.expect_download() as download:
        page.get_by_role("button", name=button).first.click()
    return download.value


def _reload_until(page: Page, state: Locator, said: str) -> None:
    """Load the page anew until it says so: for a second the server answers as it did, and the page itself asks again after thirty."""
    until = time.monotonic() + SAID_WITHIN_MS / 1000
    while True:
        page.reload()
        try:
            return expect(state).to_contain_text(said, timeout=_A_LOOK_MS)
        except AssertionError:
            if time.monotonic() > until:
                raise


def test_a_citizen_reads_in_a_sentence_that_all_is_well_and_comes_back(
    open_page: OpenPage, season: Season, logged: Callable[[], Logged]
) -> None:
    before = logged()
    page = open_page("/watch", is_public=True, **PHONE)
    page.get_by_role("link", name="Periksa log pindaian").click()

    expect(_sentence(page)).to_have_text(FITS_FIRST)
    state = page.get_by_role("region", name="Keadaan log")
    key_id = verifier_key(before.key, before.name).split("+")[1]
    expect(state).to_contain_text(f"{key_id}: kunjungan pertama, jadi kunci ini disimpan.")
    assert page.evaluate("document.documentElement.scrollWidth") == 390

    season.scan(ScanType.CHECK, season.boxes[0], LINER)
    season.scan(ScanType.CHECK, season.boxes[1], LINER)
    after = logged()
    page.reload()
    expect(_sentence(page)).to_have_text(FITS)
    expect(state).to_contain_text(f"hanya bertambah: 2 pindaian baru di atas {len(before.entries)} yang diperiksa")
    state.get_by_text("Untuk pemeriksa").click()
    expect(state).to_contain_text(text(mth(after.entries)))
    saved = Path(_saved(page, "Simpan checkpoint").path()).read_text()
    assert saved == after.signed()


@pytest.mark.long
def test_a_page_that_stays_open_keeps_up_and_says_nothing_else_meanwhile(
    open_page: OpenPage, season: Season, logged: Callable[[], Logged]
) -> None:
    page = open_page("/watch", is_public=True)
    page.clock.install()
    page.goto(f"{page.url}?tab=log")
    expect(_sentence(page)).to_have_text(FITS_FIRST)
    page.evaluate(_SAID)
    season.scan(ScanType.CHECK, season.boxes[1], LINER)
    count = len(logged().entries)
    page.clock.fast_forward(30_000)

    expect(_sentence(page)).to_contain_text(f"Log memuat {count} pindaian")
    assert all(FITS_FIRST.search(said) for said in page.evaluate("window.said"))


def test_every_scan_of_a_box_is_found_in_the_log_and_its_proof_holds_without_us(
    open_page: OpenPage, season: Season, logged: Callable[[], Logged]
) -> None:
    log, code = logged(), season.boxes[0]
    page = open_page(LOG, is_public=True)
    page.get_by_label("Kode kotak").fill(f"{code[:5].lower()} {code[5:]}")
    page.get_by_role("button", name="Periksa", exact=True).click()

    count = _of_box(log, code)
    expect(page.get_by_text(f"Semua {count} pindaian kotak {code} ada di log dan cocok.")).to_be_visible()
    expect(page).to_have_url(re.compile(rf"\?tab=log&box={code}$"))
    expect(page.get_by_text("Isinya sendiri tidak ditampilkan kepada publik")).to_be_visible()
    loaded = page.get_by_role("listitem").filter(has_text="Dimuat").last  # the first time: other tests load it again
    expect(loaded).to_contain_text(re.compile(rf"✓ ada di log, nomor \d+ dari {len(log.entries)}"))

    with page.expect_download() as download:
        loaded.get_by_role("button", name="Simpan bukti").click()
    assert download.value.suggested_filename.endswith(".tlog-proof")
    index = next(at for at, entry in enumerate(log.entries) if f'"box":"{code}"'.encode() in entry and b'"type":"LOAD"' in entry)
    hashes = [text(one) for one in path(index, log.entries)]
    assert Path(download.value.path()).read_text() == "\n".join(["c2sp.org/tlog-proof@v1", f"index {index}", *hashes, "", log.signed()])


@pytest.mark.long
def test_a_code_that_is_no_boxs_is_said_to_be_so(open_page: OpenPage, season: Season) -> None:
    page = open_page(f"{LOG}&box=0123456789Y", is_public=True)
    expect(page.get_by_text("Tidak ada kotak dengan kode 0123456789Y.")).to_be_visible()

    page.get_by_label("Kode kotak").fill(season.boxes[0][:-1])
    page.get_by_role("button", name="Periksa", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="Kode terlalu pendek")).to_be_visible()


@pytest.mark.long
def test_a_supervisor_comes_from_the_panel_of_a_box_and_sees_what_its_devices_signed(
    open_page: OpenPage, season: Season, served: Served, logged: Callable[[], Logged]
) -> None:
    log, code = logged(), season.boxes[1]
    page = open_page("/vectors", is_public=True)
    page.context.request.get(served.address + season.sign_in_path(Role.SUPERVISOR, "21", "Bawaslu di log"))
    page.goto(f"{served.address}/?show=box:{code}#13.00/3.0000/107.0000")
    page.get_by_role("link", name="Periksa di log").click()

    count = _of_box(log, code)
    expect(page.get_by_text(f"Semua {count} pindaian kotak {code} ada di log dan cocok.")).to_be_visible()
    expect(page.get_by_text("ditandatangani perangkatnya", exact=True)).to_have_count(count)
    loaded = page.get_by_role("listitem").filter(has_text="Dimuat")
    expect(loaded).to_contain_text("KM Bukit Raya")
    loaded.get_by_text("Sidik dan isi").click()
    expect(loaded.get_by_text(f'"box":"{code}"')).to_be_visible()
    page.get_by_role("button", name="Jadwal").click()
    expect(_sentence(page)).to_contain_text("pengiriman")


@pytest.mark.long
def test_a_scan_that_has_no_place_yet_says_so_until_it_has_one(open_page: OpenPage, season: Season, logged: Callable[[], Logged]) -> None:
    logged()
    page = open_page("/watch", is_public=True)

    def withhold(data: dict[str, Any]) -> None:
        if data.get("box"):
            data["box"]["scans"]["nodes"][0]["logIndex"] = None

    _answer(page, withhold)
    page.goto(f"{page.url}?tab=log&box={season.boxes[0]}")
    expect(page.get_by_text("belum masuk log. Pindaian masuk dua detik setelah tercatat")).to_have_count(1)
    page.unroute("**/graphql")
    expect(page.get_by_text(re.compile(r"Semua \d+ pindaian kotak"))).to_be_visible()


def test_a_log_that_shrinks_is_found_out_and_the_evidence_stays_until_somebody_begins_anew(
    open_page: OpenPage, season: Season, logged: Callable[[], Logged]
) -> None:
    log = logged()
    page = open_page(LOG, is_public=True, **PHONE)
    expect(_sentence(page)).to_have_text(FITS_FIRST)

    shown = log.signed(log.entries[:-1])
    _tell(page, {"checkpoint": shown})
    page.reload()
    expect(_sentence(page)).to_have_text("Log TIDAK cocok: isinya lebih sedikit daripada yang sudah dilihat peramban ini.")
    evidence: dict[str, Any] = json.loads(Path(_saved(page, "Simpan bukti (JSON)").path()).read_text())
    assert (evidence["kept"]["checkpoint"], evidence["broken"]["told"]["checkpoint"]) == (log.signed(), shown)
    assert evidence["broken"]["fault"] == "SMALLER"

    page.unroute("**/graphql")
    page.reload()
    alarm = page.get_by_role("alert")
    expect(alarm).to_contain_text("Kini server menunjukkan lagi log yang cocok.")
    expect(_sentence(page)).to_contain_text("Log TIDAK cocok")
    season.scan(ScanType.CHECK, season.boxes[0], LINER)
    logged()
    page.reload()
    expect(alarm).to_contain_text(f"{len(log.entries)} pindaian")

    alarm.get_by_text("Mulai dari awal").click()
    alarm.get_by_role("button", name="Lupakan yang diingat").click()
    expect(_sentence(page)).to_have_text(FITS_FIRST)
    expect(alarm).to_have_count(0)


@pytest.mark.long
def test_a_server_that_signs_whatever_it_likes_is_found_out(open_page: OpenPage, logged: Callable[[], Logged]) -> None:
    log = logged()
    other = Ed25519PrivateKey.from_private_bytes(sha256(b"another key").digest())
    changed = [*log.entries[:3], b"put in later", *log.entries[4:]]
    grown = [*changed, b"one more"]
    flipped = log.signed()[:-3] + ("A" if log.signed()[-3] != "A" else "B") + log.signed()[-2:]
    attacks = {
        "tidak ditandatangani dengan kuncinya": {"checkpoint": log.signed(key=other)},
        "bukan log yang dapat dibaca|tidak ditandatangani": {"checkpoint": flipped},
        "kuncinya bukan kunci yang disimpan": {"checkpoint": log.signed(key=other), "verifierKey": verifier_key(other, log.name)},
        "jumlah pindaiannya sama, isinya lain": {"checkpoint": log.signed(changed)},
        "ada pindaian yang dihapus atau diubah": {"checkpoint": log.signed(grown)},
        "Ini log LAIN": {"checkpoint": log.signed().replace(log.name, "silog-kepri/LAIN", 1)},
        "server menyangkal log": None,
    }
    tiles = b"".join(map(leaf, grown))
    for said, told in attacks.items():
        page = open_page(LOG, is_public=True)
        expect(_sentence(page)).to_have_text(FITS_FIRST)
        page.route("**/log/*/tile/**", lambda route: route.fulfill(body=tiles))
        page.route("**/log/*/checkpoint", lambda route: route.fulfill(status=404, json={"code": "NO_LOG", "message": "", "hint": ""}))
        _tell(page, told)
        page.reload()

        expect(_sentence(page)).to_have_text(re.compile(said))
        expect(page.get_by_role("alert")).to_be_visible()


def test_a_scan_that_is_not_the_one_in_the_log_is_named(open_page: OpenPage, season: Season, logged: Callable[[], Logged]) -> None:
    log, code = logged(), season.boxes[0]
    page = open_page("/watch", is_public=True)

    def forge(data: dict[str, Any]) -> None:
        if data.get("box"):
            data["box"]["scans"]["nodes"][2]["leafHash"] = text(leaf(b"another event"))

    _answer(page, forge)
    page.goto(f"{page.url}?tab=log&box={code}")

    count = _of_box(log, code)
    expect(page.get_by_text(f"1 dari {count} pindaian kotak {code} TIDAK cocok dengan log.")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="TIDAK COCOK: di tempat itu log memuat isi lain.")).to_contain_text("Dimuat")


@pytest.mark.long
def test_tiles_that_are_not_given_are_no_word_against_the_log(open_page: OpenPage, season: Season, logged: Callable[[], Logged]) -> None:
    logged()
    page = open_page(LOG, is_public=True)
    expect(_sentence(page)).to_have_text(FITS_FIRST)
    season.scan(ScanType.CHECK, season.boxes[1], LINER)
    logged()
    page.route("**/log/*/tile/**", lambda route: route.fulfill(status=503))
    page.reload()
    expect(_sentence(page)).to_have_text("Log belum diperiksa: server tidak memberi apa yang perlu untuk itu.")
    expect(page.get_by_role("alert")).to_have_count(0)

    page.unroute("**/log/*/tile/**")
    page.reload()
    expect(_sentence(page)).to_have_text(FITS)


@pytest.mark.long
def test_a_browser_without_ed25519_says_so_and_verifies_the_rest(open_page: OpenPage, season: Season, logged: Callable[[], Logged]) -> None:
    log = logged()
    page = open_page("/watch", is_public=True)
    page.add_init_script(_WITHOUT_ED25519)
    page.goto(f"{page.url}?tab=log&box={season.boxes[0]}")

    expect(_sentence(page)).to_have_text(f"Log memuat {len(log.entries)} pindaian. Peramban ini tidak dapat memeriksa tanda tangannya.")
    expect(page.get_by_text("peramban ini tidak mengenal Ed25519")).to_be_visible()
    expect(page.get_by_text("tanda tangan log tidak diperiksa").first).to_be_visible()
    _tell(page, {"checkpoint": log.signed(log.entries[:-1])})
    page.reload()
    expect(_sentence(page)).to_contain_text("isinya lebih sedikit")


def test_over_plain_http_nothing_is_verified_and_nothing_is_said_to_be_well(open_page: OpenPage, served: Served) -> None:
    page = open_page("/vectors", is_public=True)
    page.goto(f"http://silog.test:{served.port}{LOG}")

    expect(_sentence(page)).to_have_text("Log tidak diperiksa: halaman ini tidak dibuka lewat https.")
    expect(page.get_by_text("Buka alamat yang sama dengan https.")).to_be_visible()
    expect(page.get_by_label("Kode kotak")).to_have_count(0)


@pytest.mark.long
def test_a_citizen_sees_who_else_has_seen_the_log_and_who_says_so_no_more(
    open_page: OpenPage, season: Season, served: Served, logged: Callable[[], Logged]
) -> None:
    log, key = logged(), Ed25519PrivateKey.generate()
    name = "bawaslu.example"
    witness = Witness.from_text(verifier_key(key, name, WITNESS_KEY))
    operator = Viewer("silog log", Role.COORDINATOR, "", season.election.id, season.election.code)
    page = open_page(LOG, is_public=True, **PHONE)
    state = page.get_by_role("region", name="Keadaan log")
    expect(state).to_contain_text("belum ada. Tidak ada pihak di luar server ini yang ikut menandatangani log")

    season.do(lambda database: add_witness(database, season.election, witness, operator))
    _reload_until(page, state, f"{name} belum menandatangani apa pun")
    answer = page.request.post(f"{served.address}/log/{season.election.code}/cosignature", data=cosigned(log.signed(), key, name))
    assert answer.ok, answer.text()
    _reload_until(page, state, f"✓ {name} melihat log ini seluruhnya, 27 Nov, 06.59 WIB menurut jamnya")
    season.scan(ScanType.CHECK, season.boxes[0], LINER)
    logged()
    _reload_until(page, state, f"✓ {name} melihat log ini sampai {len(log.entries)} pindaian pertama")
    state.get_by_text("Untuk pemeriksa").click()
    expect(state).to_contain_text(witness.text)
    assert page.evaluate("document.documentElement.scrollWidth") == 390

    season.do(lambda database: remove_witness(database, season.election, name, "Uji", operator))
    _reload_until(page, state, f"{name} bukan saksi lagi sejak kunjungan terakhir")


@pytest.mark.long
def test_a_log_that_showed_a_witness_something_else_is_convicted_by_its_own_signature(
    open_page: OpenPage, logged: Callable[[], Logged]
) -> None:
    log, key, name = logged(), Ed25519PrivateKey.generate(), "kampus.example"
    page = open_page("/watch", is_public=True)
    other = cosigned(log.signed([*log.entries[:3], b"put in later", *log.entries[4:]]), key, name)
    false = cosigned(log.signed(), Ed25519PrivateKey.generate(), name)

    def told(note: str) -> dict[str, object]:
        return {"witnesses": [{"name": name, "verifierKey": verifier_key(key, name, WITNESS_KEY), "checkpoint": note}]}

    _tell(page, told(false))
    page.goto(f"{page.url}?tab=log")
    expect(_sentence(page)).to_have_text(FITS_FIRST)
    expect(page.get_by_text(f"{name}: yang ditunjukkan server sebagai tanda tangannya TIDAK sah.")).to_be_visible()

    page.unroute("**/graphql")
    _tell(page, told(other))
    page.reload()
    expect(_sentence(page)).to_contain_text("Log TIDAK cocok: jumlah pindaiannya sama, isinya lain.")
    evidence: dict[str, Any] = json.loads(Path(_saved(page, "Simpan bukti (JSON)").path()).read_text())
    assert (evidence["kept"]["checkpoint"], evidence["broken"]["told"]["checkpoint"]) == (log.signed(), other)
