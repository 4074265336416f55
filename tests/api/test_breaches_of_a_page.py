"""What was irregular about the scans of a page, which is asked for once for a box, says what is asked for scan by scan."""

from typing import Any

import asyncpg
import httpx
import pytest

from silog.kit.database import Database
from silog.people.actions import ensure_user, make_bearer_token
from silog.people.rules import Role

_SCANS = """
  SELECT s.id, s.box_code FROM scans s WHERE s.election_id = 1 AND s.box_code = (
    SELECT box_code FROM scans WHERE election_id = 1 AND region_code LIKE '21.03%' GROUP BY 1 HAVING count(*) >= 4 ORDER BY 1 LIMIT 1)
  ORDER BY s.occurred_at DESC, s.id DESC LIMIT 4"""
_PAGE = "query ($code: String!) { box(code: $code) { scans(first: 4, orderBy: NEWEST) { nodes { id breaches } } } }"
_PAGES = (
    "query ($code: String!) { box(code: $code) { station { boxes { code scans(first: 4, orderBy: NEWEST) { nodes { id breaches } } } } } }"
)
_ONE_BY_ONE = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Scan { id breaches } } }"


async def _data(client: httpx.AsyncClient, query: str, headers: dict[str, str], **variables: object) -> Any:  # noqa: ANN401 -- decoded JSON
    answer = await client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
    return answer.json()["data"]


@pytest.fixture
async def box_code(owner: asyncpg.Connection) -> str:
    """A box with four scans: two breaches of its newest, none of the next, one of the third, one of the fourth that is filed elsewhere."""
    scans = await owner.fetch(_SCANS)
    code: str = scans[0]["box_code"]
    assert len(scans) == 4
    await owner.execute("DELETE FROM findings WHERE election_id = 1 AND box_code = $1", code)
    rows = [(0, "UNSEALED", "21.03"), (0, "OUT_OF_ORDER", "21.03"), (2, "MISSED_SCAN", "21.03"), (3, "SEALS_DIFFER", "21.05")]
    insert = "INSERT INTO findings (election_id, box_code, region_code, scan_id, breach) VALUES (1, $1, $2, $3, $4)"
    await owner.executemany(insert, [(code, region, scans[number]["id"], breach) for number, breach, region in rows])
    return code


@pytest.mark.parametrize(("region", "last"), [("21", ["SEALS_DIFFER"]), ("21.03", [])])
async def test_each_scan_of_a_page_tells_its_own_breaches_and_none_that_are_out_of_sight(
    client: httpx.AsyncClient, product: Database, box_code: str, region: str, last: list[str]
) -> None:
    user = await ensure_user(product, 1, f"Petugas {region}", Role.COORDINATOR, region)
    headers = {"authorization": f"Bearer {await make_bearer_token(product, user.id)}"}

    page = (await _data(client, _PAGE, headers, code=box_code))["box"]["scans"]["nodes"]

    assert [scan["breaches"] for scan in page] == [["OUT_OF_ORDER", "UNSEALED"], [], ["MISSED_SCAN"], last]
    assert (await _data(client, _ONE_BY_ONE, headers, ids=[scan["id"] for scan in page]))["nodes"] == page


async def test_of_several_boxes_each_page_tells_its_own(client: httpx.AsyncClient, coordinator: dict[str, str], box_code: str) -> None:
    boxes = (await _data(client, _PAGES, coordinator, code=box_code))["box"]["station"]["boxes"]

    assert len(boxes) == 2
    for box in boxes:
        ids = [scan["id"] for scan in box["scans"]["nodes"]]
        assert (await _data(client, _ONE_BY_ONE, coordinator, ids=ids))["nodes"] == box["scans"]["nodes"]
    assert any(scan["breaches"] for box in boxes if box["code"] == box_code for scan in box["scans"]["nodes"])
