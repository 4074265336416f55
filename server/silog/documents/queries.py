"""What printed pages name: boxes, regions, places. The scope of the transaction decides what is there."""

from collections.abc import Collection, Sequence
from typing import Final

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection

from silog.custody.rules import Contest
from silog.documents.rules import LabelledBox
from silog.places.queries import facilities_of, region_facts

_BOXES: Final = """
SELECT b.code, b.contest, b.is_3t, b.station_code, f.station_number, f.registered_voters, b.region_code,
  v.name AS village, d.name AS district, r.name AS regency, coalesce(p.prints, 0) AS printed
FROM boxes AS b
JOIN facilities AS f ON f.election_id = b.election_id AND f.code = b.station_code
JOIN regions AS v ON v.code = b.region_code
JOIN regions AS d ON d.code = left(b.region_code, 8)
JOIN regions AS r ON r.code = left(b.region_code, 5)
LEFT JOIN label_prints AS p ON p.election_id = b.election_id AND p.box_code = b.code
WHERE b.election_id = $1 AND b.region_code >= $2 AND b.region_code < $2 || '~' AND ($3::text[] = '{}' OR b.code = ANY ($3))
  AND (NOT $4 OR p.prints IS NULL)
ORDER BY b.station_code, b.contest, b.code"""


async def labelled_boxes(
    driver: asyncpg.Connection, election_id: int, region_code: str, codes: Sequence[str], *, is_unprinted_only: bool
) -> list[LabelledBox]:
    """List the boxes of a region, or those of them with these codes, by station and contest."""
    rows = await driver.fetch(_BOXES, election_id, region_code, list(codes), is_unprinted_only)
    return [LabelledBox(row["code"], Contest(row["contest"]), *list(row.values())[2:]) for row in rows]


async def names_of(connection: AsyncConnection, regions: Collection[str], places: Collection[str]) -> dict[str, str]:
    """Name regions and places by their codes."""
    known = await region_facts(connection, regions)
    found = await facilities_of(connection, codes=places) if places else []
    return {code: facts.name for code, facts in known.items()} | {place.code: place.name for place in found}
