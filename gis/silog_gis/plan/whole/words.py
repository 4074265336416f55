"""Reasons in words, in Bahasa Indonesia or English: sentences are data (reasons.toml), facts come from the proposal."""

import tomllib
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Final, Literal

from silog_gis.plan.making.moments import WIB
from silog_gis.plan.whole.proposal import Reason

Language = Literal["id", "en"]
_MONTHS: Final = {
    "id": ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}


def sentence(reason: Reason, language: Language) -> str:
    """Say a reason. Refused (KeyError): a code that has no sentence."""
    facts = {key: _said(key, value, language) for key, value in reason.facts.items()}
    return sentences()[reason.code][language].format_map(facts)


@cache
def sentences() -> dict[str, dict[Language, str]]:
    """Read reasons.toml."""
    return tomllib.loads(files(__package__).joinpath("reasons.toml").read_text(encoding="utf-8"))


def said_at(moment: datetime, language: Language) -> str:
    """Say a time as people in Kepri do."""
    shown = moment.astimezone(WIB)
    return (
        f"{shown.day} {_MONTHS[language][shown.month - 1]} {shown:%H.%M} WIB"
        if language == "id"
        else (f"{shown.day} {_MONTHS[language][shown.month - 1]} {shown:%H:%M} WIB")
    )


def _said(key: str, value: str | float, language: Language) -> str:
    if key.endswith("_at"):
        return said_at(datetime.fromisoformat(str(value)), language)
    if isinstance(value, float):
        shown = f"{value:g}"
        return shown.replace(".", ",") if language == "id" else shown
    return str(value)
