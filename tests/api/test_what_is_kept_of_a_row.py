"""What a box keeps of other rows: its last scan is shown to whom the scan itself is shown, its place's position as the place writes it."""

import asyncpg
import httpx
import pytest

from silog.kit.database import Database
from silog.kit.graphql.declare.entities import Entity, in_election
from silog.kit.graphql.plan.kept import KeptRow
from silog.people.actions import ensure_user, make_bearer_token
from silog.people.rules import Role
from silog.places.tables import facilities

_FILED_ELSEWHERE = """
  SELECT b.code, s.type FROM boxes b JOIN scans s ON s.election_id = b.election_id AND s.id = b.last_scan_id
  WHERE b.election_id = 1 AND b.region_code LIKE '21.03%' AND s.region_code = '21.05' ORDER BY b.code"""
_KEPT = "query ($code: String!) { box(code: $code) { scanCount lastScan { type } } }"
_READ = "query ($code: String!) { box(code: $code) { scanCount lastScan { type condition } } }"


@pytest.mark.parametrize("document", [_KEPT, _READ], ids=["what is kept", "what must be read"])
@pytest.mark.parametrize(("region", "is_shown"), [("21", True), ("21.03", False)])
async def test_a_scan_that_was_filed_elsewhere_is_not_seen_through_its_box(
    client: httpx.AsyncClient, owner: asyncpg.Connection, product: Database, document: str, region: str, *, is_shown: bool
) -> None:
    found = await owner.fetchrow(_FILED_ELSEWHERE)
    assert found is not None
    code, kind = found
    user = await ensure_user(product, 1, f"Petugas {region}", Role.COORDINATOR, region)
    headers = {"authorization": f"Bearer {await make_bearer_token(product, user.id)}"}

    answer = await client.post("/graphql", json={"query": document, "variables": {"code": code}}, headers=headers)

    box = answer.json()["data"]["box"]
    assert box["scanCount"] > 0
    assert (box["lastScan"] or {}).get("type") == (kind if is_shown else None)


async def test_a_box_tells_its_position_in_the_words_of_its_place(
    client: httpx.AsyncClient, owner: asyncpg.Connection, coordinator: dict[str, str]
) -> None:
    box = await owner.fetchrow(
        "SELECT code, place_code FROM boxes WHERE election_id = 1 AND place_point IS NOT NULL AND region_code LIKE '21.03%'"
    )
    assert box is not None
    move = "UPDATE facilities SET point = ST_SetSRID(ST_MakePoint(104.12345651, -1e-7), 4326) WHERE election_id = 1 AND code = $1"
    await owner.execute(move, box["place_code"])

    query = "query ($code: String!) { box(code: $code) { place { position { lon lat } } currentPosition { lon lat } } }"
    answer = await client.post("/graphql", json={"query": query, "variables": {"code": box["code"]}}, headers=coordinator)

    position = {"lon": 104.123457, "lat": 0.0}
    assert answer.json()["data"]["box"] == {"place": {"position": position}, "currentPosition": position}


def test_a_row_whose_policy_says_more_than_its_scope_cannot_be_kept() -> None:
    with pytest.raises(TypeError, match="all that their policy says"):
        KeptRow(facilities, {"code": "place_code"}, Entity(facilities, ("election_id", "code"), in_election), facilities.alias)
