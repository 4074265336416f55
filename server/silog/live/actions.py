"""Writing the feed, inside the transaction of what it tells.

The head's row is locked until commit, so seq grows in the order of commits and a reader that has seen seq N has seen all below it.
The lock is taken with the last statement, and nobody locks the other rows of that without it: so it waits for nobody who waits for it.
"""

from collections.abc import Sequence
from typing import Final

from silog.alerts.facts import IncidentChange, IncidentChanged
from silog.custody.facts import ScansRecorded
from silog.kit.columns import texts, words
from silog.kit.database import UnitOfWork
from silog.movement.actions import PositionsReported
from silog.movement.moving import PortMoved
from silog.places.actions import ClockSet
from silog.routes.actions import SeaAreaChanged

CHANNEL: Final = "silog_feed"
KEPT: Final = 50_000
"""How many entries stay: minutes of the busiest hour. Who comes back later starts anew from the present state."""

_TELL: Final = """head AS (
  INSERT INTO feed_heads AS head (election_id, seq) VALUES ($1, $2)
  ON CONFLICT (election_id) DO UPDATE SET seq = head.seq + excluded.seq
  RETURNING seq, pg_notify($3, format('%s:%s:%s', election_id, seq, '{kind}'))
), told AS ({entries})"""
"""$1 election, $2 how many entries, $3 the channel, which hears of all of them once."""


def _telling(kind: str, entries: str) -> str:
    """Write what tells `entries`, all of one kind, and says so to who listens."""
    return _TELL.replace("{kind}", kind).replace("{entries}", entries)


_SCANS: Final = _telling(
    "SCAN",
    """
  INSERT INTO feed (election_id, seq, region_code, kind, at, box_code, scan_id, place_code, state)
  SELECT $1, head.seq - $2 + n, region, 'SCAN', at, box, scan, place, state
  FROM head, unnest($4::told_scan[]) WITH ORDINALITY AS f (region, at, box, scan, place, state, n)""",
)
_POSITIONS: Final = _telling(
    "POSITION",
    """
  INSERT INTO feed (election_id, seq, region_code, kind, at, conveyance_code, point, course_deg, speed_kn)
  SELECT $1, head.seq - $2 + n, region, 'POSITION', at, conveyance, ST_SetSRID(ST_MakePoint(lon, lat), 4326), course, speed
  FROM head, unnest($4::text::text[], $5::timestamptz[], $6::text::text[], $7::float8[], $8::float8[], $9::float8[], $10::float8[])
    WITH ORDINALITY AS f (region, at, conveyance, lon, lat, course, speed, n)""",
)
_PORT: Final = _telling(
    "PORT",
    """
  INSERT INTO feed (election_id, seq, region_code, kind, at, place_code, point)
  SELECT $1, head.seq - $2 + n, region, 'PORT', $5, $6, ST_SetSRID(ST_MakePoint($7, $8), 4326)
  FROM head, unnest($4::text::text[]) WITH ORDINALITY AS f (region, n)""",
)
_SEA_AREA: Final = _telling(
    "SEA_AREA",
    """
  INSERT INTO feed (election_id, seq, region_code, kind, at, place_code)
  SELECT $1, head.seq - $2 + n, region, 'SEA_AREA', $5, $6
  FROM head, unnest($4::text::text[]) WITH ORDINALITY AS f (region, n)""",
)
_INCIDENTS: Final = _telling(
    "INCIDENT",
    """
  INSERT INTO feed (election_id, seq, region_code, kind, at, incident_id, incident_change)
  SELECT $1, head.seq - $2 + n, region, 'INCIDENT', at, incident, change
  FROM head, unnest($4::text::text[], $5::timestamptz[], $6::text::bigint[], $7::text::text[])
    WITH ORDINALITY AS f (region, at, incident, change, n)""",
)
_CLOCK: Final = _telling("CLOCK", "SELECT 1")


async def feed_scans(work: UnitOfWork, fact: ScansRecorded) -> None:
    """Tell recorded scans. Subscribe after every other room: the feed's lock must be the last one taken."""
    rows = [(one.region_code, one.occurred_at, one.box_code, one.scan_id, one.place_code, one.state) for one in fact.scans]
    await _append(work, fact.election_id, len(rows), _SCANS, rows)


async def feed_positions(work: UnitOfWork, fact: PositionsReported) -> None:
    """Tell reported positions. Subscribe after every other room."""
    found = fact.positions
    await _append(
        work,
        fact.election_id,
        len(found),
        _POSITIONS,
        texts(fact.regions),
        [one.at for one in found],
        texts(one.conveyance_code for one in found),
        [one.lon for one in found],
        [one.lat for one in found],
        [one.course_deg for one in found],
        [one.speed_kn for one in found],
    )


async def feed_port_moves(work: UnitOfWork, fact: PortMoved) -> None:
    """Tell a moved port, in its own region and in those whose legs follow it. Subscribe after every other room."""
    at, (lon, lat) = fact.at, fact.berth
    await _append(work, fact.election_id, len(fact.regions), _PORT, texts(fact.regions), at, fact.code, lon, lat)


async def feed_clock(work: UnitOfWork, fact: ClockSet) -> None:
    """Tell that the clock was wound, by a window without entries: each says what the clock shows. Subscribe after every other room."""
    await _append(work, fact.election_id, 1, _CLOCK)


async def feed_sea_areas(work: UnitOfWork, fact: SeaAreaChanged) -> None:
    """Tell an area that was set or ended, in its own region and in those whose legs follow it. Subscribe after every other room."""
    await _append(work, fact.election_id, len(fact.regions), _SEA_AREA, texts(fact.regions), fact.at, fact.code)


async def feed_incidents(work: UnitOfWork, facts: Sequence[IncidentChanged]) -> None:
    """Tell each incident once, whatever a transaction has done about it. Subscribe at the end: some open before a batch is whole."""
    told: dict[int, IncidentChanged] = {}
    for fact in facts:
        before = told.get(fact.number)
        if before is None or before.change is not IncidentChange.OPENED:
            told[fact.number] = fact
    await _append(
        work,
        facts[0].election_id,
        len(told),
        _INCIDENTS,
        texts(one.region_code for one in told.values()),
        [one.at for one in told.values()],
        words(told),
        words(one.change for one in told.values()),
    )


async def _append(work: UnitOfWork, election_id: int, count: int, tell: str, *values: object) -> None:
    await work.write_last("feed", tell, election_id, count, CHANNEL, *values)
