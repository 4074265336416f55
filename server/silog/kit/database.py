"""The database as the rooms see it: one unit of work for writing, one pool for planned reads.

The runtime role owns nothing; every statement carries its scope (kit/scope.py). Nothing waits without a bound: neither before
a pool, nor for a statement, nor for the server to take a connection.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter
from typing import Any, Final

import asyncpg
from sqlalchemy import MetaData, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from silog.kit.announcements import Announcements
from silog.kit.door import BusyError, Door
from silog.kit.last_writes import LastWrites
from silog.kit.locks import Space
from silog.kit.reads import Reads
from silog.kit.scope import Scope

RUNTIME_ROLE = "silog_app"
# What a statement can fail with. InternalClientError: the server has ended the connection, and the driver does not know it yet.
DATABASE_FAILURES = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)
WRITING_FAILURES = (*DATABASE_FAILURES, DBAPIError, PoolTimeoutError, BusyError)
LONGEST_READ_S = 15
"""A question that takes longer is stopped: it would hold one of few connections against everybody else."""
CONNECTED_WITHIN_S: Final = 5
"""A database that takes longer to let one in is as good as away."""
_UNHEARD_S: Final = 5
"""So long after its bound a statement is given up here, should the server be gone without a word."""
_CLOSED_WITHIN_S: Final = 5

metadata = MetaData()


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long anybody waits. The defaults are those of commands, which work alone and may write for long.

    `longest_write_s` bounds each statement that writes, its waits for locks included, and a transaction that does nothing meanwhile.
    """

    most_waiting: int = 1_000
    longest_wait_s: float = 60.0
    longest_write_s: int | None = None

    @property
    def writing_settings(self) -> dict[str, str]:
        """PostgreSQL's settings for connections that write."""
        if self.longest_write_s is None:
            return {}
        bound = f"{self.longest_write_s}s"
        return {"statement_timeout": bound, "idle_in_transaction_session_timeout": bound}


COMMAND: Final = Bounds()


async def _connect(dsn: str, bounds: Bounds) -> asyncpg.Connection:
    unheard_s = None if bounds.longest_write_s is None else bounds.longest_write_s + _UNHEARD_S
    settings = {"role": RUNTIME_ROLE, "application_name": "silog", **bounds.writing_settings}
    return await asyncpg.connect(dsn, timeout=CONNECTED_WITHIN_S, command_timeout=unheard_s, server_settings=settings)


def cause_of(error: BaseException | None) -> BaseException | None:
    """Give the driver's error where SQLAlchemy has wrapped it, else the error itself."""
    if isinstance(error, DBAPIError):
        return error.orig.__cause__ if error.orig is not None else None
    return error


def is_outage(error: BaseException | None) -> bool:
    """Whether an error says that the database cannot answer just now, so that the same request may succeed in a moment."""
    error = cause_of(error)
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
        | BusyError
        | OSError,
    )


def _refuse_lost(connection: Any, *_: object) -> None:  # noqa: ANN401 -- SQLAlchemy's adapter of the driver's connection
    """Let the pool open another connection where the database has closed this one, so that its restart costs no writer an error."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError


def _drop_ended(context: ExceptionContext) -> None:
    """Let the pool drop a connection that the server has ended, where the driver does not know it yet and refuses to send."""
    if isinstance(cause_of(context.sqlalchemy_exception), asyncpg.InternalClientError):
        context.is_disconnect = True


async def _connect_to_read(dsn: str) -> asyncpg.Connection:
    bound, unheard_s = f"{LONGEST_READ_S}s", LONGEST_READ_S + _UNHEARD_S
    settings = {
        "role": RUNTIME_ROLE,
        "application_name": "silog reads",
        "plan_cache_mode": "force_generic_plan",  # what a plan should know of its values stands in the statement: see plan/compiling.py
        "statement_timeout": bound,
        "idle_in_transaction_session_timeout": bound,
    }
    return await asyncpg.connect(
        dsn, timeout=CONNECTED_WITHIN_S, command_timeout=unheard_s, server_settings=settings, statement_cache_size=512
    )


@dataclass(slots=True)
class UnitOfWork:
    """One transaction under one scope, and what was announced in it.

    To SQLAlchemy `connection` commits by itself, so its own `commit` and `rollback` do nothing: see `undo`.
    """

    connection: AsyncConnection
    scope: Scope
    announcements: Announcements
    announced: list[object] = field(default_factory=list)
    _last: LastWrites = field(default_factory=LastWrites)
    _driver: "asyncpg.Connection | None" = None

    async def announce(self, fact: object) -> None:
        """Tell the rooms above; what they write commits or falls with this transaction."""
        self.announced.append(fact)
        await self.announcements.tell(self, fact)

    async def write_last(self, kind: str, expressions: str, *values: object) -> None:
        """Have something written with what others write last, in one statement: see LastWrites.

        Whoever asks for the driver finds it written.
        """
        if kind in self._last:
            await self.driver
        self._last.add(kind, expressions, values)

    async def undo(self) -> None:
        """Take back all that was done, for who only tries; what is left to commit is empty, and without a scope sees nothing."""
        self.announced.clear()
        self._last.clear()
        await (await self.driver).execute("ROLLBACK AND CHAIN")

    @property
    async def driver(self) -> asyncpg.Connection:
        """The driver's own connection, in the same transaction: for statements that take arrays of thousands."""
        if self._driver is None:
            self._driver = await _driver_of(self.connection)
        await self._last.send(self._driver)
        return self._driver


