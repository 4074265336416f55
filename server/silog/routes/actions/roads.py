"""Loading roads: the network of one extract takes the place of the one before, in one transaction."""

from collections.abc import Callable, Sequence
from typing import Final

import asyncpg
import shapely

from silog.errors import SilogError
from silog.kit.clock import real_now
from silog.kit.database import Database
from silog.places.queries import NO_ELECTION
from silog.routes.reading.roads import RoadNetwork

Progress = Callable[[int, int], None]
_CHUNK: Final = 20_000
_HAS_PGROUTING: Final = "SELECT to_regprocedure('pgr_dijkstra(text, bigint, bigint, boolean)') IS NOT NULL"
_SAME: Final = "SELECT EXISTS (SELECT FROM road_networks WHERE sha256 = $1)"
_NETWORK: Final = "INSERT INTO road_networks (name, sha256, loaded_at, node_count, edge_count) VALUES ($1, $2, $3, $4, $5)"
_NODES: Final = """
INSERT INTO road_nodes (id, component, point)
SELECT id, component, ST_SetSRID(ST_MakePoint(lon, lat), 4326)
FROM unnest($1::bigint[], $2::int[], $3::float8[], $4::float8[]) AS n (id, component, lon, lat)"""
_EDGES: Final = """
INSERT INTO road_edges (id, source, target, road_class, length_m, forward_s, backward_s, line)
SELECT id, source, target, class, metres, forward, backward, ST_GeomFromWKB(wkb, 4326)
FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::float8[], $6::float8[], $7::float8[], $8::bytea[])
  AS e (id, source, target, class, metres, forward, backward, wkb)"""


def silent(_done: int, _total: int) -> None:
    """Show no progress."""


async def refuse_without_pgrouting(database: Database) -> None:
    """Refuse early, with what to install, where ways over roads could not be found."""
    async with database.unit_of_work(NO_ELECTION) as work:
        if await (await work.driver).fetchval(_HAS_PGROUTING):
            return
    hint = (
        "On the private cluster: sudo apt-get install postgresql-pgrouting, then stop and start the product. "
        "On your own server, as a superuser: CREATE EXTENSION pgrouting. Until then ways over land stay estimates."
    )
    raise SilogError("NO_PGROUTING", "This database has no pgRouting, which finds ways over roads.", hint)


async def load_roads(database: Database, network: RoadNetwork, progress: Progress = silent) -> bool:
    """Replace the roads by a network; False where the same extract is loaded already, and nothing was changed."""
    async with database.unit_of_work(NO_ELECTION) as work:
        driver = await work.driver
        # Two who load at once do so one after the other.
        await driver.execute("LOCK TABLE road_networks IN SHARE ROW EXCLUSIVE MODE")
        if await driver.fetchval(_SAME, network.sha256):
            return False
        for table in ("road_networks", "road_edges", "road_nodes"):
            await driver.execute(f"DELETE FROM {table}")  # noqa: S608 -- a name of our own
        await _write(driver, network, progress)
        counts = (len(network.points), len(network.edges))
        await driver.execute(_NETWORK, network.name, network.sha256, real_now(), *counts)
    return True


async def _write(driver: asyncpg.Connection, network: RoadNetwork, progress: Progress) -> None:
    nodes = [(node, network.components[node], *at) for node, at in network.points.items()]
    edges = [
        (number, edge.source, edge.target, edge.road_class, edge.length_m, edge.forward_s, edge.backward_s)
        for number, edge in enumerate(network.edges, 1)
    ]
    lines = [bytes(wkb) for wkb in shapely.to_wkb([shapely.LineString(edge.line) for edge in network.edges])]
    total, done = len(nodes) + len(edges), 0
    for rows, statement in ((nodes, _NODES), ([(*edge, line) for edge, line in zip(edges, lines, strict=True)], _EDGES)):
        for start in range(0, len(rows), _CHUNK):
            chunk: Sequence[Sequence[object]] = rows[start : start + _CHUNK]
            await driver.execute(statement, *map(list, zip(*chunk, strict=True)))
            done += len(chunk)
            progress(done, total)
