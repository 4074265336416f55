"""Incidents of escorts who have not confirmed what scans tell of: one for each convoy. It ends by itself when nothing is missing."""

from datetime import datetime
from typing import Final

import asyncpg

from silog.alerts.actions import open_incidents
from silog.alerts.facts import IncidentChange, IncidentChanged
from silog.alerts.rules import DISSOLVED, ENDED_BY, NOTHING_AWAITED, Fact, IncidentKind
from silog.kit.clock import real_now
from silog.kit.database import Database, UnitOfWork
from silog.kit.scope import Scope
from silog.movement.convoys.rules import confirmed_within
from silog.places.queries import Election

_KEY: Final = "format('CONFIRMATION_MISSING:%s:%s:%s', s.convoy_id, s.step, s.place_code)"
_IS_MISSING: Final = "s.election_id = $1 AND s.convoy_id = c.id AND s.happened_at < $2 AND NOT s.is_confirmed"
_IS_WATCHED: Final = "c.dissolved_at IS NULL AND c.escort_id IS NOT NULL"
"""Where a unit has no account nobody can confirm: an alarm would tell nothing that was not known when the convoy was formed."""

_UNCONFIRMED: Final = f"""
SELECT {_KEY} AS key, c.id::text AS convoy, c.region_code
FROM convoys AS c JOIN convoy_stops AS s ON {_IS_MISSING}
WHERE c.election_id = $1 AND {_IS_WATCHED} AND NOT EXISTS (SELECT FROM incident_facts AS f WHERE f.election_id = $1 AND f.key = {_KEY})
ORDER BY s.happened_at LIMIT 5000"""  # noqa: S608 -- put together from constants of this file

_END: Final = f"""
UPDATE incidents AS i SET resolved_at = $3, resolved_by = $4, resolution = CASE WHEN c.dissolved_at IS NULL THEN $5 ELSE $6 END
FROM convoys AS c
WHERE i.election_id = $1 AND i.kind = 'CONFIRMATION_MISSING' AND i.resolved_at IS NULL AND c.election_id = $1
  AND c.id = i.group_key::bigint AND NOT ({_IS_WATCHED} AND EXISTS (SELECT FROM convoy_stops AS s WHERE {_IS_MISSING}))
RETURNING i.id, i.region_code, i.resolution"""  # noqa: S608 -- as above

_NOTE: Final = """
INSERT INTO incident_notes (election_id, incident_id, region_code, at, actor, step, text)
SELECT $1, n.id, n.region_code, $2, $3, 'RESOLVED', n.text FROM unnest($4::bigint[], $5::text[], $6::text[]) AS n(id, region_code, text)"""


async def watch_confirmations(database: Database, election: Election) -> int:
    """Open incidents for stops that no escort has confirmed in time, and end those of convoys of which none is missing any more.

    Says how many missing stops were new. What somebody has resolved opens nothing again; a stop that is missed later does.
    """
    now = election.clock.time_at(real_now())
    async with database.unit_of_work(Scope.whole_election(election.id)) as work:
        driver = await work.driver
        await _end(work, driver, now)
        rows = await driver.fetch(_UNCONFIRMED, election.id, now - confirmed_within())
        facts = [Fact(row["key"], IncidentKind.CONFIRMATION_MISSING, row["convoy"], row["region_code"], now) for row in rows]
        return await open_incidents(work, election.id, now, facts)


async def _end(work: UnitOfWork, driver: asyncpg.Connection, now: datetime) -> None:
    election_id, due = work.scope.election_id, now - confirmed_within()
    ended = await driver.fetch(_END, election_id, due, now, ENDED_BY, NOTHING_AWAITED, DISSOLVED)
    if not ended:
        return
    columns = ([row[name] for row in ended] for name in ("id", "region_code", "resolution"))
    await driver.execute(_NOTE, election_id, now, ENDED_BY, *columns)
    for row in ended:
        await work.announce(IncidentChanged(election_id, row["id"], row["region_code"], now, IncidentChange.RESOLVED))
