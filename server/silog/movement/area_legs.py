"""Which legs of the plan an area of the sea touches when it changes: those that depart while it holds, as it was and as it will be."""

from collections.abc import Sequence
from typing import Final

import asyncpg
import shapely

from silog.kit.database import UnitOfWork
from silog.movement.rerouting import LegsFound, LegToRoute, Rerouting
from silog.movement.rules import LegMode
from silog.places.queries import facilities_of
from silog.routes.actions import AreaChange
from silog.routes.queries import areas_of

_LEGS_BY_AREAS: Final = """
SELECT l.shipment_code, l.number, l.region_code, l.from_code, l.to_code, l.planned_depart_at, c.clearance_m,
  l.departed_at IS NOT NULL OR l.arrived_at IS NOT NULL AS has_begun
FROM legs AS l LEFT JOIN conveyances AS c ON c.election_id = l.election_id AND c.code = l.conveyance_code
WHERE l.election_id = $1 AND l.mode = 'SEA' AND EXISTS (
  SELECT FROM unnest($2::bytea[], $3::timestamptz[], $4::timestamptz[], $5::bool[]) AS a(wkb, valid_from, valid_to, was)
  CROSS JOIN LATERAL (SELECT ST_GeomFromWKB(a.wkb, 4326) AS shape) AS g
  WHERE (a.valid_from IS NULL OR a.valid_from <= l.planned_depart_at) AND (a.valid_to IS NULL OR l.planned_depart_at < a.valid_to)
    AND CASE WHEN a.was
      THEN ST_Distance(ST_StartPoint(l.route)::geography, g.shape::geography)
        + ST_Distance(ST_EndPoint(l.route)::geography, g.shape::geography) <= l.length_m
      ELSE ST_Intersects(l.route, g.shape) END)
ORDER BY l.shipment_code, l.number FOR UPDATE OF l
"""


async def gather_at_sea(work: UnitOfWork, changes: Sequence[AreaChange]) -> Rerouting:
    """Gather what new routes are made of where areas of the sea change, at least one: of legs at sea that depart while one holds.

    Those whose line goes through it as it will be; and those that may have gone round it as it was, as the way through it is no longer
    than theirs. The legs are locked: nobody departs while their routes change.
    """
    afters = {one.after.terms.code: one.after for one in changes}
    shapes = [
        (area.area, area.terms.valid_from, area.terms.valid_to, area is one.before)
        for one in changes
        for area in (one.before, one.after)
        if area is not None
    ]
    areas, froms, untils, was = zip(*shapes, strict=True)
    driver = await work.driver
    wkb = [shapely.to_wkb(area) for area in areas]
    rows = await driver.fetch(_LEGS_BY_AREAS, work.scope.election_id, wkb, list(froms), list(untils), list(was))
    legs = LegsFound(tuple(_at_sea(row) for row in rows if not row["has_begun"]), sum(row["has_begun"] for row in rows))
    codes = {code for leg in legs.to_come for code in (leg.from_code, leg.to_code)}
    places = {place.code: place for place in await facilities_of(work.connection, codes=codes)} if codes else {}
    others = [one for one in await areas_of(work.connection) if one.terms.code not in afters]
    return Rerouting(legs, places, tuple(sorted([*others, *afters.values()], key=lambda one: one.terms.code)))


def _at_sea(row: asyncpg.Record) -> LegToRoute:
    named = (row["shipment_code"], row["number"], row["region_code"], LegMode.SEA, row["from_code"], row["to_code"])
    return LegToRoute(*named, row["planned_depart_at"], row["clearance_m"] or 0)
