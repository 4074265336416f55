"""A log as it stands at one moment, for those who read all of it while it goes on growing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from silog.kit.database import Database
from silog.kit.scope import Scope


@asynccontextmanager
async def snapshot(database: Database, scope: Scope) -> AsyncIterator["asyncpg.Connection"]:
    """Hold a connection of its own whose statements all see the database as it is now, under one scope, and change nothing."""
    connection = await database.dedicated()
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            await connection.execute("SELECT set_config('silog.scope', $1, true)", scope.setting)
            yield connection
    finally:
        await connection.close()
