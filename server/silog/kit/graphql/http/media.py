"""Which media types a request comes in and its answer may go out: Content-Type and Accept, as RFC 9110 and GraphQL over HTTP read them.

Everything here is UTF-8: another charset is refused, never guessed.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

GRAPHQL_JSON: Final = "application/graphql-response+json"
JSON: Final = "application/json"
EVENT_STREAM: Final = "text/event-stream"

_QUALITY: Final = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")
_UTF8: Final = frozenset({"utf-8", "utf8"})
_LONGEST: Final = 1_000
"""Characters of a header that is worth reading; browsers send less than 200."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """How an answer may come.

    `single` is the media type of one answer, None where the client takes only a stream. `streams`: it takes a stream for an operation
    that needs one. `prefers_stream`: it wants one for every operation.
    """

    single: str | None
    streams: bool
    prefers_stream: bool


@lru_cache(maxsize=64)
def accepted(header: str | None) -> Accepted | None:
    """Read an Accept header; None where it allows nothing that is served here.

    The new media type wins a tie in which it was named. What allows anything, and no header at all, gets plain JSON, which every client
    understands. A stream must be named: who takes anything does not expect one. Clients send few different headers, so they are kept.
    """
    if header is None or not header.strip():
        return Accepted(JSON, streams=False, prefers_stream=False)
    ranges = _ranges(header) if len(header) <= _LONGEST else {}
    anything = ranges.get("application/*", ranges.get("*/*", 0.0))
    new, old = ranges.get(GRAPHQL_JSON, anything), ranges.get(JSON, anything)
    stream = ranges.get(EVENT_STREAM, 0.0)
    best = max(new, old)
    if not best and not stream:
        return None
    is_new = new > old or (new == old and GRAPHQL_JSON in ranges)
    single = None if not best else GRAPHQL_JSON if is_new else JSON
    return Accepted(single, streams=stream > 0, prefers_stream=stream > best)


@lru_cache(maxsize=64)
def is_json(content_type: str) -> bool:
    """Whether a body of this type is JSON in UTF-8, by name or because no charset is named."""
    media, parameters = _split(content_type[:_LONGEST])
    return media == JSON and parameters.get("charset", "utf-8").lower() in _UTF8


def _ranges(header: str) -> dict[str, float]:
    """Media ranges with their quality; one whose charset or quality cannot be had is left out."""
    found: dict[str, float] = {}
    for part in header.split(","):
        media, parameters = _split(part)
        quality = parameters.get("q", "1")
        if _QUALITY.fullmatch(quality) and parameters.get("charset", "utf-8").lower() in _UTF8:
            found[media] = max(found.get(media, 0.0), float(quality))
    return found


def _split(value: str) -> tuple[str, dict[str, str]]:
    media, *rest = value.split(";")
    pairs = (one.partition("=") for one in rest)
    return media.strip().lower(), {name.strip().lower(): content.strip().strip('"') for name, _, content in pairs}
