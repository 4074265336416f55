"""`trackStretches`: positions as they were reported, and silences drawn by the router, on a small coast."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import asyncpg
import httpx
import pytest
import shapely
from starlette.applications import Starlette
from tests.factories.databases import two_elections
from tests.factories.harbours import LAND, hour
from tests.factories.writing import insert, point

from silog.asgi import create_app
from silog.kit.cluster import Cluster, Endpoint
from silog.kit.database import Database
from silog.people.actions import ensure_user, make_bearer_token
from silog.people.rules import Role
from silog.routes.desk import RouteDesk
from silog.settings import Settings

QUERY: Final = """query ($code: String!, $between: Between) {
  trackStretches(conveyance: $code, between: $between) { fromAt toAt line lengthM isInferred reason }
}"""
BEFORE, AFTER = (105.15, 3.05), (105.35, 3.05)
"""West and east of the middle island."""


@pytest.fixture
async def database(cluster: Cluster, migrated_template: str) -> AsyncIterator[Endpoint]:
    async with two_elections(cluster, migrated_template, "api_stretches") as endpoint:
        yield endpoint


@pytest.fixture
async def app(database: Endpoint, owner: asyncpg.Connection) -> AsyncIterator[Starlette]:
    """A boat and a truck of Anambas that were heard, then not for three hours, then heard again beyond the island."""
    for table in ("trip_tracks", "positions"):
        await owner.execute(f"DELETE FROM {table}")
    await owner.execute(
        "UPDATE conveyances SET clearance_m = CASE WHEN code = 'CNV-21.05' THEN 50 END WHERE code IN ('CNV-21.05', 'CNV-21.71')"
    )
    heard = [(0.0, (105.11, 3.05)), (0.1, (105.13, 3.05)), (0.2, BEFORE), (3.2, AFTER), (3.3, (105.36, 3.05))]
    for code, region in (("CNV-21.05", "21.05"), ("CNV-21.71", "21.71")):
        await insert(owner, "positions", [_position(code, region, hour(at), place) for at, place in heard])
    made = create_app(Settings(state=Path("unused")).with_database(database.dsn_app))
    async with made.router.lifespan_context(made):
        made.state.application.routes = RouteDesk(land=LAND)
        yield made


def _position(code: str, region: str, at: datetime, place: tuple[float, float]) -> dict[str, object]:
    return {"election_id": 1, "conveyance_code": code, "at": at, "region_code": region, "point": point(*place), "received_at": at}


async def ask(client: httpx.AsyncClient, product: Database, region: str, code: str, **between: str) -> Any:  # noqa: ANN401 -- JSON
    user = await ensure_user(product, 1, f"Auditor {region}", Role.AUDITOR, region)
    headers = {"authorization": f"Bearer {await make_bearer_token(product, user.id)}"}
    asked = {"query": QUERY, "variables": {"code": code, "between": between or None}}
    return (await client.post("/graphql", json=asked, headers=headers)).json()


async def test_a_silence_is_drawn_round_the_island_between_what_was_reported(client: httpx.AsyncClient, product: Database) -> None:
    stretches = (await ask(client, product, "21", "CNV-21.05"))["data"]["trackStretches"]

    assert [stretch["isInferred"] for stretch in stretches] == [False, True, False]
    assert stretches[0]["line"]["coordinates"] == [[105.11, 3.05], [105.13, 3.05], list(BEFORE)]
    silence = shapely.LineString(stretches[1]["line"]["coordinates"])
    assert [silence.coords[0], silence.coords[-1]] == [BEFORE, AFTER]
    assert LAND.crosses(shapely.LineString([BEFORE, AFTER]))
    assert not LAND.crosses(silence)
    assert [stretches[1]["fromAt"], stretches[1]["toAt"]] == [stretches[0]["toAt"], stretches[2]["fromAt"]]


async def test_of_a_truck_nothing_is_inferred_and_the_reason_is_said(client: httpx.AsyncClient, product: Database) -> None:
    _, silence, _ = (await ask(client, product, "21", "CNV-21.71"))["data"]["trackStretches"]

    assert (silence["isInferred"], silence["line"], silence["lengthM"]) == (True, None, 0)
    assert "by land" in silence["reason"]


async def test_a_period_leaves_out_what_lies_before_it(client: httpx.AsyncClient, product: Database) -> None:
    since = (hour(0) + timedelta(hours=3)).isoformat()

    stretches = (await ask(client, product, "21", "CNV-21.05", **{"from": since}))["data"]["trackStretches"]

    assert [(stretch["isInferred"], len(stretch["line"]["coordinates"])) for stretch in stretches] == [(False, 2)]


@pytest.mark.parametrize(("region", "code"), [("21.03", "CNV-21.71"), ("21", "CNV-NIRGENDS"), ("21", "CNV-\x00")])
async def test_what_is_out_of_sight_is_not_there(client: httpx.AsyncClient, product: Database, region: str, code: str) -> None:
    answer = await ask(client, product, region, code)

    assert answer["data"] == {"trackStretches": None}
    assert answer["errors"][0]["extensions"]["code"] == "UNKNOWN_CONVEYANCE"


async def test_the_public_is_told_no_way(client: httpx.AsyncClient) -> None:
    answer = (await client.post("/graphql", json={"query": QUERY, "variables": {"code": "CNV-21.05"}})).json()

    assert not (answer.get("data") or {}).get("trackStretches")
    assert answer["errors"][0]["extensions"]["code"] in {"UNAUTHENTICATED", "TOO_COSTLY"}
