"""The vectors by which the browser's verifier of the log is tried (web/tests/log) say what RFC 6962 says."""

from tests.factories.log_vectors import FILE, written


def test_the_vectors_are_those_of_the_recursion() -> None:
    assert FILE.read_text() == written(), "Write them anew: python -m tests.factories.log_vectors"
