"""What the bench must know of a server to measure it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from silog.bench.graphql.questions import Arguments
from silog.bench.load import Request


def _nothing_more(_port: int) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Contender:
    """One server: how it is started on a port, how it is asked, and its decoded answer in this product's names.

    `only` names the questions it has an answer to. `warm_requests` are sent before each question is measured.
    `environment`, for that port, is added to the bench's own.
    """

    name: str
    command: Callable[[int], Sequence[str]]
    request: Callable[[str, Arguments], Request]
    answer: Callable[[str, Any], Any]
    only: frozenset[str] = frozenset({"Q1", "Q2", "Q3", "Q4"})
    warm_requests: int = 0
    environment: Callable[[int], Mapping[str, str]] = _nothing_more

    def answers(self, question: str) -> bool:
        """Whether it can be asked this question."""
        return question in self.only
