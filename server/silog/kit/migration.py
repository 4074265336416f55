"""Bringing a database to the schema this code expects.

Alembic without an ini file: its configuration is made here, so the same call works from a checkout and from an installed wheel.
"""

import asyncio
from pathlib import Path
from typing import Protocol

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from silog.errors import WRONG_INPUT, SilogError


class _Operations(Protocol):
    """What is used of Alembic's `op`, which is a module."""

    def get_bind(self) -> Connection: ...
    def get_context(self) -> MigrationContext: ...


def migrate(scripts: Path, dsn_owner: str, to: str = "head") -> None:
    """Run the migrations in `scripts` up to (or down to) revision `to`, in one transaction, as the schema's owner.

    Two starts at once do not clash: the second waits for the first (see env.py) and finds nothing left to do.
    Blocks, and needs a thread without a running event loop.
    """
    config = _config(scripts)
    config.attributes["dsn"] = dsn_owner
    try:
        if to == "base" or _is_behind(config, to, asyncio.run(current_revision(dsn_owner))):
            command.downgrade(config, to)
        else:
            command.upgrade(config, to)
    except CommandError as error:
        raise SilogError(
            WRONG_INPUT, f"Migrating to {to!r} failed: {error}", "Revisions are the file names in migrations/versions."
        ) from error


def newest_revision(scripts: Path) -> str | None:
    """The revision this code expects, or None while there is no migration."""
    return ScriptDirectory.from_config(_config(scripts)).get_current_head()


async def current_revision(dsn: str) -> str | None:
    """The revision a database is at, or None when it was never migrated."""
    connection = await asyncpg.connect(dsn)
    try:
        if await connection.fetchval("SELECT to_regclass('public.alembic_version') IS NULL"):
            return None
        found: str | None = await connection.fetchval("SELECT version_num FROM public.alembic_version")
        return found
    finally:
        await connection.close()


def run_script(op: _Operations, name: str) -> None:
    """Run `sql/<name>` beside the versions, which may hold many statements, inside the migration's transaction.

    asyncpg prepares what goes through SQLAlchemy, and PostgreSQL prepares one statement at a time; a whole file goes straight to the
    driver instead.
    """
    folder = op.get_context().opts["script"].dir
    text = (Path(folder) / "sql" / name).read_text()
    op.get_bind().connection.dbapi_connection.run_async(lambda driver: driver.execute(text))  # type: ignore[union-attr]


def _config(scripts: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    return config


def _is_behind(config: Config, to: str, current: str | None) -> bool:
    if to == "head" or current is None:
        return False
    scripts = ScriptDirectory.from_config(config)
    wanted = scripts.get_revision(to)
    older = {revision.revision for revision in scripts.iterate_revisions(current, "base")} - {current}
    return wanted.revision in older
