"""Scans and seals are found by their keys from the first one on: a connection keeps the plans that it made while there were none."""

import asyncpg
import pytest
from tests.custody.world import World

from silog.custody import register_queries
from silog.custody.rules import ScanType
from silog.kit.scope import Scope

_KNOWN = "SELECT FROM scans WHERE election_id = $1 AND id = $2 FOR KEY SHARE"
"""What each reference to a scan asks."""


@pytest.mark.parametrize("is_counted", [True, False])
async def test_in_an_empty_table_a_scan_is_looked_for_by_its_key(owner: asyncpg.Connection, *, is_counted: bool) -> None:
    await owner.execute("TRUNCATE scans CASCADE")
    await owner.execute("SELECT have_month_of_scans('2024-11-20')")
    if is_counted:
        await owner.execute("ANALYZE scans")
    await owner.execute("SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off")
    await owner.execute(f"PREPARE known (integer, uuid) AS {_KNOWN}")

    plan = await owner.fetch("EXPLAIN EXECUTE known (1, first_id_at('2024-11-20'))")

    assert [line.split()[4] for (line,) in plan if "Scan" in line] == ["scans_2024_11_pkey"], plan


async def test_seals_are_looked_for_by_their_number_while_they_count_as_none(world: World) -> None:
    await world.owner.execute("ANALYZE sealings")
    device = await world.device("WH-21.03")
    await world.record(device.scan(ScanType.SEAL, world.boxes[0], "WH-21.03", world.later(), seals=("KS-0",)))
    await world.owner.execute(
        """INSERT INTO sealings (election_id, number, scan_id, box_code, region_code, place_code, device_id, applied_at)
           SELECT election_id, 'KS-' || n, scan_id, box_code, region_code, place_code, device_id, applied_at
           FROM sealings, generate_series(1, 200) AS n"""
    )

    async with world.database.unit_of_work(Scope.whole_election(world.election.id), keeps_plans=True) as work:
        driver = await work.driver
        await driver.execute(f"PREPARE asked (integer, text) AS {register_queries.SEALINGS}")
        plan = await driver.fetch("EXPLAIN EXECUTE asked (1, '{}')")

    assert any("using sealings_pkey" in line for (line,) in plan), plan
