"""Auditing a log from inside: every event is hashed anew and held against its place, every tile and the root against what is below it.

Each event is held against its device's signature as well: whoever changed one could sign the whole log anew, and not the event.

What is signed must follow from what devices signed. Nothing is changed, and nothing that was reckoned before is believed. The log is read a
page at a time, so its length costs time and no memory.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import asyncpg

from silog.errors import SilogError
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.ledger import audit_queries as asked
from silog.ledger.audit_queries import Cosigned, Entry
from silog.ledger.queries import Head, head_of
from silog.ledger.rules import HASH_BYTES, Checkpoint, RightEdge, Tile, Verifier, Witness, cosigned_at, leaf_hash
from silog.ledger.rules.tiles import WIDTH
from silog.ledger.snapshots import snapshot
from silog.places.queries import Election

AT_ONCE: Final = 32 * WIDTH
"""Places that are read at a time: some megabytes of events."""
MOST_SAID: Final = 1_000
"""So many faults are said, and the rest counted; of what is out of place so many are looked for of each kind."""


@dataclass(slots=True)
class Audit:
    """What an audit found: how much was read, how many faults there are, and of the first `MOST_SAID` of them each as a sentence."""

    election: str
    size: int = 0
    tiles: int = 0
    waiting: int = 0
    cosignatures: int = 0
    faults: int = 0
    said: list[str] = field(default_factory=list)


async def audit_log(database: Database, election: Election, say: Callable[[int, int], None]) -> Audit:
    """Read a whole log anew. `say` is told how many places of how many were read. NO_LOG where it has not begun."""
    scope = Scope.whole_election(election.id)
    async with snapshot(database, scope) as connection:
        head = await head_of(connection, scope)
        if head is None:
            raise SilogError(
                "NO_LOG", f"The log of {election.code} has not begun.", "It begins with the first start of a server that signs."
            )
        found = Audit(election.code, head.checkpoint.size)
        reading = _Reading(connection, election.id, head, found)
        await reading.read_places(say)
        await reading.read_what_is_out_of_place()
    return found


@dataclass(slots=True)
class _Reading:
    """One audit under way."""

    connection: asyncpg.Connection
    election_id: int
    head: Head
    found: Audit
    edge: RightEdge = field(default_factory=RightEdge)

    @property
    def size(self) -> int:
        return self.head.checkpoint.size

    async def read_places(self, say: Callable[[int, int], None]) -> None:
        """Hold every event against its place, every tile against the tiles below it, and the root against them all."""
        for one in await asked.cosigned_between(self.connection, self.election_id, 0, 1):
            self._hold_cosigned(one)
        for first in range(0, self.size, AT_ONCE):
            end = min(first + AT_ONCE, self.size)
            entries = await asked.entries_between(self.connection, self.election_id, first, end)
            tiles = await asked.tiles_between(self.connection, self.election_id, 0, first // WIDTH, -(-end // WIDTH))
            leaves = await asyncio.to_thread(self._leaves, first, end, entries, tiles)
            await self._grow(first, leaves)
            say(end, self.size)
        await self._hold_tiles(self.edge.append([]))
        self._hold_head()

    def _leaves(self, first: int, end: int, entries: Sequence[Entry], tiles: dict[int, list[bytes]]) -> list[bytes]:
        """Hold events against the leaves in the tiles, and give the leaves: the tile's own where it has one, so that a fault shows once."""
        hashed = {one.index: one for one in entries}
        leaves = []
        for index in range(first, end):
            tile = tiles.get(index // WIDTH, [])
            kept = tile[index % WIDTH] if index % WIDTH < len(tile) else None
            entry = hashed.get(index)
            reckoned = None if entry is None or entry.scan is None else leaf_hash(entry.scan.event)
            if entry is None:
                self._wrong(f"Place {index:,}: no scan has it.")
            elif entry.scan is None:
                self._wrong(f"Place {index:,}: its scan {entry.scan_id} is not there.")
            elif kept is not None and kept != reckoned:
                self._wrong(f"Place {index:,}: the event of scan {entry.scan_id} is not the one that was put there.")
            elif not entry.scan.is_right:
                self._wrong(f"Place {index:,}: the event of scan {entry.scan_id} is not what the device {entry.scan.device_id} signed.")
            elif not entry.is_in_its_region:
                self._wrong(f"Place {index:,}: the scan {entry.scan_id} is of another region there.")
            leaves.append(kept or reckoned or bytes(HASH_BYTES))
        return leaves

    async def _grow(self, first: int, leaves: Sequence[bytes]) -> None:
        """Put leaves into the tree, hold every tile that is full by then, and stop where a witness has cosigned."""
        end = first + len(leaves)
        by_size: dict[int, list[Cosigned]] = {end: []}
        for one in await asked.cosigned_between(self.connection, self.election_id, first + 1, end + 1):
            by_size.setdefault(one.size, []).append(one)
        for before, after in pairwise([first, *sorted(by_size)]):
            changed = await asyncio.to_thread(self.edge.append, leaves[before - first : after - first])
            await self._hold_tiles({tile: hashes for tile, hashes in changed.items() if len(hashes) == WIDTH * HASH_BYTES})
            for one in by_size[after]:
                self._hold_cosigned(one)

    async def _hold_tiles(self, reckoned: Mapping[Tile, bytes]) -> None:
        for (level, number), hashes in reckoned.items():
            self.found.tiles += 1
            kept = (await asked.tiles_between(self.connection, self.election_id, level, number, number + 1)).get(number)
            if kept is None:
                self._wrong(f"Tile {number:,} of level {level} is not there.")
            elif b"".join(kept) != hashes:
                below = f"the tiles of level {level - 1}" if level else "its places"
                self._wrong(f"Tile {number:,} of level {level} does not follow from {below}.")

    def _hold_head(self) -> None:
        root = self.edge.root()
        if root != self.head.checkpoint.root:
            self._wrong(f"The root of the {self.size:,} places is not the one that the log names.")
        try:
            signed = Checkpoint.read(self.head.note, Verifier.from_text(self.head.verifier_key))
        except SilogError as error:
            self._wrong(f"The checkpoint: {error.message}")
        else:
            if signed != self.head.checkpoint:
                self._wrong(f"The checkpoint that was signed is one of {signed.size:,} places, and not the log's own.")

    def _hold_cosigned(self, one: Cosigned) -> None:
        """Hold what a witness said of a tree against what that tree was, as far as it has grown by now."""
        self.found.cosignatures += 1
        witness = Witness.from_text(one.verifier_key)
        try:
            cosigned_at(one.note, witness)
            seen = Checkpoint.read(one.note, Verifier.from_text(self.head.verifier_key))
        except SilogError as error:
            self._wrong(f"What {witness.name} cosigned at {one.size:,} places: {error.message}")
        else:
            if (seen.size, seen.root) != (one.size, self.edge.root()):
                self._wrong(f"{witness.name} has cosigned another tree of {seen.size:,} places.")

    async def read_what_is_out_of_place(self) -> None:
        """Look for scans without a place, places without a tree, and what waits wrongly."""
        for scan_id in await asked.unplaced(self.connection, self.election_id, MOST_SAID):
            self._wrong(f"The scan {scan_id} has no place and does not wait for one.")
        for scan_id in await asked.entries_beyond(self.connection, self.election_id, self.size, MOST_SAID):
            self._wrong(f"The scan {scan_id} has a place that the log of {self.size:,} has not.")
        for level, number in await asked.tiles_of_no_tree(self.connection, self.election_id, self.size, MOST_SAID):
            self._wrong(f"Tile {number:,} of level {level} is of no tree of {self.size:,} places.")
        for one in await asked.cosigned_between(self.connection, self.election_id, self.size + 1, None):
            self._wrong(f"{Witness.from_text(one.verifier_key).name} has cosigned {one.size:,} places, and the log has {self.size:,}.")
        async for waiting in asked.waiting(self.connection, self.election_id):
            self.found.waiting += 1
            if waiting.index is not None:
                self._wrong(f"The scan {waiting.scan_id} waits for a place and has one.")
            if waiting.scan is None:
                self._wrong(f"The scan {waiting.scan_id} waits for a place and is not there.")
            elif leaf_hash(waiting.scan.event) != waiting.leaf:
                self._wrong(f"The scan {waiting.scan_id} waits with another hash than its event has.")
            elif not waiting.scan.is_right:
                self._wrong(f"The event of scan {waiting.scan_id}, which waits, is not what the device {waiting.scan.device_id} signed.")

    def _wrong(self, sentence: str) -> None:
        self.found.faults += 1
        if self.found.faults <= MOST_SAID:
            self.found.said.append(sentence)
