"""Everything of the database that a plan is made of, read in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from silog.custody.rules import BoxState
from silog.custody.tables import boxes
from silog.kit.database import UnitOfWork
from silog.movement.queries import facilities_unheard
from silog.movement.rules import Direction
from silog.movement.tables import legs, shipment_boxes, shipments
from silog.places.queries import (
    Election,
    FacilityFacts,
    election_numbered,
    facilities_of,
    outermost_landmasses,
    region_facts,
    regions_marked_3t,
)
from silog.planning.queries import (
    FleetVessel,
    Ship,
    deadlines_of,
    fleet_of,
    handling_of,
    sea_states_of,
    ships_of,
    tides_of,
    voyages_of,
)
from silog.planning.rules import Deadline, Handling, SeaState, TideWindow, Voyage
from silog.routes.figures import figures
from silog.routes.queries import areas_of, in_force
from silog.routes.rules import Wish
from silog_gis.sea.sea_areas import SeaArea

AT_WAREHOUSE: Final = (
    *(BoxState.PLANNED, BoxState.ORDERED, BoxState.PRODUCED, BoxState.SHIPPED, BoxState.RECEIVED, BoxState.INSPECTED),
    *(BoxState.ASSEMBLED, BoxState.PACKED, BoxState.SEALED),
)
"""States of boxes that have not left their warehouse: these are planned; what has left stays on the way it is on."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a plan of one region is made of, from `begins_at` on. `boxes`: those still to leave, by station, each with its code."""

    region_code: str
    region_name: str
    begins_at: datetime
    election: Election
    places: Mapping[str, FacilityFacts]
    boxes: Mapping[str, Sequence[str]]
    fleet: Sequence[FleetVessel]
    voyages: Sequence[Voyage]
    ships: Mapping[str, Ship]
    tides: Sequence[TideWindow]
    seas: Sequence[SeaState]
    deadlines: Sequence[tuple[str, Deadline]]
    handling: Sequence[tuple[str, Handling]]
    busy_until: Mapping[str, datetime]
    """Conveyances that are under way, and when the plan wants them to arrive."""
    areas: tuple[SeaArea, ...]
    """Waters that vessels keep out of, or that cost them more, when the plan begins."""
    taken: Mapping[tuple[str, datetime], int]
    """Boxes that are aboard a conveyance's departure already, or planned to be, beside those of this plan."""
    frontier: frozenset[str]
    """Regions of this one that are marked 3T."""
    outermost: frozenset[int]
    """Landmasses on which an outermost island lies."""
    unheard: frozenset[str]
    """Facilities of this region from which nothing is heard."""


async def gather(work: UnitOfWork, region: str, begins_at: datetime) -> Gathered:
    """Read it. The scope must be the whole election's: ships and ports of other regions serve this one too."""
    found = await region_facts(work.connection, [region])
    return Gathered(
        region,
        found[region].name,
        begins_at,
        await election_numbered(work.connection, work.scope.election_id),
        {place.code: place for place in await facilities_of(work.connection)},
        await waiting_boxes(work, region),
        [vessel for vessel in await fleet_of(work) if _serves(vessel.region_code, region)],
        [one.voyage for one in await voyages_of(work) if _serves(one.region_code, region)],
        await ships_of(work),
        await tides_of(work),
        await sea_states_of(work),
        await deadlines_of(work, region),
        await handling_of(work, region),
        await _busy(work),
        in_force(await areas_of(work.connection), begins_at, Wish(), figures().foreign_factor),
        await _taken(work, region),
        await regions_marked_3t(work.connection, region),
        await outermost_landmasses(work.connection),
        await facilities_unheard(work, region),
    )


async def waiting_boxes(work: UnitOfWork, region: str) -> dict[str, list[str]]:
    """Give the codes of the boxes of a region that have not left yet, by the code of their station."""
    b = boxes.c
    asked = select(b.station_code, b.code).where(
        *(b.election_id == work.scope.election_id, b.region_code >= region, b.region_code < f"{region}~"),
        b.state.in_([state.value for state in AT_WAREHOUSE]),
    )
    waiting: dict[str, list[str]] = {}
    for row in await work.connection.execute(asked.order_by(b.station_code, b.code)):
        waiting.setdefault(row.station_code, []).append(row.code)
    return waiting


async def _busy(work: UnitOfWork) -> dict[str, datetime]:
    leg = legs.c
    under_way = (leg.departed_at.is_not(None), leg.arrived_at.is_(None), leg.conveyance_code.is_not(None))
    asked = select(leg.conveyance_code, func.max(leg.planned_arrive_at)).where(leg.election_id == work.scope.election_id, *under_way)
    return {row[0]: row[1] for row in await work.connection.execute(asked.group_by(leg.conveyance_code))}


async def _taken(work: UnitOfWork, region: str) -> dict[tuple[str, datetime], int]:
    """Count boxes by the run they are to ride, but for those of this region that are planned anew."""
    leg, aboard, box, shipment = legs.c, shipment_boxes.c, boxes.c, shipments.c
    joined = (
        legs.join(shipments, (shipment.election_id == leg.election_id) & (shipment.code == leg.shipment_code))
        .join(shipment_boxes, (aboard.election_id == leg.election_id) & (aboard.shipment_code == leg.shipment_code))
        .join(boxes, (box.election_id == leg.election_id) & (box.code == aboard.box_code))
    )
    its_own = (box.region_code >= region) & (box.region_code < f"{region}~")
    anew = its_own & box.state.in_([state.value for state in AT_WAREHOUSE])
    asked = select(leg.conveyance_code, leg.planned_depart_at, func.count()).select_from(joined)
    asked = asked.where(leg.election_id == work.scope.election_id, leg.conveyance_code.is_not(None), ~anew)
    asked = asked.where(shipment.direction == Direction.OUTBOUND.value).group_by(leg.conveyance_code, leg.planned_depart_at)
    return {(row[0], row[1]): row[2] for row in await work.connection.execute(asked)}


def _serves(owner: str, region: str) -> bool:
    """Whether what belongs to one region may serve another: it is the region's, or of what contains it."""
    return region.startswith(owner) or owner.startswith(f"{region}.")
