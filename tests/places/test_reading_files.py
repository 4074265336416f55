"""What is wrong with an operator's file is said by row and column, all of it at once."""

import json

import pytest

from silog.errors import SilogError
from silog.places.reading import File, Problems, read_facilities, read_islands, read_regions, read_stations
from silog.places.rules import FacilityKind, PositionQuality

STATIONS = "region_code,number,registered_voters,lon,lat"
REGIONS = "code,name"
PORTS = "code,kind,name,region_code,lon,lat"


def _stations(text: str) -> list[str]:
    problems = Problems("tps.csv")
    read_stations(File("tps.csv", text.encode()), problems)
    return problems.lines


def _regions(text: str) -> list[str]:
    problems = Problems("regions.csv")
    read_regions(File("regions.csv", text.encode()), problems)
    return problems.lines


def _ports(text: str) -> list[str]:
    problems = Problems("ports.csv")
    read_facilities(File("ports.csv", text.encode()), problems)
    return problems.lines


def test_a_good_station_is_surveyed_from_its_file_and_named_by_village_and_number() -> None:
    problems = Problems("tps.csv")
    (row,) = read_stations(File("tps.csv", f"{STATIONS}\n2103041003,7,412,108.1,2.5\n".encode()), problems).rows

    assert problems.lines == []
    assert (row.code, row.region_code, row.station_number, row.registered_voters) == ("TPS-21.03.04.1003-007", "21.03.04.1003", 7, 412)
    assert (row.quality, row.source, row.moved_m, row.point) == (PositionQuality.SURVEYED, "tps.csv", 0, (108.1, 2.5))


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("21.03.04.1003,7,412,NaN,2.5", "row 2, column lon: 'NaN' is no number of degrees"),
        ("21.03.04.1003,7,412,inf,2.5", "row 2, column lon: 'inf' is no number of degrees"),
        ("21.03.04.1003,7,412,,2.5", "row 2, column lon: is empty"),
        ("21.03.04.1003,7,412,2.5,108.1", "row 2, column lon: 2.5 and lat 108.1 look swapped: longitude comes as lon"),
        ("21.03.04.1003,7,412,208.1,2.5", "row 2, column lon: 208.1 is out of range: Indonesia lies between 94 and 142 degrees east"),
        ("21.03.04.1003,7,412,108.1,52.5", "row 2, column lat: 52.5 is out of range: Indonesia lies between -12 and 7 degrees north"),
        ("21.03.04.1003,7,-1,108.1,2.5", "row 2, column registered_voters: -1 is not between 0 and 600"),
        ("21.03.04.1003,7,601,108.1,2.5", "row 2, column registered_voters: 601 is not between 0 and 600"),
        ("21.03.04.1003,7,4e2,108.1,2.5", "row 2, column registered_voters: '4e2' is no whole number"),
        ("21.03.04.1003,0,412,108.1,2.5", "row 2, column number: 0 is not between 1 and 999"),
        ("21.03.04.1003,,412,108.1,2.5", "row 2, column number: is empty"),
        ("21.03.04,7,412,108.1,2.5", "row 2, column region_code: 21.03.04 is a DISTRICT, and a polling station belongs to a VILLAGE"),
        (
            "21-03,7,412,108.1,2.5",
            "row 2, column region_code: '21-03' is no region code; they look like 21, 21.03, 21.03.04 or 21.03.04.1003",
        ),
        ("21.03.04.1003,7,412,108.1", "row 2: has 4 cells, and the header has 5"),
        ("21.03.04.1003,\u0667,412,108.1,2.5", "row 2, column number: '\u0667' is no whole number"),
        ('21.03.04.1003,7,412,"108,1",2.5', "row 2, column lon: '108,1' is no number of degrees; write a dot, not a comma"),
    ],
)
def test_a_wrong_cell_is_named(cells: str, said: str) -> None:
    assert _stations(f"{STATIONS}\n{cells}\n") == [said]


