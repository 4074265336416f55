"""What `silog bench graphql` answers to wrong wishes, before anything is built."""

import fcntl
from pathlib import Path

import pytest
from click.testing import CliRunner

from silog.cli.group import main


@pytest.mark.parametrize(
    ("wishes", "answer"),
    [
        (["--servers", "raw,hasura"], "'hasura' is not one of raw, raw-reset"),
        (["--questions", "Q9"], "'Q9' is not one of Q1, Q2, Q3, Q4, Q5"),
        (["--size", "galaxy"], "'galaxy' is not one of"),
        (["--stations", "5"], "has the 3,327 stations of Kepri's reference data"),
        (["--size", "season", "--size", "national", "--scans", "10000000"], "change one --size, not several"),
    ],
)
def test_a_wrong_wish_is_answered_in_words(wishes: list[str], answer: str) -> None:
    result = CliRunner().invoke(main, ["bench", "graphql", *wishes])

    assert result.exit_code == 2
    assert answer in result.output


def test_a_second_measurement_on_the_same_data_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SILOG_STATE", str(tmp_path))
    (tmp_path / "bench").mkdir()
    with (tmp_path / "bench" / "measuring").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        result = CliRunner().invoke(main, ["bench", "graphql"])

    assert result.exit_code == 1
    assert "Another silog bench is measuring" in result.output
    assert not (tmp_path / "bench" / "pg").exists()
