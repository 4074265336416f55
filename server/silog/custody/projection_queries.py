"""What is kept beside the scans, and where it differs from what they say: for whoever verifies the projection.

Everything here is read for comparison only; nobody decides by it.
"""

from typing import Final

import asyncpg

from silog.custody.rules import BoxState


async def stored_progress(driver: asyncpg.Connection, election_id: int) -> dict[tuple[str, BoxState], tuple[int, int]]:
    """Give the counters per region and state, boxes and those with an exception, without those that stand at zero."""
    rows = await driver.fetch(
        "SELECT region_code, state, boxes, excepted FROM progress WHERE election_id = $1 AND (boxes <> 0 OR excepted <> 0)", election_id
    )
    return {(row["region_code"], BoxState(row["state"])): (row["boxes"], row["excepted"]) for row in rows}


async def wrong_totals(driver: asyncpg.Connection, election_id: int) -> dict[str, tuple[str, str]]:
    """Give what stands in the totals of regions and what their counters add up to, where the two differ."""
    rows = await driver.fetch(
        """SELECT region_code, t.kept, c.counted
           FROM (SELECT region_code, concat_ws(' ', boxes, excepted, in_transit, delivered) AS kept
                 FROM region_totals WHERE election_id = $1) AS t
           FULL JOIN (SELECT region_code, concat_ws(' ', sum(boxes), sum(excepted),
                        coalesce(sum(boxes) FILTER (WHERE is_on_the_way(state)), 0),
                        coalesce(sum(boxes) FILTER (WHERE is_delivered(state)), 0)) AS counted
                      FROM progress WHERE election_id = $1 GROUP BY region_code) AS c USING (region_code)
           WHERE t.kept IS DISTINCT FROM c.counted ORDER BY region_code""",
        election_id,
    )
    return {row["region_code"]: (row["kept"] or "none", row["counted"] or "none") for row in rows}


async def misplaced_boxes(driver: asyncpg.Connection, election_id: int) -> dict[str, tuple[str, str]]:
    """Give the boxes whose kept point is not that of their place, each with both points as text, empty where there is none."""
    rows = await driver.fetch(
        """SELECT b.code, coalesce(ST_AsText(b.place_point), '') AS kept, coalesce(ST_AsText(f.point), '') AS found
           FROM boxes b LEFT JOIN facilities f ON f.election_id = b.election_id AND f.code = b.place_code
           WHERE b.election_id = $1 AND b.place_point IS DISTINCT FROM f.point ORDER BY b.code""",
        election_id,
    )
    return {row["code"]: (row["kept"], row["found"]) for row in rows}


_STRAY: Final = """
SELECT 'details without a scan', count(*) FROM scan_details AS d
WHERE d.election_id = $1 AND NOT EXISTS (SELECT FROM scans AS s WHERE s.election_id = $1 AND s.id = d.scan_id)
UNION ALL
SELECT 'sightings without a scan', count(*) FROM sightings AS g
WHERE g.election_id = $1 AND NOT EXISTS (SELECT FROM scans AS s WHERE s.election_id = $1 AND s.id = g.scan_id)
UNION ALL
SELECT 'numbers without their scan', count(*) FROM event_numbers AS n
WHERE n.election_id = $1
  AND NOT EXISTS (SELECT FROM scans AS s WHERE s.election_id = $1 AND s.id = n.scan_id AND s.device_id = n.device_id AND s.seq = n.seq)
UNION ALL
SELECT 'scans without their number', count(*) FROM scans AS s
WHERE s.election_id = $1 AND NOT EXISTS (
  SELECT FROM event_numbers AS n WHERE n.election_id = $1 AND n.device_id = s.device_id AND n.seq = s.seq AND n.scan_id = s.id)"""


async def stray_rows(driver: asyncpg.Connection, election_id: int) -> dict[str, int]:
    """Count what is laid down with a scan, and refers to it by no foreign key, where one of the two is missing; empty when all is right."""
    return {name: count for name, count in await driver.fetch(_STRAY, election_id) if count}


async def wrong_last_scans(driver: asyncpg.Connection, election_id: int) -> dict[str, tuple[str, str]]:
    """Give the boxes that keep another type, place or region of their last scan than it has, each with both as text."""
    rows = await driver.fetch(
        """SELECT b.code, concat_ws(' ', b.last_scan_type, b.last_scan_place_code, b.last_scan_region_code) AS kept,
             concat_ws(' ', s.type, s.place_code, s.region_code) AS found
           FROM boxes b LEFT JOIN scans s ON s.election_id = b.election_id AND s.id = b.last_scan_id
           WHERE b.election_id = $1 AND (b.last_scan_type, b.last_scan_place_code, b.last_scan_region_code)
             IS DISTINCT FROM (s.type, s.place_code, s.region_code) ORDER BY b.code""",
        election_id,
    )
    return {row["code"]: (row["kept"], row["found"]) for row in rows}