def test_everything_that_is_wrong_is_said_at_once_in_the_order_of_the_file() -> None:
    rows = ["21.03.04.1003,1,9999,108.1,2.5", "21.03.04.1003,2,10,108.1,2.5", "21.03.04.1003,2,10,108.1,2.5", "x,y,z,1,"]

    assert _stations("\n".join([STATIONS, *rows])) == [
        "row 2, column registered_voters: 9,999 is not between 0 and 600",
        "row 4, column code: TPS-21.03.04.1003-002 stands in row 3 already",
        "row 5, column region_code: 'x' is no region code; they look like 21, 21.03, 21.03.04 or 21.03.04.1003",
        "row 5, column lat: is empty",
        "row 5, column number: 'y' is no whole number",
        "row 5, column registered_voters: 'z' is no whole number",
    ]


def test_a_long_list_is_cut_and_counted() -> None:
    problems = Problems("tps.csv")
    read_stations(File("tps.csv", "\n".join([STATIONS, *["x,1,1,108,2"] * 60]).encode()), problems)

    with pytest.raises(SilogError, match=r"60 things are wrong(.|\n)*and 10 more\nNothing was changed") as refused:
        problems.refuse()
    assert refused.value.exit_code == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"  \n\n", "The file is empty."),
        (STATIONS.encode(), "The file has no rows."),
        (b"\xff\xfea\x00", "is not UTF-8 text: byte 0xff at position 0. Save it as UTF-8 and try again."),
        (f"{STATIONS}\nKampung Banj\xe9r".encode("latin-1"), "is not UTF-8 text"),
        (f"{STATIONS},colour\n1,2,3,4,5,6".encode(), "column colour: is not known here; known are"),
        (b"region_code,number,lon,lat\n1,2,3,4", "column registered_voters: is missing"),
        (f"{STATIONS},LAT\n1,2,3,4,5,6".encode(), "column lat: stands more than once in the header"),
        (f'{STATIONS}\n"21.03.04.1003,1'.encode(), "row 2: cannot be read as CSV"),
        (b"{not json", "The file cannot be read as GeoJSON"),
        (b"[" * 100_000, "column [["),
        (b'{"a":' * 100_000, "The file cannot be read as GeoJSON"),
        (b'{"type":"Point"}', "The file is JSON but no GeoJSON FeatureCollection."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(content: bytes, said: str) -> None:
    problems = Problems("tps.csv")
    found = read_stations(File("tps.csv", content), problems)

    assert found.rows == []
    assert problems.lines[0].startswith(said) or said in problems.lines[0]


@pytest.mark.parametrize("text", ["\ufeff" + STATIONS, STATIONS.upper(), STATIONS.replace(",", ";"), STATIONS.replace(",", " , ")])
def test_a_byte_order_mark_capitals_and_semicolons_are_fine(text: str) -> None:
    comma = ";" if ";" in text else ","

    assert _stations(text + "\r\n" + comma.join(["21.03.04.1003", "1", "10", "108.1", "2.5"]) + "\r\n\r\n") == []


def test_a_control_character_in_a_name_is_refused() -> None:
    assert _regions(f"{REGIONS}\n21.03,Nat\x00una\n21.04,Ling\x1bga") == [
        "row 2, column name: holds a control character",
        "row 3, column name: holds a control character",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code,name,parent_code\n21.03,Natuna,12", "row 2, column parent_code: 12 does not contain 21.03; by its code, 21 does"),
        ("code,name,parent\n21,Kepri,12", "row 2, column parent_code: 12 does not contain 21; by its code, nothing does"),
        ("code,name,level\n21.03,Natuna,DISTRICT", "row 2, column level: DISTRICT does not fit 21.03, which is a REGENCY"),
        (
            "code,name,level\n21.03,Natuna,kabupaten",
            "row 2, column level: 'kabupaten' is not one of PROVINCE, REGENCY, DISTRICT, VILLAGE",
        ),
        ("code,name,is_3t\n21.03,Natuna,maybe", "row 2, column is_3t: 'maybe' is neither true nor false"),
        ("code,name\n21.03,Natuna\n2103,Natuna", "row 3, column code: 21.03 stands in row 2 already"),
        ("code,name\n21.3,Natuna", "row 2, column code: '21.3' is no region code"),
        ("code,name\n210,Natuna", "row 2, column code: '210' is no region code"),
        ("code,name\n21.03,", "row 2, column name: is empty"),
        ("code,name,label_lon,label_lat\n21.03,Natuna,108.2,", "row 2, column label_lat: is empty"),
    ],
)
def test_a_region_must_fit_its_code(text: str, said: str) -> None:
    (line,) = _regions(text)

    assert line.startswith(said)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("PORT-x,HARBOUR,X,21.03,108.1,2.5", "row 2, column kind: 'HARBOUR' is not one of"),
        ("WH-x,PORT,X,21.03,108.1,2.5", "row 2, column code: 'WH-x' is no code of a PORT; use PORT- and"),
        ("PORT-x y,PORT,X,21.03,108.1,2.5", "row 2, column code: 'PORT-x y' is no code of a PORT"),
        ("CNV-x,PORT,X,21.03,108.1,2.5", "row 2, column code: 'CNV-x' is no code of a PORT"),
        ("PPK-21.03,PPK,X,21.03,108.1,2.5", "row 2, column region_code: 21.03 is a REGENCY, and a PPK belongs to a DISTRICT"),
        ("TPS-1,POLLING_STATION,X,21.03,108.1,2.5", "row 2, column kind: POLLING_STATION does not belong into this file"),
        ("PORT-x,,X,21.03,108.1,2.5", "row 2, column kind: is empty"),
    ],
)
def test_a_facility_must_fit_its_kind(cells: str, said: str) -> None:
    (line,) = _ports(f"{PORTS}\n{cells}")

    assert line.startswith(said)


