"""Seals put on boxes, held against the register: inside the transaction that recorded them, or that changed the register.

Two batches may put one number on two boxes at the same moment, so whoever seals or issues waits for the other: without that, neither
would see that there are two.
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final
from uuid import UUID

import asyncpg

from silog.custody import register_queries
from silog.custody.actions.joining import Sides
from silog.custody.actions.writing import Finding, forget_findings, insert_findings
from silog.custody.rules import REGISTER_BREACHES, SEALINGS, judge_seal
from silog.kit import locks
from silog.kit.locks import Space

_AT_ONCE: Final = 2_000
_NONE_NEW: Final[Mapping[UUID, Collection[str]]] = MappingProxyType({})


async def apply_seals(driver: asyncpg.Connection, election_id: int, regions: Mapping[str, str], new_scans: Sides) -> list[Finding]:
    """Note which seals new scans put on boxes, given with their regions, and give what the register says against sealings with these."""
    rows = [
        (number, scan.id, code, regions[code], scan.place_code, scan.device_id, scan.occurred_at)
        for code in regions
        for scan in new_scans[code]
        if scan.type in SEALINGS
        for number in scan.seals
    ]
    if not rows:
        return []
    await locks.be_alone(driver, Space.SEALING, election_id)
    await driver.execute(
        """INSERT INTO sealings (election_id, number, scan_id, box_code, region_code, place_code, device_id, applied_at)
           SELECT $1, * FROM unnest($2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[])
           ON CONFLICT DO NOTHING""",
        election_id,
        *zip(*rows, strict=True),
    )
    new = {scan.id: scan.seals for code in regions for scan in new_scans[code]}
    return await judge_numbers(driver, election_id, sorted({row[0] for row in rows}), new)


async def judge_numbers(
    driver: asyncpg.Connection, election_id: int, numbers: Collection[str], new: Mapping[UUID, Collection[str]] = _NONE_NEW
) -> list[Finding]:
    """Judge all sealings with these numbers anew, and give what was found. The caller holds the lock.

    `new`: the seals of scans that were never judged. Nobody has to be asked for these, nor has anything to be taken back of them.
    """
    found: list[Finding] = []
    ordered, unjudged = list(numbers), dict(new)
    for start in range(0, len(ordered), _AT_ONCE):
        found += await _judge(driver, election_id, ordered[start : start + _AT_ONCE], unjudged)
    return found


async def _judge(driver: asyncpg.Connection, election_id: int, numbers: list[str], unjudged: dict[UUID, Collection[str]]) -> list[Finding]:
    known = await register_queries.known_of_numbers(driver, election_id, numbers)
    scans = {sealing.scan_id: sealing.box_code for sealings in known.sealings.values() for sealing in sealings}
    # A scan puts on several seals, and what it was found to do may be the doing of another of them: all of them are looked at again.
    own = {number for scan_id in scans for number in unjudged.get(scan_id, ())}
    judged = scans.keys() - unjudged.keys()
    others = (own | await register_queries.numbers_of(driver, election_id, judged)) - set(numbers)
    beside = await register_queries.known_of_numbers(driver, election_id, others)
    verdicts = {
        verdict
        for one in (known, beside)
        for number, sealings in one.sealings.items()
        for verdict in judge_seal(sealings, one.issued.get(number))
        if verdict[0] in scans
    }
    await forget_findings(driver, election_id, list(judged), REGISTER_BREACHES)
    for scan_id in scans:
        unjudged.pop(scan_id, None)
    rows = [(scans[scan_id], known.regions[scans[scan_id]], scan_id, breach) for scan_id, breach in sorted(verdicts)]
    await insert_findings(driver, election_id, rows)
    return rows
