"""The database as the rooms see it: one unit of work for writing, one pool for planned reads.

The runtime role owns nothing; every statement carries its scope (kit/scope.py). The read pool keeps no session state, so a
connection goes back without a reset: that reset costs a quarter of a small request.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from sqlalchemy import MetaData, event, func, select
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from silog.kit.announcements import Announcements
from silog.kit.scope import Scope

RUNTIME_ROLE = "silog_app"
# What a statement can fail with. InternalClientError: the pool restores a lost connection at the moment when a request wants one.
DATABASE_FAILURES = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)
WRITING_FAILURES = (*DATABASE_FAILURES, DBAPIError, PoolTimeoutError)
LONGEST_READ_S = 15
"""A question that takes longer is stopped: it would hold one of few connections against everybody else."""

metadata = MetaData()


async def _connect(dsn: str) -> asyncpg.Connection:
    return await asyncpg.connect(dsn, server_settings={"role": RUNTIME_ROLE, "application_name": "silog"})


def is_outage(error: BaseException | None) -> bool:
    """Whether an error says that the database cannot be reached just now, so that the same request may succeed in a moment."""
    if isinstance(error, DBAPIError):
        error = error.orig.__cause__ if error.orig is not None else None
    if isinstance(error, asyncpg.QueryCanceledError | asyncpg.DataError):
        return False
    return isinstance(
        error,
        asyncpg.PostgresConnectionError
        | asyncpg.OperatorInterventionError
        | asyncpg.TooManyConnectionsError
        | asyncpg.ObjectNotInPrerequisiteStateError  # an operator lets nobody in, for example during a restore
        | asyncpg.InterfaceError
        | asyncpg.InternalClientError
        | PoolTimeoutError
        | OSError,
    )


def _refuse_lost(connection: Any, *_: object) -> None:  # noqa: ANN401 -- SQLAlchemy's adapter of the driver's connection
    """Let the pool open another connection where the database has closed this one, so that its restart costs no writer an error."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError


async def _keep_as_is(_: asyncpg.Connection) -> None:
    """Reset nothing when a read connection is released: a planned read leaves nothing behind."""


@dataclass(slots=True)
class UnitOfWork:
    """One transaction under one scope, and what was announced in it."""

    connection: AsyncConnection
    scope: Scope
    announcements: Announcements

    async def announce(self, fact: object) -> None:
        """Tell the rooms above; what they write commits or falls with this transaction."""
        await self.announcements.tell(self, fact)

    @property
    async def driver(self) -> asyncpg.Connection:
        """The driver's own connection, in the same transaction: for statements that take arrays of thousands."""
        raw = await self.connection.get_raw_connection()
        return raw.driver_connection  # type: ignore[return-value]


@dataclass(slots=True)
class Database:
    """Connections to one PostGIS, as the runtime role."""

    dsn: str
    engine: AsyncEngine
    reads: "asyncpg.Pool[Any]"
    announcements: Announcements = field(default_factory=Announcements)

    @classmethod
    async def connect(cls, dsn: str, *, readers: int = 8, writers: int = 4) -> "Database":
        """Open the pools. `dsn` is a libpq URL, for example postgresql://silog_app@/silog?host=/run/silog."""
        engine = create_async_engine(
            "postgresql+asyncpg://", async_creator=lambda: _connect(dsn), pool_size=writers, max_overflow=0, pool_timeout=10
        )
        event.listen(engine.sync_engine.pool, "checkout", _refuse_lost)
        reads = await asyncpg.create_pool(
            dsn,
            min_size=1,
            max_size=readers,
            server_settings={"role": RUNTIME_ROLE, "application_name": "silog reads", "statement_timeout": f"{LONGEST_READ_S}s"},
            reset=_keep_as_is,
            statement_cache_size=512,
        )
        return cls(dsn, engine, reads)

    async def close(self) -> None:
        """Let running statements end and close every connection."""
        await self.reads.close()
        await self.engine.dispose()

    async def dedicated(self) -> "asyncpg.Connection[Any]":
        """Open a connection of its own, outside of the pools: for listening. Who asks for it closes it."""
        return await _connect(self.dsn)

    @asynccontextmanager
    async def unit_of_work(self, scope: Scope) -> AsyncIterator[UnitOfWork]:
        """Open one transaction under `scope`; commit when the block ends, roll back when it raises."""
        async with self.engine.begin() as connection:
            await connection.execute(select(func.set_config("silog.scope", scope.setting, True)))  # noqa: FBT003 -- PostgreSQL's own signature
            yield UnitOfWork(connection, scope, self.announcements)
