"""Running one action on the database that a command works on."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from silog.cli.database import open_database
from silog.errors import SilogError
from silog.kit.database import Database
from silog.kit.migration import current_revision, newest_revision
from silog.settings import Settings
from silog.shipped import migrations_folder

Result = TypeVar("Result")


def on_database(act: Callable[[Database], Awaitable[Result]]) -> Result:
    """Open the database, refuse one that is not migrated, and give what `act` gives."""
    endpoint = open_database(Settings.from_environment())
    return asyncio.run(_act(endpoint.dsn_app, act))


async def _act(dsn: str, act: Callable[[Database], Awaitable[Result]]) -> Result:
    if await current_revision(dsn) != newest_revision(migrations_folder()):
        raise SilogError("NOT_MIGRATED", "The database does not have the schema that this program expects.", "Run: silog migrate")
    database = await Database.connect(dsn, readers=1, writers=1)
    try:
        return await act(database)
    finally:
        await database.close()
