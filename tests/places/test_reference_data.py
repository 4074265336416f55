"""Kepri as it comes with the product."""

import asyncpg
import pytest

from silog.kit.database import Database
from silog.places.reference import load_reference

pytestmark = pytest.mark.usefixtures("kepri")

STATIONS = {"21.01": 270, "21.02": 426, "21.03": 142, "21.04": 233, "21.05": 112, "21.71": 1821, "21.72": 323}


async def test_every_region_of_the_official_list_is_there(owner: asyncpg.Connection) -> None:
    found = await owner.fetch("SELECT level, count(*) FROM regions GROUP BY level")

    assert _counts(found) == {"PROVINCE": 1, "REGENCY": 7, "DISTRICT": 80, "VILLAGE": 419}


async def test_every_regency_has_the_stations_of_2024_and_the_province_3_327(owner: asyncpg.Connection) -> None:
    found = await owner.fetch("SELECT left(region_code, 5), count(*) FROM facilities WHERE kind = 'POLLING_STATION' GROUP BY 1")

    assert _counts(found) == STATIONS
    assert sum(STATIONS.values()) == 3327


async def test_islands_carry_their_flags(owner: asyncpg.Connection) -> None:
    row = await owner.fetchrow("SELECT count(*), count(*) FILTER (WHERE is_populated), count(*) FILTER (WHERE is_outermost) FROM islands")

    assert tuple(row or ()) == (2028, 293, 22)


async def test_every_office_stands_where_its_committee_works(owner: asyncpg.Connection) -> None:
    found = await owner.fetch("SELECT kind, count(*) FROM facilities GROUP BY kind")

    counts = _counts(found)
    assert (counts["WAREHOUSE"], counts["PPK"], counts["PPS"]) == (7, 80, 419)


async def test_what_was_made_up_says_so(owner: asyncpg.Connection) -> None:
    found = await owner.fetch("SELECT DISTINCT quality FROM facilities WHERE kind = 'POLLING_STATION'")

    assert [row["quality"] for row in found] == ["SYNTHETIC"]


async def test_natuna_anambas_and_tambelan_are_3t_with_all_that_lies_in_them_and_nothing_else_is(owner: asyncpg.Connection) -> None:
    is_far = "code LIKE '21.03%' OR code LIKE '21.05%' OR code LIKE '21.01.09%'"

    assert await owner.fetchval(f"SELECT count(*) FROM regions WHERE is_3t <> ({is_far})") == 0
    assert await owner.fetchval("SELECT count(*) FROM facilities f JOIN regions r ON r.code = f.region_code WHERE f.is_3t <> r.is_3t") == 0


async def test_loading_the_reference_again_changes_nothing(product: Database, owner: asyncpg.Connection) -> None:
    before = await owner.fetchval("SELECT md5(string_agg(f::text, ',' ORDER BY code)) FROM facilities f")
    said: list[str] = []

    await load_reference(product, 1, said.append)

    assert [line for line in said if ": 0 new, 0 changed" not in line] == []
    assert await owner.fetchval("SELECT md5(string_agg(f::text, ',' ORDER BY code)) FROM facilities f") == before


async def test_every_region_has_an_area_that_says_it_is_approximate(owner: asyncpg.Connection) -> None:
    row = await owner.fetchrow("SELECT bool_and(is_area_approximate), bool_and(ST_IsValid(area)), count(area) FROM regions")

    assert tuple(row or ()) == (True, True, 507)


async def test_areas_that_a_cut_run_left_out_are_drawn_by_the_next(product: Database, owner: asyncpg.Connection) -> None:
    await owner.execute("UPDATE regions SET area = NULL WHERE code LIKE '21.04%'")

    await load_reference(product, 1, lambda _: None)

    assert await owner.fetchval("SELECT count(*) FROM regions WHERE area IS NULL") == 0


async def test_every_stations_code_says_its_village_and_number(owner: asyncpg.Connection) -> None:
    code = "format('TPS-%s-%s', region_code, lpad(station_number::text, 3, '0'))"

    assert await owner.fetchval(f"SELECT count(*) FROM facilities WHERE kind = 'POLLING_STATION' AND code <> {code}") == 0


def _counts(rows: list[asyncpg.Record]) -> dict[str, int]:
    return {name: count for name, count in rows}  # noqa: C416 -- dict() takes no records, by their types


async def test_a_port_that_an_operator_moved_stays_where_it_is_and_the_others_come_back(
    product: Database, owner: asyncpg.Connection
) -> None:
    read = "SELECT code, ST_AsText(berth) AS berth FROM facilities WHERE code IN ('PORT-midai', 'PORT-sedanau') ORDER BY code"
    before = await owner.fetch(read)
    await owner.execute("UPDATE facilities SET berth = 'SRID=4326;POINT(107.7 3.01)' WHERE code IN ('PORT-midai', 'PORT-sedanau')")
    await owner.execute("UPDATE facilities SET moved_at = now() WHERE code = 'PORT-midai'")

    await load_reference(product, 1, lambda _: None)

    midai, sedanau = await owner.fetch(read)
    assert midai["berth"] == "POINT(107.7 3.01)"
    assert sedanau == before[1]


async def test_every_port_has_a_place_ashore_a_berth_and_a_source(owner: asyncpg.Connection) -> None:
    found = await owner.fetch(
        """SELECT code FROM facilities WHERE kind IN ('PORT', 'LANDING')
           AND (berth IS NULL OR source = '' OR landmass IS NULL OR ST_Distance(point::geography, berth::geography) > 3000)"""
    )

    assert found == []
    assert await owner.fetchval("SELECT count(*) FROM facilities WHERE kind IN ('PORT', 'LANDING')") == 123
