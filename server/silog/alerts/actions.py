"""Opening incidents by what the rooms below announce, and by what did not happen."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

import asyncpg

from silog.alerts.facts import IncidentChange, IncidentChanged
from silog.alerts.rules import CONFLICTS, KIND_OF, Fact, Group, IncidentKind, group_of, open_handover_allowed
from silog.custody.facts import ScansQuarantined, ScansRecorded
from silog.custody.queries import scans_by_id
from silog.custody.rules import HANDOVER_BREACHES, Breach
from silog.kit.clock import real_now
from silog.kit.database import Database, UnitOfWork
from silog.kit.scope import Scope
from silog.places.queries import Election


async def open_for_scans(work: UnitOfWork, fact: ScansRecorded) -> None:
    """Open incidents for what was found irregular about boxes when a batch was folded in."""
    alarming = [breach for breach in fact.breaches if breach.breach in KIND_OF]
    if not alarming:
        return
    driver = await work.driver
    scans = await scans_by_id(driver, fact.election_id, {one.scan_id for one in alarming})
    facts = []
    for one in alarming:
        scan = scans[one.scan_id]
        group = one.box_code if one.breach is Breach.TOO_FAR else scan.handover if one.breach in HANDOVER_BREACHES else scan.place_code
        key = f"{one.breach}:{one.scan_id}"
        facts.append(Fact(key, KIND_OF[one.breach], group, one.region_code, scan.occurred_at, one.box_code))
    await open_incidents(work, fact.election_id, fact.received_at, facts)


async def open_for_quarantine(work: UnitOfWork, fact: ScansQuarantined) -> None:
    """Open an incident for a device two of whose events contradict each other."""
    facts = [
        Fact(f"{one.code}:{one.content_hash.hex()}", IncidentKind.DEVICE_CONFLICT, one.key, one.region_code, fact.received_at)
        for one in fact.submissions
        if one.code in CONFLICTS
    ]
    if facts:
        await open_incidents(work, fact.election_id, fact.received_at, facts)


async def open_for_silence(database: Database, election: Election) -> int:
    """Open incidents for handovers that one side alone has signed for too long; say how many were new to them."""
    now = election.clock.time_at(real_now())
    async with database.unit_of_work(Scope.whole_election(election.id)) as work:
        driver = await work.driver
        rows = await driver.fetch(_WAITING, election.id, now - open_handover_allowed())
        facts = [Fact(row["key"], IncidentKind.HANDOVER_OPEN, row["nonce"], row["region_code"], now, row["box_code"]) for row in rows]
        return await open_incidents(work, election.id, now, facts)


_WAITING: Final = """
SELECT 'HANDOVER_OPEN:' || h.nonce || ':' || h.box_code AS key, h.nonce, h.region_code, h.box_code
FROM handovers AS h
WHERE h.election_id = $1 AND h.open_since < $2 AND NOT EXISTS (
  SELECT FROM incident_facts AS f WHERE f.election_id = $1 AND f.key = 'HANDOVER_OPEN:' || h.nonce || ':' || h.box_code)
ORDER BY h.open_since LIMIT 5000"""

_OPEN: Final = """
INSERT INTO incidents AS i (election_id, kind, group_key, region_code, opened_at, last_at)
SELECT $1, kind, group_key, region_code, $2, $2 FROM unnest($3::text[], $4::text[], $5::text[]) AS g(kind, group_key, region_code)
ORDER BY kind, group_key, region_code
ON CONFLICT (election_id, kind, group_key, region_code) WHERE resolved_at IS NULL
DO UPDATE SET last_at = greatest(i.last_at, excluded.last_at)
RETURNING id, kind, group_key, region_code, xmax = 0 AS is_new"""
"""A row that this statement has inserted was never locked or changed by another: its xmax is 0."""


async def open_incidents(work: UnitOfWork, election_id: int, now: datetime, facts: Iterable[Fact]) -> int:
    """Join facts that are new to the incidents they belong to, and open those that are not there; say how many facts were new.

    Each incident that something was added to is announced once.
    """
    driver = await work.driver
    by_key = {fact.key: fact for fact in facts}
    known = await driver.fetch("SELECT key FROM incident_facts WHERE election_id = $1 AND key = ANY ($2)", election_id, list(by_key))
    for row in known:
        del by_key[row["key"]]
    if not by_key:
        return 0
    groups = sorted({group_of(fact) for fact in by_key.values()})
    columns = zip(*((group.kind, group.key, group.region_code) for group in groups), strict=True)
    opened = await driver.fetch(_OPEN, election_id, now, *columns)
    ids = {Group(IncidentKind(row["kind"]), row["group_key"], row["region_code"]): row["id"] for row in opened}
    joined = await _join(driver, election_id, [(fact, ids[group_of(fact)]) for fact in by_key.values()])
    for row in opened:
        if row["id"] in joined:
            change = IncidentChange.OPENED if row["is_new"] else IncidentChange.JOINED
            await work.announce(IncidentChanged(election_id, row["id"], row["region_code"], now, change))
    return joined.total()


async def _join(driver: asyncpg.Connection, election_id: int, facts: Sequence[tuple[Fact, int]]) -> Counter[int]:
    """Add facts to their incidents, and count by incident those that nobody else has added meanwhile."""
    rows = [(fact.key, incident, fact.region_code, fact.box_code, fact.at) for fact, incident in sorted(facts, key=lambda one: one[0].key)]
    added = await driver.fetch(
        """INSERT INTO incident_facts (election_id, key, incident_id, region_code, box_code, at)
           SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::text[], $5::text[], $6::timestamptz[])
           ON CONFLICT DO NOTHING RETURNING incident_id""",
        election_id,
        *zip(*rows, strict=True),
    )
    return Counter(row["incident_id"] for row in added)
