"""This product as it is served, but for one thing: every tile is drawn and packed anew, as if nobody had asked for it before.

For this measurement alone, in a process of its own, which changes the product's module and then does what `silog serve` does.
"""

from importlib import import_module

from silog import asgi
from silog.kit.scope import Scope
from silog.tiles.kept import Drawn, KeptTiles
from silog.tiles.queries import tile_bytes
from silog.tiles.rules import Tile


class DrawnTiles(KeptTiles):
    """Keeps nothing and shares nothing."""

    async def give(self, scope: Scope, tile: Tile) -> Drawn:
        """Draw and pack a tile."""
        return Drawn.of(await tile_bytes(self._database, scope, tile))


if __name__ == "__main__":
    setattr(asgi, KeptTiles.__name__, DrawnTiles)
    import_module("silog.cli.group").main()  # by name: the command line stands above this floor, and is run here as a whole
