"""Alembic's entry: connects as the schema's owner and runs the migrations in one transaction.

Configured by `silog.kit.migration`, which gives the address in `config.attributes`; there is no alembic.ini.
"""

import asyncio

import asyncpg
from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

LOCK_KEY = 0x51_10_60_01
"""Any number that no other advisory lock of the product uses."""


def run(connection: Connection) -> None:
    """Wait for any other migration of this database, then run what is left to run."""
    context.configure(connection=connection)
    with context.begin_transaction():
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})
        context.run_migrations()


async def main() -> None:
    """Open the one connection of this run. asyncpg reads the address itself, unix sockets and options included."""
    dsn = context.config.attributes["dsn"]
    engine = create_async_engine("postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(dsn), poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(run)
    await engine.dispose()


asyncio.run(main())
