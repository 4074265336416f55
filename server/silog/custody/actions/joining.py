"""Joining the two sides of handovers, inside the transaction that recorded them.

A side that comes may be the first of its nonce or the second, may come a week after the other, and may turn what was joined before.
So all recorded sides of the same box and nonce are looked at again, and what they say together is written.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import asyncpg

from silog.custody import queries
from silog.custody.actions.writing import Finding, forget_findings, insert_findings
from silog.custody.rules import HANDOVER_BREACHES, Handover, ScanFact, Side, handovers

Sides = Mapping[str, Sequence[ScanFact]]
"""Scans by box."""


async def join_handovers(driver: asyncpg.Connection, election_id: int, regions: Mapping[str, str], new_scans: Sides) -> list[Finding]:
    """Write the handovers that new scans are sides of, and give what is irregular about them.

    The boxes, given with their regions, are locked; scans of others are left out.
    """
    nonces = {scan.handover for code in regions for scan in new_scans[code] if scan.handover}
    if not nonces:
        return []
    sides = await queries.sides_of(driver, election_id, regions.keys(), nonces)
    await forget_findings(driver, election_id, [scan.id for scans in sides.values() for scan in scans], HANDOVER_BREACHES)
    found = [(code, one) for code, scans in sides.items() for one in handovers(scans).values()]
    await _upsert(driver, election_id, regions, found)
    rows = [(code, regions[code], *breach) for code, one in found for breach in sorted(one.breaches)]
    await insert_findings(driver, election_id, rows)
    return rows


_UPSERT: Final = """
INSERT INTO handovers AS h (election_id, box_code, nonce, region_code, given_by, given_at, given_place_code, taken_by, taken_at,
  taken_place_code, open_since)
SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[], $8::text[], $9::timestamptz[],
  $10::text[], $11::timestamptz[])
ON CONFLICT (election_id, box_code, nonce) DO UPDATE SET given_by = excluded.given_by, given_at = excluded.given_at,
  given_place_code = excluded.given_place_code, taken_by = excluded.taken_by, taken_at = excluded.taken_at,
  taken_place_code = excluded.taken_place_code, open_since = excluded.open_since"""


async def _upsert(driver: asyncpg.Connection, election_id: int, regions: Mapping[str, str], found: Iterable[tuple[str, Handover]]) -> None:
    rows = [(code, one.nonce, regions[code], *_columns(one.given), *_columns(one.taken), one.open_since) for code, one in found]
    await driver.execute(_UPSERT, election_id, *zip(*rows, strict=True))


def _columns(side: Side | None) -> tuple[object, ...]:
    return (None, None, None) if side is None else (side.device_id, side.at, side.place_code)
