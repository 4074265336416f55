"""The committed reference data says what its sources say, and nothing in it stands in the sea that should not."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable

import pytest

from silog_gis.data import data_folder, data_path
from silog_gis.land import Land

Row = dict[str, str]
Rows = Callable[[str], list[Row]]

STATIONS = {"21.01": 270, "21.02": 426, "21.03": 142, "21.04": 233, "21.05": 112, "21.71": 1821, "21.72": 323}
VOTERS = {"21.01": 126733, "21.02": 194672, "21.03": 57632, "21.04": 74103, "21.05": 35228, "21.71": 899666, "21.72": 172419}
OUTERMOST = {"21.03": 7, "21.05": 5, "21.71": 4, "21.01": 4, "21.02": 2}


def test_kepri_has_its_regions(rows: Rows) -> None:
    regions = rows("regions")

    assert Counter(row["level"] for row in regions) == {"PROVINCE": 1, "REGENCY": 7, "DISTRICT": 80, "VILLAGE": 419}
    codes = {row["code"] for row in regions}
    assert all(row["parent"] in codes for row in regions if row["parent"])


def test_the_islands_are_listed_on_their_own_side_of_the_equator(rows: Rows) -> None:
    islands = {row["code"]: row for row in rows("islands")}

    assert len(islands) == 2028
    assert sum(row["is_populated"] == "1" for row in islands.values()) == 293
    outermost = [row for row in islands.values() if row["is_outermost"] == "1"]
    assert Counter(row["regency_code"] for row in outermost) == OUTERMOST
    assert all(float(row["lat"]) > 0 for row in islands.values() if row["regency_code"] in {"21.03", "21.05", "21.71", "21.72"})
    (singkep,) = (row for row in islands.values() if row["name"] == "Pulau Singkep" and row["regency_code"] == "21.04")
    assert float(singkep["lat"]) < 0


def test_every_district_has_the_stations_that_were_published(rows: Rows) -> None:
    found = Counter(row["region_code"][:8] for row in rows("stations"))
    figures = {row["code"]: row for row in rows("figures/regions")}

    assert found == {code: int(row["stations_2024_11"]) for code, row in figures.items() if len(code) == 8}
    by_regency: Counter[str] = Counter()
    for code, count in found.items():
        by_regency[code[:5]] += count
    assert by_regency == STATIONS


def test_every_village_has_a_station_numbered_from_one(rows: Rows) -> None:
    numbers: dict[str, list[int]] = defaultdict(list)
    for row in rows("stations"):
        numbers[row["region_code"]].append(int(row["number"]))
        assert row["code"] == f"TPS-{row['region_code']}-{int(row['number']):03d}"

    assert set(numbers) == {row["code"] for row in rows("regions") if row["level"] == "VILLAGE"}
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())


def test_the_voters_of_each_regency_are_all_there_and_no_station_has_more_than_600(rows: Rows) -> None:
    voters: Counter[str] = Counter()
    for row in rows("stations"):
        voters[row["region_code"][:5]] += int(row["registered_voters"])
        assert 0 < int(row["registered_voters"]) <= 600

    assert voters == VOTERS
    assert sum(int(row["registered_voters"]) for row in rows("stations") if row["region_code"].startswith("21.01.09.")) == 3860


def test_every_station_stands_on_the_landmass_it_names_and_apart_from_the_others(rows: Rows, land: Land) -> None:
    stations = rows("stations")

    for row in stations:
        assert land.landmass_at(float(row["lon"]), float(row["lat"])) == int(row["landmass"]), row["code"]
    assert len({(row["lon"], row["lat"]) for row in stations}) == len(stations)
    assert {row["quality"] for row in stations} == {"SYNTHETIC"}


def test_the_facilities_are_complete(rows: Rows) -> None:
    kinds = Counter(row["kind"] for row in rows("facilities"))

    assert kinds.pop("LANDING") > 50
    assert kinds == {"WAREHOUSE": 7, "PORT": 52, "AIRPORT": 6, "PPK": 80, "PPS": 419}
    assert len({row["code"] for row in rows("facilities")}) == len(rows("facilities"))
    codes = {row["code"] for row in rows("regions")}
    assert all(row["region_code"] in codes for row in rows("facilities"))


def test_offices_and_warehouses_stand_on_land_and_are_called_synthetic(rows: Rows, land: Land) -> None:
    for row in rows("facilities"):
        if row["kind"] in {"WAREHOUSE", "PPK", "PPS", "LANDING"}:
            assert land.landmass_at(float(row["lon"]), float(row["lat"])) == int(row["landmass"]), row["code"]
            assert row["quality"] == "SYNTHETIC"


def test_every_landmass_with_an_office_or_a_station_has_a_port_or_a_landing(rows: Rows) -> None:
    served = {row["landmass"] for row in rows("facilities") if row["kind"] in {"PORT", "LANDING"}}
    peopled = {row["landmass"] for row in rows("facilities") if row["kind"] in {"PPK", "PPS", "WAREHOUSE"}}

    assert peopled | {row["landmass"] for row in rows("stations")} <= served


def test_every_berth_lies_in_water_fifty_metres_from_land(berths: dict[str, tuple[float, float]], land: Land) -> None:
    assert len(berths) == 123
    for code, berth in berths.items():
        assert land.distance_m(*berth) >= 50, code


def test_the_provenance_page_knows_every_file_by_its_checksum(land: Land) -> None:
    page = data_path("PROVENANCE.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"\| (\S+) \| [\d,]+ \| `([0-9a-f]{64})` \|", page))

    files = [path for path in data_folder().rglob("*") if path.suffix in {".csv", ".fgb"}]
    assert {str(path.relative_to(data_folder())): hashlib.sha256(path.read_bytes()).hexdigest() for path in files} == listed
    assert f"| kepri_land.fgb | {len(land.polygons):,} |" in page


def test_a_missing_file_is_named_with_the_way_to_make_it() -> None:
    with pytest.raises(FileNotFoundError, match=r"'roads.csv' is not in .*python -m recipe"):
        data_path("roads.csv")
