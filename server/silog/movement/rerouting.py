"""Routes of planned legs anew, after a port that they use has moved or an area of the sea has changed.

Times stay as planned; what has departed stays as it was.

A TRANSFER leg joins a port's place ashore with its berth, so it goes with the leg at sea that it serves: where that one has departed
for the old berth, the boxes are carried from there.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import asyncpg
import numpy as np
import shapely

from silog.errors import SilogError
from silog.kit.database import UnitOfWork
from silog.movement.routing import Routes, Stretch, carried_to_berth, transfer_to_berth
from silog.movement.rules import LegMode
from silog.places.queries import FacilityFacts, facilities_of
from silog.routes.desk import RouteDesk
from silog.routes.figures import figures
from silog.routes.queries import StoredArea, areas_of, in_force
from silog.routes.roads import RoadFinder
from silog.routes.rules import Wish
from silog_gis.geodesy import distance_m
from silog_gis.sea.sea_areas import SeaArea

_SAME_PLACE_M: Final = 1.0

_LEGS_OF_SHIPMENTS_AT: Final = """
SELECT l.shipment_code, l.number, l.region_code, l.mode, l.from_code, l.to_code, l.planned_depart_at, c.clearance_m,
  l.departed_at IS NOT NULL OR l.arrived_at IS NOT NULL AS has_begun, ST_AsBinary(ST_StartPoint(l.route)) AS first,
  ST_AsBinary(ST_EndPoint(l.route)) AS last
FROM legs AS l LEFT JOIN conveyances AS c ON c.election_id = l.election_id AND c.code = l.conveyance_code
WHERE l.election_id = $1 AND l.shipment_code IN (SELECT shipment_code FROM legs WHERE election_id = $1 AND (from_code = $2 OR to_code = $2))
ORDER BY l.shipment_code, l.number FOR UPDATE OF l
"""

_STORE: Final = """
UPDATE legs AS l SET route = ST_GeomFromWKB(r.wkb, 4326), length_m = r.length_m, is_estimate = r.is_estimate
FROM unnest($2::text[], $3::int[], $4::bytea[], $5::float8[], $6::bool[]) AS r(shipment, number, wkb, length_m, is_estimate)
WHERE l.election_id = $1 AND l.shipment_code = r.shipment AND l.number = r.number
"""


@dataclass(frozen=True, slots=True)
class LegToRoute:
    """A leg that is still to come. `ends_at_berth` is None but for a TRANSFER, which may lead to the berth or from it."""

    shipment: str
    number: int
    region_code: str
    mode: LegMode
    from_code: str
    to_code: str
    departs_at: datetime
    clearance_m: int
    ends_at_berth: bool | None = None


@dataclass(frozen=True, slots=True)
class LegsFound:
    """The legs that are to have new routes, and how many keep theirs because they have begun."""

    to_come: tuple[LegToRoute, ...]
    kept: int


@dataclass(frozen=True, slots=True)
class Rerouting:
    """What new routes are made of; two that are equal give the same routes."""

    legs: LegsFound
    places: dict[str, FacilityFacts]
    areas: tuple[StoredArea, ...]


@dataclass(slots=True)
class Rerouted:
    """New routes by (shipment, leg number), the regions they serve, and the legs that would have none, with the reason."""

    routes: dict[tuple[str, int], Stretch] = field(default_factory=dict)
    regions: set[str] = field(default_factory=set)
    stranded: list[tuple[str, int, str]] = field(default_factory=list)


async def legs_to_reroute(work: UnitOfWork, port: FacilityFacts) -> LegsFound:
    """Find the legs that start or end at a port, and lock them: nobody departs while their routes change."""
    driver = await work.driver
    by_shipment: dict[str, list[asyncpg.Record]] = defaultdict(list)
    for row in await driver.fetch(_LEGS_OF_SHIPMENTS_AT, work.scope.election_id, port.code):
        by_shipment[row["shipment_code"]].append(row)
    found = [_leg(rows, at, port) for rows in by_shipment.values() for at in range(len(rows)) if _is_at(rows[at], port)]
    to_come = tuple(leg for leg in found if leg is not None)
    return LegsFound(to_come, len(found) - len(to_come))


async def gather(work: UnitOfWork, before: FacilityFacts, after: FacilityFacts) -> Rerouting:
    """Gather what new routes are made of, with a port where it is to be."""
    legs = await legs_to_reroute(work, before)
    codes = {code for leg in legs.to_come for code in (leg.from_code, leg.to_code)}
    places = {place.code: place for place in await facilities_of(work.connection, codes=codes)} if codes else {}
    return Rerouting(legs, places | {after.code: after}, tuple(await areas_of(work.connection)))


async def reroute(desk: RouteDesk, asked: Rerouting, roads: RoadFinder) -> Rerouted:
    """Find new routes, by the areas of the sea at each leg's departure; nothing is stored yet."""
    if not asked.legs.to_come:
        return Rerouted()
    return await desk.ask(lambda routers: _routed(Routes(routers, roads), asked))


