"""An operator's file is loaded whole or not at all, and loading it again changes nothing."""

from datetime import date

import asyncpg
import pytest

from silog.errors import SilogError
from silog.kit.database import Database
from silog.places.actions import (
    Manner,
    NewElection,
    Written,
    create_election,
    load_facilities,
    load_islands,
    load_ports,
    load_regions,
    load_stations,
)
from silog.places.reading import File
from silog.places.rules import ElectionKind

LEVELS = [
    "code,name\n12,Sumatera Utara\n21,Kepulauan Riau",
    "code,province_code,name\n12.19,12,Kabupaten Batu Bara\n21.03,21,Natuna",
    "code,regency_code,name\n121901,12.19,Medang Deras\n21.03.04,21.03,Serasan",
    "code,district_code,name\n12.19.01.2001,121901,Lalang\n21.03.04.1003,21.03.04,Serasan",
]
STATIONS = "region_code,number,registered_voters,lon,lat\n12.19.01.2001,1,412,99.5,3.4\n12.19.01.2001,2,398,99.51,3.41"
PORTS = "code,kind,name,region_code,lon,lat,berth_lon,berth_lat\nPORT-kuala-tanjung,PORT,Kuala Tanjung,12.19,99.47,3.36,99.48,3.38"


@pytest.fixture
async def election(product: Database) -> int:
    for number, text in enumerate(LEVELS):
        await load_regions(product, File(f"level{number}.csv", text.encode()))
    new = NewElection("BATU-BARA-2024", "Pilkada Batu Bara 2024", ElectionKind.REAL, date(2024, 11, 27))
    return (await create_election(product, new)).id


def _file(text: str, only: str = "") -> File:
    return File("operator.csv", text.encode(), only)


@pytest.mark.usefixtures("election")
async def test_another_province_loads_level_by_level_without_label_points(owner: asyncpg.Connection) -> None:
    rows = await owner.fetch("SELECT code, parent_code, level, label FROM regions WHERE code LIKE '12%' ORDER BY code")

    assert [tuple(row) for row in rows] == [
        ("12", None, "PROVINCE", None),
        ("12.19", "12", "REGENCY", None),
        ("12.19.01", "12.19", "DISTRICT", None),
        ("12.19.01.2001", "12.19.01", "VILLAGE", None),
    ]


async def test_stations_load_and_loading_them_twice_changes_nothing(product: Database, election: int, owner: asyncpg.Connection) -> None:
    first = await load_stations(product, election, _file(STATIONS))
    versions = await owner.fetch("SELECT code, xmin::text FROM facilities ORDER BY code")
    second = await load_stations(product, election, _file(STATIONS))

    assert (first, second) == (Written(inserted=2), Written(unchanged=2))
    assert await owner.fetch("SELECT code, xmin::text FROM facilities ORDER BY code") == versions
    row = await owner.fetchrow("SELECT name, quality, source, kind FROM facilities WHERE code = 'TPS-12.19.01.2001-001'")
    assert tuple(row or ()) == ("TPS 001 Lalang", "SURVEYED", "operator.csv", "POLLING_STATION")


async def test_a_changed_cell_changes_its_row_and_no_other(product: Database, election: int, owner: asyncpg.Connection) -> None:
    await load_stations(product, election, _file(STATIONS))

    assert await load_stations(product, election, _file(STATIONS.replace("412", "413"))) == Written(changed=1, unchanged=1)
    assert await owner.fetchval("SELECT registered_voters FROM facilities WHERE station_number = 1") == 413


async def test_one_wrong_row_keeps_every_row_out(product: Database, election: int, owner: asyncpg.Connection) -> None:
    text = f"{STATIONS}\n12.19.01.2002,1,5,99.5,3.4\n12.19.01.2001,3,5,99.5,-3.4"

    with pytest.raises(SilogError) as refused:
        await load_stations(product, election, _file(text))

    assert "row 4, column region_code: 12.19.01.2002 is not known; load it first: silog load regions" in refused.value.message
    assert await owner.fetchval("SELECT count(*) FROM facilities") == 0


async def test_a_station_with_the_sign_of_its_latitude_lost_is_noticed(product: Database, election: int) -> None:
    await load_regions(product, _file("code,name,label_lon,label_lat\n21.03.04.1003,Serasan,109.03,2.51"))

    with pytest.raises(
        SilogError, match=r"row 2, column lat: -2\.5 puts it 557 km from 21\.03\.04\.1003; are the sign and the village right"
    ):
        await load_stations(product, election, _file("region_code,number,registered_voters,lon,lat\n21.03.04.1003,1,5,109.03,-2.5"))


async def test_a_dry_run_says_what_would_change_and_changes_nothing(product: Database, election: int, owner: asyncpg.Connection) -> None:
    trial = await load_stations(product, election, _file(STATIONS), Manner(is_dry_run=True))

    assert trial == Written(inserted=2)
    assert await owner.fetchval("SELECT count(*) FROM facilities") == 0


async def test_a_region_whose_parent_is_nowhere_is_refused(product: Database, owner: asyncpg.Connection) -> None:
    with pytest.raises(SilogError, match=r"row 3, column code: 13\.01\.01 lies in 13\.01, which is not known"):
        await load_regions(product, _file("code,name\n13,Sumatera Barat\n13.01.01,X"))

    assert await owner.fetchval("SELECT count(*) FROM regions") == 0


