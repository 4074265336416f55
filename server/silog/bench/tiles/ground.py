"""What is asked for: who looks, and which tiles have something for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Final

import asyncpg

from silog.bench.data.preparing import Ready
from silog.bench.data.sizes import NATIONAL, SEASON, Size
from silog.bench.tiles.voyages import VOYAGES
from silog.kit.database import Database
from silog.people.actions import ensure_user, make_bearer_token
from silog.people.rules import Role

COUNTRY: Final = replace(NATIONAL, name="country", scans=1_000_000)
SIZES: Final[Mapping[str, Size]] = {size.name: size for size in (SEASON, VOYAGES, COUNTRY, NATIONAL)}
"""The season; a season under way; a million scans all over a country; ten million, the data of `silog bench graphql --size national`."""
FAR: Final = (5, 6, 7, 8)
NEAR: Final = (10, 12, 14)
EVERY: Final = (*range(15), 16)
REGENCY: Final = "21.71"
"""Batam, which has more than half of Kepri's boxes."""
_MOST_TILES: Final = 60
_HEAVIEST: Final = 3

Address = tuple[int, int, int]
"""z, x, y."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looks: the name in the report, their scope as a setting, and their token."""

    name: str
    scope: str
    token: str


@dataclass(frozen=True, slots=True)
class Ground:
    """Data, who looks at it, and the tiles that they ask for, by layer, name of the viewer, and zoom."""

    ready: Ready
    viewers: Sequence[Viewer]
    tiles: Mapping[tuple[str, str, int], Sequence[Address]]

    @property
    def boxes(self) -> Mapping[tuple[str, int], Sequence[Address]]:
        """The tiles of boxes, by name of the viewer and zoom."""
        return {(viewer, zoom): found for (layer, viewer, zoom), found in self.tiles.items() if layer == "boxes"}


_BOX_TILES: Final = """
SELECT h.map_x >> (30 - $1) AS x, h.map_y >> (30 - $1) AS y
FROM (
  SELECT map_x, map_y FROM boxes WHERE map_x IS NOT NULL
  UNION ALL
  SELECT map_x(ST_X(point)), map_y(ST_Y(point)) FROM conveyances WHERE code IN (SELECT place_code FROM boxes)
) AS h GROUP BY 1, 2 ORDER BY count(*) DESC, 1, 2 LIMIT $2"""
_HEAVY_TILES: Final = {
    "scans": "SELECT x << 13 AS map_x, y << 13 AS map_y FROM scan_cells WHERE level = 17",
    "places": """SELECT map_x, map_y FROM facilities WHERE kind IN ('WAREHOUSE', 'PORT', 'PPK')
      OR $1 >= 9 AND kind IN ('AIRPORT', 'PPS') OR $1 >= 11 AND kind IN ('LANDING', 'POLLING_STATION')""",
    "shipments": """SELECT map_x(ST_X(middle)) AS map_x, map_y(ST_Y(middle)) AS map_y
      FROM legs CROSS JOIN LATERAL ST_PointN(route, ST_NPoints(route) / 2) AS middle WHERE arrived_at IS NULL""",
    "tracks": """SELECT map_x(ST_X(p.point)) AS map_x, map_y(ST_Y(p.point)) AS map_y
      FROM positions p JOIN elections e ON e.id = p.election_id WHERE p.at > e.clock_shown_at - interval '1 day'""",
}
"""What a layer draws, by where it lies on the map, for the zoom $1. What its tiles cost grows with how much there is of it."""
_HEAVIEST_OF: Final = """
SELECT x, y FROM (
  SELECT map_x >> (30 - $1) AS x, map_y >> (30 - $1) AS y FROM ({what}) AS there GROUP BY 1, 2 ORDER BY count(*) DESC, 1, 2 OFFSET 0
) AS heavy WHERE tile_{layer}($1, x, y) <> '' LIMIT $2"""
"""Of those in which something is drawn: from afar what would be a dot is left out. OFFSET 0: the heaviest are found before any is drawn."""
_LAYERS: Final[Mapping[Size, Sequence[str]]] = {SEASON: ("scans",), VOYAGES: ("places", "shipments", "tracks")}
_LAYERS_OF_COUNTRIES: Final = ("scans", "places")
_SCOPE: Final = "SELECT set_config('silog.scope', $1, false)"


async def lay_out(ready: Ready) -> Ground:
    """Make the viewers, give tipg what it draws, and find the tiles that hold something: those of boxes and, heaviest first, of all else.

    Boxes are drawn of the season alone, by viewers of different scope; all else is looked at as a whole.
    """
    size = ready.built.size
    viewers = [Viewer("province" if size.is_kepri else "everything", f"FULL|{ready.election_id}|{ready.region_code}", ready.token)]
    tiles: dict[tuple[str, str, int], Sequence[Address]] = {}
    admin = await asyncpg.connect(ready.built.dsn("silog_admin"))
    try:
        await admin.execute(_SCOPE, viewers[0].scope)
        if size == SEASON:
            viewers.append(await _of_regency(ready))
            await admin.execute(files(__package__).joinpath("peer.sql").read_text())
            tiles |= await _tiles_of_boxes(ready, viewers)
        for layer in _LAYERS.get(size, _LAYERS_OF_COUNTRIES):
            for z in EVERY:
                found = await admin.fetch(_HEAVIEST_OF.format(layer=layer, what=_HEAVY_TILES[layer]), z, _HEAVIEST)
                if found:
                    tiles[layer, viewers[0].name, z] = _addresses(z, found)
    finally:
        await admin.close()
    return Ground(ready, viewers, tiles)


async def _of_regency(ready: Ready) -> Viewer:
    database = await Database.connect(ready.built.dsn("silog_app"), readers=1, writers=1)
    try:
        user = await ensure_user(database, ready.election_id, "Uji ubin", Role.OPERATOR, REGENCY)
        return Viewer("regency", f"FULL|{ready.election_id}|{REGENCY}", await make_bearer_token(database, user.id))
    finally:
        await database.close()


async def _tiles_of_boxes(ready: Ready, viewers: Sequence[Viewer]) -> dict[tuple[str, str, int], Sequence[Address]]:
    app = await asyncpg.connect(ready.built.dsn("silog_app"))
    try:
        found: dict[tuple[str, str, int], Sequence[Address]] = {}
        for viewer in viewers:
            await app.execute(_SCOPE, viewer.scope)
            for z in (*FAR, *NEAR):
                found["boxes", viewer.name, z] = _addresses(z, await app.fetch(_BOX_TILES, z, _MOST_TILES))
        return found
    finally:
        await app.close()


def _addresses(z: int, rows: Sequence[asyncpg.Record]) -> list[Address]:
    return [(z, row["x"], row["y"]) for row in rows]
