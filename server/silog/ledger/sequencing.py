"""The sequencer: it gives scans their places in the log beside the server's requests, and says loudly where it must not."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from silog.errors import SilogError
from silog.kit.database import Database
from silog.kit.repeating import repeated
from silog.ledger.actions import AT_ONCE, give_places
from silog.ledger.keys import have_key
from silog.ledger.memory import Memories
from silog.places.queries import NO_ELECTION, Election, all_elections

EVERY_S: Final = 1.0
"""A scan has its place two seconds after it was recorded: one of waiting, and one for the work."""

_log: Final = logging.getLogger(__name__)


@dataclass(slots=True)
class Sequencer:
    """Signs the logs of a database with the key in a file, and begins new ones under names that begin with `origin`."""

    database: Database
    key_file: Path
    origin: str
    placed: int = 0
    """How many places it has given."""
    refusals: dict[str, SilogError] = field(default_factory=dict)
    """Why a log is not signed, by its election's code."""
    _memories: Memories = field(init=False)

    def __post_init__(self) -> None:
        """Remember beside the key."""
        self._memories = Memories(self.key_file.parent)

    async def give_all_places(self) -> None:
        """Give every scan its place that waits for one by now."""
        async with self.database.unit_of_work(NO_ELECTION) as work:
            elections = await all_elections(work.connection)
        for election in elections:
            try:
                placed = AT_ONCE
                while placed >= AT_ONCE:  # who was given fewer has nobody left who waits
                    placed = await self._give_places(election)
                    self.placed += placed
            except SilogError as refusal:
                if str(self.refusals.get(election.code)) != str(refusal):
                    _log.error("The log of %s is not signed: %s", election.code, refusal)
                self.refusals[election.code] = refusal
            else:
                self.refusals.pop(election.code, None)

    async def _give_places(self, election: Election) -> int:
        return await give_places(self.database, election, have_key(self.key_file, self.origin), self._memories)

    @asynccontextmanager
    async def running(self, every_s: float = EVERY_S) -> AsyncIterator[None]:
        """Do so again and again until the block ends. Several processes may: each scan is given its place once."""
        async with repeated(self.give_all_places, every_s, "Giving scans their places in the log"):
            yield
