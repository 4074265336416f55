"""What a skilled person writes by hand for exactly these questions: SQL that makes the JSON, and one route for each."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from silog.bench.graphql.questions import Arguments
from silog.bench.graphql.servers.contender import Contender
from silog.bench.graphql.servers.raw.app import create_app
from silog.bench.load import Request

__all__ = ["create_app", "raw", "raw_kept", "raw_live", "raw_reset"]

_PATHS: Final[dict[str, Callable[[Arguments], str]]] = {
    "Q1": lambda given: f"/box/{given['code']}",
    "Q2": lambda given: f"/boxes-after/{given['after']}",
    "Q3": lambda given: "/boxes-in/" + "/".join(str(given["area"][edge]) for edge in ("west", "south", "east", "north")),
    "Q4": lambda _: "/progress",
}


def raw(dsn_owner: str, election_id: int, region_code: str) -> Contender:
    """Describe the hand-written server: no row-level security, the scope as a predicate, no reset of connections."""
    return _contender("raw", (dsn_owner, str(election_id), region_code, "kept"))


def raw_reset(dsn_owner: str, election_id: int, region_code: str) -> Contender:
    """Describe the same with the driver's default: every connection is reset when it is released."""
    return _contender("raw-reset", (dsn_owner, str(election_id), region_code, "default"))


def raw_kept(dsn_owner: str, election_id: int, region_code: str) -> Contender:
    """Describe the server that knows what a box keeps of its last scan and a village of the regions around it, and joins none of them."""
    reading = replace(
        _contender("raw-kept", (dsn_owner, str(election_id), region_code, "kept")),
        only=frozenset({"Q2"}),
    )
    return replace(reading, request=lambda _question, given: Request.get(f"/boxes-after-kept/{given['after']}"))


def raw_live(dsn_owner: str, election_id: int, region_code: str) -> Contender:
    """Describe the server that counts the boxes when it is asked for progress."""
    counting = replace(
        _contender("raw-live", (dsn_owner, str(election_id), region_code, "kept")),
        only=frozenset({"Q4"}),
    )
    return replace(counting, request=lambda _question, _arguments: Request.get("/progress-live"))


def _contender(name: str, options: Sequence[str]) -> Contender:
    def command(port: int) -> Sequence[str]:
        dsn, *rest = options
        return [sys.executable, "-m", "silog.bench.graphql.servers", "raw", str(port), dsn, *rest]

    return Contender(name, command, lambda question, given: Request.get(_PATHS[question](given)), _as_it_is)


def _as_it_is(_: str, answer: Any) -> Any:  # noqa: ANN401 -- decoded JSON
    return answer["data"]
