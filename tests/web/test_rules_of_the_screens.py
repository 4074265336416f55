"""The screens' own rules (time between readings, way between reports, address, words), which need no browser."""

import subprocess
from pathlib import Path

WEB = Path(__file__).parents[2] / "web"


def test_the_rules_of_the_screens_hold() -> None:
    command = ["node", "node_modules/vitest/vitest.mjs", "run"]
    run = subprocess.run(command, cwd=WEB, capture_output=True, text=True, check=False)  # noqa: S603 -- a constant command

    assert run.returncode == 0, run.stdout + run.stderr
