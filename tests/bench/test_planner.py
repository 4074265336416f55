"""`silog bench planner` on an instance of three customers, small enough to know its best solution by hand."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from silog.cli.group import main

INSTANCE = """NAME: TIGA
TYPE: MTVRPTWR
EDGE_WEIGHT_TYPE: EUC_2D
DIMENSION: 4
VEHICLES: 1
CAPACITY: 10
SERVICE_TIME: 1
NODE_COORD_SECTION
1 0 0
2 10 0
3 20 0
4 0 10
DEMAND_SECTION
1 0
2 5
3 5
4 5
TIME_WINDOW_SECTION
1 0 500
2 0 400
3 0 400
4 0 400
RELEASE_TIME_SECTION
1 0
2 0
3 0
4 60
VEHICLES_RELOAD_DEPOT_SECTION
1 1
DEPOT_SECTION
1
-1
EOF
"""
"""Two along one axis on the first trip (40 units), the third, released later, on a second (20): 600 tenths."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "TIGA.vrp").write_text(INSTANCE)
    (tmp_path / "TIGA.sol").write_text("Route #1: 1 2 0 3\nCost: 600\n")
    return tmp_path


def test_the_best_solution_of_a_small_instance_is_found_and_told(folder: Path) -> None:
    told = CliRunner().invoke(main, ["bench", "planner", "--instances", str(folder), "--seconds", "1", "--report", str(folder / "page.md")])

    assert told.exit_code == 0, told.output
    assert "TIGA" in told.output
    assert "Mean gap 0.00%" in told.output
    assert "## Plans" in (folder / "page.md").read_text()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("TIGA.vrp", "halo", "this is no VRPLIB instance"),
        ("TIGA.sol", "nothing", "it names no cost"),
    ],
)
def test_a_file_that_is_no_instance_is_named(folder: Path, name: str, text: str, said: str) -> None:
    (folder / name).write_text(text)

    told = CliRunner().invoke(main, ["bench", "planner", "--instances", str(folder), "--seconds", "1"])

    assert told.exit_code == 2
    assert said in told.output
    assert name in told.output


def test_a_folder_without_instances_is_refused(tmp_path: Path) -> None:
    told = CliRunner().invoke(main, ["bench", "planner", "--instances", str(tmp_path)])

    assert told.exit_code == 2
    assert "holds no instance" in told.output
