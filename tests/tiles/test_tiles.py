"""Tiles hold what the viewer may see, where it stands: read back by another program's decoder."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette
from tests.tiles.decoded import degrees, features, is_inside, path_of

from silog.kit.database import Database
from silog.people.actions import create_user, make_bearer_token
from silog.people.rules import Role
from silog.people.viewers import Viewers
from silog.tiles.kept import KeptTiles
from silog.tiles.serving import tile_route

pytestmark = pytest.mark.usefixtures("kepri")

NATUNA_Z8 = (8, 205, 125)
RANAI_Z12 = (12, 3281, 2003)


@pytest.fixture
async def client(product: Database) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=[tile_route(KeptTiles(product, lambda *_: None), Viewers(product))])  # nobody listens, so nothing is kept
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://silog.test") as opened:
        yield opened


@pytest.fixture
async def coordinator(product: Database) -> dict[str, str]:
    user = await create_user(product, 1, "Koordinator", Role.COORDINATOR, "21")
    return {"Authorization": f"Bearer {await make_bearer_token(product, user.id)}"}


@pytest.fixture
async def _boxes(owner: asyncpg.Connection) -> None:
    await owner.execute("""
      INSERT INTO conveyances (election_id, code, name, kind, region_code, capacity_boxes, speed_kn, point)
      VALUES (1, 'CNV-BUKIT-RAYA', 'KM Bukit Raya', 'LINER', '21', 5000, 14, ST_SetSRID(ST_MakePoint(108.4, 3.5), 4326));
      INSERT INTO boxes (election_id, code, station_code, region_code, contest, issued_at, place_code, exceptions)
      SELECT 1, 'BOX' || row_number() OVER (ORDER BY code), code, region_code, 'GOVERNOR', '2024-10-01Z',
        CASE WHEN left(region_code, 5) = '21.03' AND station_number = 1 THEN 'CNV-BUKIT-RAYA' ELSE 'WH-' || left(region_code, 5) END,
        CASE WHEN station_number = 2 THEN ARRAY['DAMAGED'] ELSE ARRAY[]::text[] END
      FROM facilities WHERE kind = 'POLLING_STATION';
      UPDATE boxes b SET place_point = f.point FROM facilities f WHERE f.election_id = 1 AND f.code = b.place_code""")


async def test_a_tile_of_ranai_holds_exactly_the_places_that_stand_in_it(client: httpx.AsyncClient, owner: asyncpg.Connection) -> None:
    layer = _layer(await client.get(path_of("places", RANAI_Z12)), "places")

    z, x, y = RANAI_Z12
    inside = await owner.fetch(
        "SELECT code, name, kind, is_3t FROM facilities WHERE ST_Intersects(point, ST_Transform(ST_TileEnvelope($1, $2, $3), 4326))",
        z,
        x,
        y,
    )
    drawn = {feature["properties"]["code"]: feature["properties"] for feature in layer["features"] if is_inside(feature)}
    assert len(inside) > 10
    assert drawn.keys() == {row["code"] for row in inside}
    assert all(drawn[row["code"]]["name"] == row["name"] and drawn[row["code"]]["is_3t"] == row["is_3t"] for row in inside)
    assert {properties["is_synthetic"] for code, properties in drawn.items() if code.startswith("TPS-")} == {True}


async def test_a_feature_stands_within_a_tile_unit_of_its_row(client: httpx.AsyncClient, owner: asyncpg.Connection) -> None:
    layer = _layer(await client.get(path_of("places", NATUNA_Z8)), "places")

    assert layer["features"]
    for feature in layer["features"]:
        row = await owner.fetchrow(
            "SELECT ST_X(point) AS lon, ST_Y(point) AS lat FROM facilities WHERE code = $1", feature["properties"]["code"]
        )
        lon, lat = degrees(NATUNA_Z8, feature["geometry"]["coordinates"])
        assert row is not None
        assert (lon, lat) == pytest.approx((row["lon"], row["lat"]), abs=360 / 2**8 / 4096)


@pytest.mark.parametrize(
    ("tile", "kinds"),
    [
        ((5, 25, 15), {"WAREHOUSE", "PORT", "PPK"}),
        ((9, 410, 250), {"WAREHOUSE", "PORT", "PPK", "PPS", "AIRPORT"}),
        ((11, 1640, 1001), {"WAREHOUSE", "PORT", "PPK", "PPS", "AIRPORT", "LANDING", "POLLING_STATION"}),
    ],
)
async def test_more_kinds_of_places_are_drawn_the_nearer_one_looks(
    client: httpx.AsyncClient, tile: tuple[int, int, int], kinds: set[str]
) -> None:
    layer = _layer(await client.get(path_of("places", tile)), "places")

    found = {feature["properties"]["kind"] for feature in layer["features"]}
    assert found <= kinds
    assert "PPK" in found


async def test_from_afar_one_place_is_drawn_where_two_signs_have_no_room(client: httpx.AsyncClient, owner: asyncpg.Connection) -> None:
    drawn = _layer(await client.get(path_of("places", (5, 25, 15))), "places")["features"]

    rows = await owner.fetch(
        """SELECT map_x >> 18 AS x, map_y >> 18 AS y, array_agg(code) AS codes, max(kind) AS foremost FROM facilities
           WHERE point && tile_reach(5, 25, 15) AND kind IN ('WAREHOUSE', 'PORT', 'PPK') GROUP BY 1, 2""",
    )
    expected = {tuple(row["codes"]): row["foremost"] for row in rows}
    found = {codes: one["properties"]["kind"] for codes in expected for one in drawn if one["properties"]["code"] in codes}
    assert max(map(len, expected)) > 1
    assert found == expected
    assert len(drawn) == len(expected)


@pytest.mark.parametrize("tile", [(0, 0, 0), (1, 1, 0), (2, 3, 1), (3, 6, 3)])
async def test_nothing_is_lost_of_the_tiles_along_the_edge_of_the_map(client: httpx.AsyncClient, tile: tuple[int, int, int]) -> None:
    assert _layer(await client.get(path_of("places", tile)), "places")["features"]


async def test_feature_numbers_are_the_same_in_every_tile_and_exact_in_a_browser(client: httpx.AsyncClient) -> None:
    near = _ids(_layer(await client.get(path_of("places", NATUNA_Z8)), "places"))
    far = _ids(_layer(await client.get(path_of("places", (5, 25, 15))), "places"))

    shared = near.keys() & far.keys()
    assert shared
    assert {code: near[code] for code in shared} == {code: far[code] for code in shared}
    assert all(0 <= number < 2**53 for number in near.values())
    assert len(set(far.values())) == len(far)


@pytest.mark.usefixtures("_boxes")
async def test_boxes_are_counted_where_they_are_held(
    client: httpx.AsyncClient, coordinator: dict[str, str], owner: asyncpg.Connection
) -> None:
    layer = _layer(await client.get(path_of("boxes", NATUNA_Z8), headers=coordinator), "boxes")

    rows = await owner.fetch("""
      SELECT place_code, count(*)::int, count(*) FILTER (WHERE exceptions <> '{}')::int FROM boxes
      WHERE place_code IN ('WH-21.03', 'CNV-BUKIT-RAYA') GROUP BY 1""")
    drawn = {f["properties"]["code"]: (f["properties"]["boxes"], f["properties"]["needing"]) for f in layer["features"]}
    assert drawn == {row[0]: (row[1], row[2]) for row in rows}
    assert {f["properties"]["kind"] for f in layer["features"]} == {"WAREHOUSE", "LINER"}


@pytest.mark.usefixtures("_boxes")
async def test_late_boxes_need_somebody_like_damaged_ones(
    client: httpx.AsyncClient, coordinator: dict[str, str], owner: asyncpg.Connection
) -> None:
    before = _needing(_layer(await client.get(path_of("boxes", NATUNA_Z8), headers=coordinator), "boxes"))
    await owner.execute("""
      INSERT INTO shipments (election_id, code, name, region_code, direction, origin_code, destination_code, planned_depart_at,
        planned_arrive_at)
      VALUES (1, 'S-1', 'Natuna', '21.03', 'OUTBOUND', 'WH-21.03', 'WH-21.03', '2000-01-01Z', '2000-01-02Z');
      INSERT INTO legs (election_id, shipment_code, number, region_code, mode, conveyance_code, from_code, to_code, planned_depart_at,
        planned_arrive_at, route, length_m, is_estimate)
      VALUES (1, 'S-1', 1, '21.03', 'SEA', 'CNV-BUKIT-RAYA', 'WH-21.03', 'WH-21.03', '2000-01-01Z', '2000-01-02Z',
        ST_GeomFromText('LINESTRING(108 3, 108 4)', 4326), 1, false);
      INSERT INTO box_journeys (election_id, box_code, region_code, shipment_code, leg_number, is_aboard, due_at)
      SELECT 1, code, region_code, 'S-1', 1, true, CASE WHEN code ~ '[0-4]$' THEN '2000-01-02Z'::timestamptz ELSE '2100-01-02Z' END
      FROM boxes WHERE place_code = 'CNV-BUKIT-RAYA'""")

    after = _needing(_layer(await client.get(path_of("boxes", NATUNA_Z8), headers=coordinator), "boxes"))

    late = await owner.fetchval("SELECT count(*) FROM box_journeys WHERE due_at < '2001-01-01Z'")
    assert late > 0
    assert after["CNV-BUKIT-RAYA"] == before["CNV-BUKIT-RAYA"] + late
    assert after["WH-21.03"] == before["WH-21.03"]


@pytest.mark.usefixtures("_boxes")
async def test_from_afar_places_on_one_pixel_are_one_point_and_no_box_is_left_out(
    client: httpx.AsyncClient, coordinator: dict[str, str], owner: asyncpg.Connection
) -> None:
    await owner.execute("""
      UPDATE boxes b SET place_code = b.station_code, place_point = f.point FROM facilities f
      WHERE f.election_id = 1 AND f.code = b.station_code AND b.place_code LIKE 'WH-%'""")
    near = [(12, x, y) for x in (3281, 3282) for y in (2002, 2003)]

    far = _layer(await client.get(path_of("boxes", (6, 51, 31)), headers=coordinator), "boxes")["features"]
    inside = await owner.fetch(
        "SELECT code, exceptions FROM boxes WHERE place_point && ST_Transform(ST_TileEnvelope(6, 51, 31, margin => 1.0 / 64), 4326)"
    )
    ranai: set[str] = set()
    for tile in near:
        answer = await client.get(path_of("boxes", tile), headers=coordinator)
        ranai |= {one["properties"]["code"] for one in features(answer, "boxes")}

    ashore = [f["properties"] for f in far if f["properties"]["kind"] != "LINER"]
    pixels = [tuple(int(at) // 8 for at in f["geometry"]["coordinates"]) for f in far if f["properties"]["kind"] != "LINER"]
    assert len(inside) > len(ashore) > 20
    assert len(pixels) == len(set(pixels))
    assert sum(place["boxes"] for place in ashore) == len(inside)
    assert sum(place["needing"] for place in ashore) == sum(bool(row["exceptions"]) for row in inside)
    assert len(ranai) > len(ranai & {place["code"] for place in ashore}) > 0


@pytest.mark.usefixtures("_boxes")
async def test_the_public_sees_boxes_in_warehouses_and_none_at_sea(client: httpx.AsyncClient) -> None:
    layer = _layer(await client.get(path_of("boxes", NATUNA_Z8)), "boxes")

    assert [feature["properties"]["code"] for feature in layer["features"]] == ["WH-21.03"]


@pytest.mark.usefixtures("_boxes")
async def test_an_operator_of_lingga_sees_nothing_of_natuna(client: httpx.AsyncClient, product: Database) -> None:
    user = await create_user(product, 1, "Lingga", Role.OPERATOR, "21.04")
    headers = {"Authorization": f"Bearer {await make_bearer_token(product, user.id)}"}

    assert (await client.get(path_of("boxes", NATUNA_Z8), headers=headers)).status_code == 204
    assert (await client.get(path_of("places", NATUNA_Z8), headers=headers)).status_code == 204


async def test_an_empty_tile_has_no_content(client: httpx.AsyncClient) -> None:
    answer = await client.get("/tiles/places/8/0/0.mvt")

    assert (answer.status_code, answer.content) == (204, b"")


async def test_a_tile_that_has_not_changed_is_not_sent_again(client: httpx.AsyncClient) -> None:
    first = await client.get(path_of("places", NATUNA_Z8))
    second = await client.get(path_of("places", NATUNA_Z8), headers={"If-None-Match": first.headers["etag"]})

    assert first.headers["cache-control"] == "private, max-age=60"
    assert (second.status_code, second.content) == (304, b"")
    assert second.headers["etag"] == first.headers["etag"]


async def test_who_cannot_unpack_gets_the_tile_as_it_is_under_the_same_name(client: httpx.AsyncClient) -> None:
    packed = await client.get(path_of("places", NATUNA_Z8))
    plain = await client.get(path_of("places", NATUNA_Z8), headers={"Accept-Encoding": "identity"})

    assert (packed.headers["content-encoding"], plain.headers.get("content-encoding")) == ("gzip", None)
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) == len(plain.content)
    assert packed.content == plain.content
    assert packed.headers["etag"] == plain.headers["etag"]


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/tiles/roads/8/1/1.mvt", 404, "no layer 'roads'; there are places, boxes, shipments, tracks, scans"),
        ("/tiles/places/8/x/1.mvt", 400, "x is 'x'"),
        ("/tiles/places/-1/0/0.mvt", 400, "z is '-1'"),
        ("/tiles/places/8/256/1.mvt", 404, "x and y end at 255"),
        ("/tiles/places/23/1/1.mvt", 404, "the deepest is 22"),
        ("/tiles/places/8/99999999999999999999/1.mvt", 400, "must be a whole number"),
        ("/tiles/places/8/\u0661/1.mvt", 400, "must be a whole number"),
        ("/tiles/places/8/205/125.mvt?election=NOWHERE", 404, "no election NOWHERE"),
    ],
)
async def test_an_address_that_is_no_tile_is_answered_with_a_sentence(client: httpx.AsyncClient, path: str, status: int, said: str) -> None:
    answer = await client.get(path)

    assert answer.status_code == status
    assert said in answer.text


async def test_a_bad_token_gets_no_tile(client: httpx.AsyncClient) -> None:
    answer = await client.get(path_of("places", NATUNA_Z8), headers={"Authorization": "Bearer nonsense"})

    assert answer.status_code == 401
    assert answer.headers["cache-control"] == "no-store"


async def test_a_tile_leaves_no_scope_behind_on_its_connection(product: Database, client: httpx.AsyncClient) -> None:
    await client.get(path_of("places", NATUNA_Z8))

    assert await product.reads.fetchval("SELECT count(*) FROM facilities") == 0


def _layer(answer: httpx.Response, name: str) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    return {"features": features(answer, name)}


def _ids(layer: dict[str, Any]) -> dict[str, int]:
    return {feature["properties"]["code"]: feature["id"] for feature in layer["features"]}


def _needing(layer: dict[str, Any]) -> dict[str, int]:
    return {feature["properties"]["code"]: feature["properties"]["needing"] for feature in layer["features"]}
