"""`seaRoute` and `route` as clients call them: answers, areas, rights, costs, and what is said where there is no way."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import asyncpg
import httpx
import pytest
import shapely
from starlette.applications import Starlette
from tests.factories.databases import two_elections
from tests.factories.harbours import BERTHS, LAND, build_harbours
from tests.factories.writing import insert

from silog.asgi import create_app
from silog.kit.cluster import Cluster, Endpoint
from silog.kit.database import Database
from silog.people.actions import ensure_user, make_bearer_token
from silog.people.rules import Role
from silog.routes.desk import RouteDesk
from silog.settings import Settings

SEA: Final = """query ($from: RouteEnd!, $to: RouteEnd!, $clearance: Int, $avoid: [ID!], $foreign: ForeignWaters, $at: DateTime) {
  seaRoute(from: $from, to: $to, vesselClass: POMPONG, clearanceM: $clearance, avoid: $avoid, foreignWaters: $foreign, at: $at) {
    reachable reason line lengthM durationMinutes clearanceM approaches { end clearanceM lengthM }
  }
}"""
WAY: Final = """query ($from: RouteEnd!, $to: RouteEnd!, $modes: [TravelMode!]) {
  route(from: $from, to: $to, modes: $modes) {
    reachable reason lengthM durationMinutes isEstimate detourFactor
    parts { mode fromPlace toPlace line lengthM durationMinutes handlingMinutes isEstimate }
  }
}"""
PORTS: Final = {"from": {"place": "PORT-BARAT"}, "to": {"place": "PORT-TIMUR"}}


@pytest.fixture
async def database(cluster: Cluster, migrated_template: str) -> AsyncIterator[Endpoint]:
    """The world of two elections, for each test its own."""
    async with two_elections(cluster, migrated_template, "api_ways") as endpoint:
        yield endpoint


@pytest.fixture
async def app(database: Endpoint, owner: asyncpg.Connection) -> AsyncIterator[Starlette]:
    """The application on the small coast, with no areas but those that a test sets."""
    await owner.execute("DELETE FROM sea_areas")
    await build_harbours(owner)
    made = create_app(Settings(state=Path("unused")).with_database(database.dsn_app))
    async with made.router.lifespan_context(made):
        made.state.application.routes = RouteDesk(land=LAND)
        yield made


@pytest.fixture
async def auditor(product: Database) -> dict[str, str]:
    user = await ensure_user(product, 1, "Auditor", Role.AUDITOR, "21")
    return {"authorization": f"Bearer {await make_bearer_token(product, user.id)}"}


async def ask(client: httpx.AsyncClient, query: str, headers: dict[str, str], **variables: object) -> Any:  # noqa: ANN401 -- JSON
    return (await client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)).json()


async def sea(client: httpx.AsyncClient, headers: dict[str, str], **variables: object) -> Any:  # noqa: ANN401 -- JSON
    answer = await ask(client, SEA, headers, **(PORTS | variables))
    assert "errors" not in answer, answer
    return answer["data"]["seaRoute"]


async def test_a_way_by_sea_goes_from_berth_to_berth_and_touches_no_land(client: httpx.AsyncClient, auditor: dict[str, str]) -> None:
    found = await sea(client, auditor)

    line = shapely.LineString(found["line"]["coordinates"])
    assert (found["reachable"], found["reason"], found["clearanceM"]) == (True, None, 50)
    assert [line.coords[0], line.coords[-1]] == [BERTHS["PORT-BARAT"], BERTHS["PORT-TIMUR"]]
    assert not LAND.crosses(line)
    assert found["durationMinutes"] == pytest.approx(found["lengthM"] / (7 * 1852) * 60, abs=0.1)


async def test_a_point_in_narrow_water_is_left_by_an_approach_that_is_marked(client: httpx.AsyncClient, auditor: dict[str, str]) -> None:
    found = await sea(client, auditor, **{"from": {"point": {"lon": 105.1001, "lat": 3.05}}, "clearance": 100})

    (approach,) = found["approaches"]
    assert (approach["end"], found["clearanceM"], found["durationMinutes"]) == ("start", 100, None)
    assert approach["clearanceM"] < 100


async def test_where_there_is_no_way_the_answer_says_why(client: httpx.AsyncClient, auditor: dict[str, str]) -> None:
    found = await sea(client, auditor, **{"from": {"point": {"lon": 105.05, "lat": 3.05}}})

    assert (found["reachable"], found["line"], found["lengthM"], found["approaches"]) == (False, None, None, [])
    assert "on land" in found["reason"]


@pytest.mark.parametrize(
    ("change", "code", "message"),
    [
        ({"from": {"place": "WH-BARAT"}}, "NO_BERTH", "WH-BARAT .* has no berth"),
        ({"from": {"place": "PORT-HILANG"}}, "UNKNOWN_PLACE", "no place 'PORT-HILANG'"),
        ({"from": {"place": "PORT-\x00"}}, "UNKNOWN_PLACE", "no place"),
        ({"from": {}}, "BAD_ARGUMENT", "exactly one"),
        ({"from": {"place": "PORT-BARAT", "point": {"lon": 105.2, "lat": 2.9}}}, "BAD_ARGUMENT", "exactly one"),
        ({"clearance": 0}, "BAD_ARGUMENT", "clearance of 0 m"),
        ({"clearance": 2_001}, "BAD_ARGUMENT", "at most 2,000"),
        ({"avoid": ["SG"]}, "UNKNOWN_AREA", "no area SG"),
    ],
)
async def test_a_question_that_makes_no_sense_is_refused(
    client: httpx.AsyncClient, auditor: dict[str, str], change: dict[str, object], code: str, message: str
) -> None:
    answer = await ask(client, SEA, auditor, **(PORTS | change))

    assert answer["data"] == {"seaRoute": None}
    assert answer["errors"][0]["extensions"]["code"] == code
    assert re.search(message, answer["errors"][0]["message"])


@pytest.mark.parametrize(("query", "code"), [(SEA, "UNAUTHENTICATED"), (WAY, "TOO_COSTLY")])
async def test_the_public_asks_for_no_routes_and_none_is_made(client: httpx.AsyncClient, app: Starlette, query: str, code: str) -> None:
    asked: list[object] = []
    app.state.application.routes.ask = asked.append

    answer = await ask(client, query, {}, **PORTS)

    assert not any((answer.get("data") or {}).values())
    assert answer["errors"][0]["extensions"]["code"] == code
    assert asked == []


async def test_routes_cost_so_much_that_a_request_can_hold_few(client: httpx.AsyncClient, auditor: dict[str, str]) -> None:
    one = 'route(from: {place: "WH-BARAT"}, to: {place: "PORT-TIMUR"}) { lengthM }'

    said = await client.post("/graphql", json={"query": f"{{ {one} }}"}, headers=auditor)
    many = await client.post("/graphql", json={"query": "{" + " ".join(f"a{n}: {one}" for n in range(5)) + "}"}, headers=auditor)

    assert said.headers["graphql-cost"] == "20011; limit=100000"
    assert many.json()["errors"][0]["extensions"]["code"] == "TOO_COSTLY"


async def test_a_way_of_several_modes_leads_over_the_ports(client: httpx.AsyncClient, auditor: dict[str, str]) -> None:
    ends = {"from": {"place": "WH-BARAT"}, "to": {"point": {"lon": 105.45, "lat": 3.05}}}

    found = (await ask(client, WAY, auditor, **ends))["data"]["route"]

    parts = found["parts"]
    assert [(part["mode"], part["fromPlace"], part["toPlace"], part["isEstimate"]) for part in parts] == [
        ("ROAD", "WH-BARAT", "PORT-BARAT", True),
        ("TRANSFER", "PORT-BARAT", "PORT-BARAT", True),
        ("SEA", "PORT-BARAT", "PORT-TIMUR", False),
        ("TRANSFER", "PORT-TIMUR", "PORT-TIMUR", True),
        ("ROAD", "PORT-TIMUR", None, True),
    ]
    assert parts[2]["handlingMinutes"] == 20
    assert found["lengthM"] == pytest.approx(sum(part["lengthM"] for part in parts))
    assert found["durationMinutes"] == pytest.approx(sum(p["durationMinutes"] + p["handlingMinutes"] for p in parts), abs=0.5)
    assert (found["isEstimate"], found["detourFactor"]) == (True, 1.3)


async def test_a_short_way_is_walked_and_a_mode_that_is_not_asked_for_is_not_taken(
    client: httpx.AsyncClient, auditor: dict[str, str]
) -> None:
    near = {"from": {"place": "PORT-BARAT"}, "to": {"point": {"lon": 105.09, "lat": 3.05}}}

    walked = (await ask(client, WAY, auditor, **near))["data"]["route"]
    nowhere = (await ask(client, WAY, auditor, **PORTS, modes=["ROAD"]))["data"]["route"]
    refused = await ask(client, WAY, auditor, **PORTS, modes=[])

    assert [part["mode"] for part in walked["parts"]] == ["FOOT"]
    assert (nowhere["reachable"], nowhere["parts"]) == (False, [])
    assert refused["errors"][0]["extensions"]["code"] == "BAD_ARGUMENT"


async def test_a_full_desk_says_come_again(client: httpx.AsyncClient, app: Starlette, auditor: dict[str, str]) -> None:
    desk = app.state.application.routes = RouteDesk(land=LAND, most_waiting=0)

    async with desk.door:
        answer = await client.post("/graphql", json={"query": SEA, "variables": PORTS}, headers=auditor)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")


AREA: Final = {
    "election_id": 1,
    "code": "SG",
    "region_code": "21",
    "name": "Perairan tetangga",
    "kind": "FOREIGN",
    "rule": "AVOID",
    "cost_factor": None,
    "valid_from": None,
    "valid_to": None,
    "source": "a test",
}
STRAIT: Final = "SRID=4326;MULTIPOLYGON(((105.14 2.9,105.18 2.9,105.18 3.3,105.14 3.3,105.14 2.9)))"


async def test_areas_bend_the_way_as_the_question_wants_them_to(
    client: httpx.AsyncClient, auditor: dict[str, str], owner: asyncpg.Connection
) -> None:
    open_sea = (await sea(client, auditor))["lengthM"]
    await insert(owner, "sea_areas", [AREA | {"area": STRAIT}])
    outline = shapely.from_wkt(STRAIT.partition(";")[2])

    avoided, allowed = await sea(client, auditor), await sea(client, auditor, foreign="ALLOW")
    penalised = await sea(client, auditor, foreign="PENALISE")
    named = await sea(client, auditor, foreign="ALLOW", avoid=["SeaArea:1:SG"])

    assert allowed["lengthM"] == pytest.approx(open_sea)
    assert avoided["lengthM"] > open_sea * 1.2
    assert shapely.intersection(shapely.LineString(avoided["line"]["coordinates"]), outline).length < 1e-5
    assert named["line"] == avoided["line"]
    assert open_sea <= penalised["lengthM"] <= avoided["lengthM"]


async def test_a_restricted_area_bends_the_way_only_in_its_time(
    client: httpx.AsyncClient, auditor: dict[str, str], owner: asyncpg.Connection
) -> None:
    await insert(owner, "sea_areas", [AREA | {"area": STRAIT, "kind": "RESTRICTED"}])
    await owner.execute("UPDATE sea_areas SET valid_from = '2024-11-22T00:00Z', valid_to = '2024-11-23T00:00Z'")

    before, during, after = [
        (await sea(client, auditor, at=at, foreign="ALLOW"))["lengthM"]
        for at in ("2024-11-21T23:59:59Z", "2024-11-22T00:00:00Z", "2024-11-23T00:00:00Z")
    ]

    assert before == after
    assert during > before * 1.2
    assert (await sea(client, auditor))["lengthM"] == before  # now is the 20th on the election's clock
