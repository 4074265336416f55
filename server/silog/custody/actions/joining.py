"""Joining the two sides of handovers, inside the transaction that recorded them.

A side that comes may be the first of its nonce or the second, may come a week after the other, and may turn what was joined before.
So all recorded sides of the same box and nonce are looked at again, and what they say together is written.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

import asyncpg

from silog.custody import queries
from silog.custody.actions.writing import insert_findings
from silog.custody.rules import HANDOVER_BREACHES, Handover, ScanFact, Side, handovers

Sides = Mapping[str, Sequence[ScanFact]]
"""Scans by box."""


async def join_handovers(
    driver: asyncpg.Connection, election_id: int, regions: Mapping[str, str], new_scans: Sides, refolded: Sides
) -> None:
    """Write the handovers that new scans are sides of. The boxes, given with their regions, are locked; others are left out.

    `refolded` holds every scan of those boxes whose findings were forgotten, so that theirs are found again.
    """
    told = {code: scans for code, scans in refolded.items() if any(scan.handover for scan in scans)}
    leading_on = {code: new_scans[code] for code in regions if code not in refolded}
    nonces = {scan.handover for scans in leading_on.values() for scan in scans if scan.handover}
    sides = await queries.sides_of(driver, election_id, leading_on.keys(), nonces) if nonces else {}
    await _forget(driver, election_id, [scan.id for scans in sides.values() for scan in scans])
    found = [(code, one) for code, scans in {**told, **sides}.items() for one in handovers(scans).values()]
    if found:
        await _upsert(driver, election_id, regions, found)
        rows = [(code, regions[code], *breach) for code, one in found for breach in sorted(one.breaches)]
        await insert_findings(driver, election_id, rows)


async def _forget(driver: asyncpg.Connection, election_id: int, scan_ids: list[UUID]) -> None:
    if scan_ids:
        await driver.execute(
            "DELETE FROM findings WHERE election_id = $1 AND scan_id = ANY ($2) AND breach = ANY ($3)",
            election_id,
            scan_ids,
            list(HANDOVER_BREACHES),
        )


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
