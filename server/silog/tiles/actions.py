"""Keeping the grid of scans, inside the transaction that records them.

The cells of one batch are counted first and written in the order of their key, so that two batches wait for each other and never in a
circle. It comes after everything that locks boxes, and before the feed, whose lock is the last.
"""

from collections import Counter
from typing import Final

from silog.custody.facts import ScansRecorded
from silog.kit.columns import texts, words
from silog.kit.database import UnitOfWork

_COUNT: Final = """counted AS (
  INSERT INTO scan_cells AS kept (election_id, level, x, y, region_code, scans)
  SELECT $1, c.level, c.x, c.y, c.region_code, sum(made.scans)
  FROM unnest($2::text::text[], $3::float8[], $4::float8[], $5::text::integer[]) AS made (region, lon, lat, scans),
    cells_of_scan(made.region, made.lon, made.lat) AS c
  GROUP BY c.level, c.x, c.y, c.region_code ORDER BY c.level, c.x, c.y, c.region_code
  ON CONFLICT (election_id, level, x, y, region_code) DO UPDATE SET scans = kept.scans + excluded.scans
)"""


async def count_scans(work: UnitOfWork, fact: ScansRecorded) -> None:
    """Count new scans in the cells that they were made in; those that nobody knows a position of are in none."""
    made = Counter((scan.region_code, *scan.sighting) for scan in fact.scans if scan.sighting is not None)
    if made:
        regions, lons, lats = zip(*made, strict=True)
        await work.write_last("cells", _COUNT, fact.election_id, texts(regions), lons, lats, words(made.values()))