async def test_children_may_stand_before_their_parents_in_a_file(product: Database) -> None:
    assert await load_regions(product, _file("code,name\n13.01.01,X\n13.01,Y\n13,Z")) == Written(inserted=3)


@pytest.mark.usefixtures("election")
async def test_what_a_file_does_not_say_stays_as_it_is(product: Database, owner: asyncpg.Connection) -> None:
    await load_regions(product, _file("code,name,label_lon,label_lat,is_3t\n21.03,Natuna,108.2,3.9,true"))

    assert await load_regions(product, _file("code,name\n21.03,Kabupaten Natuna")) == Written(changed=1)
    row = await owner.fetchrow("SELECT name, ST_X(label), is_3t FROM regions WHERE code = '21.03'")
    assert tuple(row or ()) == ("Kabupaten Natuna", 108.2, True)


async def test_a_new_village_of_a_3t_district_is_3t_and_so_are_its_stations(
    product: Database, election: int, owner: asyncpg.Connection
) -> None:
    await load_regions(product, _file("code,name,is_3t\n21.03.04,Serasan,1"))
    await load_regions(product, _file("code,name\n21.03.04.2009,Baru"))
    await load_stations(product, election, _file("region_code,number,registered_voters,lon,lat\n21.03.04.2009,1,5,109,2.5"))

    assert await owner.fetchval("SELECT is_3t FROM facilities") is True


@pytest.mark.usefixtures("election")
async def test_an_official_area_is_not_drawn_over(product: Database, owner: asyncpg.Connection) -> None:
    square = '{"type":"Polygon","coordinates":[[[99,3],[100,3],[100,4],[99,4],[99,3]]]}'
    feature = f'{{"type":"Feature","geometry":{square},"properties":{{"code":"12.19","name":"Batu Bara"}}}}'
    text = f'{{"type":"FeatureCollection","features":[{feature}]}}'

    assert await load_regions(product, _file(text)) == Written(changed=1)
    assert await load_regions(product, _file(text)) == Written(unchanged=1)
    row = await owner.fetchrow("SELECT is_area_approximate, ST_Area(area) FROM regions WHERE code = '12.19'")
    assert tuple(row or ()) == (False, 1.0)


async def test_a_port_keeps_its_berth_when_a_file_says_nothing_of_berths(
    product: Database, election: int, owner: asyncpg.Connection
) -> None:
    await load_ports(product, election, _file(PORTS))
    without = "code,kind,name,region_code,lon,lat\nPORT-kuala-tanjung,PORT,Kuala Tanjung Baru,12.19,99.47,3.36"

    assert await load_ports(product, election, _file(without)) == Written(changed=1)
    assert await owner.fetchval("SELECT ST_X(berth) FROM facilities") == 99.48


async def test_a_port_that_shipments_use_cannot_leave_its_regency(product: Database, election: int, owner: asyncpg.Connection) -> None:
    await load_ports(product, election, _file(PORTS))
    shipment = "INSERT INTO shipments VALUES ($1, 'S1', 'S1', '12.19', 'OUTBOUND', $2, $2, '2024-11-17Z', '2024-11-18Z')"
    await owner.execute(shipment, election, "PORT-kuala-tanjung")

    with pytest.raises(SilogError, match=r"row 2, column region_code: .* in 12\.19 that shipments refer to, and cannot move to 21\.03"):
        await load_ports(product, election, _file(PORTS.replace("12.19", "21.03")))


async def test_an_unused_port_may_move_to_another_regency(product: Database, election: int) -> None:
    await load_ports(product, election, _file(PORTS))

    assert await load_ports(product, election, _file(PORTS.replace("12.19", "21.03"))) == Written(changed=1)


async def test_offices_and_warehouses_load_from_one_file(product: Database, election: int) -> None:
    text = "code,kind,name,region_code,lon,lat\nWH-12.19,warehouse,Gudang,12.19,99.5,3.3\nPPK-12.19.01,PPK,PPK,12.19.01,99.5,3.4"

    assert await load_facilities(product, election, _file(text)) == Written(inserted=2)


@pytest.mark.usefixtures("election")
async def test_islands_need_their_regency(product: Database) -> None:
    head = "code,regency_code,name,lon,lat,is_populated,is_outermost"

    assert await load_islands(product, _file(f"{head}\n12.19.40001,12.19,Pulau Pandang,99.7,3.4,0,0")) == Written(inserted=1)
    with pytest.raises(SilogError, match=r"row 2, column regency_code: 12\.20 is not known"):
        await load_islands(product, _file(f"{head}\n12.20.40001,12.20,Pulau Lain,99.7,3.4,0,0"))


@pytest.mark.long
async def test_the_villages_of_the_whole_country_load_and_how_far_is_told(product: Database) -> None:
    provinces = [f"{p:02d}" for p in range(11, 49)]
    regencies = [f"{p}.{r:02d}" for p in provinces for r in range(1, 15)]
    districts = [f"{r}.{d:02d}" for r in regencies for d in range(1, 15)]
    villages = [f"{d}.{v}" for d in districts for v in range(2001, 2013)][:83_762]
    text = "code,name\n" + "\n".join(f"{code},Nama {code}" for code in [*provinces, *regencies, *districts, *villages])
    told: list[tuple[int, int]] = []

    written = await load_regions(product, _file(text), Manner(progress=lambda done, total: told.append((done, total))))

    assert written == Written(inserted=38 + 38 * 14 + 38 * 14 * 14 + 83_762)
    assert told[-1] == (written.inserted, written.inserted)
