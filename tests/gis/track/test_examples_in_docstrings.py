"""The examples that docstrings of tracking give are true."""

import doctest

import silog_gis.track


def test_the_examples_hold() -> None:
    outcome = doctest.testmod(silog_gis.track)

    assert outcome.attempted > 0
    assert outcome.failed == 0
