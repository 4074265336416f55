"""A scan is found by its key from the first one on: a connection keeps the plans that it made while there were none."""

import asyncpg
import pytest

_KNOWN = "SELECT FROM ONLY scans WHERE election_id = $1 AND id = $2 FOR KEY SHARE"
"""What each reference to a scan asks."""


@pytest.mark.parametrize("is_counted", [True, False])
async def test_in_an_empty_table_a_scan_is_looked_for_by_its_key(owner: asyncpg.Connection, *, is_counted: bool) -> None:
    await owner.execute("TRUNCATE scans CASCADE")
    if is_counted:
        await owner.execute("ANALYZE scans")
    await owner.execute("SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off")
    await owner.execute(f"PREPARE known (integer, uuid) AS {_KNOWN}")

    plan = await owner.fetch("EXPLAIN EXECUTE known (1, '00000000-0000-7000-8000-000000000000')")

    assert any("using scans_pkey" in line for (line,) in plan), plan
