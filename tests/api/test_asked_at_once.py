"""Many who ask at the same moment: each is answered as if alone, whoever they are and whatever they ask."""

import asyncio
import random
from collections.abc import Iterator
from typing import Any, Final

import httpx
import pytest
from starlette.applications import Starlette

from silog.application import Application
from silog.kit.database import Database
from silog.people.actions import ensure_user, make_bearer_token
from silog.people.rules import Role

Asked = tuple[str, dict[str, Any], dict[str, str]]
_ROUNDS: Final = 3
_AT_ONCE: Final = 60
"""So few that none is turned away as one too many, on a machine that is busy."""
_BOX: Final = (
    "query($code: String!) { box(code: $code) { code state scans(first: 3, orderBy: NEWEST) { totalCount nodes { type condition } } } }"
)
_PAGE: Final = """query($first: Int, $states: [BoxState!], $region: String) {
  boxes(first: $first, filter: {states: $states, region: $region}) {
    totalCount nodes { code region { name } } pageInfo { hasNextPage }
  }
}"""
_REGION: Final = "query($code: String!) { region(code: $code) { name parent { code } boxes(first: 2) { nodes { code } } } }"
_AREA: Final = """query($west: Float!, $east: Float!) {
  boxes(first: 100, filter: {within: {bbox: {west: $west, south: -2, east: $east, north: 6}}}) {
    nodes { code currentPosition { lon lat } }
  }
}"""


@pytest.fixture
async def viewers(product: Database, coordinator: dict[str, str]) -> list[dict[str, str]]:
    """A coordinator of the province, an operator of one regency, and nobody in particular."""
    operator = await ensure_user(product, 1, "Operator Natuna", Role.OPERATOR, "21.03")
    return [coordinator, {"authorization": f"Bearer {await make_bearer_token(product, operator.id)}"}, {}]


def _questions(codes: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from ((_BOX, {"code": code}) for code in [*codes, "AAAAAAAAAAA", "no code"])
    yield from ((_PAGE, {"first": first, "states": states}) for first in (1, 2, 9, 5_000) for states in (None, [], ["SEALED", "LOADED"]))
    yield from ((_PAGE, {"first": first, "region": region}) for first in (1, 3, 7) for region in ("21", "21.03", "21.71", "99"))
    yield from ((_REGION, {"code": code}) for code in ("21", "21.03", "21.71", "99"))
    yield from ((_AREA, {"west": west, "east": west + width}) for west in (103.0, 104.0, 108.0) for width in (0.5, 2.0, -1.0))


async def test_answers_that_were_asked_for_at_once_are_those_that_are_asked_for_one_by_one(
    app: Starlette, client: httpx.AsyncClient, viewers: list[dict[str, str]]
) -> None:
    found = (await client.post("/graphql", json={"query": "{ boxes(first: 40) { nodes { code } } }"}, headers=viewers[0])).json()
    codes = [node["code"] for node in found["data"]["boxes"]["nodes"]]
    asked: list[Asked] = [(query, variables, viewer) for query, variables in _questions(codes) for viewer in viewers]
    application: Application = app.state.application

    async def answer(one: Asked) -> Any:  # noqa: ANN401 -- decoded JSON
        query, variables, viewer = one
        response = await client.post("/graphql", json={"query": query, "variables": variables}, headers=viewer)
        return response.status_code, response.json()

    alone = [await answer(one) for one in asked]
    assert application.executor.grouped_reads.shared == 0
    chance = random.Random(20261128)
    for _ in range(_ROUNDS):
        order = chance.sample(range(len(asked)), len(asked))
        for first in range(0, len(order), _AT_ONCE):
            crowd = order[first : first + _AT_ONCE]
            together = await asyncio.gather(*(answer(asked[at]) for at in crowd))
            for at, got in zip(crowd, together, strict=True):
                assert got == alone[at], asked[at]
    assert application.executor.grouped_reads.shared
