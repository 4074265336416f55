"""What is asked of the log: of a connection in a transaction, or of those that only read. Each statement sets its scope itself."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol
from uuid import UUID

import asyncpg

from silog.kit.columns import words
from silog.kit.scope import Scope
from silog.ledger.rules import Checkpoint, Tile


class Asks(Protocol):
    """Who runs statements: the driver's connection, or the connections of `kit.reads`."""

    async def fetch(self, sql: str, /, *parameters: Any) -> Sequence[asyncpg.Record]:  # noqa: ANN401 -- as the driver has it
        """Give all rows."""

    async def fetchrow(self, sql: str, /, *parameters: Any) -> asyncpg.Record | None:  # noqa: ANN401 -- as above
        """Give the first row."""


@dataclass(frozen=True, slots=True)
class Head:
    """The newest signed head of a log: what it says, the note as it was signed, and the key that checks it."""

    checkpoint: Checkpoint
    note: str
    verifier_key: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a scan in sight stands in the log; None: it waits for its place."""

    index: int | None


def seen(sql: str) -> str:
    """Have a statement's scope set before anything is read: its rows are looked up for the one row of `s`, and so after it.

    OFFSET keeps PostgreSQL from joining the two in the other order.
    """
    setting = "WITH s AS MATERIALIZED (SELECT set_config('silog.scope', $1, true) AS scope)"
    return f"{setting} SELECT found.* FROM s CROSS JOIN LATERAL ({sql} OFFSET 0) AS found"  # noqa: S608 -- statements of ours


_HEAD: Final = seen("SELECT origin, size, root, checkpoint, verifier_key FROM logs WHERE s.scope <> '' AND election_id = $2")
_TILES: Final = seen("""
  SELECT t.level, t.number, t.hashes FROM unnest($3::text::int[], $4::text::bigint[]) AS asked (level, number)
    JOIN log_tiles AS t ON s.scope <> '' AND t.election_id = $2 AND t.level = asked.level AND t.number = asked.number""")
_PLACE: Final = seen("""
  SELECT e.log_index FROM scans AS c LEFT JOIN log_entries AS e ON e.election_id = c.election_id AND e.scan_id = c.id
  WHERE s.scope <> '' AND c.election_id = $2 AND c.id = $3 AND c.region_code >= $4 AND c.region_code < $5""")


async def head_of(asks: Asks, scope: Scope) -> Head | None:
    """Give the head of the log of the scope's election; None where it has not begun."""
    row = await asks.fetchrow(_HEAD, scope.setting, scope.election_id)
    return None if row is None else Head(Checkpoint(row["origin"], row["size"], row["root"]), row["checkpoint"], row["verifier_key"])


async def tiles_of(asks: Asks, scope: Scope, tiles: Collection[Tile]) -> Mapping[Tile, bytes]:
    """Give the hashes of tiles, as many as each has by now; one that is not there yet is left out."""
    if not tiles:
        return {}
    columns = words(tile.level for tile in tiles), words(tile.number for tile in tiles)
    rows = await asks.fetch(_TILES, scope.setting, scope.election_id, *columns)
    return {Tile(row["level"], row["number"]): row["hashes"] for row in rows}


async def place_of(asks: Asks, scope: Scope, scan_id: UUID) -> Place | None:
    """Say where a scan stands in the log; None where no such scan is in sight."""
    row = await asks.fetchrow(_PLACE, scope.setting, scope.election_id, scan_id, scope.region_code, scope.region_end)
    return None if row is None else Place(row["log_index"])
