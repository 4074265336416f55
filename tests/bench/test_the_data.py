"""What is measured on looks like what the product keeps: as many rows as were wished, and projections that agree with the facts."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from silog.bench.data.building import stands
from silog.bench.data.preparing import Ready
from silog.bench.data.sizes import NATIONAL, SEASON, Size
from silog.custody.codes import is_code
from silog.errors import SilogError


@pytest.fixture
async def owner(ready: Ready) -> AsyncIterator[asyncpg.Connection]:
    """A connection to the small country as the owner of its schema."""
    connection = await asyncpg.connect(ready.built.dsn("silog_owner"))
    yield connection
    await connection.close()


async def test_there_are_as_many_rows_as_were_wished(owner: asyncpg.Connection, small: Size) -> None:
    assert await owner.fetchval("SELECT count(*) FROM facilities WHERE kind = 'POLLING_STATION'") == small.stations
    assert await owner.fetchval("SELECT count(*) FROM boxes") == small.boxes
    assert await owner.fetchval("SELECT count(*) FROM scans") == small.scans
    assert await owner.fetchval("SELECT count(*) FROM scan_details WHERE point IS NOT NULL") == small.scans
    assert await owner.fetchval("SELECT count(*) FROM sightings") == small.scans


async def test_every_box_names_the_last_of_its_scans(owner: asyncpg.Connection) -> None:
    wrong = await owner.fetch(
        """SELECT b.code FROM boxes b JOIN scans s ON s.election_id = b.election_id AND s.id = b.last_scan_id
           WHERE s.occurred_at <> b.last_scan_at OR s.place_code <> b.place_code
              OR b.scan_count <> (SELECT count(*) FROM scans o WHERE o.box_code = b.code)
              OR s.occurred_at < (SELECT max(occurred_at) FROM scans o WHERE o.box_code = b.code)"""
    )

    assert await owner.fetchval("SELECT count(*) FROM boxes b JOIN scans s ON s.id = b.last_scan_id") == 240
    assert wrong == []


async def test_the_kept_counts_are_those_of_the_boxes(owner: asyncpg.Connection) -> None:
    different = await owner.fetch(
        """SELECT p.region_code, b.state, count(*) AS boxes
           FROM boxes b JOIN progress p ON p.state = b.state AND p.region_code = left(b.region_code, length(p.region_code))
           GROUP BY 1, 2, p.boxes HAVING count(*) <> p.boxes"""
    )

    assert different == []
    assert await owner.fetchval("SELECT sum(boxes) FROM progress WHERE length(region_code) = 2") == 240
    assert await owner.fetchval("SELECT sum(stations) FROM station_counts WHERE length(region_code) = 2") == 120


async def test_codes_are_such_as_a_label_bears(owner: asyncpg.Connection) -> None:
    assert all(is_code(row["code"]) for row in await owner.fetch("SELECT code FROM boxes"))


async def test_no_row_breaks_a_constraint_that_was_not_checked_while_writing(owner: asyncpg.Connection) -> None:
    for parent, child, column, key in (
        ("devices", "scans", "device_id", "id"),
        ("facilities", "boxes", "station_code", "code"),
        ("regions", "boxes", "region_code", "code"),
        ("legs", "box_journeys", "shipment_code", "shipment_code"),
        ("facilities", "conveyances", "home_code", "code"),
        ("scans", "findings", "scan_id", "id"),
    ):
        orphans = f"SELECT count(*) FROM {child} c WHERE NOT EXISTS (SELECT FROM {parent} p WHERE p.{key} = c.{column})"
        assert await owner.fetchval(orphans) == 0, child


async def test_what_stands_is_known_by_its_scripts_and_its_size(ready: Ready, small: Size) -> None:
    assert await stands(ready.built.cluster, small)
    assert not await stands(ready.built.cluster, small.overridden(None, None, 2_501))


def test_a_size_that_cannot_be_is_refused() -> None:
    with pytest.raises(SilogError, match="has the 3,327 stations of Kepri's reference data"):
        SEASON.overridden(100, None, None)
    with pytest.raises(SilogError, match="100 stations have from 1 to 200 boxes"):
        NATIONAL.overridden(100, 201, None)
    with pytest.raises(SilogError, match="at least one for each of 200 boxes"):
        NATIONAL.overridden(100, None, 199)
