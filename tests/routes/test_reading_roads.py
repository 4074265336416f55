"""Roads out of an extract: cut at crossings, one-way roads in one direction, what cannot be driven left out."""

from pathlib import Path

import pytest
from tests.factories.roads import CROSSINGS, WAYS, write_extract

from silog.errors import SilogError
from silog.routes.figures import figures
from silog.routes.reading.roads import NEVER, RoadEdge, read_roads
from silog_gis.geodesy import length_m

MAP = (102.8, -1.4, 109.9, 5.2)


@pytest.fixture(params=["town.osm.pbf", "town.osm"])
def extract(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return write_extract(tmp_path / request.param)


def ends(edges: list[RoadEdge]) -> set[tuple[int, int]]:
    return {(edge.source, edge.target) for edge in edges}


def test_ways_are_cut_where_they_meet_and_along_long_stretches_and_keep_the_bends_between(extract: Path) -> None:
    network = read_roads(extract, figures().road_kmh, MAP)

    assert ends(network.edges) == {(1, 6), (6, 2), (2, 3), (3, 4), (4, 5), (5, 1), (20, 21)}
    main = next(edge for edge in network.edges if edge.source == 1)
    assert main.line == (CROSSINGS[1], CROSSINGS[7], CROSSINGS[6])
    assert main.length_m == pytest.approx(length_m(main.line))
    assert main.forward_s == main.backward_s == pytest.approx(main.length_m / (figures().road_kmh["primary"] / 3.6))


def test_a_one_way_road_is_driven_one_way(tmp_path: Path) -> None:
    def times(**tags: str) -> tuple[bool, bool]:
        path = write_extract(tmp_path / f"{len(list(tmp_path.iterdir()))}.osm.pbf", {1: ([1, 2], {"highway": "residential"} | tags)})
        (edge,) = read_roads(path, figures().road_kmh, MAP).edges
        return edge.forward_s != NEVER, edge.backward_s != NEVER

    assert [times(), times(oneway="no")] == [(True, True)] * 2
    assert [times(oneway="yes"), times(junction="roundabout"), times(highway="motorway")] == [(True, False)] * 3
    assert times(oneway="-1") == (False, True)


def test_what_hangs_together_is_numbered_the_largest_first(extract: Path) -> None:
    network = read_roads(extract, figures().road_kmh, MAP)

    assert network.components == {1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 20: 2, 21: 2}


def test_roads_off_the_map_and_closed_ones_are_left_out(tmp_path: Path) -> None:
    only = {number: WAYS[number] for number in (103, 104, 106)}

    with pytest.raises(SilogError, match=r"town\.osm was not loaded: it holds no road on the map"):
        read_roads(write_extract(tmp_path / "town.osm", only), figures().road_kmh, MAP)


@pytest.mark.parametrize(
    ("name", "content"), [("a.osm.pbf", b"\x00\x01rubbish"), ("a.osm", b"<osm><way"), ("a.csv", b"id,name\n"), ("a.osm.pbf", b"")]
)
def test_what_is_no_extract_is_refused_without_a_traceback(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(SilogError, match=name.replace(".", r"\.")) as refused:
        read_roads(path, figures().road_kmh, MAP)

    assert refused.value.exit_code == 2


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SilogError, match="cannot be read: No such file or directory"):
        read_roads(tmp_path / "nothing.osm.pbf", figures().road_kmh, MAP)
