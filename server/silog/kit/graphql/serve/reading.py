"""From bytes to a request: what is refused before GraphQL is even parsed.

Strict JSON in strict UTF-8, an object at the top, no key twice, no number that Python would spend seconds on.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from graphql import GraphQLError

from silog.kit.graphql.serve.execution import Request

MOST_BODY_BYTES = 2 * 1024 * 1024  # a batch of signed scans
MOST_QUERY_BYTES = 256 * 1024
_MOST_DIGITS = 40
_HALF_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")
_KEYS = frozenset({"query", "operationName", "variables", "extensions"})


class UnreadableError(Exception):
    """The body is no GraphQL request; `status` is the HTTP status that says so."""

    def __init__(self, message: str, *, status: int = 400, code: str = "BAD_REQUEST") -> None:
        """`message` says what is wrong and what to send."""
        super().__init__(message)
        self.status = status
        self.error = GraphQLError(message, extensions={"code": code})


def read_body(body: bytes) -> Request:
    """Read a POST body, or raise UnreadableError."""
    if len(body) > MOST_BODY_BYTES:
        raise too_large()
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableError(f"The body is not UTF-8: byte {error.start} cannot be read.") from error
    return request_of(strict_json(text))


def strict_json(text: str) -> Any:  # noqa: ANN401 -- any JSON
    """Parse JSON that has no key twice and no monstrous number; raise UnreadableError otherwise."""
    try:
        content = json.loads(
            text, object_pairs_hook=_without_twins, parse_int=_bounded_int, parse_float=_bounded_float, parse_constant=_no_constant
        )
        if _HALF_CHARACTER.search(text):
            json.dumps(content, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise UnreadableError("A text holds half of a surrogate pair, which is no character.") from error
    except RecursionError as error:
        raise UnreadableError("The JSON is nested too deeply.") from error
    except json.JSONDecodeError as error:
        raise UnreadableError(f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}.") from error
    return content


def request_of(content: Any) -> Request:  # noqa: ANN401
    """Check the shape of a request; raise UnreadableError where it has another."""
    if not isinstance(content, Mapping):
        raise UnreadableError("A request is a JSON object with `query`, and maybe `operationName` and `variables`.")
    unknown = sorted(set(content) - _KEYS)
    if unknown:
        raise UnreadableError(f"A request has no key {unknown[0]!r}; it has query, operationName, variables and extensions.")
    query, name, variables = content.get("query"), content.get("operationName"), content.get("variables")
    if not isinstance(query, str) or not query.strip():
        raise UnreadableError("`query` must be a GraphQL document as a string.")
    if len(query.encode("utf-8", "surrogatepass")) > MOST_QUERY_BYTES:
        raise UnreadableError(
            f"`query` is larger than {MOST_QUERY_BYTES // 1024} KB: send values as variables.", status=413, code="TOO_LARGE"
        )
    if name is not None and not isinstance(name, str):
        raise UnreadableError("`operationName` must be a string or null.")
    if variables is not None and not isinstance(variables, Mapping):
        raise UnreadableError("`variables` must be an object or null.")
    if not isinstance(content.get("extensions"), Mapping | None):
        raise UnreadableError("`extensions` must be an object or null.")
    return Request(query, name, variables)


def too_large() -> UnreadableError:
    """The refusal of a body over the limit."""
    return UnreadableError(f"The body is larger than {MOST_BODY_BYTES // 1024} KB: send smaller batches.", status=413, code="TOO_LARGE")


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twin = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise UnreadableError(f"The key {twin!r} stands twice in one object.")
    return found


def _bounded_int(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise UnreadableError(f"A number has {len(digits)} digits; the most is {_MOST_DIGITS}.")
    return int(digits)


def _bounded_float(digits: str) -> float:
    if len(digits) > _MOST_DIGITS:
        raise UnreadableError(f"A number has {len(digits)} digits; the most is {_MOST_DIGITS}.")
    return float(digits)


def _no_constant(name: str) -> None:
    raise UnreadableError(f"{name} is not JSON.")
