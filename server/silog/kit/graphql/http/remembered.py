"""Answers to the public, remembered for a moment: on the eve of an election a newspaper's page asks the same thing ten thousand times.

Only what nobody in particular asked is kept, by every byte that the answer depends on. It is good until anything is told by the feed, and
never longer than a second: what the feed does not tell, and the election's clock, go on meanwhile.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from time import monotonic
from typing import Final

from silog.kit.graphql.documents.plans import CacheUse
from silog.kit.graphql.http.sent import Sent

GOOD_FOR_S: Final = 1.0
_MOST_BYTES: Final = 32 * 1024 * 1024
_MOST_ANSWER_BYTES: Final = 512 * 1024


@dataclass(frozen=True, slots=True)
class _Answer:
    sent: Sent
    epoch: int
    until_s: float
    size_bytes: int


class Remembered:
    """Answers by request; bounded in bytes, the oldest go first."""

    def __init__(self, epoch: Callable[[], int]) -> None:
        """`epoch` gives another number whenever something was told."""
        self.use = CacheUse()
        self._epoch = epoch
        self._kept: OrderedDict[Hashable, _Answer] = OrderedDict()
        self._bytes = 0

    def __len__(self) -> int:
        """How many there are, those included that are no longer good."""
        return len(self._kept)

    @property
    def epoch(self) -> int:
        """The number of this moment: to be asked for before the database is."""
        return self._epoch()

    def find(self, key: Hashable) -> Sent | None:
        """Return an answer that is still good."""
        self.use.asked += 1
        found = self._kept.get(key)
        if found is not None and found.epoch == self._epoch() and monotonic() < found.until_s:
            return found.sent
        self.use.made += 1
        return None

    def keep(self, key: Hashable, size_bytes: int, epoch: int, sent: Sent) -> None:
        """Keep an answer that was true at `epoch`; `size_bytes` is what its key takes."""
        size_bytes += len(sent.body)
        if size_bytes > _MOST_ANSWER_BYTES:
            return
        before = self._kept.pop(key, None)
        self._bytes += size_bytes - (before.size_bytes if before is not None else 0)
        self._kept[key] = _Answer(sent, epoch, monotonic() + GOOD_FOR_S, size_bytes)
        while self._bytes > _MOST_BYTES:
            self._bytes -= self._kept.popitem(last=False)[1].size_bytes
