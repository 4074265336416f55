"""`setSeaArea` and `endSeaArea` as clients call them: terms, rights, the audit and the feed."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette
from tests.factories.databases import two_elections

from silog.asgi import create_app
from silog.kit.cluster import Cluster, Endpoint
from silog.kit.database import Database
from silog.people.actions import ensure_user, make_bearer_token
from silog.people.rules import Role
from silog.settings import Settings

SET: Final = """mutation ($input: SetSeaAreaInput!) { setSeaArea(input: $input) {
  area: seaArea { code name kind rule costFactor validFrom validTo area region { code } } errors { code path } } }"""
END: Final = """mutation ($input: EndSeaAreaInput!) { endSeaArea(input: $input) { seaArea { code validTo } errors { code path } } }"""
RING: Final = [[104.0, 1.2], [104.1, 1.2], [104.1, 1.3], [104.0, 1.2]]
AREA: Final[dict[str, Any]] = {
    "code": "SG-WATERS",
    "name": "Perairan Singapura",
    "kind": "FOREIGN",
    "source": "peta laut 2024",
    "reason": "Tidak boleh masuk",
    "area": {"type": "Polygon", "coordinates": [RING]},
}


@pytest.fixture
async def database(cluster: Cluster, migrated_template: str) -> AsyncIterator[Endpoint]:
    """The world of two elections, for each test its own."""
    async with two_elections(cluster, migrated_template, "api_areas") as endpoint:
        yield endpoint


@pytest.fixture
async def app(database: Endpoint) -> AsyncIterator[Starlette]:
    """The application, started."""
    made = create_app(Settings(state=Path("unused")).with_database(database.dsn_app))
    async with made.router.lifespan_context(made):
        yield made


async def who(product: Database, role: Role, region: str = "21") -> dict[str, str]:
    user = await ensure_user(product, 1, f"{role} {region}", role, region)
    return {"authorization": f"Bearer {await make_bearer_token(product, user.id)}"}


async def ask(client: httpx.AsyncClient, query: str, headers: dict[str, str], value: dict[str, Any]) -> Any:  # noqa: ANN401 -- JSON
    answer = await client.post("/graphql", json={"query": query, "variables": {"input": value}}, headers=headers)
    return answer.json()


async def test_an_area_is_set_and_set_again_and_both_are_audited(
    client: httpx.AsyncClient, product: Database, owner: asyncpg.Connection
) -> None:
    coordinator = await who(product, Role.COORDINATOR)
    dearer = AREA | {"rule": "COST", "costFactor": 2.5, "validTo": "2024-11-30T00:00:00+07:00"}

    first, second = [(await ask(client, SET, coordinator, value))["data"]["setSeaArea"] for value in (AREA, dearer)]

    assert first["errors"] == second["errors"] == []
    assert (first["area"]["rule"], first["area"]["region"]) == ("AVOID", {"code": "21"})
    assert first["area"]["area"] == {"type": "MultiPolygon", "coordinates": [[RING]]}
    assert (second["area"]["rule"], second["area"]["costFactor"], second["area"]["validTo"]) == ("COST", 2.5, "2024-11-29T17:00:00.000Z")
    audited = await owner.fetch("SELECT action, before, after FROM audit WHERE object_code = 'SG-WATERS' ORDER BY id")
    assert [row["action"] for row in audited] == ["election:sea_area:set"] * 2
    assert audited[0]["before"] is None
    assert json.loads(audited[1]["before"]) == json.loads(audited[0]["after"])
    assert [tuple(row) for row in await owner.fetch("SELECT kind, place_code, region_code FROM feed")] == [
        ("SEA_AREA", "SG-WATERS", "21")
    ] * 2


async def test_a_trial_says_what_would_become_of_the_plan_and_sets_nothing(
    client: httpx.AsyncClient, product: Database, owner: asyncpg.Connection
) -> None:
    query = (
        "mutation ($input: SetSeaAreaInput!) { setSeaArea(input: $input) { seaArea { code } legsRerouted legsKept stranded { reason } } }"
    )

    said = await ask(client, query, await who(product, Role.COORDINATOR), AREA | {"isTrial": True, "reason": ""})

    assert said == {"data": {"setSeaArea": {"seaArea": None, "legsRerouted": 0, "legsKept": 0, "stranded": []}}}
    for table, column in (("sea_areas", "code"), ("audit", "object_code"), ("feed", "place_code")):
        assert await owner.fetchval(f"SELECT count(*) FROM {table} WHERE {column} = 'SG-WATERS'") == 0


async def test_an_area_ends_and_stays_on_record(client: httpx.AsyncClient, product: Database, owner: asyncpg.Connection) -> None:
    coordinator = await who(product, Role.COORDINATOR)
    await ask(client, SET, coordinator, AREA)

    ended = (await ask(client, END, coordinator, {"code": "SG-WATERS", "reason": "Dicabut"}))["data"]["endSeaArea"]

    assert ended == {"seaArea": {"code": "SG-WATERS", "validTo": "2024-11-20T05:00:00.123Z"}, "errors": []}
    assert (
        await owner.fetchval("SELECT reason FROM audit WHERE action = 'election:sea_area:end' AND object_code = 'SG-WATERS'") == "Dicabut"
    )


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"code": "sg"}, "BAD_AREA", ["code"]),
        ({"costFactor": 2.0}, "BAD_AREA", ["costFactor"]),
        ({"rule": "COST"}, "BAD_AREA", ["costFactor"]),
        ({"rule": "COST", "costFactor": 1.0}, "BAD_AREA", ["costFactor"]),
        ({"validFrom": "2024-11-21T00:00:00Z", "validTo": "2024-11-20T00:00:00Z"}, "BAD_AREA", ["validTo"]),
        ({"name": " "}, "BAD_TEXT", ["name"]),
        ({"source": "a\nb"}, "BAD_TEXT", ["source"]),
        ({"reason": ""}, "REASON_MISSING", ["reason"]),
    ],
)
async def test_terms_that_do_not_fit_are_said_and_nothing_is_set(  # noqa: PLR0917 -- fixtures and cases
    client: httpx.AsyncClient, product: Database, owner: asyncpg.Connection, change: dict[str, Any], code: str, path: list[str]
) -> None:
    said = (await ask(client, SET, await who(product, Role.COORDINATOR), AREA | change))["data"]["setSeaArea"]

    assert said == {"area": None, "errors": [{"code": code, "path": path}]}
    assert await owner.fetchval("SELECT count(*) FROM sea_areas WHERE name = 'Perairan Singapura'") == 0


@pytest.mark.parametrize("value", [{"type": "Point", "coordinates": [104, 1]}, {"type": "Polygon", "coordinates": [[[1, 1], [2, 2]]]}, 5])
async def test_an_outline_that_is_none_is_refused(client: httpx.AsyncClient, product: Database, value: object) -> None:
    said = await ask(client, SET, await who(product, Role.COORDINATOR), AREA | {"area": value})

    assert said["data"] == {"setSeaArea": None}
    assert said["errors"][0]["extensions"]["code"] == "BAD_ARGUMENT"
    assert said["errors"][0]["message"].startswith("`area` ")


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.SUPERVISOR, Role.AUDITOR, None])
async def test_who_has_not_the_right_sets_and_ends_nothing(
    client: httpx.AsyncClient, product: Database, owner: asyncpg.Connection, role: Role | None
) -> None:
    tables = ("sea_areas", "audit", "feed")
    headers = {} if role is None else await who(product, role)
    before = [await owner.fetch(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables]

    said = [
        await ask(client, SET, headers, AREA | {"code": "AREA-0"}),
        await ask(client, END, headers, {"code": "AREA-0", "reason": "Dicabut"}),
    ]

    codes = [one["errors"][0]["extensions"]["code"] for one in said]
    assert codes == ["UNAUTHENTICATED" if role is None else "FORBIDDEN"] * 2
    assert [await owner.fetch(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables] == before


async def test_an_area_of_the_province_is_not_a_regencys_to_change(
    client: httpx.AsyncClient, product: Database, owner: asyncpg.Connection
) -> None:
    below = await who(product, Role.COORDINATOR, "21.03")
    before = await owner.fetch("SELECT * FROM sea_areas ORDER BY 1, 2")

    said = [
        (await ask(client, SET, below, AREA | {"code": "AREA-0"}))["data"]["setSeaArea"]["errors"],
        (await ask(client, END, below, {"code": "AREA-0", "reason": "Dicabut"}))["data"]["endSeaArea"]["errors"],
        (await ask(client, END, below, {"code": "AREA-99", "reason": "Dicabut"}))["data"]["endSeaArea"]["errors"],
    ]

    assert [errors[0]["code"] for errors in said] == ["FORBIDDEN", "FORBIDDEN", "UNKNOWN_AREA"]
    assert await owner.fetch("SELECT * FROM sea_areas ORDER BY 1, 2") == before
