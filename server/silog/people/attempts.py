"""How often somebody may fail, before trying is not let through for a while.

Of sign-ins and enrolments only what fails is counted: three hundred phones that enrol from one training hall succeed, and are never held
up. Counts stand in the memory of each process, so N processes let through N times as many; codes and passwords are chosen so that this
is no matter.
"""

import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from starlette.requests import HTTPConnection

from silog.errors import SilogError

TOO_MANY: Final = "TOO_MANY_ATTEMPTS"
_MOST_KEPT: Final = 50_000


@dataclass(frozen=True, slots=True)
class Allowance:
    """At most `failures` in `seconds`, for each who tries."""

    name: str
    failures: int
    seconds: float


ENROLMENTS: Final = Allowance("failed enrolments from your address", 20, 600)
BY_ADDRESS: Final = Allowance("failed sign-ins from your address", 30, 900)
QUESTIONS: Final = Allowance("questions for a passkey from your address", 200, 600)
"""All of them, failed or not: each is kept for minutes, before anybody has signed in."""
BY_NAME: Final = Allowance("failed sign-ins of this name", 10, 900)


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
        count = self.count(allowance, who)
        yield
        count.failures -= 1

    def count(self, allowance: Allowance, who: str) -> _Count:
        """Count one attempt whatever comes of it, or refuse it with TOO_MANY_ATTEMPTS."""
        key, now = (allowance.name, who), time.monotonic()
        count = self._counts.get(key)
        if count is None or count.until_s <= now:
            count = self._counts[key] = _Count(0, now + allowance.seconds)
            self._counts.move_to_end(key)
        if count.failures >= allowance.failures:
            wait_s = int(count.until_s - now) + 1
            raise SilogError(TOO_MANY, f"Too many {allowance.name}.", f"Try again in {wait_s} s.")
        count.failures += 1
        while len(self._counts) > _MOST_KEPT:
            self._counts.popitem(last=False)
        return count


def address_of(connection: HTTPConnection) -> str:
    """Say where a request comes from; '' where nobody can say."""
    client: tuple[str, int] | None = connection.scope.get("client")
    return client[0] if client is not None else ""
