"""Two elections with everything in them, and the tables as the catalog knows them."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from tests.factories.databases import clone_of_two_elections

from silog.kit.cluster import Cluster, Endpoint

_REST = """
  INSERT INTO device_chains (election_id, device_id, region_code, head_seq, head_hash, last_contact_at)
  SELECT election_id, id, region_code, 1, '\\x00', enrolled_at FROM devices;
  INSERT INTO invitations (election_id, code_hash, role, region_code, label, made_at, made_by, expires_at, used_at, device_id)
  SELECT election_id, id::bytea, 'PPK', region_code, label, enrolled_at, 'Siti', enrolled_at, enrolled_at, id FROM devices;
  INSERT INTO quarantine (election_id, region_code, received_at, reason, message, event, signature, key, content_hash)
  SELECT election_id, region_code, enrolled_at, 'MALFORMED', 'x', '{}', 'x', id, public_key FROM devices;
  INSERT INTO label_prints (election_id, box_code, region_code, prints, last_printed_at)
  SELECT election_id, code, region_code, 1, issued_at FROM boxes;
  INSERT INTO users (election_id, id, name, role, region_code)
  SELECT DISTINCT ON (election_id, region_code) election_id, gen_random_uuid(), region_code, 'PPK', region_code FROM devices;
  INSERT INTO passkeys (election_id, id, user_id, region_code, name, rp_id, credential_id, public_key, sign_count, created_at)
  SELECT election_id, gen_random_uuid(), id, region_code, 'Laptop kantor', 'silog.test', uuid_send(id), '\\x00', 0, now() FROM users;
  INSERT INTO sightings (election_id, scan_id, region_code, lon, lat, within_m)
  SELECT election_id, id, region_code, 108, 4, 1000 FROM scans;
  INSERT INTO event_numbers (election_id, device_id, seq, scan_id) SELECT election_id, device_id, seq, id FROM scans;
  INSERT INTO scan_cells (election_id, level, x, y, region_code, scans)
  SELECT DISTINCT election_id, 17, 104857, 64079, region_code, 1 FROM scans;
  INSERT INTO feed_heads (election_id, seq) VALUES (1, 9), (2, 9);
  INSERT INTO feed (election_id, seq, region_code, kind, at)
  SELECT election_id, row_number() OVER (ORDER BY id), region_code, 'SCAN', enrolled_at FROM devices"""


@pytest.fixture(scope="session")
def migrated_template(cluster: Cluster, migrated_template: str) -> str:
    """Every database of this folder is a clone of one with rows of two elections in every table that belongs to an election."""

    async def fill() -> None:
        await clone_of_two_elections(cluster, migrated_template, "scoped")
        owner = await asyncpg.connect(cluster.dsn("silog_owner", "scoped"))
        await owner.execute(_REST)
        await owner.close()

    asyncio.run(fill())
    return "scoped"


@pytest.fixture
async def scoped_tables(owner: asyncpg.Connection) -> list[str]:
    """Every table with a policy."""
    found = await owner.fetch(
        "SELECT relname FROM pg_class WHERE relrowsecurity AND relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace ORDER BY 1"
    )
    return [row["relname"] for row in found]


@pytest.fixture
async def used(database: Endpoint) -> AsyncIterator[asyncpg.Connection]:
    """A connection of the product that worked under a scope before: its setting is now '' and not unset."""
    connection = await asyncpg.connect(database.dsn_app)
    async with connection.transaction():
        await connection.execute("SELECT set_config('silog.scope', 'FULL|1|', true)")
        await connection.fetch("SELECT count(*) FROM boxes")
    assert await connection.fetchval("SELECT current_setting('silog.scope', true)") == ""
    yield connection
    await connection.close()
