"""From bytes to a request: what is refused before GraphQL is even parsed.

Strict JSON in strict UTF-8, an object at the top, no key twice, no number that Python would spend seconds on.
"""

import json
import math
import re
from collections.abc import Mapping
from typing import Any, Final

from graphql import GraphQLError

from silog.kit.graphql.limits.body import refuse_crowded, refuse_deep
from silog.kit.graphql.limits.table import DIGITS, JSON_DEPTH, Limit
from silog.kit.graphql.serve.requests import Request

_HALF_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")
_INFINITE = (math.inf, -math.inf)
_SHOWN = 60
_KEYS = frozenset({"query", "documentId", "operationName", "variables", "extensions"})


class UnreadableError(Exception):
    """The body is no GraphQL request; `status` is the HTTP status that says so."""

    def __init__(self, message: str, *, status: int = 400, code: str = "BAD_REQUEST") -> None:
        """`message` says what is wrong and what to send."""
        super().__init__(message)
        self.status = status
        self.error = GraphQLError(message, extensions={"code": code})

    @classmethod
    def beyond(cls, refusal: GraphQLError, *, status: int = 400) -> "UnreadableError":
        """Return the refusal of a body beyond a limit."""
        found = cls(refusal.message, status=status)
        found.error = refusal
        return found


def read_body(body: bytes) -> Request:
    """Read a POST body, or raise UnreadableError."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableError(f"The body is not UTF-8: byte {error.start} cannot be read.") from error
    return request_of(strict_json(text), len(body))


def strict_json(text: str) -> Any:  # noqa: ANN401 -- any JSON
    """Parse JSON that has no key twice and nothing monstrous; raise UnreadableError otherwise."""
    try:
        refuse_crowded(text)
        content = _DECODER.decode(text)
        refuse_deep(content)
        if _HALF_CHARACTER.search(text):
            json.dumps(content, ensure_ascii=False).encode()
    except GraphQLError as refusal:
        raise UnreadableError.beyond(refusal) from refusal
    except UnicodeEncodeError as error:
        raise UnreadableError("A text holds half of a surrogate pair, which is no character.") from error
    except RecursionError as error:
        raise UnreadableError.beyond(JSON_DEPTH.refusal()) from error
    except json.JSONDecodeError as error:
        raise UnreadableError(f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}.") from error
    return content


def request_of(content: Any, size_bytes: int = 0) -> Request:  # noqa: ANN401
    """Check the shape of a request; raise UnreadableError where it has another."""
    if not isinstance(content, Mapping):
        raise UnreadableError("A request is a JSON object with `query` or `documentId`, and maybe `operationName` and `variables`.")
    unknown = sorted(set(content) - _KEYS)
    if unknown:
        known = "query or documentId, operationName, variables and extensions"
        raise UnreadableError(f"A request has no key {unknown[0][:_SHOWN]!r}; it has {known}.")
    query, document_id = content.get("query"), content.get("documentId")
    if (query is None) == (document_id is None):
        raise UnreadableError("A request has either `query`, a GraphQL document, or `documentId`, the id of one that the server knows.")
    if not isinstance(query or document_id, str) or not str(query or document_id).strip():
        raise UnreadableError(f"`{'documentId' if query is None else 'query'}` must be a string with something in it.")
    name, variables = content.get("operationName"), content.get("variables")
    if name is not None and not isinstance(name, str):
        raise UnreadableError("`operationName` must be a string or null.")
    if variables is not None and not isinstance(variables, Mapping):
        raise UnreadableError("`variables` must be an object or null.")
    if not isinstance(content.get("extensions"), Mapping | None):
        raise UnreadableError("`extensions` must be an object or null.")
    return Request(query, name, variables, document_id, size_bytes)


def refuse_above(limit: Limit, size_bytes: int) -> None:
    """Refuse a body over a limit, with the status that says so."""
    try:
        limit.refuse_above(size_bytes)
    except GraphQLError as refusal:
        raise UnreadableError.beyond(refusal, status=413) from refusal


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twin = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise UnreadableError(f"The key {twin[:_SHOWN]!r} stands twice in one object.")
    return found


def _bounded_int(digits: str) -> int:
    if len(digits) > DIGITS.most:
        DIGITS.refuse_above(len(digits))
    return int(digits)


def _bounded_float(digits: str) -> float:
    number = float(digits)
    if len(digits) > DIGITS.most:
        DIGITS.refuse_above(len(digits))
    if number in _INFINITE:
        raise UnreadableError(f"{digits} is beyond what a number can hold.")
    return number


def _no_constant(name: str) -> None:
    raise UnreadableError(f"{name} is not JSON.")


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_without_twins, parse_int=_bounded_int, parse_float=_bounded_float, parse_constant=_no_constant
)
