"""Writing the feed, inside the transaction of what it tells.

The head's row is locked until commit, so seq grows in the order of commits and a reader that has seen seq N has seen all below it.
Because the lock is taken last, after every other row of the transaction, it can wait for nobody who waits for it.
"""

from typing import Final

from silog.custody.facts import ScansRecorded
from silog.kit.database import UnitOfWork
from silog.movement.actions import PositionsReported
from silog.movement.moving import PortMoved
from silog.routes.actions import SeaAreaChanged

CHANNEL: Final = "silog_feed"
KEPT: Final = 50_000
"""How many entries stay: minutes of the busiest hour. Who comes back later starts anew from the present state."""

_ADVANCE: Final = """
  INSERT INTO feed_heads AS head (election_id, seq) VALUES ($1, $2)
  ON CONFLICT (election_id) DO UPDATE SET seq = head.seq + excluded.seq RETURNING seq"""
_SCANS: Final = """
  INSERT INTO feed (election_id, seq, region_code, kind, at, box_code, scan_id, place_code, state)
  SELECT $1, $2 + n, region, 'SCAN', at, box, scan, place, state
  FROM unnest($3::text[], $4::timestamptz[], $5::text[], $6::uuid[], $7::text[], $8::text[])
    WITH ORDINALITY AS f (region, at, box, scan, place, state, n)"""
_POSITIONS: Final = """
  INSERT INTO feed (election_id, seq, region_code, kind, at, conveyance_code, point, course_deg, speed_kn)
  SELECT $1, $2 + n, region, 'POSITION', at, conveyance, ST_SetSRID(ST_MakePoint(lon, lat), 4326), course, speed
  FROM unnest($3::text[], $4::timestamptz[], $5::text[], $6::float8[], $7::float8[], $8::float8[], $9::float8[])
    WITH ORDINALITY AS f (region, at, conveyance, lon, lat, course, speed, n)"""
_PORT: Final = """
  INSERT INTO feed (election_id, seq, region_code, kind, at, place_code, point)
  SELECT $1, $2 + n, region, 'PORT', $4, $5, ST_SetSRID(ST_MakePoint($6, $7), 4326)
  FROM unnest($3::text[]) WITH ORDINALITY AS f (region, n)"""
_SEA_AREA: Final = """
  INSERT INTO feed (election_id, seq, region_code, kind, at, place_code) SELECT $1, $2 + 1, $3, 'SEA_AREA', $4, $5"""
_PRUNE: Final = "DELETE FROM feed WHERE election_id = $1 AND seq <= $2"
_NOTIFY: Final = "SELECT pg_notify($1, $2)"


async def feed_scans(work: UnitOfWork, fact: ScansRecorded) -> None:
    """Tell recorded scans. Subscribe after every other room: the feed's lock must be the last one taken."""
    scans = fact.scans
    await _append(
        work,
        fact.election_id,
        len(scans),
        _SCANS,
        [scan.region_code for scan in scans],
        [scan.occurred_at for scan in scans],
        [scan.box_code for scan in scans],
        [scan.scan_id for scan in scans],
        [scan.place_code for scan in scans],
        [scan.state.value if scan.state is not None else None for scan in scans],
    )


async def feed_positions(work: UnitOfWork, fact: PositionsReported) -> None:
    """Tell reported positions. Subscribe after every other room."""
    found = fact.positions
    await _append(
        work,
        fact.election_id,
        len(found),
        _POSITIONS,
        list(fact.regions),
        [one.at for one in found],
        [one.conveyance_code for one in found],
        [one.lon for one in found],
        [one.lat for one in found],
        [one.course_deg for one in found],
        [one.speed_kn for one in found],
    )


async def feed_port_moves(work: UnitOfWork, fact: PortMoved) -> None:
    """Tell a moved port, in its own region and in those whose legs follow it. Subscribe after every other room."""
    at, (lon, lat) = fact.at, fact.berth
    await _append(work, fact.election_id, len(fact.regions), _PORT, list(fact.regions), at, fact.code, lon, lat)


async def feed_sea_areas(work: UnitOfWork, fact: SeaAreaChanged) -> None:
    """Tell an area of the sea that was set or ended. Subscribe after every other room."""
    await _append(work, fact.election_id, 1, _SEA_AREA, fact.region_code, fact.at, fact.code)


async def _append(work: UnitOfWork, election_id: int, count: int, insert: str, *columns: object) -> None:
    driver = await work.driver
    head = await driver.fetchval(_ADVANCE, election_id, count)
    await driver.execute(insert, election_id, head - count, *columns)
    if head // KEPT > (head - count) // KEPT:
        await driver.execute(_PRUNE, election_id, head - KEPT)
    await driver.execute(_NOTIFY, CHANNEL, f"{election_id}:{head}")
