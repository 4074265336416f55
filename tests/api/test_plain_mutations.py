"""Batches answer the same whichever way they are run: past the walk over the schema, or by the ordinary executor."""

from typing import Any, Final

import httpx
import pytest

_PLAIN: Final = """mutation Hand($scans: RecordScansInput!, $fixes: ReportPositionsInput!) {
  first: recordScans(input: $scans) { ...Said errors { code message path } }
  second: reportPositions(input: $fixes) { accepted errors { code path } }
}
fragment Said on RecordScansPayload { results { index status eventId flags why: code message } }"""
_ORDINARY: Final = _PLAIN.replace("...Said", "__typename ...Said").replace("{ accepted", "{ __typename accepted")
_SCANS: Final[list[dict[str, Any]]] = [
    {"event": "{", "signature": "", "key": "K"},
    {"event": '{"v":1}', "detail": None, "signature": "x", "key": 7},
    {"event": 'ein "Wort" \u00fc', "signature": "x", "key": "K"},
]
_FIXES: Final = [
    {"conveyance": "CNV-nobody", "at": "2024-11-20T05:00:00+07:00", "lon": 104, "lat": 1.5, "courseDeg": None},
    {"conveyance": "CNV-\u0000", "at": "2024-11-20T05:00:00Z", "lon": 104, "lat": 1},
]
_VARIABLES: Final[list[dict[str, Any]]] = [
    {"scans": {"scans": _SCANS}, "fixes": {"positions": _FIXES}},
    {"scans": {"scans": []}, "fixes": {"positions": []}},
    {"scans": {"scans": _SCANS[:1]}, "fixes": {"positions": [{**_FIXES[0], "at": "noon"}]}},
    {"scans": {"scans": [{"event": "{"}]}, "fixes": {"positions": []}},
    {"scans": {"scans": [{**_SCANS[0], "extra": 1}]}, "fixes": {"positions": []}},
    {"scans": None, "fixes": {"positions": []}},
]


@pytest.mark.parametrize("variables", _VARIABLES)
async def test_a_coordinator_is_answered_the_same(
    client: httpx.AsyncClient, coordinator: dict[str, str], variables: dict[str, Any]
) -> None:
    plain, ordinary = [await _answer(client, coordinator, document, variables) for document in (_PLAIN, _ORDINARY)]

    assert plain == ordinary
    assert ("data" in plain) != ("errors" in plain)


async def test_the_public_is_refused_the_same(client: httpx.AsyncClient) -> None:
    plain, ordinary = [await _answer(client, {}, document, _VARIABLES[0]) for document in (_PLAIN, _ORDINARY)]

    assert plain == ordinary
    assert plain["data"] == {"first": None, "second": None}
    assert [error["path"] for error in plain["errors"]] == [["first"], ["second"]]


async def _answer(client: httpx.AsyncClient, headers: dict[str, str], document: str, variables: dict[str, Any]) -> Any:  # noqa: ANN401 -- decoded JSON
    answer = (await client.post("/graphql", json={"query": document, "variables": variables}, headers=headers)).json()
    for payload in (answer.get("data") or {}).values():
        (payload or {}).pop("__typename", None)
    for error in answer.get("errors", ()):
        error.pop("locations", None)
    return answer
