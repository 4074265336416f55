"""Giving scans their places in the log, and signing what came of it.

Whoever records scans lays the hashes of their leaves down in the same transaction. Their places are given afterwards, by one process at a
time, in the order in which they were laid down: nothing that records has to wait for its turn in a tree.
"""

import asyncio
from collections.abc import Sequence
from typing import Final

from silog.custody.facts import ScansRecorded
from silog.errors import SilogError
from silog.kit import locks
from silog.kit.clock import real_now
from silog.kit.columns import texts, words
from silog.kit.database import Database, UnitOfWork
from silog.kit.locks import Space
from silog.kit.scope import Scope
from silog.ledger.keys import LogKey
from silog.ledger.memory import RESTORE, Memories
from silog.ledger.queries import Head, head_of, tiles_of
from silog.ledger.rules import EMPTY_ROOT, HASH_BYTES, Checkpoint, RightEdge, SigningKey, leaf_hash
from silog.ledger.rules.tiles import edge_of
from silog.places.queries import Election

AT_ONCE: Final = 6_400
"""So many scans or more are given their places at a time while as many wait, which takes milliseconds. A transaction's go together."""

_LAY_DOWN: Final = """laid_down AS (
  INSERT INTO log_waiting (election_id, scan_ids, region_codes, leaves) VALUES ($1, $2::text::uuid[], $3::text::text[], $4)
)"""

_PLACE: Final = """
WITH taken AS (
  DELETE FROM log_waiting
  WHERE election_id = $1 AND id IN (
    SELECT id FROM (
      SELECT id, sum(scans) OVER (ORDER BY id) - scans AS before
      FROM (SELECT id, cardinality(scan_ids) AS scans FROM log_waiting WHERE election_id = $1 ORDER BY id LIMIT $3) AS next
    ) AS counted WHERE before < $3)
  RETURNING id, scan_ids, region_codes, leaves
), placed AS (
  INSERT INTO log_entries (election_id, scan_id, region_code, log_index)
  SELECT $1, one.scan_id, one.region_code, $2 - 1 + row_number() OVER (ORDER BY taken.id, one.turn)
  FROM taken CROSS JOIN LATERAL unnest(taken.scan_ids, taken.region_codes) WITH ORDINALITY AS one (scan_id, region_code, turn)
)
SELECT string_agg(leaves, '' ORDER BY id) FROM taken"""

_BEGIN: Final = """
INSERT INTO logs (election_id, origin, verifier_key, size, root, checkpoint, signed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)"""
_SIGN: Final = "UPDATE logs SET size = $2, root = $3, checkpoint = $4, signed_at = $5 WHERE election_id = $1"
_KEEP: Final = """
INSERT INTO log_tiles (election_id, level, number, hashes)
SELECT $1, * FROM unnest($2::text::int[], $3::text::bigint[], $4::bytea[])
ON CONFLICT (election_id, level, number) DO UPDATE SET hashes = excluded.hashes"""


async def lay_leaves_down(work: UnitOfWork, fact: ScansRecorded) -> None:
    """Lay the leaves of scans down, in the transaction that records them."""
    ids = words(scan.scan_id for scan in fact.scans)
    regions = texts(scan.region_code for scan in fact.scans)
    leaves = b"".join([leaf_hash(scan.event) for scan in fact.scans])
    await work.write_last("leaves", _LAY_DOWN, fact.election_id, ids, regions, leaves)


async def give_places(database: Database, election: Election, log_key: LogKey, memories: Memories) -> int:
    """Give scans that wait their places in an election's log, sign its new head, and say how many they were; 0 where none waits.

    The log begins with the first call, empty. One process at a time does this; another that comes meanwhile leaves it to that one.
    SilogError where the log must not be signed: it is another key's, it is not what `memories` know to have been signed, or its tiles do
    not lead to its root. Nothing has changed then.
    """
    async with database.unit_of_work(Scope.whole_election(election.id)) as work:
        driver = await work.driver
        if not await locks.is_free(driver, Space.LOGGING, election.id):
            return 0
        before = await head_of(driver, work.scope) or await _begun(work, election, log_key)
        key = key_to(before, log_key, memories)
        leaves: bytes | None = await driver.fetchval(_PLACE, election.id, before.checkpoint.size, AT_ONCE)
        after = before if leaves is None else await _grown(work, before.checkpoint, _split(leaves), key)
        if after is not before:
            head = after.checkpoint
            await driver.execute(_SIGN, election.id, head.size, head.root, after.note, election.clock.time_at(real_now()))
    await asyncio.to_thread(memories.of(key.verifier).keep, after)  # the disk may take its time, in which others shall be answered
    return after.checkpoint.size - before.checkpoint.size


def key_to(head: Head, log_key: LogKey, memories: Memories) -> SigningKey:
    """Give the key that may sign what comes after a head; SilogError where it is another's, or was signed further than that."""
    key = log_key.of(head.checkpoint.origin)
    if head.verifier_key != key.verifier.text:
        message = f"The log {head.checkpoint.origin} is signed with the key {head.verifier_key}, and the key here is {key.verifier.text}."
        raise SilogError("ANOTHER_KEY", message, "Put back the key that signed it (SILOG_LOG_KEY), or let the server sign that has it.")
    memories.of(key.verifier).refuse_less(head.checkpoint)
    return key


async def _begun(work: UnitOfWork, election: Election, log_key: LogKey) -> Head:
    key = log_key.of_new(election.code)
    empty = Checkpoint(key.name, 0, EMPTY_ROOT)
    head = Head(empty, empty.signed(key), key.verifier.text)
    signed_at = election.clock.time_at(real_now())
    await (await work.driver).execute(_BEGIN, election.id, key.name, head.verifier_key, 0, EMPTY_ROOT, head.note, signed_at)
    return head


async def _grown(work: UnitOfWork, before: Checkpoint, leaves: Sequence[bytes], key: SigningKey) -> Head:
    """Put leaves into the tree and keep its tiles; the tree is held against its root first, before anything is built on it."""
    driver = await work.driver
    tiles = await tiles_of(driver, work.scope, [tile for tile, _ in edge_of(before.size)])
    try:
        edge = RightEdge.of(before.size, tiles)
    except KeyError as missing:
        raise SilogError("LOG_BROKEN", f"The log {before.origin} lacks a tile: {missing}.", RESTORE) from missing
    if edge.root() != before.root:
        raise SilogError("LOG_BROKEN", f"The tiles of the log {before.origin} do not lead to the root that was signed.", RESTORE)
    changed = await asyncio.to_thread(edge.append, leaves)
    columns = words(tile.level for tile in changed), words(tile.number for tile in changed)
    await driver.execute(_KEEP, work.scope.election_id, *columns, list(changed.values()))
    after = Checkpoint(before.origin, edge.size, edge.root())
    return Head(after, after.signed(key), key.verifier.text)


def _split(leaves: bytes) -> list[bytes]:
    return [leaves[start : start + HASH_BYTES] for start in range(0, len(leaves), HASH_BYTES)]
