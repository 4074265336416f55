"""The page of test vectors in a real browser: what it finds is what the command finds, and what it cannot try it does not count."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.factories.vectors import ED25519, P256, change_case, change_group, write_vectors
from tests.web.conftest import OpenPage
from tests.web.served import Served
from tests.web.test_screens import PHONE

from silog.drill.custody.vectors import drill_vectors

_WITHOUT_ED25519 = """
const made = SubtleCrypto.prototype.generateKey
SubtleCrypto.prototype.generateKey = function (algorithm, ...rest) {
  if (algorithm.name === 'Ed25519') return Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError'))
  return made.call(this, algorithm, ...rest)
}"""
"""As a browser of 2022 answers."""
_DROP = """([area, name, text]) => {
  const dropped = new DataTransfer()
  dropped.items.add(new File([text], name))
  area.dispatchEvent(new DragEvent('drop', { dataTransfer: dropped, bubbles: true, cancelable: true }))
}"""


@pytest.fixture
def vectors(tmp_path: Path) -> Path:
    """A folder of vectors whose authors are right."""
    folder = tmp_path / "vectors"
    folder.mkdir()
    write_vectors(folder)
    return folder


def _row(page: Page, file: str) -> list[str]:
    return page.locator(f"tbody[data-file='{file}'] td").all_inner_texts()[:3]


def test_files_whose_authors_are_right_pass_as_with_the_command(open_page: OpenPage, vectors: Path) -> None:
    page = open_page("/vectors", is_public=True, **PHONE)

    page.get_by_label("Pilih folder").set_input_files(vectors)

    expect(page.get_by_role("heading", level=1)).to_have_text("Semua 11 kasus sesuai dengan kata penulisnya.")
    assert [_row(page, file) for file in (ED25519, P256)] == [["4", "✓ 4", "0"]] * 2
    assert [_row(page, f"jcs/{name}.json") for name in ("numbers", "texts")] == [["1", "✓ 1", "0"], ["2", "✓ 2", "0"]]
    expect(page.get_by_text("2 pesan juga ditandatangani dengan kode ponsel")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert not any(outcome.wrong for outcome in drill_vectors(vectors))


def test_what_goes_otherwise_than_its_author_says_is_named_with_the_reason(open_page: OpenPage, vectors: Path) -> None:
    change_case(vectors / ED25519, 3, {"result": "valid"})
    change_case(vectors / P256, 2, {"result": "invalid"})
    form = vectors / "jcs" / "output" / "texts.json"
    form.write_text(form.read_text().replace("S-1", "S-2"))
    page = open_page("/vectors", is_public=True)

    page.get_by_label("Pilih berkas Wycheproof").set_input_files([vectors / ED25519, vectors / P256])
    page.get_by_label("Pilih masukan").set_input_files(sorted((vectors / "jcs" / "input").iterdir()))
    page.get_by_label("Pilih hasil").set_input_files(sorted((vectors / "jcs" / "output").iterdir()))

    expect(page.get_by_role("heading", level=1)).to_have_text("4 dari 11 kasus tidak sesuai dengan kata penulisnya.")
    assert _row(page, ED25519) == ["4", "3", "1"]
    expect(page.get_by_text("3 (of another): menurut penulis sah, di sini ditolak")).to_be_visible()
    expect(page.get_by_text("2 (empty): menurut penulis tidak sah, di sini diterima")).to_be_visible()
    expect(page.get_by_text(re.compile(r'penulis: .*"S-2".* di sini: .*"S-1"'))).to_be_visible()
    expect(page.get_by_text(re.compile(r'penulis: .*"S-2".* di sini, ditulis sebagai isi pindaian: .*"S-1"'))).to_be_visible()
    wrong = [case for outcome in drill_vectors(vectors) for case in outcome.wrong]
    assert wrong == ["3 (of another)", "2 (empty)", "texts.json"]


def test_a_file_that_is_none_of_them_is_called_so_and_counts_for_nothing(open_page: OpenPage, vectors: Path) -> None:
    change_group(vectors / ED25519, {"publicKey": {"curve": "edwards448", "pk": "00"}})
    change_case(vectors / P256, 1, {"sig": "zz"})
    (vectors / "jcs" / "output" / "texts.json").unlink()
    (vectors / "jcs" / "output" / "numbers.json").unlink()
    (vectors / "LICENSE").write_text("Apache-2.0")
    page = open_page("/vectors", is_public=True)

    page.get_by_label("Pilih folder").set_input_files(vectors)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tidak ada kasus yang dicoba.")
    page.get_by_role("group").evaluate("(area, rest) => (" + _DROP + ")([area, ...rest])", ["scan.json", "{}"])

    unknown = page.get_by_role("listitem")
    expect(unknown).to_have_count(6)
    said = "\n".join(sorted(unknown.all_inner_texts()))
    assert re.search(r"LICENSE: bukan JSON.*ecdsa\S+: vektor Wycheproof yang rusak.*ed25519\S+: .*algoritme lain", said, re.DOTALL)
    assert re.search(r"jcs/numbers.json: hanya masukan.*jcs/texts.json: hanya masukan.*scan.json: bukan berkas Wycheproof", said, re.DOTALL)
    page.get_by_role("button", name="Mulai lagi").click()
    expect(unknown).to_have_count(0)


def test_a_browser_without_ed25519_says_so_and_passes_none_of_it(open_page: OpenPage, vectors: Path) -> None:
    page = open_page("/vectors", is_public=True)
    page.add_init_script(_WITHOUT_ED25519)
    page.reload()

    page.get_by_label("Pilih folder").set_input_files(vectors)

    expect(page.get_by_role("heading", level=1)).to_have_text(
        f"Semua 7 kasus sesuai dengan kata penulisnya. Tidak dapat dicoba di peramban ini: {ED25519}."
    )
    assert _row(page, ED25519)[:2] == ["4", "tidak dicoba"]
    expect(page.get_by_text("Peramban ini tidak mengenal tanda tangan Ed25519. Tidak satu kasus pun dihitung lulus.")).to_be_visible()


def test_over_plain_http_no_signature_is_tried_and_none_is_passed(open_page: OpenPage, served: Served, vectors: Path) -> None:
    page = open_page("/vectors", is_public=True)
    page.goto(f"http://silog.test:{served.port}/vectors")

    page.get_by_label("Pilih folder").set_input_files(vectors)

    said = re.compile(r"Semua 3 kasus .* Tidak dapat dicoba di peramban ini: \S+, \S+\.$")
    expect(page.get_by_role("heading", level=1)).to_have_text(said)
    expect(page.get_by_text("Buka halaman ini lewat https.")).to_have_count(2)
