"""A log as files for any web server: what c2sp.org/tlog-tiles lays out, below a folder.

The checkpoint is written last, so that whoever reads it finds the tiles that it needs. A folder that holds another log, or more of this
one, is left alone: published, that would be the very thing that whoever follows a log looks for.
"""

import asyncio
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg

from silog.errors import SilogError
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.ledger.queries import Head, head_of
from silog.ledger.rules import HASH_BYTES, Checkpoint, Tile, Verifier
from silog.ledger.rules.tiles import MOST_LEVEL, WIDTH, tile_path
from silog.ledger.snapshots import snapshot
from silog.ledger.witness_queries import lines_under
from silog.places.queries import Election

_AT_ONCE: Final = 256
_TILES: Final = """
SELECT number, hashes FROM log_tiles WHERE election_id = $1 AND level = $2 AND number >= $3 AND number < $4 ORDER BY number"""


@dataclass(frozen=True, slots=True)
class Exported:
    """How many leaves the checkpoint has that was written, and how many tiles were new beside it."""

    size: int
    tiles: int


async def export_log(database: Database, election: Election, folder: Path) -> Exported:
    """Write the newest checkpoint of a log and its tiles below `folder`; what is there of this log already is gone on with.

    SilogError: NO_LOG; ANOTHER_LOG, LOG_BEHIND where the folder holds what this must not
    replace; LOG_BROKEN where a tile is missing; NOT_WRITTEN.
    """
    scope = Scope.whole_election(election.id)
    async with snapshot(database, scope) as connection:
        head = await head_of(connection, scope)
        if head is None:
            raise SilogError(
                "NO_LOG", f"The log of {election.code} has not begun.", "It begins with the first start of a server that signs."
            )
        note = head.note + await lines_under(connection, scope, head.checkpoint.size)
        try:
            _refuse_other(folder, head)
            written = await _write_tiles(connection, election.id, head.checkpoint.size, folder)
            _put(folder / "checkpoint", note.encode())
        except OSError as error:
            raise SilogError("NOT_WRITTEN", f"{error.filename or folder} cannot be written: {error.strerror}.") from error
    return Exported(head.checkpoint.size, written)


def _refuse_other(folder: Path, head: Head) -> None:
    path = folder / "checkpoint"
    if not path.exists():
        return
    try:
        there = Checkpoint.read(path.read_bytes().decode(), Verifier.from_text(head.verifier_key))
    except (SilogError, UnicodeDecodeError) as error:
        raise SilogError("ANOTHER_LOG", f"{path} is not of this log: {error}", "Export each log into a folder of its own.") from error
    if there.size > head.checkpoint.size or (there.size == head.checkpoint.size and there.root != head.checkpoint.root):
        message = f"{path} has {there.size:,} entries, and the database {head.checkpoint.size:,} or others."
        raise SilogError("LOG_BEHIND", message, "The database is older than what was published. Nothing was changed.")


async def _write_tiles(connection: asyncpg.Connection, election_id: int, size: int, folder: Path) -> int:
    written = 0
    for level in range(MOST_LEVEL + 1):
        count = -(-(size >> 8 * level) // WIDTH)
        for first in range(0, count, _AT_ONCE):
            end = min(first + _AT_ONCE, count)
            tiles = {row["number"]: row["hashes"] for row in await connection.fetch(_TILES, election_id, level, first, end)}
            for number in range(first, end):
                tile = Tile(level, number)
                written += await asyncio.to_thread(_write_tile, folder, tile, tile.width_in(size), tiles.get(number, b""))
    return written


def _write_tile(folder: Path, tile: Tile, width: int, hashes: bytes) -> bool:
    """Write a tile as wide as it is in this tree; one that is there already is what it will ever be."""
    content = hashes[: width * HASH_BYTES]
    if len(content) < width * HASH_BYTES:
        raise SilogError(
            "LOG_BROKEN", f"Tile {tile.number:,} of level {tile.level} lacks hashes.", "silog log audit says what else is wrong."
        )
    path = folder / "tile" / tile_path(tile, width)
    if path.exists() and path.stat().st_size == len(content):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    _put(path, content)
    return True


def _put(path: Path, content: bytes) -> None:
    """Put a whole file into its place, readable for everybody: it is meant to be published."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).chmod(0o644)
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
