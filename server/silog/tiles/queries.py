"""Tiles from the database: one function per layer, under the viewer's scope."""

from typing import Final

from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.tiles.rules import Layer, Tile

# The scope is set inside the statement, before anything of the tile is read: `s` is materialized and must give a row first.
_STATEMENTS: Final = {
    layer: f"""WITH s AS MATERIALIZED (SELECT set_config('silog.scope', $1, true) AS scope)
      SELECT tile_{layer}($2, $3, $4) FROM s WHERE s.scope <> ''"""  # noqa: S608 -- the layer is one of an enum
    for layer in Layer
}


async def tile_bytes(database: Database, scope: Scope, tile: Tile) -> bytes:
    """Give a tile as Mapbox Vector Tile; no bytes at all where nothing is to be drawn."""
    found: bytes | None = await database.reads.fetchval(_STATEMENTS[tile.layer], scope.setting, tile.z, tile.x, tile.y)
    return found or b""
