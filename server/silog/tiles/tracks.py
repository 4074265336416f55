"""Keeping the lines that tiles of tracks are drawn from: for each conveyance and hour where it went.

Whoever reports positions says in the same transaction which hours are due. Their lines are made some seconds later, from all positions
of the hour, so it does not matter in which order these came, and what is reported often is drawn once.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from time import monotonic
from typing import Final

from silog.kit import locks
from silog.kit.clock import real_now
from silog.kit.columns import texts
from silog.kit.database import Database, UnitOfWork
from silog.kit.locks import Space
from silog.kit.repeating import repeated
from silog.kit.scope import Scope
from silog.movement.actions import PositionsReported
from silog.places.queries import NO_ELECTION, all_elections

EVERY_S: Final = 2.0
_REST: Final = 9
"""So many times as long as lines took, none are made: reports that come by thousands a second are served first, and drawn together."""
_AT_ONCE: Final = 500
"""Hours whose lines are made by one statement."""
_KEPT: Final = timedelta(days=2)
"""Tiles draw the last day."""

# An hour's line begins where the hour before ended, so a position of the last quarter of an hour is of the next as well.
_MARK: Final = """
INSERT INTO track_hours_due (election_id, conveyance_code, hour, region_code)
SELECT $1, code, to_timestamp(hour * 3600.0), region
FROM unnest($2::text::text[], $3::float8[], $4::text::text[]) AS new (code, hour, region)"""
_HOUR_S: Final = 3600
_QUARTER_S: Final = 900

# What can be seen here can be seen with the positions that it came with, by every later statement.
_TAKE: Final = "DELETE FROM track_hours_due WHERE election_id = $1 RETURNING conveyance_code, hour"

# A plan that was made when there was nothing yet would be kept, and be wrong.
_PLAN_ANEW: Final = "SET LOCAL plan_cache_mode = force_custom_plan"

_CLEAR: Final = """
DELETE FROM track_hours AS old USING unnest($2::text::text[], $3::timestamptz[]) AS due (code, hour)
WHERE old.election_id = $1 AND old.conveyance_code = due.code AND old.hour = due.hour"""

# Pairs are compared so that no index of times alone is used: of the newest hours nothing is known to the planner, and it would read them of
# every conveyance for each. Of what lies before the hour only the last position is drawn. Beyond the web's map, near the poles, nothing is.
_DRAW: Final = """
INSERT INTO track_hours (election_id, hour, conveyance_code, since, until, region_code, line, far)
SELECT $1, hour, code, since, until, region_code, line, ST_Simplify(line, 30, true)
FROM (
  SELECT hour, code, min(at) AS since, max(at) AS until, min(region_code) AS region_code,
    ST_Transform(ST_MakeLine(point ORDER BY at), 3857) AS line
  FROM (
    SELECT due.hour, due.code, p.at, p.point, p.region_code,
      count(*) FILTER (WHERE p.is_beginning) OVER (PARTITION BY due.code, due.hour ORDER BY p.at) AS part
    FROM unnest($2::text::text[], $3::timestamptz[]) AS due (code, hour) CROSS JOIN LATERAL (
      SELECT o.at, o.point, o.region_code, lead(o.at) OVER turn AS next_at,
        o.at - lag(o.at) OVER turn > interval '15 minutes' AS is_beginning
      FROM positions o
      WHERE o.election_id = $1 AND (o.conveyance_code, o.at) > (due.code, due.hour - interval '15 minutes')
        AND (o.conveyance_code, o.at) < (due.code, due.hour + interval '1 hour')
        AND o.point && ST_MakeEnvelope(-180, -85.05, 180, 85.05, 4326)
      WINDOW turn AS (ORDER BY o.at)
    ) AS p
    WHERE p.at >= due.hour OR p.next_at >= due.hour
  ) AS heard
  GROUP BY hour, code, part HAVING count(*) > 1
) AS gone"""

_FORGET: Final = "DELETE FROM track_hours WHERE election_id = $1 AND hour < $2"


async def mark_tracks(work: UnitOfWork, fact: PositionsReported) -> None:
    """Say which hours are due, in the transaction that stores positions."""
    due = set()
    for one, region in zip(fact.positions, fact.regions, strict=True):
        at_s = one.at.timestamp()
        due |= {(one.conveyance_code, at_s // _HOUR_S, region), (one.conveyance_code, (at_s + _QUARTER_S) // _HOUR_S, region)}
    codes, hours, regions = zip(*due, strict=True)
    await (await work.driver).execute(_MARK, fact.election_id, texts(codes), hours, texts(regions))


async def draw_tracks(database: Database, election_id: int, now: datetime) -> int:
    """Make the lines of an election's hours that are due, and let go of those that are old at `now` of its clock. Say how many were made.

    One process at a time does: another that comes meanwhile leaves it to that one.
    """
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        driver = await work.driver
        if not await locks.is_free(driver, Space.DRAWING, election_id):
            return 0
        await driver.execute(_PLAN_ANEW)
        taken = list({(row["conveyance_code"], row["hour"]) for row in await driver.fetch(_TAKE, election_id)})
        for start in range(0, len(taken), _AT_ONCE):
            some = taken[start : start + _AT_ONCE]
            due = texts(code for code, _ in some), [hour for _, hour in some]
            await driver.execute(_CLEAR, election_id, *due)
            await driver.execute(_DRAW, election_id, *due)
        if taken:
            await driver.execute(_FORGET, election_id, now - _KEPT)
    return len(taken)


async def draw_all_tracks(database: Database) -> None:
    """Make the lines that are due in every election."""
    async with database.unit_of_work(NO_ELECTION) as work:
        elections = await all_elections(work.connection)
    for one in elections:
        await draw_tracks(database, one.id, one.clock.time_at(real_now()))


@asynccontextmanager
async def keep_tracks_drawn(database: Database, every_s: float = EVERY_S) -> AsyncIterator[None]:
    """Make them again and again until the block ends. Several processes may."""

    async def draw() -> None:
        began = monotonic()
        await draw_all_tracks(database)
        await asyncio.sleep(_REST * (monotonic() - began))

    async with repeated(draw, every_s, "Drawing tracks"):
        yield
