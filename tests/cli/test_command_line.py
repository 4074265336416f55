"""What a person sees in the terminal when something is wrong: a message and an exit code, never a traceback."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("environment", "arguments", "message"),
    [
        ({"SILOG_PORT": "seven"}, ["migrate"], "SILOG_PORT is 'seven', and must be a number from 1 to 65535."),
        ({"SILOG_PORT": "70000"}, ["migrate"], "SILOG_PORT is '70000'"),
        ({"SILOG_DATABASE_URL": "mysql://x/y"}, ["migrate"], "SILOG_DATABASE_URL begins with mysql:"),
        ({"SILOG_DATABASE_URL": "postgresql://x/y"}, ["db", "start"], "there is no private PostGIS"),
        ({}, ["no-such-command"], "No such command 'no-such-command'"),
    ],
)
def test_wrong_input_ends_with_2_and_says_what_is_wrong(
    tmp_path: Path, environment: dict[str, str], arguments: list[str], message: str
) -> None:
    result = _silog(tmp_path, environment, *arguments)

    assert result.returncode == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_a_server_that_does_not_answer_ends_with_1_and_says_which(tmp_path: Path) -> None:
    result = _silog(tmp_path, {"SILOG_DATABASE_URL": "postgresql://silog@127.0.0.1:9/silog"}, "migrate")

    assert result.returncode == 1
    assert "The server in SILOG_DATABASE_URL cannot be used" in result.stderr
    assert "Traceback" not in result.stderr


def test_debug_shows_where_an_error_comes_from(tmp_path: Path) -> None:
    assert "Traceback" in _silog(tmp_path, {"SILOG_PORT": "seven"}, "--debug", "migrate").stderr


def test_help_names_what_each_command_does(tmp_path: Path) -> None:
    result = _silog(tmp_path, {}, "--help")

    assert result.returncode == 0
    assert "Start the database, the server and the training" in result.stdout


def _silog(state: Path, environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "silog.cli", *arguments],
        check=False,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "SILOG_STATE": str(state)} | environment,
    )