def test_a_berth_needs_both_of_its_numbers() -> None:
    assert _ports(f"{PORTS},berth_lon,berth_lat\nPORT-x,PORT,X,21.03,108.1,2.5,108.1,") == ["row 2, column berth_lat: is empty"]


def test_a_file_of_ports_takes_ports_only() -> None:
    problems = Problems("ports.csv")
    file = File("ports.csv", f"{PORTS}\nWH-21.03,WAREHOUSE,X,21.03,108.1,2.5".encode())
    read_facilities(file, problems, kinds=(FacilityKind.PORT, FacilityKind.LANDING))

    assert problems.lines == ["row 2, column kind: WAREHOUSE does not belong into this file, which holds PORT, LANDING"]


def _collection(*features: object, **more: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more})


def _feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def test_geojson_points_load_as_stations_with_their_heights_left_aside() -> None:
    point = {"type": "Point", "coordinates": [108.1, 2.5, 12.0]}
    problems = Problems("tps.geojson")
    text = _collection(_feature(point, region_code="21.03.04.1003", number=7, registered_voters=412, quality=None))
    (row,) = read_stations(File("tps.geojson", text.encode()), problems).rows

    assert (row.code, row.point, row.registered_voters) == ("TPS-21.03.04.1003-007", (108.1, 2.5), 412)


def test_geojson_problems_name_the_feature() -> None:
    good = {"region_code": "21.03.04.1003", "number": 7, "registered_voters": 412}
    text = _collection(
        _feature({"type": "Point", "coordinates": [2.5, 108.1]}, **good),
        _feature({"type": "LineString", "coordinates": []}, **good),
        _feature({"type": "Point", "coordinates": ["a"]}, **good),
        _feature({"type": "Point", "coordinates": [108.1, 2.5]}, **good | {"number": [7]}),
        7,
    )

    assert _stations(text) == [
        "feature 2: LineString is no geometry that can be loaded; use a Point (for regions also Polygon or MultiPolygon)",
        "feature 3: the point has no longitude and latitude",
        "feature 4, column number: holds an object or a list, and must hold one value",
        "feature 5: is no GeoJSON Feature",
    ]
    assert _stations(_collection(_feature({"type": "Point", "coordinates": [2.5, 108.1]}, **good)))[0].startswith(
        "feature 1, column lon: 2.5"
    )


