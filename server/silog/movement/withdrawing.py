"""Taking boxes off shipments that have not begun, so that another plan can carry them. What has left stays as it is."""

from collections.abc import Collection
from typing import Final

from silog.kit.database import UnitOfWork

_NOT_BEGUN: Final = """
SELECT DISTINCT s.code FROM shipments AS s
JOIN shipment_boxes AS b ON b.election_id = s.election_id AND b.shipment_code = s.code
JOIN facilities AS f ON f.election_id = s.election_id AND f.code = s.destination_code
WHERE s.election_id = $1 AND s.direction = 'OUTBOUND' AND b.box_code = ANY ($2::text[]) AND f.kind <> 'POLLING_STATION'
  AND NOT EXISTS (SELECT FROM legs AS l WHERE l.election_id = $1 AND l.shipment_code = s.code
    AND (l.departed_at IS NOT NULL OR l.arrived_at IS NOT NULL))
ORDER BY s.code
"""
"""Shipments to a station itself begin where a plan ends: they stay."""

_LOCK_LEGS: Final = (
    "SELECT 1 FROM legs WHERE election_id = $1 AND shipment_code = ANY ($2::text[]) ORDER BY shipment_code, number FOR UPDATE"
)
_FORGET_JOURNEYS: Final = """
DELETE FROM box_journeys WHERE election_id = $1 AND box_code = ANY ($2::text[]) AND NOT is_aboard
"""
_TAKE_OFF: Final = "DELETE FROM shipment_boxes WHERE election_id = $1 AND shipment_code = ANY ($3::text[]) AND box_code = ANY ($2::text[])"
_EMPTY: Final = """
SELECT code FROM unnest($2::text[]) AS asked(code)
WHERE NOT EXISTS (SELECT FROM shipment_boxes AS b WHERE b.election_id = $1 AND b.shipment_code = asked.code)
"""
_FORGET_LEGS: Final = "DELETE FROM legs WHERE election_id = $1 AND shipment_code = ANY ($2::text[])"
_FORGET: Final = "DELETE FROM shipments WHERE election_id = $1 AND code = ANY ($2::text[])"


async def take_off_shipments(work: UnitOfWork, box_codes: Collection[str]) -> list[str]:
    """Take boxes that have not left off every outbound shipment towards a village that has not begun; a shipment left empty is gone.

    Gives the codes of those that are gone. The scope must be the whole election's. Journeys of the boxes are forgotten: whoever takes
    them off plans them anew in the same transaction.
    """
    driver, election, boxes = await work.driver, work.scope.election_id, sorted(box_codes)
    found = [row["code"] for row in await driver.fetch(_NOT_BEGUN, election, boxes)]
    await driver.fetch(_LOCK_LEGS, election, found)
    found = [row["code"] for row in await driver.fetch(_NOT_BEGUN, election, boxes)]  # none may have departed before the lock
    await driver.execute(_FORGET_JOURNEYS, election, boxes)
    await driver.execute(_TAKE_OFF, election, boxes, found)
    gone = [row["code"] for row in await driver.fetch(_EMPTY, election, found)]
    await driver.execute(_FORGET_LEGS, election, gone)
    await driver.execute(_FORGET, election, gone)
    return gone