async def _driver_of(connection: AsyncConnection) -> asyncpg.Connection:
    return (await connection.get_raw_connection()).driver_connection  # type: ignore[return-value]


def _unobserved(_seconds: float) -> None:
    """Nobody watches."""


@dataclass(slots=True)
class Database:
    """Connections to one PostGIS, as the runtime role."""

    dsn: str
    engine: AsyncEngine
    reads: Reads
    writing: Door
    announcements: Announcements = field(default_factory=Announcements)
    observe_transaction_s: Callable[[float], None] = _unobserved

    @classmethod
    async def connect(cls, dsn: str, *, readers: int = 8, writers: int = 4, bounds: Bounds = COMMAND) -> "Database":
        """Open the pools. `dsn` is a libpq URL, for example postgresql://silog_app@/silog?host=/run/silog."""
        engine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=lambda: _connect(dsn, bounds),
            isolation_level="AUTOCOMMIT",  # the unit of work begins and ends transactions itself, for less than SQLAlchemy does
            pool_size=writers,
            max_overflow=0,
            pool_use_lifo=True,  # who worked last has everything at hand: a backend that waited for its turn has to fetch it again
            pool_timeout=10,
            hide_parameters=True,  # an error's text goes to the log, where no person's data belongs
        )
        event.listen(engine.sync_engine.pool, "checkout", _refuse_lost)
        event.listen(engine.sync_engine, "handle_error", _drop_ended)
        reading, writing = (Door(places, bounds.most_waiting, bounds.longest_wait_s) for places in (readers, writers))
        reads = Reads(partial(_connect_to_read, dsn), reading)
        await reads.open()
        return cls(dsn, engine, reads, writing)

    async def close(self) -> None:
        """Let running statements end and close every connection; what does not end in seconds is cut off."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_CLOSED_WITHIN_S):
                await self.reads.close()
        await self.engine.dispose()

    async def dedicated(self) -> "asyncpg.Connection[Any]":
        """Open a connection of its own, outside of the pools: for listening. Who asks for it closes it."""
        return await _connect(self.dsn, COMMAND)

    @asynccontextmanager
    async def unit_of_work(
        self, scope: Scope, *, sharing: tuple[Space, int] | None = None, keeps_plans: bool = False, only_reads: bool = False
    ) -> AsyncIterator[UnitOfWork]:
        """Open one transaction under `scope`; commit when the block ends, roll back when it raises. BusyError where too many wait.

        `sharing`: an advisory lock that it takes part in before it looks at anything. `keeps_plans`: its statements are planned once for a
        connection, whatever their values; for small ones that come often, whose planning takes longer than they do. `only_reads`: none of
        them may write, and all see the database as it was at one moment.
        """
        opening = _opening(scope, sharing, keeps_plans=keeps_plans, only_reads=only_reads)
        async with self.writing:
            started = perf_counter()
            try:
                async with AsyncExitStack() as stack:
                    try:
                        connection = await stack.enter_async_context(self._begun(opening))
                    except asyncpg.InternalClientError:
                        connection = await stack.enter_async_context(self._begun(opening))  # nothing was sent on the one before
                    work = UnitOfWork(connection, scope, self.announcements)
                    yield work
                    await self.announcements.conclude(work)
                    await work.driver  # what is still to be written is
            finally:
                self.observe_transaction_s(perf_counter() - started)
        self.announcements.settle(work.announced)

    @asynccontextmanager
    async def _begun(self, opening: str) -> AsyncIterator[AsyncConnection]:
        async with self.engine.connect() as connection:
            driver = await _driver_of(connection)
            try:
                await driver.execute(opening)
                yield connection
                await driver.execute("COMMIT")
            except BaseException:
                await _undo(driver)
                raise


_KEPT_PLANS: Final = {"plan_cache_mode": "force_generic_plan", "enable_seqscan": "off"}
"""A plan that is kept goes by keys: one made while a table was empty would read the whole of it for each scan that it has by now."""


def _opening(scope: Scope, sharing: tuple[Space, int] | None, *, keeps_plans: bool, only_reads: bool) -> str:
    """Write what begins a transaction, to be sent at once: each message of its own would cost as much as a small statement."""
    settings = {"silog.scope": scope.setting.replace("'", "''")} | (_KEPT_PLANS if keeps_plans else {})
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if only_reads else "BEGIN"
    opening = f"{begin}; SELECT " + ", ".join(f"set_config('{name}', '{value}', true)" for name, value in settings.items())
    return opening if sharing is None else f"{opening}; SELECT pg_advisory_xact_lock_shared({sharing[0]:d}, {sharing[1]:d})"


async def _undo(driver: asyncpg.Connection) -> None:
    """Roll back; a connection that cannot is closed, so that nobody goes on in its transaction."""
    try:
        await driver.execute("ROLLBACK")
    except BaseException as error:
        driver.terminate()
        if not isinstance(error, DATABASE_FAILURES):
            raise
