"""What `silog bench plans` measures, on the smallest scenario: no plan of others is surer than ours at any deadline."""

from pathlib import Path

import pytest

from silog.bench.planner.whole import for_terminal, run
from silog.errors import SilogError


@pytest.mark.long
def test_ours_is_as_sure_as_what_others_would_do_and_what_is_said_comes_true(sight_lines: Path) -> None:
    (figure,) = run(["lingga-2024"], 20, 1, sight_lines, lambda _: None)

    ours, *others = figure.worst.values()
    assert list(figure.worst) == ["ours", "least cost", "outermost first"]
    for other in others:
        assert all(mine >= theirs - 0.005 for mine, theirs in zip(ours, other, strict=True)), figure.worst
    assert figure.comes_true == 1.0
    assert "outermost first" in for_terminal([figure])


def test_a_scenario_that_is_not_there_is_wrong_input(sight_lines: Path) -> None:
    with pytest.raises(SilogError, match="there is no scenario nowhere"):
        run(["nowhere"], 20, 1, sight_lines, lambda _: None)
