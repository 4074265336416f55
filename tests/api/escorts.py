"""Convoys in tests: who acts on them, shipments that can join them, and how they are asked and acted upon."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

import asyncpg
import httpx
import pytest
from sqlalchemy import insert
from tests.factories.world import NOW

from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.movement.tables import legs, shipments
from silog.people.actions import ensure_user, make_bearer_token
from silog.people.rules import Role

Json = Any
Headers = dict[str, str]
HERE: Final = {"lon": 107.7777, "lat": 3.3333}
CONVOY: Final = """id state escort missingCount boxCount incidentCount shipments { code }
    stops { step placeCode state confirmation { at actor } } confirmations { step position { lon } }"""
SHOWN: Final = f"convoy {{ {CONVOY} }} errors {{ code path }}"


@dataclass
class Cast:
    """Who acts: an office, its escort, another one, one without a convoy, a supervisor; and three shipments that have not left."""

    office: Headers
    escort: Headers
    other: Headers
    idle: Headers
    supervisor: Headers
    shipments: list[str]


async def headers(product: Database, name: str, role: Role, region: str) -> Headers:
    user = await ensure_user(product, 1, name, role, region)
    return {"authorization": f"Bearer {await make_bearer_token(product, user.id)}"}


@pytest.fixture
async def cast(product: Database) -> Cast:
    codes = [await planned(product, region) for region in ("21.03", "21.03.04", "21.05")]
    return Cast(
        await headers(product, "Operator", Role.OPERATOR, "21.03"),
        await headers(product, "Bripka Sari", Role.ESCORT, "21.03"),
        await headers(product, "Bripka Budi", Role.ESCORT, "21.03"),
        await headers(product, "Bripka Rudi", Role.ESCORT, "21.03"),
        await headers(product, "Panwas", Role.SUPERVISOR, "21.03"),
        codes,
    )


async def planned(product: Database, region: str, departed_ago: timedelta | None = None, arrived_ago: timedelta | None = None) -> str:
    """Plan a shipment over one leg, which has begun or ended so long ago."""
    code = f"KRM-{uuid4()}"
    ends = {"planned_depart_at": NOW, "planned_arrive_at": NOW + timedelta(hours=4)}
    row = {"election_id": 1, "region_code": region, **ends}
    called = {"name": code, "direction": "OUTBOUND", "origin_code": "WH-21.03", "destination_code": "PORT-21.03"}
    leg = {"shipment_code": code, "number": 1, "mode": "LAND", "conveyance_code": "CNV-21.03", "length_m": 1.0, "is_estimate": True}
    times = {"departed_at": departed_ago and NOW - departed_ago, "arrived_at": arrived_ago and NOW - arrived_ago}
    way = {"from_code": "WH-21.03", "to_code": "PORT-21.03", "route": "SRID=4326;LINESTRING(105 3,105.1 3)"}
    async with product.unit_of_work(Scope.whole_election(1)) as work:
        await work.connection.execute(insert(shipments).values(code=code, **called, **row))
        await work.connection.execute(insert(legs).values(**leg, **way, **times, **row))
    return code


async def leaves(owner: asyncpg.Connection, code: str, ago: timedelta) -> None:
    """Let scans tell that a shipment left so long ago, out of a convoy that it had joined an hour before."""
    await owner.execute("UPDATE convoy_shipments SET joined_at = $2 WHERE shipment_code = $1", code, NOW - ago - timedelta(hours=1))
    await owner.execute("UPDATE legs SET departed_at = $2 WHERE shipment_code = $1", code, NOW - ago)


async def ask(client: httpx.AsyncClient, who: Headers, query: str, **variables: object) -> Json:
    return (await client.post("/graphql", json={"query": query, "variables": variables}, headers=who)).json()


async def do(client: httpx.AsyncClient, who: Headers, mutation: str, given: dict[str, object], shown: str = SHOWN) -> Json:
    kind = mutation[0].upper() + mutation[1:]
    answer = await ask(client, who, f"mutation ($input: {kind}Input!) {{ {mutation}(input: $input) {{ {shown} }} }}", input=given)
    assert "errors" not in answer, answer
    return answer["data"][mutation]


async def form(client: httpx.AsyncClient, who: Headers, codes: list[str], escort: str | None = "Bripka Sari", **other: object) -> Json:
    new = {"name": "Midai", "shipments": codes, "escort": {"unit": "Polres Natuna", "name": escort}, "reason": "Rencana A"}
    return await do(client, who, "formConvoy", new | other)


def word(**given: object) -> dict[str, object]:
    return {"key": str(uuid4()), "at": NOW.isoformat(), "position": HERE} | given


async def counted(app: asyncpg.Connection, setting: str, table: str) -> int:
    """Count a table's rows as the product's own role, under a scope and with no filter of the application."""
    async with app.transaction():
        await app.execute("SELECT set_config('silog.scope', $1, true)", setting)
        found: int = await app.fetchval(f"SELECT count(*) FROM {table}")
        return found


@pytest.fixture
async def app_connection(database: Any) -> Any:  # noqa: ANN401 -- an endpoint, and a connection that is closed
    connection = await asyncpg.connect(database.dsn_app)
    yield connection
    await connection.close()
