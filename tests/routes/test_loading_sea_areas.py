"""`silog load sea-areas`, as an operator types it."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from click.testing import CliRunner, Result

from silog.cli import main
from silog.kit.cluster import Cluster, Endpoint

Silog = Callable[..., Result]
pytestmark = pytest.mark.usefixtures("kepri")


@pytest.fixture
def silog(cluster: Cluster, database: Endpoint, tmp_path: Path) -> Silog:
    """Runs a command on this test's database, as on an operator's own server."""
    name = database.dsn_owner.partition("@/")[2].partition("?")[0]
    environment = {"SILOG_DATABASE_URL": cluster.dsn("silog_admin", name), "SILOG_STATE": str(tmp_path)}
    return lambda *arguments: CliRunner().invoke(main, arguments, env=environment)


def written(path: Path, **properties: Any) -> str:  # noqa: ANN401 -- JSON
    square = {"type": "Polygon", "coordinates": [[[103.8, 1.21], [104.0, 1.21], [104.0, 1.24], [103.8, 1.24], [103.8, 1.21]]]}
    terms = {"code": "SG-WATERS", "name": "Perairan Singapura", "kind": "FOREIGN", "source": "chart 2024"} | properties
    document = {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": square, "properties": terms}]}
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


def test_areas_load_once_change_once_and_are_audited_each_time(silog: Silog, tmp_path: Path, asked: Callable[[str], list[Any]]) -> None:
    path = written(tmp_path / "areas.geojson")

    assert silog("load", "sea-areas", path, "--dry-run").output == (
        "areas.geojson would load into LATIHAN-2024: 1 new, 0 changed, 0 unchanged. Nothing was changed.\n"
    )
    assert asked("SELECT count(*) FROM sea_areas") == [0]
    assert silog("load", "sea-areas", path).output == "areas.geojson loaded into LATIHAN-2024: 1 new, 0 changed, 0 unchanged.\n"
    assert silog("load", "sea-areas", path).output == "areas.geojson loaded into LATIHAN-2024: 0 new, 0 changed, 1 unchanged.\n"
    dearer = written(tmp_path / "areas.geojson", rule="COST", cost_factor=4)
    assert silog("load", "sea-areas", dearer).output == "areas.geojson loaded into LATIHAN-2024: 0 new, 1 changed, 0 unchanged.\n"

    assert asked("SELECT action || ' ' || actor || ' ' || reason || ' ' || region_code FROM audit ORDER BY id") == (
        ["election:sea_area:set silog load loaded from areas.geojson 21"] * 2
    )
    assert asked("SELECT kind || ' ' || place_code FROM feed ORDER BY seq") == ["SEA_AREA SG-WATERS"] * 2


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ({"kind": "SHALLOW"}, "  feature 1, column kind: 'SHALLOW' is not one of FOREIGN, RESTRICTED"),
        ({"depth": 5}, "  column depth: is not known here; known are code, cost_factor, kind, name, rule, source, valid_from, valid_to"),
        ({"source": ""}, "  feature 1, column source: is empty"),
    ],
)
def test_a_wrong_file_ends_with_2_says_where_and_changes_nothing(
    silog: Silog, tmp_path: Path, asked: Callable[[str], list[Any]], properties: dict[str, Any], message: str
) -> None:
    result = silog("load", "sea-areas", written(tmp_path / "areas.geojson", **properties))

    assert result.exit_code == 2
    assert message in result.stderr.splitlines()
    assert result.stderr.splitlines()[-1] == "Nothing was changed. Correct the file and load it again."
    assert asked("SELECT count(*) FROM sea_areas") == [0]


def test_a_region_that_is_not_there_is_refused(silog: Silog, tmp_path: Path) -> None:
    result = silog("load", "sea-areas", written(tmp_path / "areas.geojson"), "--region", "99")

    assert (result.exit_code, result.stderr.splitlines()[0]) == (2, "silog: --region 99 is not known.")


@pytest.fixture
def asked(database: Endpoint) -> Callable[[str], list[Any]]:
    """Asks the database as its owner, from a test that is no coroutine because the command runs a loop of its own."""

    async def ask(query: str) -> list[Any]:
        owner = await asyncpg.connect(database.dsn_owner)
        try:
            return [row[0] for row in await owner.fetch(query)]
        finally:
            await owner.close()

    return lambda query: asyncio.run(ask(query))
