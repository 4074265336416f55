"""What the rules show in their examples is what they do."""

import doctest
import importlib

import pytest


@pytest.mark.parametrize("name", ["invitations", "passkeys"])
def test_the_examples_hold(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"silog.people.rules.{name}"))

    assert result.attempted > 0
    assert result.failed == 0
