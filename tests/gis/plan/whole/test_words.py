"""Every reason has a sentence in both languages that uses just the facts it is given."""

import re
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.gis.plan.whole.sample import TASK, StraightWays, sailing

import silog_gis.plan
from silog_gis.plan.whole.proposing import propose
from silog_gis.plan.whole.reason import Reason
from silog_gis.plan.whole.words import sentence, sentences


def test_every_reason_that_the_code_gives_has_its_sentences_and_no_other_has() -> None:
    sources = "\n".join(path.read_text() for path in Path(silog_gis.plan.__path__[0]).rglob("*.py"))
    given = set(re.findall(r'"([A-Z]+(?:_[A-Z]+)+|SURE|TIER)"', sources))

    given |= set(re.findall(r'"(A_[A-Z]+)"', sources))
    assert sentences().keys() <= given
    assert set(re.findall(r'Reason\(code="([A-Z_]+)"', sources)) <= sentences().keys()


@pytest.mark.parametrize("code", sorted(sentences()))
def test_both_languages_use_the_same_facts(code: str) -> None:
    facts = [set(re.findall(r"\{(\w+)[:}]", sentences()[code][language])) for language in ("id", "en")]

    assert facts[0] == facts[1]


def test_everything_a_proposal_says_can_be_said_in_both_languages() -> None:
    proposal = propose(replace(TASK, sailings=(sailing("KECIL", 7, ("GUDANG", 0, 12), ("HUB", 22, 24)),)), StraightWays(), seconds=20)
    reasons = [reason for each in proposal.stations for reason in each.why]
    reasons += [each.reason for each in proposal.unserved]
    reasons += [each.reason for leg in proposal.legs for each in leg.fallbacks]

    assert len({sentence(reason, "id") for reason in reasons}) == len({sentence(reason, "en") for reason in reasons}) > 10
    (left,) = proposal.unserved
    assert sentence(left.reason, "en") == "Kecil is full from Gudang to Hub: it takes 7 boxes, 2 find no room."
    assert sentence(left.reason, "id") == "Kecil penuh dari Gudang ke Hub: muat 7 kotak, 2 kotak tidak dapat tempat."


def test_numbers_and_times_of_a_refusal_are_said_as_each_language_writes_them() -> None:
    gets: dict[str, str | int | float] = {"station": "TPS-2", "boxes": 2000, "weight_kg": 16000.4, "volume_m3": 1234.56, "most": 10}
    much = Reason(code="MORE_THAN_ANY_VESSEL", facts=gets)
    past = Reason(code="STATION_DUE_IS_PAST", facts={"station": "TPS-1", "due_moment": "2024-11-19T17:30:05+00:00"})
    twice = Reason(code="REPEATED_CODE", facts={"kind_word": "A_STATION", "name": "TPS-1", "count": 2})

    assert "2000 boxes of 16,000 kg, 1,234.6 m3 in all" in sentence(much, "en")
    assert "2000 kotak, seluruhnya 16.000 kg dan 1.234,6 m3" in sentence(much, "id")
    assert sentence(past, "en") == "station TPS-1 is due at 2024-11-19T17:30:05+00:00, in the past"
    assert sentence(past, "id") == "tenggat TPS TPS-1 adalah 20 Nov 2024 00.30.05 WIB, sudah lewat"
    assert sentence(twice, "id") == "TPS TPS-1 tercantum 2 kali: beri masing-masing kode sendiri"


def test_times_are_said_in_wib() -> None:
    reason = Reason(code="TIER", facts={"tier": 0, "due_at": "2024-11-25T16:59:00+00:00"})

    assert sentence(reason, "id") == "Prioritas 0, harus tiba paling lambat 25 Nov 23.59 WIB."
    assert sentence(reason, "en") == "Tier 0, due by 25 Nov 23:59 WIB."
