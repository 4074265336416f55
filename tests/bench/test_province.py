"""`silog bench province` in one second each: plans are checked, told and written into a page."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from silog.bench.planner.province import run
from silog.cli.group import main
from silog.errors import SilogError
from silog_gis.plan.province.files import FOLDER


def test_every_problem_is_solved_and_told(tmp_path: Path) -> None:
    told = CliRunner().invoke(main, ["bench", "province", "--seconds", "1", "--seeds", "1", "--report", str(tmp_path / "page.md")])

    assert told.exit_code == 0, told.output
    assert all(name in told.output for name in ("KEPRI-KIJANG", "KEPRI-BATAM", "LINGGA-DAIK"))
    assert "of 3 plans cost at most 1% more than the best known" in told.output
    assert "## Plans of eighty drops" in (tmp_path / "page.md").read_text()


def test_a_best_known_plan_that_does_not_hold_is_refused(tmp_path: Path) -> None:
    for name in ("lingga.json", "lingga.best.json"):
        shutil.copy(FOLDER / name, tmp_path)
    best = json.loads((tmp_path / "lingga.best.json").read_text())
    best["schedules"].pop()
    (tmp_path / "lingga.best.json").write_text(json.dumps(best))

    with pytest.raises(SilogError, match="The best known plan of LINGGA-DAIK breaks its problem"):
        run(1, 1, lambda _: None, tmp_path)


def test_a_problem_without_its_best_known_plan_is_named(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "lingga.json", tmp_path)

    with pytest.raises(SilogError, match=r"lingga\.best\.json"):
        run(1, 1, lambda _: None, tmp_path)
