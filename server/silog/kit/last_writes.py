"""What several rooms write last in one transaction, sent as one statement.

A statement takes a message to PostgreSQL and one back, and the turns of two processes. That is as much as a small one takes to write what
it writes, so a transaction of one scan that ends with three of them takes longer for sending them than for what they do.
"""

import re
from functools import lru_cache
from typing import Final

import asyncpg

_PARAMETER: Final = re.compile(r"\$([0-9]+)")
_KINDS_KEPT: Final = 64


class LastWrites:
    """What one transaction is still to write, by a name for each kind of it.

    A write is given as one or more common table expressions that change something, each under a name that no other kind uses, with
    parameters of its own from $1 on. All of them see the tables as they were before, so none of them can build on another.
    """

    def __init__(self) -> None:
        """Start with nothing."""
        self._parts: dict[str, tuple[str, tuple[object, ...]]] = {}

    def __contains__(self, kind: str) -> bool:
        """Whether something of this kind waits."""
        return kind in self._parts

    def add(self, kind: str, expressions: str, values: tuple[object, ...]) -> None:
        """Have one more written, of a kind of which nothing waits."""
        self._parts[kind] = expressions, values

    def clear(self) -> None:
        """Write none of it."""
        self._parts.clear()

    async def send(self, driver: asyncpg.Connection) -> None:
        """Write all of it."""
        if self._parts:
            parts = self._parts.values()
            self._parts = {}
            statement = _joined(tuple((expressions, len(values)) for expressions, values in parts))
            await driver.execute(statement, *(value for _, values in parts for value in values))


@lru_cache(_KINDS_KEPT)
def _joined(parts: tuple[tuple[str, int], ...]) -> str:
    """Write one statement of expressions, each given with the number of its parameters, which follow those of the ones before."""
    found, before = [], 0
    for expressions, count in parts:
        found.append(_after(before, expressions))
        before += count
    return f"WITH {', '.join(found)} SELECT 1"


def _after(before: int, expressions: str) -> str:
    """Number parameters so that they come after so many."""
    return _PARAMETER.sub(lambda parameter: f"${int(parameter[1]) + before}", expressions)
