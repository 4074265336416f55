"""The whole application on a world of its own, with somebody of every role in two regencies."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette
from tests.api.authority.acts import new_convoy
from tests.api.authority.cast import ELSEWHERE, EVERYBODY, HERE, Actor, actor
from tests.factories.databases import two_elections
from tests.factories.harbours import LAND, build_harbours

from silog.alerts.watching import look_once
from silog.application import Application
from silog.asgi import create_app
from silog.kit.cluster import Cluster, Endpoint
from silog.kit.database import Database
from silog.routes.desk import RouteDesk
from silog.settings import Settings

_LEFT_OUT = {"spatial_ref_sys", "track_hours", "track_hours_due"}
"""What PostGIS brings; and what the server draws by itself, some seconds after `positions` have changed."""


@dataclass
class Stage:
    """Everything that the matrix needs."""

    application: Application
    database: Database
    owner: asyncpg.Connection
    http: httpx.AsyncClient
    actors: dict[tuple[str, str], Actor]
    tables: list[str] = field(default_factory=list)
    digested: dict[str, str] = field(default_factory=dict)
    """What the tables held, and the `moment` of it: the transactions that were done by then."""

    async def ask(self, who: Actor, query: str, **variables: object) -> Any:  # noqa: ANN401 -- JSON
        """Ask as somebody."""
        return (await self.http.post("/graphql", json={"query": query, "variables": variables}, headers=who.headers)).json()

    async def digest(self) -> dict[str, str]:
        """Say of every table what it holds, to the last value; anything that happened shows.

        Where no transaction has written since the last digest that one still holds: reading all tables takes most of a test's time.
        """
        if not self.tables:
            named = (
                "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace"
            )
            self.tables = [name for (name,) in await self.owner.fetch(named) if name not in _LEFT_OUT]
        if await self.owner.fetchval("SELECT pg_current_snapshot()::text") != self.digested.get("moment"):
            digests = [
                f"(SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {name} t) AS {name}" for name in self.tables
            ]
            self.digested = dict(await self.owner.fetchrow(f"SELECT pg_current_snapshot()::text AS moment, {', '.join(digests)}") or {})
        return {table: self.digested[table] for table in self.tables}


@pytest.fixture(scope="module")
async def stage(cluster: Cluster, migrated_template: str) -> AsyncIterator[Stage]:
    """One world for the whole matrix: what is done in it may stay, and what is refused must not have happened."""
    async with two_elections(cluster, migrated_template, "authority") as endpoint:
        async for made in _staged(endpoint):
            yield made


async def _staged(endpoint: Endpoint) -> AsyncIterator[Stage]:
    owner, database = await asyncpg.connect(endpoint.dsn_owner), await Database.connect(endpoint.dsn_app)
    await build_harbours(owner)
    # The server looks every half minute for handovers that stay open too long: none may come of age while a digest is taken.
    await owner.execute("DELETE FROM handovers WHERE open_since IS NOT NULL")
    app: Starlette = create_app(Settings(state=Path("unused"), plan_workers=0).with_database(endpoint.dsn_app))
    async with app.router.lifespan_context(app):
        app.state.application.routes = RouteDesk(land=LAND)
        actors = {(name, region): await actor(database, name, region) for name in EVERYBODY for region in (HERE, ELSEWHERE)}
        for region in (HERE, ELSEWHERE):
            await new_convoy(database, region)
        # Nor may an escort be missed meanwhile, whatever the clock is set to: nothing happened since a shipment joined its convoy.
        await owner.execute("UPDATE convoy_shipments SET joined_at = '2100-01-01'")
        await look_once(database)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://silog.test", timeout=60) as http:
            made = Stage(app.state.application, database, owner, http, actors)
            for one in actors.values():  # the first use of a session is written down
                assert "errors" not in await made.ask(one, "{ viewer { name } }")
            yield made
    await database.close()
    await owner.close()
