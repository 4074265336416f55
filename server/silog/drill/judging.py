"""What an answer must be, whatever was asked: never our fault, never slow, and readable by a client."""

import json
from typing import Any, Final

from silog.drill.asking import LONGEST_S, Heard

_JSON: Final = frozenset({"application/json", "application/graphql-response+json"})
_WITH_ERRORS: Final = frozenset({200, 400, 401, 403, 404, 405, 413, 415})
"""Statuses whose body is a GraphQL answer."""
_PLAIN: Final = frozenset({204, 404, 405, 406})
"""Statuses that may come as a sentence, or as nothing: no such page, no such method, no such media type."""
_OURS: Final = frozenset({"INTERNAL", "UNAVAILABLE", "TOO_SLOW"})


def fault_of(heard: Heard, *, is_head: bool = False) -> str | None:
    """Say what is wrong with an answer; None where it is right."""
    if heard.took_s > LONGEST_S:
        return f"it took {heard.took_s:.2f} s"
    if heard.status >= 500:  # noqa: PLR2004 -- HTTP's own number
        return f"status {heard.status}"
    if heard.media not in _JSON or is_head:
        return None if heard.status in _PLAIN or heard.media == "text/html" or is_head else f"status {heard.status} as {heard.media!r}"
    if heard.status not in _WITH_ERRORS:
        return f"status {heard.status}"
    try:
        content = json.loads(heard.body.decode("utf-8"))
    except ValueError as error:
        return f"no JSON: {error}"
    return _wrong_shape(content)


def _wrong_shape(content: Any) -> str | None:  # noqa: ANN401 -- JSON
    if not isinstance(content, dict) or not content.keys() <= {"data", "errors", "extensions"}:
        return "no GraphQL answer"
    errors = content.get("errors")
    if errors is None:
        return None if isinstance(content.get("data"), dict) else "neither data nor errors"
    if not isinstance(errors, list) or not errors:
        return "`errors` is no list, or empty"
    return next((wrong for wrong in map(_wrong_error, errors) if wrong), None)


def _wrong_error(error: Any) -> str | None:  # noqa: ANN401 -- JSON
    if not isinstance(error, dict) or not error.keys() <= {"message", "locations", "path", "extensions"}:
        return f"no error: {error!r}"
    if not isinstance(error.get("message"), str) or not error["message"]:
        return "an error without a message"
    extensions = error.get("extensions", {})
    if not isinstance(extensions, dict):
        return "`extensions` is no object"
    if not all(isinstance(place.get("line"), int) and isinstance(place.get("column"), int) for place in error.get("locations") or ()):
        return "a location without line and column"
    return f"our own fault: {error}" if extensions.get("code") in _OURS else None
