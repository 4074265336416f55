"""Reasons in words, in Bahasa Indonesia or English: sentences are data (reasons.toml, refusals.toml), facts come with the reason."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Final, Literal

from silog_gis.plan.making.moments import WIB
from silog_gis.plan.whole.reason import Reason

Language = Literal["id", "en"]
Sentences = Mapping[str, Mapping[Language, str]]
"""By the code of a reason."""
_MONTHS: Final = {
    "id": ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
_INDONESIAN: Final = str.maketrans(",.", ".,")


@dataclass(frozen=True, slots=True)
class _Number:
    """A number that a sentence may say in its own way, `{kg:,.0f}`, with the separators of its language."""

    value: float
    language: Language

    def __format__(self, how: str) -> str:
        shown = format(self.value, how or ("d" if isinstance(self.value, int) else "g"))
        return shown.translate(_INDONESIAN) if self.language == "id" else shown


def sentence(reason: Reason, language: Language) -> str:
    """Say a reason. Refused (KeyError): a code that has no sentence."""
    return said(reason, language, sentences())


def said(reason: Reason, language: Language, table: Sentences) -> str:
    """Say a reason by the sentences of a table."""
    facts = {key: _said(key, value, language, table) for key, value in reason.facts.items()}
    return table[reason.code][language].format_map(facts)


@cache
def sentences() -> Sentences:
    """Read the sentences: of reasons, and of what is refused."""
    texts = (files(__package__).joinpath(name).read_text(encoding="utf-8") for name in ("reasons.toml", "refusals.toml"))
    return {code: each for text in texts for code, each in tomllib.loads(text).items()}


def said_at(moment: datetime, language: Language) -> str:
    """Say a time as people in Kepri do."""
    shown = moment.astimezone(WIB)
    return (
        f"{shown.day} {_MONTHS[language][shown.month - 1]} {shown:%H.%M} WIB"
        if language == "id"
        else (f"{shown.day} {_MONTHS[language][shown.month - 1]} {shown:%H:%M} WIB")
    )


def _said(key: str, value: str | float, language: Language, table: Sentences) -> str | _Number:
    if key.endswith("_at"):
        return said_at(datetime.fromisoformat(str(value)), language)
    if key.endswith("_moment"):
        return _said_in_full(str(value), language)
    if key.endswith("_word"):
        return table[str(value)][language]
    return _Number(value, language) if isinstance(value, int | float) else value


def _said_in_full(moment: str, language: Language) -> str:
    """Say a time that may lie in any year, to the second: for people in Kepri as they do, in English as it is written in files."""
    shown = datetime.fromisoformat(moment).astimezone(WIB)
    if language == "en":
        return moment
    seconds = f".{shown:%S}" if shown.second else ""
    return f"{shown.day} {_MONTHS[language][shown.month - 1]} {shown.year} {shown:%H.%M}{seconds} WIB"
