"""What tiles hold, read by another program's decoder, is what the API answers: to the public, a province, a regency, a village."""

import asyncio
import math
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest
from tests.factories.world import NOW
from tests.tiles.decoded import Address, degrees, features, is_inside, path_of

from silog.kit.database import Database
from silog.people.actions import ensure_user, make_bearer_token
from silog.people.rules import Role
from silog.tiles.tracks import draw_tracks

KEPRI: Address = (4, 12, 7)
"""All that the small archipelago has lies in this tile and east of nothing else."""
VIEWERS = {
    "public": None,
    "province": (Role.COORDINATOR, "21"),
    "regency": (Role.OPERATOR, "21.03"),
    "village": (Role.PPS, "21.03.04.1003"),
}
_DUE = """INSERT INTO track_hours_due (election_id, conveyance_code, hour, region_code)
  SELECT DISTINCT 1, conveyance_code, date_bin('1 hour', at, 'epoch'), region_code
  FROM positions WHERE election_id = 1 AND conveyance_code = 'CNV-21.03'"""
_PAGE = "query ($after: Cursor) { %s(first: 200, after: $after) { nodes { %s } pageInfo { hasNextPage endCursor } } }"


@pytest.fixture(params=list(VIEWERS))
async def viewer(request: pytest.FixtureRequest, product: Database) -> dict[str, str]:
    """Headers of somebody who sees so much."""
    seat = VIEWERS[request.param]
    if seat is None:
        return {}
    user = await ensure_user(product, 1, f"Ubin {request.param}", *seat)
    return {"authorization": f"Bearer {await make_bearer_token(product, user.id)}"}


@pytest.mark.parametrize("zoom", [5, 11])
async def test_boxes_are_counted_where_the_api_says_that_they_are(client: httpx.AsyncClient, viewer: dict[str, str], zoom: int) -> None:
    listed = [
        box
        for box in await _nodes(client, viewer, "boxes", "placeCode exceptions currentPosition { lon lat } conveyance { code }")
        if box["placeCode"] and box["currentPosition"] and (box["conveyance"] or not box["placeCode"].startswith("CNV-"))
    ]  # a vessel of another province is out of sight: the API then gives where the box was scanned last
    tiles = {_tile_at(zoom, box["currentPosition"]) for box in listed}

    drawn: Counter[str] = Counter()
    for tile in tiles:
        for one in features(await client.get(path_of("boxes", tile), headers=viewer), "boxes"):
            if is_inside(one):
                drawn[one["properties"]["code"]] += one["properties"]["boxes"]

    counted = Counter(box["placeCode"] for box in listed)
    assert counted
    if zoom > 8:
        assert drawn == counted
    assert drawn.total() == counted.total()
    assert drawn.keys() <= counted.keys()


async def test_shipments_are_the_legs_that_have_not_arrived(client: httpx.AsyncClient, viewer: dict[str, str]) -> None:
    legs = "legs { from { __typename ... on Facility { code } } plannedDepartAt departedAt arrivedAt mode conveyance { code } isEstimate }"
    shipments = await _nodes(client, viewer, "shipments", legs)
    still = [leg for shipment in shipments for leg in shipment["legs"] if leg["arrivedAt"] is None]

    found = [one["properties"] for one in features(await client.get(path_of("shipments", KEPRI), headers=viewer), "shipments")]

    assert sum(one["shipments"] for one in found) == len(still)
    assert {one["mode"] for one in found} == {leg["mode"] for leg in still}
    assert any(one["is_under_way"] for one in found) == any(leg["departedAt"] for leg in still)
    assert any(one["is_estimate"] for one in found) == any(leg["isEstimate"] for leg in still)


@pytest.fixture
async def _way(owner: asyncpg.Connection, product: Database) -> AsyncIterator[None]:
    """A way of CNV-21.03 in this hour, heard each five minutes, with a silence in it; taken back afterwards."""
    minutes = [-115, -110, -105, -60, -55, -50, -45]
    await owner.executemany(
        """INSERT INTO positions (election_id, conveyance_code, at, region_code, point, received_at)
           VALUES (1, 'CNV-21.03', $1, '21.03', ST_SetSRID(ST_MakePoint($2, 2.0), 4326), $1)""",
        [(NOW + timedelta(minutes=minute), 106 + minute / 100) for minute in minutes],
    )
    await owner.execute(_DUE)
    await _draw(owner, product)
    yield
    async with owner.transaction():
        await owner.execute(_DUE)
        await owner.execute("DELETE FROM positions WHERE election_id = 1 AND at = ANY ($1)", [NOW + timedelta(minutes=m) for m in minutes])
    await _draw(owner, product)
    assert not await owner.fetch(
        """SELECT FROM track_hours WHERE election_id = 1 AND conveyance_code = 'CNV-21.03' AND hour > $1
           AND since NOT IN (SELECT at FROM positions WHERE election_id = 1 AND conveyance_code = 'CNV-21.03')""",
        NOW - timedelta(days=1),
    )


