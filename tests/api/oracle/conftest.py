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
from tests.api.oracle.models import Rows, read_all
from tests.api.oracle.oracle import Oracle
from tests.api.oracle.sight import Sight
from tests.factories.databases import two_elections

from silog.kit.cluster import Cluster
from silog.kit.database import Database
from silog.kit.graphql.serve.execution import Executor
from silog.kit.graphql.serve.requests import Answer, Request, RequestRefusedError
from silog.kit.scope import Scope, View
from silog.roots import schema

_SDL: Final = Path(__file__).parents[3] / "server" / "schema.graphql"


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
        return Sight(
            self.rows, view, election, region, None if view == "PUBLIC" else 'Ani "A"', "PUBLIC" if view == "PUBLIC" else "OPERATOR"
        )

    def server_answer(
        self, document: str, variables: Mapping[str, Any] | None, sight: Sight, operation_name: str | None = None
    ) -> dict[str, Any]:
        """Ask the server."""
        asked = Asked(
            Scope(View(sight.view), sight.election_id, sight.region),
            {
                "viewer_name": sight.name,
                "viewer_role": sight.role,
                "viewer_view": sight.view,
                "viewer_device": None,
                "viewer_session": None,
                "viewer_grants": ["PPK", "KPPS"],
                "viewer_manages": True,
                "viewer_forms_convoys": True,
            },
        )
        try:
            answer = self._runner.run(self.executor.run(self.executor.prepare(Request(document, operation_name, variables)), asked))
        except RequestRefusedError as refusal:
            answer = Answer.refused(refusal.errors)
        found: dict[str, Any] = json.loads(answer.body)
        return found

    def count_without_scope(self, table: str) -> int:
        """Count a table's rows on the server's own connection, under no scope at all."""
        count: int = self._runner.run(self.database.reads.fetchval(f"SELECT count(*) FROM {table}"))
        return count

    def oracle_answer(
        self, document: str, variables: Mapping[str, Any] | None, sight: Sight, operation_name: str | None = None
    ) -> dict[str, Any]:
        """Ask the oracle."""
        return self.oracle.answer(document, variables, sight, operation_name)


@pytest.fixture(scope="session")
def two(cluster: Cluster, migrated_template: str) -> Iterator[Two]:
    """Both, for as long as the run lasts."""
    with asyncio.Runner() as runner:
        world = two_elections(cluster, migrated_template, "oracle")
        endpoint = runner.run(world.__aenter__())
        rows = runner.run(_read(endpoint.dsn_owner))
        database = runner.run(Database.connect(endpoint.dsn_app, readers=1))
        yield Two(runner, database, rows)
        runner.run(database.close())
        runner.run(world.__aexit__(None, None, None))


async def _read(dsn: str) -> Rows:
    engine = create_async_engine("postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(dsn))
    try:
        return await read_all(engine)
    finally:
        await engine.dispose()
