"""`silog load roads`, as an operator types it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.factories.roads import write_extract

from silog.cli import main
from silog.kit.cluster import Cluster, Endpoint

Silog = Callable[..., Result]


@pytest.fixture
def silog(cluster: Cluster, database: Endpoint, tmp_path: Path) -> Silog:
    """Runs a command on this test's database, as on an operator's own server."""
    name = database.dsn_owner.partition("@/")[2].partition("?")[0]
    environment = {"SILOG_DATABASE_URL": cluster.dsn("silog_admin", name), "SILOG_STATE": str(tmp_path)}
    return lambda *arguments: CliRunner().invoke(main, arguments, env=environment)


def test_roads_are_tried_loaded_and_not_loaded_twice(silog: Silog, tmp_path: Path) -> None:
    path = str(write_extract(tmp_path / "bintan.osm.pbf"))
    said = "7 stretches, 6.7 km of road, 8 crossings and ends"

    outputs = [silog("load", "roads", path, *options).output for options in (["--dry-run"], [], [])]

    assert outputs == [
        f"bintan.osm.pbf would load: {said}. Nothing was changed.\n",
        f"bintan.osm.pbf loaded: {said}.\n",
        f"bintan.osm.pbf is loaded already: {said}. Nothing was changed.\n",
    ]


def test_a_file_that_is_no_extract_ends_with_2_and_says_so(silog: Silog, tmp_path: Path) -> None:
    path = tmp_path / "bintan.osm.pbf"
    path.write_bytes(b"not a map")

    result = silog("load", "roads", str(path))

    assert result.exit_code == 2
    assert result.stderr.startswith("silog: bintan.osm.pbf was not loaded: it cannot be read as OpenStreetMap data:")
    assert "Traceback" not in result.stderr
