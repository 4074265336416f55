"""Tiles of tracks show the whole way that was gone, however it goes, and cost what they hold."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import cycle, repeat
from typing import Any

import asyncpg
import pytest
from tests.tiles.decoded import Address, decode, degrees

from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.movement.actions import PositionsReported, report_positions
from silog.movement.rules import PositionReport
from silog.tiles.queries import tile_bytes
from silog.tiles.rules import Layer, Tile
from silog.tiles.tracks import draw_tracks, mark_tracks

pytestmark = pytest.mark.usefixtures("kepri")

CODE = "CNV-CARGO-POMPONG-PORT-pulau-panjang-01"
TEN = datetime(2024, 11, 20, 10, tzinfo=UTC)
NOW = TEN + timedelta(hours=6)
LON, LAT = 108.74, 3.9
AT_ZOOM_12 = (3285, 2003)
"""The tile that this lies in, and with it 50 thousandths of a degree to the east."""
DEGREES_OF_A_UNIT = 360 / 4096
"""At zoom 0."""
Way = Iterable[tuple[float, float]]
"""Minutes after ten, and where it was: thousandths of a degree to the east."""
THERE_AND_BACK = [*((minute, minute) for minute in range(0, 30, 2)), *((minute, 58 - minute) for minute in range(30, 60, 2))]


@pytest.fixture
async def sea(product: Database, owner: asyncpg.Connection) -> Database:
    """A boat with a long code, and a clock that stands at four in the afternoon."""
    await owner.execute("UPDATE elections SET clock_shown_at = $1, clock_is_paused = true", NOW)
    await owner.execute(
        """INSERT INTO conveyances (election_id, code, name, kind, region_code, capacity_boxes, speed_kn)
           VALUES (1, $1, 'Pompong', 'POMPONG', '21.03', 50, 9)""",
        CODE,
    )
    product.announcements.within(PositionsReported, mark_tracks)
    return product


async def _gone(database: Database, way: Way, north: Iterable[float] = repeat(0)) -> None:
    """Report where it was, and have the lines made."""
    reports = [
        PositionReport(CODE, TEN + timedelta(minutes=minute), round(LON + east / 1000, 6), round(LAT + up / 1000, 6), 90.0, 9.0)
        for (minute, east), up in zip(way, north, strict=False)
    ]
    assert (await report_positions(database, Scope.whole_election(1), reports, NOW)).errors == ()
    await draw_tracks(database, 1, NOW)


async def _drawn(database: Database, zoom: int) -> list[tuple[int, int, list[list[float]]]]:
    """Of each feature of the tile its first and last minute, and of each of its lines how far to the east it comes."""
    x, y = (at >> (12 - zoom) for at in AT_ZOOM_12)
    body = await tile_bytes(database, Scope.whole_election(1), Tile(Layer.TRACKS, zoom, x, y))
    return [
        (_minute(one["properties"]["since"]), _minute(one["properties"]["until"]), [_east((zoom, x, y), line) for line in _lines(one)])
        for one in decode(body, "tracks")
    ]


def _lines(feature: dict[str, Any]) -> list[Any]:
    shape = feature["geometry"]
    return [shape["coordinates"]] if shape["type"] == "LineString" else list(shape["coordinates"])


def _east(tile: Address, line: Sequence[tuple[float, float]]) -> list[float]:
    """Thousandths of a degree, of each point."""
    return [(degrees(tile, at)[0] - LON) * 1000 for at in line]


def _minute(at_s: int) -> int:
    return round((at_s - TEN.timestamp()) / 60)


@pytest.mark.parametrize("zoom", [5, 6, 8, 10, 11, 12])
async def test_a_way_there_and_back_on_the_same_line_is_drawn_to_where_it_turned(sea: Database, zoom: int) -> None:
    await _gone(sea, THERE_AND_BACK)

    ((since, until, (line,)),) = await _drawn(sea, zoom)

    assert (since, until) == (0, 58)
    assert [line[0], max(line), line[-1]] == pytest.approx([0, 28, 0], abs=1000 * DEGREES_OF_A_UNIT / 2**zoom)


async def test_from_afar_what_went_little_more_than_a_unit_and_came_back_is_drawn(sea: Database) -> None:
    unit = 1000 * DEGREES_OF_A_UNIT / 2**8
    await _gone(sea, [(0, 0.0), (10, 1.4 * unit), (20, 0.0)])

    ((_, _, (line,)),) = await _drawn(sea, 8)

    assert max(line) - min(line) == pytest.approx(1.4 * unit, abs=unit)


async def test_from_afar_a_boat_is_one_feature_and_near_by_each_stretch_is(sea: Database) -> None:
    await _gone(sea, [(0, 0), (10, 4), (14, 6), (40, 20), (50, 24), (62, 27), (70, 30)])

    far, near = await _drawn(sea, 10), await _drawn(sea, 11)

    assert [(since, until, len(lines)) for since, until, lines in far] == [(0, 70, 3)]
    assert [(since, until, len(lines)) for since, until, lines in near] == [(0, 14, 1), (40, 70, 1)]


async def test_codes_stay_in_their_rows_however_long_lines_are(sea: Database, owner: asyncpg.Connection) -> None:
    every_20_s = [minute / 3 for minute in range(18 * 60)]
    await _gone(sea, ((minute, minute % 7) for minute in every_20_s), north=cycle((0, 0.1)))
    assert await owner.fetchval("SELECT min(ST_MemSize(line)) FROM track_hours") > 2500

    pages = [await _pages(owner, f"SELECT conveyance_code FROM track_hours ORDER BY {by}") for by in ("since", "conveyance_code, since")]

    assert pages[1] == pages[0] > 0


async def _pages(owner: asyncpg.Connection, query: str) -> int:
    """How many pages PostgreSQL asks for to answer."""
    (plan,) = json.loads(await owner.fetchval(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query}"))
    return int(plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"])
