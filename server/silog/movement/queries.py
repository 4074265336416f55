"""Every read of movement. Rows come under the scope of the unit of work that asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import asyncpg
import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import func, select

from silog.kit.database import UnitOfWork
from silog.movement.tables import conveyances, dead_zones, positions, shipments
from silog.places.tables import facilities
from silog_gis.track import Fix

PIECE_CORNERS = 128
"""Land is cut into pieces of so many corners for a proof, so that one leg is compared with the coast near it only."""


async def conveyance_regions(work: UnitOfWork, codes: Iterable[str]) -> dict[str, str]:
    """Give the region of each conveyance that exists, by its code."""
    rows = await work.connection.execute(
        select(conveyances.c.code, conveyances.c.region_code).where(
            conveyances.c.election_id == work.scope.election_id, conveyances.c.code.in_(set(codes))
        )
    )
    return {row.code: row.region_code for row in rows}


@dataclass(frozen=True, slots=True)
class ClearanceKept:
    """What a conveyance keeps from the shore, in metres; None for what does not go by sea."""

    clearance_m: int | None


async def clearance_kept(work: UnitOfWork, code: str) -> ClearanceKept | None:
    """Give what one conveyance keeps from the shore; None where no such conveyance is in sight."""
    c = conveyances.c
    found = (await work.connection.execute(select(c.clearance_m).where(c.election_id == work.scope.election_id, c.code == code))).first()
    return None if found is None else ClearanceKept(found.clearance_m)


async def reported_fixes(work: UnitOfWork, code: str, period: tuple[datetime | None, datetime | None], most: int) -> list[Fix]:
    """Give the newest positions of one conveyance in a period (from, inclusive, and until, exclusive; None: open), oldest first."""
    since, until = period
    p = positions.c
    newest = select(p.at, func.ST_X(p.point).label("lon"), func.ST_Y(p.point).label("lat")).where(
        p.election_id == work.scope.election_id,
        p.conveyance_code == code,
        *([] if since is None else [p.at >= since]),
        *([] if until is None else [p.at < until]),
    )
    rows = await work.connection.execute(newest.order_by(p.at.desc()).limit(most))
    return [Fix(row.at, row.lon, row.lat) for row in reversed(rows.all())]


async def facilities_unheard(work: UnitOfWork, within: str) -> frozenset[str]:
    """Give the codes of the facilities of a region that lie in a dead zone."""
    f, z = facilities.c, dead_zones.c
    joined = facilities.join(dead_zones, (z.election_id == f.election_id) & func.ST_Covers(z.area, f.point))
    asked = select(f.code).select_from(joined).where(f.election_id == work.scope.election_id, f.region_code >= within)
    return frozenset((await work.connection.execute(asked.where(f.region_code < f"{within}~").distinct())).scalars())


async def missing_conveyances(work: UnitOfWork, codes: Iterable[str]) -> list[str]:
    """Give those codes that no conveyance has."""
    return await _missing(work, "SELECT code FROM conveyances WHERE election_id = $1 AND code = ANY ($2::text[])", codes)


async def missing_boxes(work: UnitOfWork, codes: Iterable[str]) -> list[str]:
    """Give those codes that no box has."""
    return await _missing(work, "SELECT code FROM boxes WHERE election_id = $1 AND code = ANY ($2::text[])", codes)


async def missing_places(work: UnitOfWork, codes: Iterable[str]) -> list[str]:
    """Give those codes that no facility has."""
    return await _missing(work, "SELECT code FROM facilities WHERE election_id = $1 AND code = ANY ($2::text[])", codes)


async def planned_shipments(work: UnitOfWork, codes: Iterable[str]) -> list[str]:
    """Give those codes that a shipment has already."""
    driver = await work.driver
    rows = await driver.fetch(
        "SELECT code FROM shipments WHERE election_id = $1 AND code = ANY ($2::text[]) ORDER BY code", work.scope.election_id, list(codes)
    )
    return [row["code"] for row in rows]


async def newest_scans(work: UnitOfWork, box_codes: Iterable[str]) -> list[tuple[object, ...]]:
    """Give the newest scan of each of these boxes that was ever scanned: (box, its region, type, place, time, True)."""
    driver = await work.driver
    rows = await driver.fetch(
        """SELECT b.code, b.region_code, s.type, s.place_code, s.occurred_at, true
           FROM unnest($2::text[]) AS asked(code)
           JOIN boxes AS b ON b.election_id = $1 AND b.code = asked.code
           JOIN scans AS s ON s.election_id = $1 AND s.id = b.last_scan_id""",
        work.scope.election_id,
        list(set(box_codes)),
    )
    return [tuple(row) for row in rows]


async def last_reports(work: UnitOfWork) -> dict[str, datetime]:
    """Give the time of the newest position of each conveyance that ever reported one."""
    rows = await work.connection.execute(
        select(conveyances.c.code, conveyances.c.reported_at).where(
            conveyances.c.election_id == work.scope.election_id, conveyances.c.reported_at.is_not(None)
        )
    )
    return {row.code: row.reported_at for row in rows}


async def shipment_count(work: UnitOfWork) -> int:
    """Count the shipments of the election that the scope shows."""
    counted = await work.connection.scalar(
        select(func.count()).select_from(shipments).where(shipments.c.election_id == work.scope.election_id)
    )
    return int(counted or 0)


async def sea_legs_over_land(work: UnitOfWork, land: NDArray[np.object_]) -> list[tuple[str, int]]:
    """Give (shipment code, leg number) of every stored sea leg that touches land; a sound plan has none.

    `land` are the polygons of the full-resolution coast. PostGIS judges, so that what is checked is what is stored and drawn.
    """
    driver = await work.driver
    await driver.execute("CREATE TEMPORARY TABLE proof_of_land (piece geometry(Polygon, 4326)) ON COMMIT DROP")
    await driver.execute(
        "INSERT INTO proof_of_land SELECT ST_Subdivide(ST_GeomFromWKB(wkb, 4326), $2) FROM unnest($1::bytea[]) AS wkb",
        [bytes(wkb) for wkb in shapely.to_wkb(land)],
        PIECE_CORNERS,
    )
    await driver.execute("CREATE INDEX ON proof_of_land USING gist (piece)")
    rows = await driver.fetch(
        """SELECT l.shipment_code, l.number FROM legs AS l
           WHERE l.election_id = $1 AND l.mode = 'SEA' AND EXISTS (SELECT FROM proof_of_land WHERE ST_Intersects(piece, l.route))
           ORDER BY 1, 2""",
        work.scope.election_id,
    )
    return [(row["shipment_code"], row["number"]) for row in rows]


async def stored_legs(work: UnitOfWork) -> list[asyncpg.Record]:
    """Give all legs in order of departure: what a timetable or a simulation is made from. `route` is WKB, lon and lat in degrees."""
    driver = await work.driver
    rows: list[asyncpg.Record] = await driver.fetch(
        """SELECT shipment_code, number, mode, conveyance_code, from_code, to_code, planned_depart_at, planned_arrive_at,
             ST_AsBinary(route) AS route, length_m
           FROM legs WHERE election_id = $1 ORDER BY planned_depart_at, shipment_code, number""",
        work.scope.election_id,
    )
    return rows


async def stored_shipments(work: UnitOfWork) -> dict[str, asyncpg.Record]:
    """Give direction, origin and destination of every shipment, by its code."""
    driver = await work.driver
    rows = await driver.fetch(
        "SELECT code, direction, origin_code, destination_code FROM shipments WHERE election_id = $1", work.scope.election_id
    )
    return {row["code"]: row for row in rows}


async def boxes_by_shipment(work: UnitOfWork) -> dict[str, list[str]]:
    """Give the codes of the boxes of every shipment, in order."""
    driver = await work.driver
    rows = await driver.fetch(
        "SELECT shipment_code, array_agg(box_code ORDER BY box_code) AS boxes FROM shipment_boxes WHERE election_id = $1 GROUP BY 1",
        work.scope.election_id,
    )
    return {row["shipment_code"]: row["boxes"] for row in rows}


async def stored_conveyances(work: UnitOfWork) -> list[asyncpg.Record]:
    """Give code, name, kind, region, capacity, speed and newest report of every conveyance, in order of code."""
    driver = await work.driver
    rows: list[asyncpg.Record] = await driver.fetch(
        "SELECT code, name, kind, region_code, capacity_boxes, speed_kn, reported_at FROM conveyances WHERE election_id = $1 ORDER BY code",
        work.scope.election_id,
    )
    return rows


async def _missing(work: UnitOfWork, statement: str, codes: Iterable[str]) -> list[str]:
    wanted = set(codes)
    driver = await work.driver
    rows = await driver.fetch(statement, work.scope.election_id, list(wanted))
    return sorted(wanted - {row["code"] for row in rows})
