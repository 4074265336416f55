"""`silog doctor`: look at this machine and its database, and say what is wrong and what to do about it."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass

import asyncpg
import click

from silog.cli.database import open_database
from silog.errors import SilogError
from silog.kit.cluster import Endpoint
from silog.kit.migration import current_revision, newest_revision
from silog.kit.scope import Scope
from silog.ledger.actions import key_to
from silog.ledger.keys import have_key
from silog.ledger.memory import Memories
from silog.ledger.queries import head_of
from silog.settings import Settings
from silog.shipped import migrations_folder, web_folder

_LEAST_FREE_GIB = 2
_IS_BOUND = "SELECT NOT (rolsuper OR rolbypassrls) FROM pg_roles WHERE rolname = current_user"
_PGROUTING = "SELECT extversion FROM pg_extension WHERE extname = 'pgrouting'"
_HAS_ROADS = "SELECT to_regclass('public.road_networks') IS NOT NULL"
_ROADS = "SELECT name, edge_count FROM road_networks"
_IS_LEAKPROOF = "SELECT proleakproof FROM pg_proc WHERE oid = 'geometry_overlaps(geometry, geometry)'::regprocedure"


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `advice` is empty when nothing needs doing."""

    subject: str
    state: str
    advice: str = ""


@click.command()
def doctor() -> None:
    """Look at the database and the installation; ends with 1 when something needs doing."""
    settings = Settings.from_environment()
    endpoint = open_database(settings)
    findings = [*asyncio.run(_database_findings(endpoint, settings)), *_installation_findings(settings)]
    for finding in findings:
        click.echo(f"{'!!' if finding.advice else 'ok'}  {finding.subject}: {finding.state}")
        if finding.advice:
            click.echo(f"    {finding.advice}")
    sys.exit(any(finding.advice for finding in findings))


async def _database_findings(endpoint: Endpoint, settings: Settings) -> list[Finding]:
    revision, expected = await current_revision(endpoint.dsn_owner), newest_revision(migrations_folder())
    advice = "" if revision == expected else f"It should be {expected}. Run: silog migrate"
    connection = await asyncpg.connect(endpoint.dsn_app)
    try:
        found = [finding async for finding in _connection_findings(connection)]
        logs = [finding async for finding in _log_findings(connection, settings)] if revision == expected else []
    finally:
        await connection.close()
    return [*found, Finding("Schema", str(revision), advice), *logs]


async def _connection_findings(connection: asyncpg.Connection) -> AsyncIterator[Finding]:
    yield Finding("PostgreSQL", await connection.fetchval("SHOW server_version"))
    yield Finding("PostGIS", await connection.fetchval("SELECT postgis_lib_version()"))
    yield Finding("Roads", await _roads(connection))
    is_bound = await connection.fetchval(_IS_BOUND)
    unbound = "Row-level security does not bind this role: let it be neither superuser nor BYPASSRLS."
    yield Finding("Runtime role", await connection.fetchval("SELECT current_user"), "" if is_bound else unbound)
    is_indexed = await connection.fetchval(_IS_LEAKPROOF)
    slow = "Area questions cannot use the spatial index. As a superuser: ALTER FUNCTION geometry_overlaps(geometry, geometry) LEAKPROOF"
    yield Finding("&& under row-level security", "indexed" if is_indexed else "not indexed", "" if is_indexed else slow)


async def _roads(connection: asyncpg.Connection) -> str:
    """Say how ways over land are found. Both are fine, so nothing is advised."""
    if await connection.fetchval(_PGROUTING) is None:
        return "no pgRouting in this database: ways over land are estimates"
    loaded = await connection.fetchrow(_ROADS) if await connection.fetchval(_HAS_ROADS) else None
    if loaded is None:
        return "none loaded: ways over land are estimates (silog load roads FILE.osm.pbf)"
    return f"{loaded['edge_count']:,} stretches of {loaded['name']}"


async def _log_findings(connection: asyncpg.Connection, settings: Settings) -> AsyncIterator[Finding]:
    """Look whether the logs may be signed here. Where no key is, another server has it, or the first start will make one."""
    if settings.log_key is None or not settings.log_key.exists():
        return
    for election in await connection.fetch("SELECT id, code FROM elections ORDER BY code"):
        head = await head_of(connection, Scope.whole_election(election["id"]))
        if head is None:
            continue
        state = f"{head.checkpoint.size:,} entries, {head.checkpoint.origin}"
        try:
            key_to(head, have_key(settings.log_key, settings.log_origin), Memories(settings.log_key.parent))
        except SilogError as refusal:
            yield Finding(f"Log of {election['code']}", state, f"It is not signed. {refusal.message} {refusal.hint}")
        else:
            yield Finding(f"Log of {election['code']}", state)


def _installation_findings(settings: Settings) -> list[Finding]:
    web = web_folder()
    free_gib = shutil.disk_usage(settings.state).free / 2**30
    return [
        Finding("Web client", str(web or "not built"), "" if web else "The API works without it. Run: make web"),
        Finding("Free disk", f"{free_gib:.1f} GiB", "" if free_gib > _LEAST_FREE_GIB else "PostgreSQL stops when the disk is full."),
    ]
