"""The examples in the docstrings of custody are true."""

import doctest
import importlib

import pytest


@pytest.mark.parametrize("name", ["codes", "rules.judgement", "rules.whereabouts", "signing"])
def test_every_example_gives_what_it_says(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"silog.custody.{name}"))

    assert result.attempted > 0
    assert result.failed == 0
