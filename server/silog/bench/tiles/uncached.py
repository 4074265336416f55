"""This product as it is served, but for one thing: every tile is drawn and packed anew, as if nobody had asked for it before.

For this measurement alone, in a process of its own, which changes the product's class and then does what `silog serve` does.
"""

from importlib import import_module

from silog.kit.scope import Scope
from silog.tiles.kept import Drawn, KeptTiles
from silog.tiles.queries import tile_bytes
from silog.tiles.rules import Tile


async def _draw(tiles: KeptTiles, scope: Scope, tile: Tile) -> Drawn:
    """Draw and pack a tile, keep nothing and share nothing."""
    return Drawn.of(await tile_bytes(tiles._database, scope, tile))  # noqa: SLF001 -- what stands in for a method of it


if __name__ == "__main__":
    setattr(KeptTiles, KeptTiles.give.__name__, _draw)  # of the class, wherever it is made
    import_module("silog.cli.group").main()  # by name: the command line stands above this floor, and is run here as a whole
