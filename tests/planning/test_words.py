"""Every reason for which a plan of an election cannot be has a sentence in both languages that uses just the facts it is given."""

import re
from pathlib import Path

import pytest

import silog.planning
from silog.errors import SilogError
from silog.people.actions import checked_reason
from silog.planning.actions.keeping import PlanActRefusedError
from silog.planning.rules import PlanState
from silog.planning.schema.telling import refusal_told
from silog.planning.words import all_sentences, sentence
from silog_gis.plan.whole.proposal import Short
from silog_gis.plan.whole.reason import Reason
from silog_gis.plan.whole.words import sentences

OWN = sorted(all_sentences().keys() - sentences().keys())


def test_every_code_that_planning_gives_has_its_sentences_and_no_other_has() -> None:
    sources = "\n".join(path.read_text() for path in Path(silog.planning.__path__[0]).rglob("*.py"))
    given = set(re.findall(r'(?:Reason\(code=|_reason\()"([A-Z_]+)"', sources)) - {"SCORE", "AS_SAID"}
    causes = {f"SHORT_{each.value}" for each in Short} | {f"STATE_{each.value}" for each in PlanState}

    assert given | causes == set(OWN)
    assert len(all_sentences()) == len(OWN) + len(sentences()), "no code of the planner's own is said anew"


@pytest.mark.parametrize("code", OWN)
def test_both_languages_use_the_same_facts_and_are_not_the_same(code: str) -> None:
    indonesian, english = (all_sentences()[code][language] for language in ("id", "en"))

    assert set(re.findall(r"\{(\w+)[:}]", indonesian)) == set(re.findall(r"\{(\w+)[:}]", english))
    assert indonesian != english


def test_what_is_left_out_is_said_with_its_cause_in_words() -> None:
    facts: dict[str, str | int | float] = {
        "cause": "TIDE",
        "count": 7,
        "boxes": 1400,
        "short_word": "SHORT_TIDE",
        "named": "TPS-1, TPS-2",
        "more": 5,
    }
    left = Reason(code="LEFT_OUT_AND_MORE", facts=facts)

    assert sentence(left, "en") == "TIDE: 7 stations (1400 boxes) are left out, no tide lets a boat land in time: TPS-1, TPS-2 and 5 more."
    assert sentence(left, "id").startswith(
        "TIDE: 7 TPS (1400 kotak) tertinggal, tidak ada pasang yang memungkinkan perahu mendarat tepat waktu"
    )


def test_what_is_refused_of_a_plan_is_said_in_both_languages_also_what_another_room_refuses() -> None:
    facts: dict[str, str | int | float] = {"number": 7, "state_word": "STATE_INFEASIBLE"}
    ours = refusal_told(PlanActRefusedError("plan", "NOT_READY", Reason(code="ONLY_READY_IS_ADOPTED", facts=facts)))
    with pytest.raises(SilogError) as empty:
        checked_reason("  ")
    theirs, unknown = refusal_told(empty.value), refusal_told(SilogError("DISK_FULL", "The disk is full."))

    assert ours.english == "Plan 7 is INFEASIBLE: only a plan that is READY can be adopted."
    assert ours.indonesian == "Rencana 7 berstatus tidak cukup: hanya rencana yang siap yang dapat disahkan."
    assert theirs.indonesian.startswith("Alasannya kosong.")
    assert theirs.english == str(empty.value).replace("\n", " ")
    assert (unknown.indonesian, unknown.english) == ("The disk is full.", "The disk is full.")
