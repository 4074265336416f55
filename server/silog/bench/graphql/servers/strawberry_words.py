"""What both Strawberry servers share: the words of the questions, and the document they are asked with.

They answer the product's own documents; only a place in a list is there the plain code of a box, and no opaque cursor.
"""

import enum
import sys
from collections.abc import Sequence
from typing import Any

import strawberry

from silog.bench.graphql.questions import QUESTIONS, Arguments, graphql_request
from silog.bench.graphql.servers.contender import Contender
from silog.bench.load import Request


@strawberry.enum
class ScanOrder(enum.Enum):
    """The order of a box's scans."""

    OLDEST = "OLDEST"
    NEWEST = "NEWEST"


@strawberry.enum
class RegionLevel(enum.Enum):
    """The levels of territory."""

    PROVINCE = "PROVINCE"
    REGENCY = "REGENCY"


@strawberry.input
class BoundingBox:
    """A rectangle in degrees."""

    west: float
    south: float
    east: float
    north: float


@strawberry.input
class Within:
    """An area."""

    bbox: BoundingBox


@strawberry.input
class BoxFilter:
    """Which boxes."""

    within: Within | None = None


def document(question: str) -> str:
    """The product's document with a plain text for the place in the list."""
    return QUESTIONS[question].document.replace("$after: Cursor!", "$after: String!")


def contender(name: str, options: Sequence[str]) -> Contender:
    """Describe a Strawberry server of this package."""

    def command(port: int) -> Sequence[str]:
        return [sys.executable, "-m", "silog.bench.graphql.servers", name.replace("-", "_"), str(port), *options]

    def request(question: str, arguments: Arguments) -> Request:
        return graphql_request(document(question), arguments)

    return Contender(name, command, request, _as_it_is)


def _as_it_is(_: str, answer: Any) -> Any:  # noqa: ANN401 -- decoded JSON
    return answer["data"]
