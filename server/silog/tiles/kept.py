"""Tiles that were made, kept packed for whoever asks for the same in the same scope.

What a tile holds depends on its address and on the viewer's scope, and on nothing else of the viewer: the database draws it under that
scope alone. So two viewers share a kept tile only where both may see the same rows.
"""

import asyncio
import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import monotonic
from typing import Final

from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.tiles.queries import tile_bytes
from silog.tiles.rules import FRESHNESS, Tile

Told = Callable[[int, Iterable[str]], int | None]
"""For an election and kinds of entries of its feed: a number that grows when one is told; None where nobody would hear of it."""

_MOST_BYTES: Final = 32 * 1024 * 1024
_ENTRY_BYTES: Final = 600
"""What a kept tile takes besides its bytes."""
_LEVEL: Final = 6

_Key = tuple[Tile, str]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A tile as it is sent: packed with gzip; `etag` names what it holds, packed or not. `is_empty` where nothing is to be drawn."""

    packed: bytes
    etag: str
    is_empty: bool

    @classmethod
    def of(cls, body: bytes) -> "Drawn":
        """Pack a tile."""
        return cls(gzip.compress(body, _LEVEL, mtime=0) if body else b"", _etag(body), not body)

    @property
    def body(self) -> bytes:
        """The tile itself."""
        return gzip.decompress(self.packed) if self.packed else b""


@dataclass(frozen=True, slots=True)
class _Entry:
    drawn: Drawn
    epoch: int
    until_s: float


class KeptTiles:
    """Gives tiles, from the database where none is kept that is still good. Bounded in bytes: those that nobody asks for go first."""

    def __init__(self, database: Database, told: Told, *, most_bytes: int = _MOST_BYTES) -> None:
        """Draw from `database`; `told` says when what is kept has become old."""
        self._database = database
        self._told = told
        self._most_bytes = most_bytes
        self._kept: OrderedDict[_Key, _Entry] = OrderedDict()
        self._drawing: dict[tuple[_Key, int], asyncio.Task[Drawn]] = {}
        self.size_bytes = 0
        self.asked = 0
        self.made = 0

    def __len__(self) -> int:
        """How many are kept, those included that are no longer good."""
        return len(self._kept)

    async def give(self, scope: Scope, tile: Tile) -> Drawn:
        """Give a tile in a scope. Whoever asks while it is being drawn waits for the same drawing."""
        self.asked += 1
        key = tile, scope.setting
        # Asked for before the database is: what is told from now on makes old what is drawn now.
        epoch = self._told(scope.election_id, FRESHNESS[tile.layer].told)
        if epoch is None:
            self.made += 1
            return Drawn.of(await tile_bytes(self._database, scope, tile))
        entry = self._kept.get(key)
        if entry is not None and entry.epoch == epoch and monotonic() < entry.until_s:
            self._kept.move_to_end(key)
            return entry.drawn
        task = self._drawing.get((key, epoch))
        if task is None:
            task = self._drawing[key, epoch] = asyncio.create_task(self._draw(scope, tile, epoch))
            task.add_done_callback(lambda drawn: self._ended((key, epoch), drawn))
        return await asyncio.shield(task)  # one who goes away meanwhile takes it from nobody

    def _ended(self, key: tuple[_Key, int], task: asyncio.Task[Drawn]) -> None:
        del self._drawing[key]
        if not task.cancelled():
            task.exception()  # everybody who waits is told; where nobody does any more, nobody needs to be

    async def _draw(self, scope: Scope, tile: Tile, epoch: int) -> Drawn:
        self.made += 1
        began = monotonic()
        body = await tile_bytes(self._database, scope, tile)
        key = tile, scope.setting
        before = self._kept.get(key)
        is_same = before is not None and before.drawn.etag == _etag(body)
        drawn = before.drawn if before is not None and is_same else Drawn.of(body)
        self._keep(key, _Entry(drawn, epoch, began + FRESHNESS[tile.layer].kept_s))
        return drawn

    def _keep(self, key: _Key, entry: _Entry) -> None:
        before = self._kept.pop(key, None)
        self.size_bytes += _size(entry) - (_size(before) if before is not None else 0)
        self._kept[key] = entry
        while self.size_bytes > self._most_bytes:
            self.size_bytes -= _size(self._kept.popitem(last=False)[1])


def _size(entry: _Entry) -> int:
    return len(entry.drawn.packed) + _ENTRY_BYTES


def _etag(body: bytes) -> str:
    """Name a tile by what it holds. Weak, as the same tile is sent packed and unpacked."""
    return f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'