async def _draw(owner: asyncpg.Connection, product: Database) -> None:
    """Make the lines that are due, or wait until the server, which does so by itself, has made them."""
    async with asyncio.timeout(10):
        while await owner.fetchval("SELECT count(*) FROM track_hours_due WHERE election_id = 1"):
            await draw_tracks(product, 1, NOW)


@pytest.mark.usefixtures("_way")
async def test_tracks_are_the_way_that_the_api_tells_and_end_where_nothing_was_heard(
    client: httpx.AsyncClient, viewer: dict[str, str]
) -> None:
    since = (NOW - timedelta(hours=2)).isoformat()
    told = await _ask(client, viewer, f'{{ track(conveyance: "CNV-21.03", between: {{from: "{since}"}}) {{ position {{ lon lat }} at }} }}')
    way = [(point["position"]["lon"], point["position"]["lat"]) for point in told["track"] or ()]

    tile = (7, 101, 63)
    lines = [
        one
        for one in features(await client.get(path_of("tracks", tile), headers=viewer), "tracks")
        if one["properties"]["code"] == "CNV-21.03"
    ]

    assert len(lines) == bool(way)
    if way:
        first, second = ([degrees(tile, at) for at in stretch] for stretch in lines[0]["geometry"]["coordinates"])
        unit = 360 / 2**7 / 4096
        for found, told_at in ((first[0], way[0]), (first[-1], way[2]), (second[0], way[3]), (second[-1], way[6])):
            assert found == pytest.approx(told_at, abs=unit)
        assert lines[0]["properties"]["until"] - lines[0]["properties"]["since"] == 70 * 60


async def test_places_are_those_that_the_api_lists(client: httpx.AsyncClient, viewer: dict[str, str]) -> None:
    listed = await _nodes(client, viewer, "facilities", "code kind name position { lon lat }")
    offices = {place["code"]: place for place in listed if place["kind"] in {"WAREHOUSE", "PORT", "PPK"}}

    found = {one["properties"]["code"]: one for one in features(await client.get(path_of("places", KEPRI), headers=viewer), "places")}

    cells = Counter(_cell(place["position"]) for place in offices.values())
    assert Counter(_cell(offices[code]["position"]) for code in found) == Counter(dict.fromkeys(cells, 1))
    for code, one in found.items():
        at = offices[code]["position"]
        assert degrees(KEPRI, one["geometry"]["coordinates"]) == pytest.approx((at["lon"], at["lat"]), abs=360 / 2**4 / 4096)
        assert one["properties"]["name"] == offices[code]["name"]


async def _nodes(client: httpx.AsyncClient, headers: dict[str, str], field: str, wanted: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after = None
    while True:
        page = (await _ask(client, headers, _PAGE % (field, wanted), after=after))[field]
        if page is None:
            return []
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


async def _ask(client: httpx.AsyncClient, headers: dict[str, str], document: str, **variables: object) -> dict[str, Any]:
    answer = (await client.post("/graphql", json={"query": document, "variables": variables}, headers=headers)).json()
    errors: Iterable[dict[str, Any]] = answer.get("errors", ())
    assert all(error["extensions"]["code"] == "FORBIDDEN" for error in errors), errors
    data: dict[str, Any] = answer["data"]
    return data


def _cell(position: dict[str, float]) -> tuple[int, int]:
    """The 128th of a tile of zoom 4 in which there is room for one place."""
    _, x, y = _tile_at(4 + 7, position)
    return x, y


def _tile_at(zoom: int, position: dict[str, float]) -> Address:
    across = (position["lon"] + 180) / 360
    down = 0.5 - math.asinh(math.tan(math.radians(position["lat"]))) / (2 * math.pi)
    return zoom, int(across * 2**zoom), int(down * 2**zoom)
