"""`custodyLaw`: what a phone is told of lawful openings, so that it can refuse the others while it has no signal."""

import httpx


async def test_the_law_says_who_opens_a_box_where_and_when(client: httpx.AsyncClient) -> None:
    query = "{ custodyLaw { decree pollsCloseAt openings { rule act state place offices fromAt untilAt } } }"
    answer = await client.post("/graphql", json={"query": query})

    law = answer.json()["data"]["custodyLaw"]
    assert (law["decree"], law["pollsCloseAt"]) == ("PKPU 12/2024", "2024-11-27T06:00:00.000Z")
    assert law["openings"][0] == {
        "rule": "station-opening",
        "act": "OPEN",
        "state": "AT_STATION",
        "place": "STATION",
        "offices": ["KPPS"],
        "fromAt": "2024-11-27T00:00:00.000Z",
        "untilAt": "2024-11-27T17:00:00.000Z",
    }
    assert [opening["act"] for opening in law["openings"]] == ["OPEN", "RECAP_OPEN"]
