"""Having tables counted that fill for the first time, so that no plan is made for long as if they were empty."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from silog.kit.database import Database
from silog.kit.repeating import repeated
from silog.kit.scope import Scope

EVERY_S: Final = 2.0
_NOBODY: Final = Scope.whole_election(0)
"""There is no such election: who counts rows sees none."""


async def count_new_tables(database: Database) -> list[str]:
    """Count the tables that hold rows for the first time, and give their names."""
    async with database.unit_of_work(_NOBODY) as work:
        rows = await (await work.driver).fetch("SELECT * FROM count_new_tables() AS counted")
    return [row["counted"] for row in rows]


@asynccontextmanager
async def keep_tables_counted(database: Database, every_s: float = EVERY_S) -> AsyncIterator[None]:
    """Look for such tables again and again until the block ends. PostgreSQL itself sees to all that were counted before."""

    async def count() -> None:
        await count_new_tables(database)

    async with repeated(count, every_s, "Counting new tables"):
        yield
