"""What planning says in both languages of the screens: the sentences of the planner, and those of an election's plans (refusals.toml)."""

import tomllib
from functools import cache
from importlib.resources import files

from silog_gis.plan.whole.reason import Reason
from silog_gis.plan.whole.words import Language, Sentences, said, sentences


def sentence(reason: Reason, language: Language) -> str:
    """Say a reason of a plan. Refused (KeyError): a code that has no sentence."""
    return said(reason, language, all_sentences())


@cache
def all_sentences() -> Sentences:
    """Read the planner's sentences and our own."""
    return {**sentences(), **tomllib.loads(files(__package__).joinpath("refusals.toml").read_text(encoding="utf-8"))}
