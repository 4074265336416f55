"""Every read of training: what a season is played on, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from silog.custody.intake_queries import Named, Villages, what_is_known
from silog.kit.database import UnitOfWork
from silog.movement.queries import boxes_by_shipment, last_reports, shipment_count, stored_conveyances, stored_legs, stored_shipments
from silog.movement.rules import ConveyanceKind
from silog.places.queries import FacilityFacts, facilities_of
from silog.places.rules import FacilityKind
from silog.training.acting.carries import Journeys, milliseconds
from silog.training.acting.stories import BoxName
from silog.training.devices import Post

__all__ = ["Outcome", "Stored", "box_names", "is_planned", "known_devices", "outcome", "stored_season"]


@dataclass(frozen=True, slots=True)
class Stored:
    """A season as the database has it: the plan, who scans, and how far it was played."""

    journeys: Journeys
    names: dict[str, BoxName]
    kinds: dict[str, ConveyanceKind]
    posts: tuple[Post, ...]
    is_3t: dict[str, bool]
    """Of every station."""
    heads: dict[str, tuple[int, bytes]]
    """Number and hash of the last event of each device, by device id."""
    reported_ms: dict[str, int]
    """Time of the newest report of each conveyance."""
    unpublished: frozenset[str]
    """Codes of the regencies that have seals and no published register of them."""


async def is_planned(work: UnitOfWork) -> bool:
    """Whether the election has a plan already."""
    return await shipment_count(work) > 0


async def box_names(work: UnitOfWork) -> dict[str, BoxName]:
    """Say which box stands behind each code, by station and contest."""
    driver = await work.driver
    rows = await driver.fetch(
        "SELECT code, station_code, contest FROM boxes WHERE election_id = $1 ORDER BY station_code, contest", work.scope.election_id
    )
    return {row["code"]: BoxName(row["station_code"], row["contest"]) for row in rows}


async def known_devices(work: UnitOfWork, ids: Iterable[str]) -> set[str]:
    """Say which of these devices are enrolled in the election."""
    driver = await work.driver
    rows = await driver.fetch("SELECT id FROM devices WHERE election_id = $1 AND id = ANY ($2::text[])", work.scope.election_id, list(ids))
    return {row["id"] for row in rows}


async def stored_season(work: UnitOfWork) -> Stored:
    """Read all that a season is played on."""
    driver = await work.driver
    places = await facilities_of(work.connection)
    conveyances = await stored_conveyances(work)
    devices = await driver.fetch("SELECT id FROM devices WHERE election_id = $1", work.scope.election_id)
    return Stored(
        Journeys.read(await stored_legs(work), await stored_shipments(work), await boxes_by_shipment(work)),
        await box_names(work),
        {row["code"]: ConveyanceKind(row["kind"]) for row in conveyances},
        posts_of(places, conveyances),
        {place.code: place.is_3t for place in places if place.kind is FacilityKind.POLLING_STATION},
        (await what_is_known(driver, work.scope.election_id, Named((), (), [row["id"] for row in devices]), Villages())).heads,
        {code: milliseconds(at) for code, at in (await last_reports(work)).items()},
        frozenset(row["region_code"] for row in await driver.fetch(_UNPUBLISHED, work.scope.election_id)),
    )


_UNPUBLISHED = """
SELECT DISTINCT s.region_code FROM seals AS s WHERE s.election_id = $1
  AND NOT EXISTS (SELECT FROM seal_registers AS r WHERE r.election_id = $1 AND r.region_code = s.region_code)"""


def posts_of(places: Iterable[FacilityFacts], conveyances: Iterable[asyncpg.Record]) -> tuple[Post, ...]:
    """Say where devices serve: at every place that is not an airport, and aboard the ships that sail to a timetable."""
    ashore = [Post(p.code, p.name, p.region_code, (p.lon, p.lat)) for p in places if p.kind is not FacilityKind.AIRPORT]
    ships = [
        Post(row["code"], row["name"], row["region_code"], None)
        for row in conveyances
        if row["kind"] in (ConveyanceKind.LINER, ConveyanceKind.FERRY)
    ]
    return (*ashore, *ships)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a season, counted at one moment of the election's time."""

    states: dict[str, int]
    exceptions: dict[str, int]
    findings: dict[str, int]
    late: int
    delivered_in_time: int
    scans: int
    positions: int
    quarantined: int
    digest: str


async def outcome(work: UnitOfWork, at: datetime, voting_opens: datetime) -> Outcome:
    """Count the boxes by state, what is wrong with them, and how many are late; `digest` sums up where every box stands.

    The digest names boxes by station and contest, not by code, so that two elections of one seed have the same.
    """
    driver = await work.driver
    election_id = work.scope.election_id
    return Outcome(
        await _counts(driver, "SELECT state, count(*) FROM boxes WHERE election_id = $1 GROUP BY 1", election_id),
        await _counts(driver, "SELECT e, count(*) FROM boxes, unnest(exceptions) AS e WHERE election_id = $1 GROUP BY 1", election_id),
        await _counts(driver, "SELECT breach, count(*) FROM findings WHERE election_id = $1 GROUP BY 1", election_id),
        await driver.fetchval("SELECT count(*) FROM box_journeys WHERE election_id = $1 AND due_at < $2", election_id, at),
        await driver.fetchval(
            """SELECT count(DISTINCT b.code) FROM boxes AS b JOIN scans AS s ON s.election_id = b.election_id AND s.box_code = b.code
               WHERE b.election_id = $1 AND s.type = 'ARRIVE' AND s.place_code = b.station_code AND s.occurred_at < $2""",
            election_id,
            voting_opens,
        ),
        await driver.fetchval("SELECT count(*) FROM scans WHERE election_id = $1", election_id),
        await driver.fetchval("SELECT count(*) FROM positions WHERE election_id = $1", election_id),
        await driver.fetchval("SELECT count(*) FROM quarantine WHERE election_id = $1", election_id),
        await driver.fetchval(_DIGEST, election_id),
    )


async def _counts(driver: asyncpg.Connection, statement: str, election_id: int) -> dict[str, int]:
    return {row[0]: row[1] for row in await driver.fetch(f"{statement} ORDER BY 1", election_id)}


_DIGEST = """
SELECT encode(sha256(convert_to(coalesce(string_agg(concat_ws('|', b.station_code, b.contest, b.state, b.exceptions::text, b.seals::text,
  b.place_code, extract(epoch FROM b.last_scan_at), b.scan_count, j.shipment_code, j.leg_number, j.is_aboard, extract(epoch FROM j.due_at)),
  E'\\n' ORDER BY b.station_code, b.contest), ''), 'UTF8')), 'hex')
FROM boxes AS b LEFT JOIN box_journeys AS j ON j.election_id = b.election_id AND j.box_code = b.code WHERE b.election_id = $1
"""
