"""One statement for many who ask the same at the same moment, each with values of their own.

What a small statement costs PostgreSQL is mostly its beginning and its end: to be received, to set its plan up, to be answered. Asked for
eight at once it costs each of them half.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

_QUOTED_OR_PARAMETER: Final = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\$(\d+)")


class Kind(Protocol):
    """What PostgreSQL says of a parameter's type."""

    @property
    def name(self) -> str:
        """Its name, for example `varchar`."""

    @property
    def kind(self) -> str:
        """`scalar`, `array`, `composite` or `range`."""


@dataclass(frozen=True, slots=True)
class ForMany:
    """SQL that gives a row (number, value) for each who asks; what differs between them stands in arrays, in the order of $2, $3, ..."""

    sql: str
    shared: int
    own: tuple[int, ...]

    def parameters(self, asked: Sequence[Sequence[Any]]) -> list[Any]:
        """Return the values in the order of $1, $2, ..., for those who ask in the order of their numbers from 1."""
        return [asked[0][self.shared], *([one[at] for one in asked] for at in self.own)]


def for_many(sql: str, kinds: Sequence[Kind], shared: int) -> ForMany | None:
    """Turn the statement of one into that of many; None where a value is itself an array, which PostgreSQL would take apart.

    `kinds` are the types of $1, $2, ... and `shared` is the place among them, from 0, of the one that is the same for all.
    """
    own = tuple(at for at in range(len(kinds)) if at != shared)
    if not own or any(kinds[at].kind != "scalar" for at in own):
        return None
    inner = _QUOTED_OR_PARAMETER.sub(lambda found: found[0] if found[1] is None else _named(int(found[1]) - 1, shared), sql)
    arrays = ", ".join(f"${number}::{kinds[at].name}[]" for number, at in enumerate(own, 2))
    names = ", ".join(f"v{at}" for at in own)
    return ForMany(f"SELECT p.n, ({inner}) FROM unnest({arrays}) WITH ORDINALITY AS p({names}, n)", shared, own)  # noqa: S608 -- a planned statement


def _named(at: int, shared: int) -> str:
    return "$1" if at == shared else f"p.v{at}"
