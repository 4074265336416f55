"""Custody of a ballot box: what each act does to it, which acts are irregular, and what all of them together mean.

Rules only. Nothing here reads a database, a clock or a request, so an auditor who knows no SQL can read every rule. What a decree
sets (places, roles and times of opening) is data in `law/`, each figure with its source.
"""

from silog.custody.rules.fold import BoxCustody, BoxFacts, ScanFact, advance, fold, untouched
from silog.custody.rules.handover import HANDOVER_ACTS, HANDOVER_BREACHES, Handover, Side, handovers
from silog.custody.rules.judgement import Verdict, Where, judge
from silog.custody.rules.law import Law, law_for
from silog.custody.rules.register import REGISTER_BREACHES, Sealing, judge_seal, register_digest, register_text
from silog.custody.rules.seals import SEALINGS
from silog.custody.rules.travel import Point, Sighting
from silog.custody.rules.vocabulary import (
    DELIVERED,
    ON_THE_WAY,
    BoxException,
    BoxState,
    Breach,
    Condition,
    Contest,
    Office,
    ScanFlag,
    ScanType,
    SealState,
)

__all__ = [
    "DELIVERED",
    "HANDOVER_ACTS",
    "HANDOVER_BREACHES",
    "ON_THE_WAY",
    "REGISTER_BREACHES",
    "SEALINGS",
    "BoxCustody",
    "BoxException",
    "BoxFacts",
    "BoxState",
    "Breach",
    "Condition",
    "Contest",
    "Handover",
    "Law",
    "Office",
    "Point",
    "ScanFact",
    "ScanFlag",
    "ScanType",
    "SealState",
    "Sealing",
    "Side",
    "Sighting",
    "Verdict",
    "Where",
    "advance",
    "fold",
    "handovers",
    "judge",
    "judge_seal",
    "law_for",
    "register_digest",
    "register_text",
    "untouched",
]