def test_geojson_in_another_projection_or_with_nan_is_refused() -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32648"}}

    assert "WGS 84" in _stations(_collection(crs=crs))[0]
    assert "NaN is no number" in _stations('{"type":"FeatureCollection","features":[NaN]}')[0]


def test_a_polygon_becomes_an_official_area_with_a_label_inside_it() -> None:
    square = {"type": "Polygon", "coordinates": [[[108, 2], [109, 2], [109, 3], [108, 3], [108, 2]]]}
    problems = Problems("regions.geojson")
    (row,) = read_regions(File("regions.geojson", _collection(_feature(square, code="21.03", name="Natuna")).encode()), problems)

    assert problems.lines == []
    assert row.area is not None
    assert row.label == (108.5, 2.5)


@pytest.mark.parametrize(
    ("ring", "said"),
    [
        ([[108, 2], [109, 3], [109, 2], [108, 3], [108, 2]], "is no valid area: Self-intersection"),
        ([[2, 108], [3, 108], [3, 109], [2, 108]], "look swapped"),
        ([[108, 2]], "cannot be read"),
        ([["a", 2], [109, 3], [109, 2], [108, 2]], "cannot be read"),
    ],
)
def test_a_broken_polygon_is_refused(ring: list[object], said: str) -> None:
    lines = _regions(_collection(_feature({"type": "Polygon", "coordinates": [ring]}, code="21.03", name="Natuna")))

    assert lines[0].startswith("feature 1, column geometry: ")
    assert said in lines[0]


def test_only_keeps_a_region_and_what_contains_it_whatever_is_wrong_elsewhere() -> None:
    problems = Problems("regions.csv")
    rows = read_regions(File("regions.csv", b"code,name\n12,Sumatera Utara\n12.19,Batu Bara\n12.20,\n13,X\n12.19.01,Y", "12.19"), problems)

    assert problems.lines == []
    assert [row.code for row in rows] == ["12", "12.19", "12.19.01"]


def test_only_a_region_that_the_file_does_not_hold_is_said() -> None:
    problems = Problems("regions.csv")
    read_regions(File("regions.csv", b"code,name\n13,X", "12.19"), problems)

    assert problems.lines == ["No row lies in 12.19."]


def test_islands_of_the_public_list_come_in_degrees_minutes_and_seconds() -> None:
    head = "code,regency_code,coordinate,is_populated,is_outermost_small,name"
    one_island = """12.19.40001,12.19,"03°19'03.44"" N 099°37'41.73"" E",1,0,Pulau Salah Nama"""
    other_island = """12.00.40002,,"00°49'00.00"" S 104°00'00.00"" E",0,1,X"""
    problems = Problems("islands.csv")
    other, one = read_islands(File("islands.csv", f"{head}\n{one_island}\n{other_island}".encode()), problems)

    assert problems.lines == []
    assert one.point == pytest.approx((99.628258, 3.317622), abs=1e-6)
    assert (one.is_populated, one.is_outermost, one.regency_code) == (True, False, "12.19")
    assert other.point[1] == pytest.approx(-0.816667, abs=1e-6)
    assert (other.regency_code, other.is_outermost) == (None, True)


def test_an_island_without_flags_or_place_is_refused() -> None:
    problems = Problems("islands.csv")
    read_islands(File("islands.csv", b"code,regency_code,name,lon,lat,is_populated,is_outermost\n12,21.03.01,X,,,,2"), problems)

    assert problems.lines == [
        "row 2, column lon: is empty",
        "row 2, column lat: is empty",
        "row 2, column is_populated: is empty",
        "row 2, column is_outermost: '2' is neither true nor false",
        "row 2, column code: '12' is no island code; they look like 21.03.40017",
        "row 2, column regency_code: 21.03.01 is a DISTRICT, and must be a regency or city",
    ]
