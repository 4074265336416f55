"""Tiles from the database: one function per layer, under the viewer's scope; and whether the grid of scans is what the scans say."""

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

_WRONG_CELLS: Final = """
SELECT level, x, y, region_code, coalesce(kept.scans, 0) AS kept, coalesce(made.scans, 0) AS made
FROM (SELECT level, x, y, region_code, scans FROM scan_cells WHERE election_id = $1) AS kept
FULL JOIN (
  SELECT c.level, c.x, c.y, c.region_code, count(*)::integer AS scans
  FROM sightings s, cells_of_scan(s.region_code, s.lon, s.lat) AS c WHERE s.election_id = $1
  GROUP BY c.level, c.x, c.y, c.region_code
) AS made USING (level, x, y, region_code)
WHERE kept.scans IS DISTINCT FROM made.scans ORDER BY level, x, y, region_code"""


async def tile_bytes(database: Database, scope: Scope, tile: Tile) -> bytes:
    """Give a tile as Mapbox Vector Tile; no bytes at all where nothing is to be drawn."""
    found: bytes | None = await database.reads.fetchval(_STATEMENTS[tile.layer], scope.setting, tile.z, tile.x, tile.y)
    return found or b""


async def wrong_cells(database: Database, election_id: int) -> dict[str, tuple[int, int]]:
    """Count all scans into the grid anew; give the cells where another number is kept, each with what is kept and what was made there."""
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        rows = await (await work.driver).fetch(_WRONG_CELLS, election_id)
    return {f"cell {row['level']}/{row['x']}/{row['y']} {row['region_code']}": (row["kept"], row["made"]) for row in rows}
