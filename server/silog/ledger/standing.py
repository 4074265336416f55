"""How the logs stand, for whoever runs the server: what was signed, what waits, and what witnesses say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.ledger.queries import Head, head_of
from silog.ledger.witness_queries import Registered, witnesses_of
from silog.places.queries import NO_ELECTION, Election, all_elections

_STANDING: Final = """
SELECT (SELECT signed_at FROM logs WHERE election_id = $1) AS signed_at,
  (SELECT coalesce(sum(cardinality(scan_ids)), 0)::bigint FROM log_waiting WHERE election_id = $1) AS waiting,
  (SELECT min(received_at) FROM scans WHERE election_id = $1 AND id = (
    SELECT scan_ids[1] FROM log_waiting WHERE election_id = $1 ORDER BY id LIMIT 1)) AS waiting_since"""


@dataclass(frozen=True, slots=True)
class Standing:
    """One election's log: its head and when that was signed, None where it has not begun; how many scans wait for a place, and since when.

    Times are the election's, but those at which witnesses cosigned, which are theirs.
    """

    election: Election
    head: Head | None
    signed_at: datetime | None
    waiting: int
    waiting_since: datetime | None
    witnesses: Sequence[Registered]


async def how_logs_stand(database: Database) -> list[Standing]:
    """Say of every election how its log stands, the newest voting day first."""
    async with database.unit_of_work(NO_ELECTION) as work:
        elections = await all_elections(work.connection)
    return [await _standing(database, election) for election in elections]


async def _standing(database: Database, election: Election) -> Standing:
    scope = Scope.whole_election(election.id)
    async with database.unit_of_work(scope) as work:
        driver = await work.driver
        row = await driver.fetchrow(_STANDING, election.id)
        assert row is not None  # noqa: S101 -- one row, whatever there is
        head = await head_of(driver, scope)
        return Standing(election, head, row["signed_at"], row["waiting"], row["waiting_since"], await witnesses_of(driver, scope))
