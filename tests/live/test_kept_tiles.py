"""Tiles are kept packed, given again without a statement, and drawn anew when something is told: between processes as well."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from tests.live.conftest import Live, until
from tests.tiles.decoded import Address, features, path_of

from silog.tiles.kept import KeptTiles
from silog.tiles.rules import Layer, Tile

KEPRI: Address = (4, 12, 7)


@pytest.fixture
async def ready(live: Live) -> Live:
    """The server, once it hears the database."""

    async def is_listening() -> bool:
        return live.application.feed.is_listening

    await until(is_listening)
    return live


@contextmanager
def statements(live: Live) -> Iterator[list[float]]:
    """Collect how long the statements took that the server read by."""
    reads, before = live.application.database.reads, live.application.database.reads.observe_s
    taken: list[float] = []
    reads.observe_s = taken.append
    yield taken
    reads.observe_s = before


async def test_a_kept_tile_is_given_to_all_of_one_scope_without_a_statement_and_to_nobody_else(
    ready: Live, http: httpx.AsyncClient
) -> None:
    people = {name: _headers(await ready.token(name, region)) for name, region in (("a", "21.03"), ("b", "21.03"), ("c", "21.05"))}
    path, answers = path_of("places", KEPRI), {}
    for headers in people.values():
        await http.post("/graphql", json={"query": "{ viewer { name } }"}, headers=headers)  # who they are is known from here on

    with statements(ready) as taken:
        for name in ("a", "b", "a", "c"):
            answers[name] = await http.get(path, headers=people[name])

    assert len(taken) == 2
    assert answers["a"].content == answers["b"].content
    assert answers["a"].headers["etag"] == answers["b"].headers["etag"] != answers["c"].headers["etag"]
    codes = {name: {one["properties"]["code"] for one in features(answer, "places")} for name, answer in answers.items()}
    assert "WH-21.03" in codes["a"] - codes["c"]
    assert "WH-21.05" in codes["c"] - codes["a"]


async def test_scans_of_another_process_make_the_tiles_of_boxes_and_scans_new_and_leave_those_of_places(
    ready: Live, http: httpx.AsyncClient
) -> None:
    headers = _headers(await ready.token("Natuna", "21.03"))
    before = {layer: await http.get(path_of(layer, KEPRI), headers=headers) for layer in Layer}
    counted = await _counted(http, headers)
    tiles = ready.application.tiles

    codes = [await ready.scan(serial) for serial in (1, 2, 3)]

    async def is_told() -> bool:
        return ready.application.feed.heads.get(1, 0) == len(codes)

    await until(is_told)
    made = tiles.made
    after = {layer: await http.get(path_of(layer, KEPRI), headers=headers) for layer in Layer}

    assert tiles.made - made == 3  # boxes, shipments, scans
    (cell,) = features(after[Layer.SCANS], "scans")
    assert cell["properties"]["scans"] == len(codes) == await _counted(http, headers) - counted
    assert before[Layer.SCANS].status_code == 204
    assert before[Layer.BOXES].headers["etag"] != after[Layer.BOXES].headers["etag"]
    for layer in (Layer.PLACES, Layer.SHIPMENTS):
        unchanged = await http.get(path_of(layer, KEPRI), headers=headers | {"If-None-Match": before[layer].headers["etag"]})
        assert unchanged.status_code == 304


async def test_what_a_process_records_itself_is_in_its_tiles_at_once(ready: Live, http: httpx.AsyncClient) -> None:
    headers = _headers(await ready.token("Natuna", "21.03"))
    path = path_of("scans", KEPRI)
    assert (await http.get(path, headers=headers)).status_code == 204

    ready.world.database = ready.application.database
    await ready.scan()

    assert len(features(await http.get(path, headers=headers), "scans")) == 1


async def test_where_scans_were_made_is_not_for_the_public(ready: Live, http: httpx.AsyncClient) -> None:
    await ready.scan()

    assert (await http.get(path_of("scans", KEPRI), headers={"silog-election": "LATIHAN-2024"})).status_code == 204


async def test_many_who_ask_at_once_wait_for_one_drawing(ready: Live) -> None:
    viewer = await ready.application.viewers.of_public("LATIHAN-2024")
    tiles, tile = ready.application.tiles, Tile(Layer.PLACES, *KEPRI)

    with statements(ready) as taken:
        drawn = await asyncio.gather(*(tiles.give(viewer.scope, tile) for _ in range(20)))

    assert len(taken) == 1
    assert len({id(one) for one in drawn}) == 1


async def test_what_is_kept_is_bounded_and_what_is_asked_for_stays(ready: Live) -> None:
    viewer = await ready.application.viewers.of_public("LATIHAN-2024")
    tiles = KeptTiles(ready.application.database, ready.application.feed.times_told, most_bytes=2_500)
    addresses = [Tile(Layer.PLACES, 8, x, 0) for x in range(5)]

    for address in addresses:
        await tiles.give(viewer.scope, address)
        await tiles.give(viewer.scope, addresses[0])

    assert tiles.size_bytes <= 2_500
    assert len(tiles) == 4
    assert tiles.made == 5


async def test_while_the_database_is_not_heard_nothing_is_kept(ready: Live) -> None:
    viewer = await ready.application.viewers.of_public("LATIHAN-2024")
    ready.application.feed.is_listening = False
    tiles = ready.application.tiles

    for _ in range(3):
        await tiles.give(viewer.scope, Tile(Layer.PLACES, *KEPRI))

    assert (tiles.made, len(tiles)) == (3, 0)


def _headers(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


async def _counted(http: httpx.AsyncClient, headers: dict[str, str]) -> int:
    answer = await http.post("/graphql", json={"query": "{ scans(first: 1) { totalCount } }"}, headers=headers)
    count: int = answer.json()["data"]["scans"]["totalCount"]
    return count
