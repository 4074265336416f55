"""A database in use goes back to an earlier revision and forward again, and loses what those between have added and nothing else."""

import asyncio
from collections import Counter
from typing import Any, Final

import asyncpg
from tests.factories.databases import two_elections

from silog.kit.cluster import Cluster
from silog.kit.database import Database
from silog.kit.migration import migrate, newest_revision
from silog.shipped import migrations_folder
from silog.tiles.queries import wrong_cells

EARLIER: Final = "0015"
_SIGHTED: Final = """
INSERT INTO sightings SELECT election_id, id, region_code, 108.25, 3.95, 10 FROM scans WHERE region_code LIKE '21.%'"""
_SHAPE: Final = """
SELECT 'column', format('%s.%s %s %s %s', table_name, column_name, udt_name, is_nullable, generation_expression)
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'constraint', format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index', indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'policy', format('%s %s %s %s %s', tablename, policyname, permissive, cmd, qual) FROM pg_policies
UNION ALL SELECT 'trigger', format('%s %s', pg_get_triggerdef(oid), tgenabled) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', format('%s %s', pg_get_functiondef(p.oid), p.proacl) FROM pg_proc AS p
WHERE p.pronamespace = 'public'::regnamespace AND p.prokind IN ('f', 'p')
  AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = p.oid AND d.deptype = 'e')
UNION ALL SELECT 'relation', format('%s %s %s %s', relname, relkind, relrowsecurity, relacl) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')
UNION ALL SELECT 'view', format('%s %s', viewname, definition) FROM pg_views WHERE schemaname = 'public'"""


_GO_WITH_IT = {"incidents", "incident_notes", "incident_facts", "invitations"}
"""Of what the older product does not know, no row stays: incidents of convoys, and invitations that were taken back."""


async def _shape(owner: asyncpg.Connection) -> set[tuple[str, str]]:
    """Everything the schema holds, as PostgreSQL writes it down."""
    return {tuple(row) for row in await owner.fetch(_SHAPE)}


async def _rows(owner: asyncpg.Connection) -> dict[str, Any]:
    """How many rows each table has."""
    tables = [row[0] for row in await owner.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")]
    return {table: await owner.fetchval(f'SELECT count(*) FROM "{table}"') for table in tables}


async def test_a_database_in_use_goes_back_and_forward_again(cluster: Cluster, migrated_template: str) -> None:
    folder = migrations_folder()
    async with two_elections(cluster, migrated_template, "migrating") as endpoint:
        owner = await asyncpg.connect(endpoint.dsn_owner)
        await owner.execute(_SIGHTED)
        for row in await owner.fetch("SELECT at FROM positions"):
            await owner.execute("SELECT have_month_of_positions($1)", row["at"])
        shape, rows = await _shape(owner), await _rows(owner)
        convoys = await owner.fetchval("SELECT count(*) FROM incidents WHERE kind IN ('CONVOY', 'CONFIRMATION_MISSING')")
        revoked = await owner.fetchval("SELECT count(*) FROM invitations WHERE revoked_at IS NOT NULL")

        await asyncio.to_thread(migrate, folder, endpoint.dsn_owner, EARLIER)
        earlier, left = await _shape(owner), await _rows(owner)
        await asyncio.to_thread(migrate, folder, endpoint.dsn_owner)
        found, kept = await _shape(owner), await _rows(owner)
        await asyncio.to_thread(migrate, folder, endpoint.dsn_owner, EARLIER)
        again = await _shape(owner)
        await asyncio.to_thread(migrate, folder, endpoint.dsn_owner)

        assert (found, again) == (shape, earlier)
        assert await owner.fetchval("SELECT version_num FROM alembic_version") == newest_revision(folder)
        lost = Counter(rows) - Counter(left)
        assert min(convoys, rows["convoys"], rows["scans"], kept["scan_cells"]) > 0
        assert {table: count for table, count in lost.items() if table in left}.keys() <= _GO_WITH_IT
        assert (lost["incidents"], lost["invitations"]) == (convoys, revoked)
        assert {table: count for table, count in kept.items() if table in left} == left
        await owner.close()
        product = await Database.connect(endpoint.dsn_app, readers=1, writers=1)
        assert [await wrong_cells(product, election) for election in (1, 2)] == [{}, {}]
        await product.close()
