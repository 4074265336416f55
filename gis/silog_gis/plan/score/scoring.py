"""Points from facts, and the sentence that explains them. Nothing here looks anything up."""

import math
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from silog_gis.plan.whole.value import Amount, Code, Count, Value

Language = Literal["id", "en"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a place; None where it is not known, which gives no points."""

    is_frontier: bool
    is_outermost: bool
    hours_by_sea: float
    """From the warehouse; 0 where a road leads there, infinite where no way is known."""
    sailings_a_week: float | None
    """Timetabled ones that call where its boxes land."""
    has_signal: bool | None
    waves_m: float | None
    month: int


class Part(Value, frozen=True, kw_only=True):
    """Points of one factor, and the fact they come from."""

    factor: Code
    points: Amount
    value: float | None = None


class Score(Value, frozen=True, kw_only=True):
    """What a place has, by factors in the order of their weight in it."""

    points: Amount
    parts: tuple[Part, ...]
    first: Amount
    """So many points and more go first, by the weights it was made with."""
    version: Count
    """Of the weights."""

    @property
    def tier(self) -> int:
        """0 goes first."""
        return 0 if self.points >= self.first else 1


def score(facts: Facts, weights: Mapping[str, Any] | None = None) -> Score:
    """Weigh facts; without weights, by those that are shipped."""
    given = weights or shipped_weights()
    parts = tuple(sorted((part for part in _parts(facts, given) if part.points > 0), key=lambda part: (-part.points, part.factor)))
    points = round(sum(part.points for part in parts), 1)
    return Score(points=points, parts=parts, first=given["first_tier_points"], version=given["version"])


def hardest(scores: Iterable[Score]) -> Score:
    """Give the score of a district or an island: that of its hardest station."""
    return max(scores, key=lambda each: each.points)


def sentence(name: str, found: Score, language: Language, *, stations: int | None = None, is_first_by_law: bool = False) -> str:
    """Explain a score: of a station, or with `stations` of a district or an island with so many.

    With `is_first_by_law` the place goes first though it may have too few points, and the sentence says so where that is the case.
    """
    words, first = _words(), _number(found.first, language)
    who = name if stations is None else words["district"][language].format(name=name, count=stations)
    parts = ", ".join(
        words[part.factor][language].format(points=_number(part.points, language), value=_number(part.value or 0, language))
        for part in found.parts
    )
    template = words["whole" if found.parts else "none"][language]
    said = template.format(name=who, points=_number(found.points, language), first=first, parts=parts)
    return f"{said} {words['by_law'][language]}" if is_first_by_law and found.tier else said


def _parts(facts: Facts, weights: Mapping[str, Any]) -> Iterator[Part]:
    if facts.is_frontier:
        yield Part(factor="frontier", points=weights["frontier"]["points"])
    if facts.is_outermost:
        yield Part(factor="outermost", points=weights["outermost"]["points"])
    if facts.has_signal is False:
        yield Part(factor="no_signal", points=weights["no_signal"]["points"])
    if facts.hours_by_sea <= 0:
        return
    if math.isinf(facts.hours_by_sea):
        yield Part(factor="no_way", points=weights["hours_by_sea"]["most"])
    else:
        yield _graded("hours_by_sea", facts.hours_by_sea, facts.hours_by_sea, weights)
    if facts.sailings_a_week is not None:
        missing = max(0.0, weights["sailings"]["daily"] - facts.sailings_a_week)
        yield _graded("sailings", missing, facts.sailings_a_week, weights)
    if facts.waves_m is not None:
        yield _graded("waves", facts.waves_m, facts.waves_m, weights)
    if facts.month in weights["season"]["months"]:
        yield Part(factor="season", points=weights["season"]["points"])


def _graded(factor: str, amount: float, value: float, weights: Mapping[str, Any]) -> Part:
    points = round(min(weights[factor]["most"], round(amount, 1) * weights[factor]["points_each"]), 1)
    return Part(factor=factor, points=points, value=round(value, 1))


def provenance() -> str:
    """Say by which weights places are scored, and where these come from."""
    weights = shipped_weights()
    return f"{weights['rule']} version {weights['version']}, {weights['year']}: {weights['source']}"


@cache
def shipped_weights() -> Mapping[str, Any]:
    """Read weights.toml."""
    return tomllib.loads(files(__package__).joinpath("weights.toml").read_text(encoding="utf-8"))


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


def _number(value: float, language: Language) -> str:
    shown = f"{value:g}"
    return shown.replace(".", ",") if language == "id" else shown
