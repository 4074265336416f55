"""What is asked for: who looks, and which tiles have something for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Final

import asyncpg

from silog.bench.data.preparing import Ready
from silog.bench.data.sizes import NATIONAL, SEASON, Size
from silog.kit.database import Database
from silog.people.actions import ensure_user, make_bearer_token
from silog.people.rules import Role

SIZES: Final[Mapping[str, Size]] = {"season": SEASON, "country": replace(NATIONAL, name="country", scans=1_000_000)}
"""The season, and a million scans all over a country: how many there are changes no tile of the grid, but where they are does."""
FAR: Final = (5, 6, 7, 8)
NEAR: Final = (10, 12, 14)
GRID: Final = (*range(15), 16)
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
    """Data, who looks at it, and the tiles that they ask for: of boxes by viewer and zoom, of scans by zoom."""

    ready: Ready
    viewers: Sequence[Viewer]
    boxes: Mapping[tuple[str, int], Sequence[Address]]
    scans: Mapping[int, Sequence[Address]]


_BOX_TILES: Final = """
SELECT h.map_x >> (30 - $1) AS x, h.map_y >> (30 - $1) AS y
FROM (
  SELECT map_x, map_y FROM boxes WHERE map_x IS NOT NULL
  UNION ALL
  SELECT map_x(ST_X(point)), map_y(ST_Y(point)) FROM conveyances WHERE code IN (SELECT place_code FROM boxes)
) AS h GROUP BY 1, 2 ORDER BY count(*) DESC, 1, 2 LIMIT $2"""
_SCAN_TILES: Final = """
SELECT x >> (17 - $1) AS x, y >> (17 - $1) AS y FROM scan_cells WHERE level = 17 GROUP BY 1, 2 ORDER BY count(*) DESC, 1, 2 LIMIT $2"""
_SCOPE: Final = "SELECT set_config('silog.scope', $1, false)"


async def lay_out(ready: Ready) -> Ground:
    """Make the viewers, give tipg what it draws, and find the tiles that hold something: those of boxes and, heaviest first, of scans.

    Data of a made-up country are looked at as a whole, and only for scans.
    """
    viewers = [Viewer("everything", f"FULL|{ready.election_id}|{ready.region_code}", ready.token)]
    if ready.built.size.is_kepri:
        viewers = [Viewer("province", viewers[0].scope, ready.token), await _of_regency(ready)]
    admin = await asyncpg.connect(ready.built.dsn("silog_admin"))
    try:
        boxes = {}
        if ready.built.size.is_kepri:
            await admin.execute(_SCOPE, viewers[0].scope)
            await admin.execute(files(__package__).joinpath("peer.sql").read_text())
            boxes = await _tiles_of_boxes(ready, viewers)
        scans = {z: _addresses(z, await admin.fetch(_SCAN_TILES, z, _HEAVIEST)) for z in GRID}
    finally:
        await admin.close()
    return Ground(ready, viewers, boxes, scans)


async def _of_regency(ready: Ready) -> Viewer:
    database = await Database.connect(ready.built.dsn("silog_app"), readers=1, writers=1)
    try:
        user = await ensure_user(database, ready.election_id, "Uji ubin", Role.OPERATOR, REGENCY)
        return Viewer("regency", f"FULL|{ready.election_id}|{REGENCY}", await make_bearer_token(database, user.id))
    finally:
        await database.close()


async def _tiles_of_boxes(ready: Ready, viewers: Sequence[Viewer]) -> dict[tuple[str, int], Sequence[Address]]:
    app = await asyncpg.connect(ready.built.dsn("silog_app"))
    try:
        found: dict[tuple[str, int], Sequence[Address]] = {}
        for viewer in viewers:
            await app.execute(_SCOPE, viewer.scope)
            for z in (*FAR, *NEAR):
                found[viewer.name, z] = _addresses(z, await app.fetch(_BOX_TILES, z, _MOST_TILES))
        return found
    finally:
        await app.close()


def _addresses(z: int, rows: Sequence[asyncpg.Record]) -> list[Address]:
    return [(z, row["x"], row["y"]) for row in rows]
