"""The tree in tiles, as c2sp.org/tlog-tiles lays it out: 256 hashes of one height each, of every eighth height.

Tiles never change: one that is not full yet is the beginning of what it will be. So they can be cached, copied and served by anybody.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from silog.ledger.rules.tree import EMPTY_ROOT, HASH_BYTES, Range, node_hash, root_of, whole_subtrees

HEIGHT: Final = 8
WIDTH: Final = 256
_FULL_BYTES: Final = WIDTH * HASH_BYTES
MOST_LEVEL: Final = 7
"""Levels of a tree that 63 bits can count."""
_PATH: Final = re.compile(r"(?P<level>[0-7])/(?P<number>(x[0-9]{3}/){0,6}[0-9]{3})(\.p/(?P<width>[1-9][0-9]{0,2}))?", re.ASCII)


class Tile(NamedTuple):
    """One tile of a level, where each hash stands for 256 ** level leaves, by its number from the left."""

    level: int
    number: int

    def width_in(self, size: int) -> int:
        """How many hashes it has in a tree of `size` leaves."""
        return max(0, min(WIDTH, (size >> HEIGHT * self.level) - self.number * WIDTH))


def tile_path(tile: Tile, width: int = WIDTH) -> str:
    """Write the address of a tile, below the log's own.

    >>> tile_path(Tile(0, 1234067)), tile_path(Tile(1, 5), 3)
    ('0/x001/x234/067', '1/005.p/3')
    """
    groups = [f"{tile.number % 1000:03d}"]
    rest = tile.number // 1000
    while rest:
        groups.insert(0, f"x{rest % 1000:03d}")
        rest //= 1000
    return f"{tile.level}/{'/'.join(groups)}{'' if width == WIDTH else f'.p/{width}'}"


def read_tile_path(path: str) -> tuple[Tile, int] | None:
    """Read the address of a tile, as the tile and how many of its hashes are asked for; None where it is none."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    tile = Tile(int(found["level"]), int(found["number"].replace("x", "").replace("/", "")))
    width = WIDTH if found["width"] is None else int(found["width"])
    is_canonical = width <= WIDTH and tile_path(tile, width) == path
    return (tile, width) if is_canonical else None


@dataclass(slots=True)
class RightEdge:
    """The growing side of a tree: of each level the hashes of the last tile, as long as that is not full."""

    size: int = 0
    _open: list[bytearray] = field(default_factory=list)

    @classmethod
    def of(cls, size: int, tiles: Mapping[Tile, bytes]) -> "RightEdge":
        """Take up a tree of `size` leaves where `edge_of` says which tiles are needed; KeyError where one is missing."""
        needed = dict(edge_of(size))
        levels = 1 + max((tile.level for tile in needed), default=-1)
        edge = cls(size, [bytearray() for _ in range(levels)])
        for tile, width in needed.items():
            edge._open[tile.level] += tiles[tile][: width * HASH_BYTES]
        return edge

    def append(self, leaves: Sequence[bytes]) -> dict[Tile, bytes]:
        """Add hashes of leaves, and give every tile that has more hashes than before."""
        changed: dict[Tile, bytes] = {}
        self._extend(0, leaves, changed)
        self.size += len(leaves)
        for level, hashes in enumerate(self._open):
            if hashes:
                changed[Tile(level, self.size >> HEIGHT * (level + 1))] = bytes(hashes)
        return changed

    def root(self) -> bytes:
        """Give the root of the whole tree: what is whole on a level, and last what is less than one of its nodes."""
        below: bytes | None = None
        for hashes in self._open:
            row = _split(hashes) if below is None else [*_split(hashes), below]
            below = root_of(row) if row else None
        return EMPTY_ROOT if below is None else below

    def _extend(self, level: int, more: Sequence[bytes], changed: dict[Tile, bytes]) -> None:
        """Put hashes behind those of a level, and the roots of tiles that this fills behind those of the next."""
        if level == len(self._open):
            self._open.append(bytearray())
        hashes = self._open[level]
        hashes += b"".join(more)
        number = self.size >> HEIGHT * (level + 1)
        roots: list[bytes] = []
        while len(hashes) >= _FULL_BYTES:
            full = bytes(hashes[:_FULL_BYTES])
            del hashes[:_FULL_BYTES]
            changed[Tile(level, number + len(roots))] = full
            roots.append(root_of(_split(full)))
        if roots:
            self._extend(level + 1, roots, changed)


def edge_of(size: int) -> list[tuple[Tile, int]]:
    """Name the tiles of a tree that are not full, with the number of their hashes."""
    found = []
    level = 0
    while size >> HEIGHT * level:
        count = size >> HEIGHT * level
        if count % WIDTH:
            found.append((Tile(level, count // WIDTH), count % WIDTH))
        level += 1
    return found


def tiles_for(ranges: Iterable[Range]) -> set[Tile]:
    """Name the tiles that hold the hashes of these nodes."""
    return {_home(height, number)[0] for leaves in ranges for height, number in whole_subtrees(leaves)}


def hashes_of(ranges: Iterable[Range], tiles: Mapping[Tile, bytes]) -> list[bytes]:
    """Give the hash of each node, each the range of its leaves, from `tiles_for` them; KeyError where one is missing."""
    return [_hash_of(leaves, tiles) for leaves in ranges]


def _hash_of(leaves: Range, tiles: Mapping[Tile, bytes]) -> bytes:
    parts = []
    for height, number in whole_subtrees(leaves):
        tile, first, count = _home(height, number)
        parts.append(root_of(_split(tiles[tile][first * HASH_BYTES : (first + count) * HASH_BYTES])))
    found = parts.pop()
    while parts:
        found = node_hash(parts.pop(), found)
    return found


def _home(height: int, number: int) -> tuple[Tile, int, int]:
    """Say in which tile a whole subtree is, and which of its hashes make it up: from the first, so many."""
    level, above = divmod(height, HEIGHT)
    first = number << above
    return Tile(level, first // WIDTH), first % WIDTH, 1 << above


def _split(hashes: bytes | bytearray) -> Sequence[bytes]:
    return [bytes(hashes[start : start + HASH_BYTES]) for start in range(0, len(hashes), HASH_BYTES)]
