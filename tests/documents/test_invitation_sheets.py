"""Sheets that are handed to the people whose phones shall scan: every code opens the address it was made for."""

from datetime import timedelta

from tests.documents.pages import codes_on, words_on
from tests.documents.runs import AT, run_of

from silog.documents.invitations import Sheet, invitations_pdf
from silog.documents.rules import LabelFormat
from silog.people.rules import Role
from silog.people.rules.invitations import code_of
from silog.places.rules import ElectionKind

BASE = "https://192.168.100.100:8000"


def sheets(number: int) -> list[Sheet]:
    made = []
    for seat in range(1, number + 1):
        code = code_of(bytes([seat] * 16))
        label, place = f"KPPS TPS {seat:03} Sabang Barat", f"TPS {seat:03}, Sabang Barat, 21.03.04.1003"
        made.append(Sheet(label, Role.KPPS, place, code, f"{BASE}/scan#u={code}", AT + timedelta(days=21)))
    return made


def test_every_invitation_is_read_back_two_on_a_page() -> None:
    election = run_of(1, LabelFormat.A4).election

    pages = codes_on(invitations_pdf(election, f"{BASE}/scan", sheets(9)))

    assert [len(page) for page in pages] == [2, 2, 2, 2, 1]
    assert [url for page in pages for url in page] == [sheet.url for sheet in sheets(9)]


def test_a_sheet_says_whose_it_is_what_to_do_and_until_when() -> None:
    election = run_of(1, LabelFormat.A4, election_kind=ElectionKind.TRAINING).election
    (sheet,) = sheets(1)

    (page,) = words_on(invitations_pdf(election, f"{BASE}/scan", [sheet]))

    said = " ".join(page.split())
    for word in ("KPPS", sheet.label, sheet.place, "Siapkan ponsel ini", "1 Desember 2024", f"{BASE}/scan", "satu kali", "LATIHAN"):
        assert word in said, word
    assert sheet.code in "".join(page.split())
