"""Which questions are followed just now: those who ask the same are brought together."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Never

from graphql.execution.values import VariableValues

from silog.kit.graphql.follow.question import Question
from silog.kit.graphql.follow.seats import Seat, Told
from silog.kit.graphql.follow.walks import OpenWalk, Window
from silog.kit.graphql.plan.statements import Statement
from silog.kit.graphql.serve.sharing import SharedReads, one_value
from silog.kit.reads import Reads
from silog.kit.scope import Scope


class _Viewer(dict[str, Any]):
    """A viewer's own values, and None for what a window would give."""

    def __missing__(self, name: str) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Asked:
    """What one follower asks: a statement under a key of the answer, with everything that its parameters come from but the window."""

    key: str
    statement: Statement
    variables: VariableValues
    scope: Scope
    viewer: Mapping[str, Any]
    open_walk: OpenWalk

    @property
    def identity(self) -> Hashable:
        """Equal where every window has the same answer: same document, variables, scope, and viewer as far as they are asked for."""
        blank = self.statement.parameters(self.variables, self.scope, _Viewer(self.viewer))
        return (self.key, self.scope, self.statement.sql, *map(one_value, blank))

    def parameters(self, window: Window) -> list[Any]:
        """The parameters of the statement for one window."""
        return self.statement.parameters(self.variables, self.scope, {**self.viewer, **window})


class Following:
    """The questions that are followed in this process."""

    def __init__(self, shared: SharedReads, reads: Reads, counted: Callable[[int], None]) -> None:
        """Read by `reads`; `counted` hears how many were given an answer."""
        self._shared = shared
        self._reads = reads
        self._counted = counted
        self._questions: dict[Hashable, Question] = {}
        self._attending: dict[Question, int] = defaultdict(int)

    async def attend(self, asked: Asked, seat: Seat) -> Never:
        """Give a seat the answers to what is asked, until something is raised."""
        with self._joined(asked) as question:
            await question.attend(seat, asked.open_walk)

    @contextmanager
    def _joined(self, asked: Asked) -> Iterator[Question]:
        """Give the question for as long as the block lasts. The first who asks begins it, the last who leaves ends it."""
        identity = asked.identity
        question = self._questions.get(identity)
        if question is None or question.has_failed:
            question = self._questions[identity] = Question(lambda window: self._told(asked, window), asked.open_walk, self._counted)
        self._attending[question] += 1
        try:
            yield question
        finally:
            self._attending[question] -= 1
            if not self._attending[question]:
                del self._attending[question]
                if self._questions.get(identity) is question:
                    del self._questions[identity]

    async def _told(self, asked: Asked, window: Window) -> Told:
        text = await self._shared.fetch(self._reads, asked.statement.sql, asked.parameters(window))
        return Told(b'{"data":{"%s":%s}}' % (asked.key.encode(), text))
