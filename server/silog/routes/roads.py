"""Ways over the roads of an operator's OpenStreetMap extract, walked by pgRouting inside the database.

The nodes nearest to both ends are looked for in one connected part of the network, so that a jetty's footpath that leads nowhere is
not taken for the road. Where no road is near, or none leads there, the answer is None, and whoever asks makes an estimate.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import asyncpg
import shapely

from silog.kit.database import Database
from silog.routes.figures import figures
from silog.routes.rules import LonLat
from silog_gis.geodesy import distance_m, length_m

Pair = tuple[LonLat, LonLat]
NEAREST: Final = 12
"""So many nodes round each end are looked at."""
METRES_PER_DEGREE: Final = 111_320.0

_IS_READY: Final = """
SELECT to_regprocedure('pgr_dijkstra(text, bigint, bigint, boolean)') IS NOT NULL AND EXISTS (SELECT FROM road_networks)"""

_NODES: Final = """
WITH near AS (
  SELECT 0 AS side, near.* FROM (SELECT id, component, point, ST_Distance(point::geography, $1::geometry::geography) AS off_m
    FROM road_nodes ORDER BY point <-> $1::geometry LIMIT $3) AS near
  UNION ALL
  SELECT 1 AS side, near.* FROM (SELECT id, component, point, ST_Distance(point::geography, $2::geometry::geography) AS off_m
    FROM road_nodes ORDER BY point <-> $2::geometry LIMIT $3) AS near
)
SELECT a.id AS source, b.id AS target, ST_X(a.point) AS a_lon, ST_Y(a.point) AS a_lat, ST_X(b.point) AS b_lon, ST_Y(b.point) AS b_lat
FROM near AS a JOIN near AS b ON a.side = 0 AND b.side = 1 AND a.component = b.component
WHERE a.off_m <= $4 AND b.off_m <= $4 ORDER BY a.off_m + b.off_m, a.id, b.id LIMIT 1
"""

_WAY: Final = """
SELECT ST_AsBinary(CASE WHEN e.source = w.node THEN e.line ELSE ST_Reverse(e.line) END) AS line, w.cost
FROM pgr_dijkstra($1, $2::bigint, $3::bigint, true) AS w JOIN road_edges AS e ON e.id = w.edge ORDER BY w.seq
"""

_EDGES: Final = """
SELECT id, source, target, forward_s AS cost, backward_s AS reverse_cost FROM road_edges
WHERE line && ST_MakeEnvelope({west:.6f}, {south:.6f}, {east:.6f}, {north:.6f}, 4326)"""
"""pgRouting takes a statement as text: only numbers are put into it."""


@dataclass(frozen=True, slots=True)
class RoadWay:
    """A way over roads, from end to end: the stretches off the road at both ends are in its line, at walking pace in its time."""

    line: tuple[LonLat, ...]
    length_m: float
    duration: timedelta


async def has_roads(connection: asyncpg.Connection) -> bool:
    """Whether ways over roads can be found here: a network is loaded, and pgRouting stands in the database."""
    return bool(await connection.fetchval(_IS_READY))


async def ways_over_roads(database: Database, pairs: Iterable[Pair]) -> dict[Pair, RoadWay]:
    """Find the quickest ways over roads between pairs of points; a pair that no road joins is left out."""
    async with database.reads.acquire() as connection:
        if not await has_roads(connection):
            return {}
        ways = {pair: await _way(connection, *pair) for pair in dict.fromkeys(pairs)}
    return {pair: way for pair, way in ways.items() if way is not None}


class RoadFinder:
    """Ways over roads for whoever plans in a thread: asks the database on the event loop, and waits for its answer.

    To be made on the event loop, and used in other threads only.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._loop = asyncio.get_running_loop()

    def way(self, a: LonLat, b: LonLat) -> RoadWay | None:
        """Give the way from one point to another; None where no road joins them, or none is known."""
        asked = asyncio.run_coroutine_threadsafe(ways_over_roads(self._database, [(a, b)]), self._loop)
        return asked.result().get((a, b))


async def _way(connection: asyncpg.Connection, a: LonLat, b: LonLat) -> RoadWay | None:
    nodes = await connection.fetchrow(_NODES, _ewkt(a), _ewkt(b), NEAREST, figures().snap_most_m)
    if nodes is None:
        return None
    on, off = (nodes["a_lon"], nodes["a_lat"]), (nodes["b_lon"], nodes["b_lat"])
    rows = [] if nodes["source"] == nodes["target"] else await connection.fetch(_WAY, _edges(on, off), nodes["source"], nodes["target"])
    if not rows and nodes["source"] != nodes["target"]:
        return None
    line = [a, on, *(point for row in rows for point in _coords(row["line"])), off, b]
    coords = tuple(point for at, point in enumerate(line) if at == 0 or point != line[at - 1])
    walked_s = (distance_m(a, on) + distance_m(off, b)) / (figures().foot_kmh / 3.6)
    drawn = coords if len(coords) > 1 else coords * 2
    return RoadWay(drawn, length_m(drawn), timedelta(seconds=sum(row["cost"] for row in rows) + walked_s))


def _edges(a: LonLat, b: LonLat) -> str:
    margin = figures().margin_m / METRES_PER_DEGREE
    (west, east), (south, north) = sorted((a[0], b[0])), sorted((a[1], b[1]))
    return _EDGES.format(west=west - margin, south=south - margin, east=east + margin, north=north + margin)


def _coords(wkb: bytes) -> list[LonLat]:
    return [(round(float(lon), 6), round(float(lat), 6)) for lon, lat in shapely.get_coordinates(shapely.from_wkb(bytes(wkb)))]


def _ewkt(at: LonLat) -> str:
    return f"SRID=4326;POINT({at[0]!r} {at[1]!r})"
