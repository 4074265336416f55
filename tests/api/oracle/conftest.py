"""One database with both elections in it, read by the oracle and asked by the server; nothing here writes to it."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from silog.asgi import schema
from silog.kit.cluster import Cluster
from silog.kit.database import Database
from silog.kit.graphql.serve.execution import Executor, Request, RequestRefusedError, Answer
from silog.kit.scope import Scope, View
from tests.api.oracle.models import Rows, read_all
from tests.api.oracle.oracle import Oracle
from tests.api.oracle.sight import Sight
from tests.factories.world import build_world

_SDL: Final = Path(__file__).parents[3] / "server" / "schema.graphql"
_DATABASE: Final = "oracle"


@dataclass(frozen=True)
class Asked:
    """What the server needs to know of who asks."""

    scope: Scope
    parameters: Mapping[str, Any]


class Two:
    """The server and the oracle, on the same rows. The server has one connection, so that each request finds it used by the last."""

    def __init__(self, runner: asyncio.Runner, database: Database, rows: Rows) -> None:
        """Made by the fixture."""
        self._runner = runner
        self.database = database
        self.rows = rows
        self.oracle = Oracle(_SDL.read_text())
        self.executor = Executor(schema._schema, database.reads)

    def sight(self, view: str, region: str, election: int = 1) -> Sight:
        """A viewer."""
        return Sight(self.rows, view, election, region, None if view == "PUBLIC" else 'Ani "A"', "PUBLIC" if view == "PUBLIC" else "OPERATOR")

    def server_answer(self, document: str, variables: Mapping[str, Any] | None, sight: Sight) -> dict[str, Any]:
        """Ask the server."""
        asked = Asked(
            Scope(View(sight.view), sight.election_id, sight.region),
            {"viewer_name": sight.name, "viewer_role": sight.role, "viewer_view": sight.view},
        )
        try:
            answer = self._runner.run(self.executor.run(self.executor.prepare(Request(document, None, variables)), asked))
        except RequestRefusedError as refusal:
            answer = Answer.refused(refusal.errors)
        found: dict[str, Any] = json.loads(answer.body)
        return found

    def count_without_scope(self, table: str) -> int:
        """Count a table's rows on the server's own connection, under no scope at all."""
        count: int = self._runner.run(self.database.reads.fetchval(f"SELECT count(*) FROM {table}"))
        return count

    def oracle_answer(self, document: str, variables: Mapping[str, Any] | None, sight: Sight) -> dict[str, Any]:
        """Ask the oracle."""
        return self.oracle.answer(document, variables, sight)


@pytest.fixture(scope="session")
def two(cluster: Cluster, migrated_template: str) -> Iterator[Two]:
    """Both, for as long as the run lasts."""
    with asyncio.Runner() as runner:
        runner.run(_create(cluster, migrated_template))
        rows = runner.run(_read(cluster.dsn("silog_owner", _DATABASE)))
        database = runner.run(Database.connect(cluster.dsn("silog_app", _DATABASE), readers=1))
        yield Two(runner, database, rows)
        runner.run(database.close())
        runner.run(_as_admin(cluster, f"DROP DATABASE {_DATABASE} WITH (FORCE)"))


async def _create(cluster: Cluster, template: str) -> None:
    await _as_admin(cluster, f"CREATE DATABASE {_DATABASE} TEMPLATE {template} OWNER silog_owner STRATEGY FILE_COPY")
    owner = await asyncpg.connect(cluster.dsn("silog_owner", _DATABASE))
    try:
        await build_world(owner)
    finally:
        await owner.close()


async def _as_admin(cluster: Cluster, statement: str) -> None:
    connection = await asyncpg.connect(cluster.dsn("silog_admin", "postgres"))
    await connection.execute(statement)
    await connection.close()


async def _read(dsn: str) -> Rows:
    engine = create_async_engine("postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(dsn))
    try:
        return await read_all(engine)
    finally:
        await engine.dispose()
