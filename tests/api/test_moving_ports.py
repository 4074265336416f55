"""`movePort` as clients call it: rights, what the payload shows, what the console and the audit are told."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette
from tests.factories.databases import two_elections
from tests.factories.harbours import LAND, build_harbours

from silog.asgi import create_app
from silog.kit.cluster import Cluster, Endpoint
from silog.kit.database import Database
from silog.people.actions import ensure_user, make_bearer_token
from silog.people.rules import Role
from silog.routes.desk import RouteDesk
from silog.settings import Settings

MOVE = """mutation Move($input: MovePortInput!, $far: Float) {
  movePort(input: $input) { ...Moved errors { code message path } }
}
fragment Moved on MovePortPayload {
  legsRerouted legsKept port: facility { __typename code berth { lon lat } movedAt region { name: code children { ...C } } }
}
fragment C on Region { code area(simplifyM: $far) }"""
BERTH = {"lon": 105.103, "lat": 3.066}
WISH: Final[dict[str, Any]] = {"port": "PORT-BARAT", "berth": BERTH, "reason": "Dermaga lama rusak"}


@pytest.fixture
async def database(cluster: Cluster, migrated_template: str) -> AsyncIterator[Endpoint]:
    """The world of two elections, for each test its own."""
    async with two_elections(cluster, migrated_template, "api_moves") as endpoint:
        yield endpoint


@pytest.fixture
async def app(database: Endpoint, owner: asyncpg.Connection) -> AsyncIterator[Starlette]:
    """The application on the small coast."""
    await build_harbours(owner)
    made = create_app(Settings(state=Path("unused")).with_database(database.dsn_app))
    async with made.router.lifespan_context(made):
        made.state.application.routes = RouteDesk(land=LAND)
        yield made


async def who(product: Database, role: Role, region: str = "21.03") -> dict[str, str]:
    user = await ensure_user(product, 1, f"{role} {region}", role, region)
    return {"authorization": f"Bearer {await make_bearer_token(product, user.id)}"}


async def ask(client: httpx.AsyncClient, query: str, headers: dict[str, str], **variables: object) -> Any:  # noqa: ANN401 -- JSON
    answer = await client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
    return answer.json()


async def test_the_payload_shows_the_port_as_a_query_would_through_aliases_and_fragments(
    client: httpx.AsyncClient, product: Database
) -> None:
    operator = await who(product, Role.OPERATOR)

    moved = await ask(client, MOVE, operator, input=WISH, far=100.0)

    shown = "__typename code berth { lon lat } movedAt region { name: code children { code area(simplifyM: $far) } }"
    query = f'query ($far: Float) {{ facility(code: "PORT-BARAT") {{ {shown} }} }}'
    read = await ask(client, query, operator, far=100.0)
    assert moved == {"data": {"movePort": {"legsRerouted": 3, "legsKept": 3, "port": read["data"]["facility"], "errors": []}}}
    assert read["data"]["facility"]["berth"] == BERTH
    assert read["data"]["facility"]["region"]["children"]


async def test_what_is_wrong_is_said_in_the_payload_with_its_place(client: httpx.AsyncClient, product: Database) -> None:
    operator = await who(product, Role.OPERATOR)

    wrong: list[dict[str, Any]] = [
        {"berth": {"lon": 105.05, "lat": 3.05}},
        {"reason": " "},
        {"reason": "x" * 501},
        {"port": "PORT-TIMUR"},
    ]
    said = [(await ask(client, MOVE, operator, input=WISH | change))["data"]["movePort"] for change in wrong]

    assert [(one["errors"][0]["code"], one["errors"][0]["path"], one["port"]) for one in said] == [
        ("BERTH_ON_LAND", ["berth"], None),
        ("REASON_MISSING", ["reason"], None),
        ("BAD_REASON", ["reason"], None),
        ("UNKNOWN_PLACE", ["port"], None),
    ]


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.AUDITOR, None])
async def test_who_has_not_the_right_moves_nothing(
    client: httpx.AsyncClient, product: Database, owner: asyncpg.Connection, role: Role | None
) -> None:
    tables = ("facilities", "legs", "audit", "feed")
    before = [await owner.fetch(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in tables]

    said = await ask(client, MOVE, {} if role is None else await who(product, role, "21"), input=WISH)

    assert said["data"] == {"movePort": None}
    assert said["errors"][0]["extensions"]["code"] == ("UNAUTHENTICATED" if role is None else "FORBIDDEN")
    assert [await owner.fetch(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in tables] == before


async def test_a_trial_shows_no_port_and_no_error(client: httpx.AsyncClient, product: Database, owner: asyncpg.Connection) -> None:
    said = await ask(client, MOVE, await who(product, Role.COORDINATOR, "21"), input=WISH | {"isTrial": True, "reason": ""})

    assert said == {"data": {"movePort": {"legsRerouted": 3, "legsKept": 3, "port": None, "errors": []}}}
    assert await owner.fetchval("SELECT count(*) FROM audit WHERE object_code = 'PORT-BARAT'") == 0


async def test_supervisors_of_the_territory_read_in_the_audit_who_moved_it_and_why(client: httpx.AsyncClient, product: Database) -> None:
    query = """{ audit(objectCode: "PORT-BARAT") { totalCount nodes { action actor role reason before after region { code } } } }"""
    operator = await who(product, Role.OPERATOR)
    await ask(client, MOVE, operator, input=WISH)
    await ask(client, MOVE, operator, input=WISH | {"berth": {"lon": 105.103, "lat": 3.05}, "reason": "Kembali"})

    read = (await ask(client, query, await who(product, Role.SUPERVISOR)))["data"]["audit"]
    elsewhere = await ask(client, query, await who(product, Role.SUPERVISOR, "21.05"))
    public = await ask(client, query, {})

    assert [entry["reason"] for entry in read["nodes"]] == ["Kembali", "Dermaga lama rusak"]
    assert read["nodes"][1] == {
        "action": "election:port:move",
        "actor": "OPERATOR 21.03",
        "role": "OPERATOR",
        "reason": "Dermaga lama rusak",
        "before": '{"point": [105.095, 3.05], "berth": [105.103, 3.05]}',
        "after": '{"point": [105.095, 3.05], "berth": [105.103, 3.066]}',
        "region": {"code": "21.03"},
    }
    assert elsewhere["data"] == {"audit": {"totalCount": 0, "nodes": []}}
    assert public["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_the_feed_tells_every_region_whose_legs_have_a_new_route(
    client: httpx.AsyncClient, product: Database, owner: asyncpg.Connection
) -> None:
    await ask(client, MOVE, await who(product, Role.OPERATOR), input=WISH)

    told = await owner.fetch("SELECT region_code, kind, place_code, ST_AsText(point) AS berth FROM feed ORDER BY seq")

    assert [tuple(row) for row in told] == [(region, "PORT", "PORT-BARAT", "POINT(105.103 3.066)") for region in ("21.03", "21.05")]
