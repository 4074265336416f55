"""How often somebody may fail, before trying is not let through for a while.

Only what fails is counted: three hundred phones that enrol from one training hall succeed, and are never held up. Counts stand in the
memory of each process, so N processes let through N times as many; codes and passwords are chosen so that this is no matter.
"""

import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from silog.errors import SilogError

TOO_MANY: Final = "TOO_MANY_ATTEMPTS"
_MOST_KEPT: Final = 50_000


@dataclass(frozen=True, slots=True)
class Allowance:
    """At most `failures` in `seconds`, for each who tries."""

    name: str
    failures: int
    seconds: float


ENROLMENTS: Final = Allowance("enrolments from your address", 20, 600)
BY_ADDRESS: Final = Allowance("sign-ins from your address", 30, 900)
BY_NAME: Final = Allowance("sign-ins of this name", 10, 900)


@dataclass(slots=True)
class _Count:
    failures: int
    until_s: float


class Attempts:
    """Counts failures. One of these stands in each process."""

    def __init__(self) -> None:
        """Nobody has failed yet."""
        self._counts: OrderedDict[tuple[str, str], _Count] = OrderedDict()

    @contextmanager
    def one(self, allowance: Allowance, who: str) -> Iterator[None]:
        """Let one attempt through, or refuse it with TOO_MANY_ATTEMPTS.

        It counts as failed from its beginning, so that many at once are bounded too, and no longer when the block ends without an error.
        """
        key, now = (allowance.name, who), time.monotonic()
        count = self._counts.get(key)
        if count is None or count.until_s <= now:
            count = self._counts[key] = _Count(0, now + allowance.seconds)
            self._counts.move_to_end(key)
        if count.failures >= allowance.failures:
            wait_s = int(count.until_s - now) + 1
            raise SilogError(TOO_MANY, f"Too many {allowance.name} have failed.", f"Try again in {wait_s} s.")
        count.failures += 1
        while len(self._counts) > _MOST_KEPT:
            self._counts.popitem(last=False)
        yield
        count.failures -= 1
