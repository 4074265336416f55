"""Incidents as clients see to them: each step answers with the incident as it is then, and a refusal names the field that is wrong."""

from typing import Any, Final

import asyncpg
import httpx
import pytest

Headers = dict[str, str]
_SHOWN: Final = "incident { id owner acknowledgedBy resolvedBy resolution } errors { code path }"


async def do(client: httpx.AsyncClient, headers: Headers, mutation: str, **given: object) -> Any:  # noqa: ANN401 -- JSON
    kind = mutation[0].upper() + mutation[1:]
    query = f"mutation ($input: {kind}Input!) {{ {mutation}(input: $input) {{ {_SHOWN} }} }}"
    answer = (await client.post("/graphql", json={"query": query, "variables": {"input": given}}, headers=headers)).json()
    assert "errors" not in answer, answer
    return answer["data"][mutation]


@pytest.fixture
async def incident(client: httpx.AsyncClient, coordinator: Headers) -> str:
    opened = await do(client, coordinator, "openIncident", placeCode="WH-21.03", text="Gudang tergenang")
    found: str = opened["incident"]["id"]
    return found


async def test_each_step_answers_with_the_incident_as_it_is_then(client: httpx.AsyncClient, coordinator: Headers, incident: str) -> None:
    seen = await do(client, coordinator, "acknowledgeIncident", id=incident, text="Kami periksa")
    given = await do(client, coordinator, "assignIncident", id=incident, owner="Koordinator", text="Lebih dekat")
    done = await do(client, coordinator, "resolveIncident", id=incident, resolution="Air surut, kotak kering")

    assert [step["errors"] for step in (seen, given, done)] == [[], [], []]
    assert seen["incident"]["acknowledgedBy"] == given["incident"]["owner"] == done["incident"]["resolvedBy"] == "Koordinator"
    assert done["incident"]["resolution"] == "Air surut, kotak kering"


@pytest.mark.parametrize(
    "case",
    [
        ("openIncident", {"text": " "}, "BAD_TEXT", ["text"]),
        ("openIncident", {"text": "x", "placeCode": "WH-99"}, "UNKNOWN_PLACE", ["placeCode"]),
        ("openIncident", {"text": "x", "boxCode": "00000000000"}, "UNKNOWN_BOX", ["boxCode"]),
        ("acknowledgeIncident", {"text": " "}, "BAD_TEXT", ["text"]),
        ("acknowledgeIncident", {"id": "Incident:1:999999", "text": "x"}, "UNKNOWN_INCIDENT", ["id"]),
        ("assignIncident", {"owner": "Tidak ada", "text": "x"}, "UNKNOWN_OWNER", ["owner"]),
        ("resolveIncident", {"resolution": " "}, "BAD_TEXT", ["resolution"]),
    ],
)
async def test_a_refusal_names_the_field_that_is_wrong_and_changes_nothing(
    client: httpx.AsyncClient, coordinator: Headers, owner: asyncpg.Connection, incident: str, case: tuple[str, Headers, str, list[str]]
) -> None:
    mutation, given, code, path = case
    before = await owner.fetch("SELECT * FROM incidents ORDER BY id")
    its_own = {} if mutation == "openIncident" else {"id": incident}

    refused = await do(client, coordinator, mutation, **(its_own | given))

    assert refused == {"incident": None, "errors": [{"code": code, "path": path}]}
    assert await owner.fetch("SELECT * FROM incidents ORDER BY id") == before


@pytest.mark.parametrize(
    "wrong", ["", "Incident", "Box:1:5", "Incident:99:5", "Incident:1:", "Incident:1:x", "Incident:1:" + "9" * 19, "Incident:1:²"]
)
async def test_an_id_that_is_none_of_this_election_s_incidents_is_refused(
    client: httpx.AsyncClient, coordinator: Headers, wrong: str
) -> None:
    refused = await do(client, coordinator, "resolveIncident", id=wrong, resolution="Selesai")

    assert refused == {"incident": None, "errors": [{"code": "BAD_INPUT", "path": ["id"]}]}
