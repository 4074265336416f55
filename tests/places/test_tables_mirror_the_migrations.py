"""The tables that the code writes queries with are the tables that the migrations made, to the last constraint."""

import importlib
import pkgutil

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import create_async_engine

import silog
from silog.kit.cluster import Endpoint
from silog.kit.database import metadata

Facts = set[tuple[str, ...]]

_COLUMNS = """
  SELECT c.relname, 'column', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull::text, coalesce(o.collname, ''),
    coalesce(pg_get_expr(d.adbin, d.adrelid), ''), a.attidentity::text
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum LEFT JOIN pg_collation o ON o.oid = a.attcollation
  WHERE c.relkind IN ('r', 'p') AND c.relnamespace = $1::regnamespace AND c.relname = ANY ($2)"""
_CONSTRAINTS = """
  SELECT c.relname, 'constraint', n.conname, replace(pg_get_constraintdef(n.oid), $1 || '.', '')
  FROM pg_constraint n JOIN pg_class c ON c.oid = n.conrelid WHERE c.relnamespace = $1::regnamespace AND c.relname = ANY ($2)"""
_INDEXES = """
  SELECT tablename, 'index', indexname, replace(replace(indexdef, schemaname || '.', ''), 'ON ONLY ', 'ON ') FROM pg_indexes
  WHERE schemaname = $1 AND tablename = ANY ($2)"""

_RULES = (_CONSTRAINTS, _INDEXES)
_IN_FULL = {"elections", "regions", "islands", "facilities", "users", "sign_in_links", "sessions", "passkeys", "devices"}
"""Rooms whose tables.py names every key, check and index; the upper rooms leave those to the migrations."""


@pytest.fixture
def _all_rooms() -> None:
    for module in pkgutil.walk_packages(silog.__path__, "silog."):
        if module.name.endswith(".tables"):
            importlib.import_module(module.name)


@pytest.mark.usefixtures("_all_rooms")
async def test_every_column_of_the_code_is_the_column_of_the_database(database: Endpoint, owner: asyncpg.Connection) -> None:
    await _make_mirror(database, owner)
    names = [table.name for table in metadata.sorted_tables]

    migrated, mirrored = await _facts(owner, "public", names, _COLUMNS), await _facts(owner, "mirror", names, _COLUMNS)

    assert sorted(migrated - mirrored) == []
    assert sorted(mirrored - migrated) == []


@pytest.mark.usefixtures("_all_rooms")
async def test_every_key_and_check_that_the_code_names_is_in_the_database(database: Endpoint, owner: asyncpg.Connection) -> None:
    await _make_mirror(database, owner)
    names = [table.name for table in metadata.sorted_tables]

    migrated, mirrored = await _facts(owner, "public", names, *_RULES), await _facts(owner, "mirror", names, *_RULES)

    assert sorted(mirrored - migrated) == []
    assert sorted(fact for fact in migrated - mirrored if fact[0] in _IN_FULL or "PRIMARY KEY" in fact[-1]) == []


@pytest.mark.usefixtures("_all_rooms")
async def test_every_room_names_its_own_tables(owner: asyncpg.Connection) -> None:
    found = await owner.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    made = {row["tablename"] for row in found} - {"spatial_ref_sys", "alembic_version"}

    assert set(metadata.tables) >= _IN_FULL
    assert set(metadata.tables) <= made


async def _make_mirror(database: Endpoint, owner: asyncpg.Connection) -> None:
    await owner.execute("CREATE SCHEMA mirror")
    engine = create_async_engine("postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(database.dsn_owner))
    try:
        async with engine.execution_options(schema_translate_map={None: "mirror"}).begin() as connection:
            await connection.run_sync(metadata.create_all)
    finally:
        await engine.dispose()


async def _facts(owner: asyncpg.Connection, schema: str, tables: list[str], *questions: str) -> Facts:
    return {tuple(row) for question in questions for row in await owner.fetch(question, schema, tables)}
