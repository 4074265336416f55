"""`silog route` as a person types it: lines, reasons, files, and what it says to wrong input. No database is there."""

import json
from pathlib import Path

import pytest
import shapely
from click.testing import CliRunner, Result
from shapely.geometry import box, shape

from silog.cli.group import main

ISLANDS = [box(103.4, 0.4, 103.41, 0.41), box(104.6, 1.6, 104.61, 1.61), box(103.9, -0.1, 104.1, 1.3)]
HEADINGS = "id,from_lon,from_lat,to_lon,to_lat\n"


@pytest.fixture
def coast(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A coast of our own, south and north of the equator."""
    monkeypatch.setenv("SILOG_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("SILOG_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nothing")
    islands = [*ISLANDS, box(103.41, -0.6, 103.42, -0.59)]
    features = [{"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(island)} for island in islands]
    path = tmp_path / "coast.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def silog(coast: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["route", *arguments, "--land", str(coast)])


def test_a_route_south_of_the_equator_is_answered_as_geojson(coast: Path) -> None:
    result = silog(coast, "103.7,-0.05", "104.3,-0.05", "--clearance-m", "250", "--format", "geojson")

    answer = json.loads(result.stdout)
    line = shape(answer["geometry"])
    assert result.exit_code == 0
    assert answer["properties"]["reachable"] is True
    assert not any(line.intersects(island) for island in ISLANDS)
    assert len(answer["land_sha256"]) == 64


def test_text_says_length_clearance_and_the_approach(coast: Path) -> None:
    result = silog(coast, "103.899,0.5", "103.7,0.5", "--vessel-class", "liner")

    assert "nautical miles (clearance 500 m, land sha256 " in result.stdout
    assert "Approach (start): points 1 to" in result.stdout
    assert result.stdout.rstrip().endswith("103.700000,0.500000")


def test_a_point_on_land_ends_with_1_and_says_how_far_water_is(coast: Path) -> None:
    result = silog(coast, "104.0,0.5", "103.7,0.5")

    assert result.exit_code == 1
    assert "(104.0, 0.5) is on land" in result.stderr
    assert "m away" in result.stderr


def test_a_point_on_the_shoreline_is_moved_into_the_water_beside_it_and_that_is_said(coast: Path) -> None:
    result = silog(coast, "103.9,0.5", "103.7,0.5")

    assert result.exit_code == 0
    assert "The start was moved" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("0.5,103.7", "104.3,0.5"), "longitude and latitude are swapped; the longitude comes first: 103.7,0.5"),
        (("-0.49,104.3", "104.3,0.5"), "longitude and latitude are swapped; the longitude comes first: 104.3,-0.49"),
        (("103.7;0.5", "104.3,0.5"), "'103.7;0.5' is no point"),
        (("103.7,north", "104.3,0.5"), "'north', the latitude of '103.7,north', is not a number"),
        (("103.7,nan", "104.3,0.5"), "is not a number"),
        (("95.0,5.0", "104.3,0.5"), "outside the map, which is longitude 103.4"),
        (("103.7,0.5",), "Give two points"),
        (("103.7,0.5", "104.3,0.5", "--clearance-m", "-5"), "-5"),
        (("103.7,0.5", "104.3,0.5", "--clearance-m", "5", "--vessel-class", "ferry"), "say the same thing"),
        (("103.7,0.5", "104.3,0.5", "--avoid", "nowhere.geojson"), "nowhere.geojson cannot be read"),
        (("--batch", "pairs.csv"), "--batch and --out belong together"),
    ],
)
def test_wrong_input_ends_with_2_and_says_what_is_wrong(coast: Path, arguments: tuple[str, ...], message: str) -> None:
    result = silog(coast, *arguments)

    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_a_file_of_pairs_becomes_one_feature_per_row(coast: Path, tmp_path: Path) -> None:
    pairs, out = tmp_path / "pairs.csv", tmp_path / "routes.geojson"
    pairs.write_text(HEADINGS + "west-east,103.7,-0.05,104.3,-0.05\ninland,104.0,0.5,104.3,0.5\n")

    result = silog(coast, "--batch", str(pairs), "--clearance-m", "250", "--out", str(out))

    first, second = json.loads(out.read_text())["features"]
    assert result.exit_code == 0
    assert (first["properties"]["id"], first["properties"]["reachable"]) == ("west-east", True)
    assert first["properties"]["length_m"] > 66_000
    assert (second["geometry"], second["properties"]["reachable"]) == (None, False)
    assert "on land" in second["properties"]["reason"]


def test_every_mistake_in_a_file_of_pairs_is_told_by_row_and_column_and_nothing_is_written(coast: Path, tmp_path: Path) -> None:
    pairs, out = tmp_path / "pairs.csv", tmp_path / "routes.geojson"
    pairs.write_text(HEADINGS + "a,103.7,0.5,104.3,0.5\na,x,0.5,104.3,0.5\n,103.7,0.5,104.3\nb,0.5,103.7,104.3,0.5\n")

    result = silog(coast, "--batch", str(pairs), "--out", str(out))

    assert result.exit_code == 2
    for message in (
        "row 3, column id: 'a' stands in row 2 already",
        "row 3, column from_lon: 'x' is not a number",
        "row 4, column id: it is empty",
        "row 4, column to_lat: '' is not a number",
        "row 5, columns from_lon, from_lat: 0.5,103.7: longitude and latitude are swapped",
    ):
        assert message in result.stderr
    assert not out.exists()


def test_a_file_without_a_column_is_refused_by_its_name(coast: Path, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("id,from_lon,from_lat,to_lon\na,1,2,3\n")

    result = silog(coast, "--batch", str(pairs), "--out", str(tmp_path / "routes.geojson"))

    assert result.exit_code == 2
    assert "no column to_lat" in result.stderr


def test_areas_from_a_file_are_kept_out_of(coast: Path, tmp_path: Path) -> None:
    closed = box(103.75, 0.4, 103.8, 0.6)
    areas = tmp_path / "areas.geojson"
    areas.write_text(json.dumps({"type": "Feature", "properties": {"name": "range"}, "geometry": shapely.geometry.mapping(closed)}))

    result = silog(coast, "103.7,0.5", "103.85,0.5", "--avoid", str(areas), "--format", "geojson")
    inside = silog(coast, "103.77,0.5", "103.85,0.5", "--avoid", str(areas))

    assert not shape(json.loads(result.stdout)["geometry"]).intersects(closed)
    assert inside.exit_code == 1
    assert "lies in range, which is to be avoided" in inside.stderr


def test_a_coast_that_is_no_polygon_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "coast.geojson"
    path.write_text('{"type": "Point", "coordinates": [1, 2]}')

    result = silog(path, "103.7,0.5", "103.85,0.5")

    assert result.exit_code == 2
    assert "it needs polygons" in result.stderr
