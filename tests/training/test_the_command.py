"""What `silog simulate` answers to wrong wishes, before anything is opened."""

import pytest
from click.testing import CliRunner

from silog.cli.group import main


@pytest.mark.parametrize(
    ("wishes", "answer"),
    [
        (["simulate"], "Say how to play."),
        (["simulate", "--follow", "--headless"], "Say how to play."),
        (["simulate", "--headless", "--until", "tomorrow"], "--until 'tomorrow' is no date."),
        (["simulate", "--headless", "--speed", "0"], "Invalid value for '--speed'"),
    ],
)
def test_a_wrong_wish_is_answered_in_words(wishes: list[str], answer: str) -> None:
    result = CliRunner().invoke(main, wishes)

    assert result.exit_code == 2
    assert answer in result.output