async def store_routes(work: UnitOfWork, outcome: Rerouted) -> None:
    """Give the legs their new routes."""
    if not outcome.routes:
        return
    driver = await work.driver
    stretches = list(outcome.routes.values())
    lines = shapely.linestrings(
        np.concatenate([np.asarray(one.route, dtype=float) for one in stretches]),
        indices=np.repeat(np.arange(len(stretches)), [len(one.route) for one in stretches]),
    )
    await driver.execute(
        _STORE,
        work.scope.election_id,
        [shipment for shipment, _ in outcome.routes],
        [number for _, number in outcome.routes],
        [bytes(wkb) for wkb in shapely.to_wkb(lines)],
        [one.length_m for one in stretches],
        [one.is_estimate for one in stretches],
    )


def _is_at(row: asyncpg.Record, port: FacilityFacts) -> bool:
    return row["mode"] != LegMode.AIR and port.code in (row["from_code"], row["to_code"])


def _leg(rows: Sequence[asyncpg.Record], at: int, port: FacilityFacts) -> LegToRoute | None:
    """Give a leg of a shipment where it is still to come; None where it, or what it serves, has begun."""
    row = rows[at]
    mode = LegMode(row["mode"])
    ends_at_berth = _ends_at_berth(row, port) if mode is LegMode.TRANSFER else None
    served = at - 1 if mode is LegMode.TRANSFER and not ends_at_berth and at else at
    if any(later["has_begun"] for later in rows[served:]):
        return None
    named = (row["shipment_code"], row["number"], row["region_code"], mode, row["from_code"], row["to_code"])
    return LegToRoute(*named, row["planned_depart_at"], row["clearance_m"] or 0, ends_at_berth)


def _ends_at_berth(row: asyncpg.Record, port: FacilityFacts) -> bool:
    """Whether a transfer leads to the berth of the port, by its line; without a berth to compare, by where it goes."""
    if port.berth is None or row["from_code"] != row["to_code"]:
        return bool(row["to_code"] == port.code)
    last = shapely.from_wkb(row["last"])
    return distance_m((last.x, last.y), port.berth) <= _SAME_PLACE_M


def _routed(routes: Routes, asked: Rerouting) -> Rerouted:
    outcome, places = Rerouted(), asked.places
    for leg in asked.legs.to_come:
        try:
            heeded = in_force(asked.areas, leg.departs_at, Wish(), figures().foreign_factor) if leg.mode is LegMode.SEA else ()
            outcome.routes[leg.shipment, leg.number] = _stretch(routes, leg, places[leg.from_code], places[leg.to_code], heeded)
            outcome.regions.add(leg.region_code)
        except SilogError as error:
            outcome.stranded.append((leg.shipment, leg.number, error.message.rstrip(".")))
    return outcome


def _stretch(routes: Routes, leg: LegToRoute, start: FacilityFacts, end: FacilityFacts, areas: tuple[SeaArea, ...]) -> Stretch:
    if leg.mode is LegMode.SEA:
        return routes.sea(start, end, leg.clearance_m, areas)
    if leg.mode is LegMode.LAND:
        return routes.overland(start, end)
    if start.code == end.code:
        over = transfer_to_berth(start)
    elif leg.ends_at_berth:
        over = carried_to_berth(routes.overland(start, end), end)
    else:
        over = carried_to_berth(routes.overland(end, start), start)
    return over if leg.ends_at_berth else over.turned
