"""Whether two answers say the same: values, the order of keys, and errors by message, path, code and place in the document.

1 is 1.0, and times are equal as times. Where the words of an error are the server's own, the oracle does not know them: it says `~`
and a word that must stand in them.
"""

import base64
import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
Error = dict[str, Any]


def differs(server: dict[str, Any], oracle: dict[str, Any]) -> str | None:
    """Say where two answers differ first; None where they do not.

    Of several arguments that make no sense the server says one or more; the oracle knows them all, and says so by `someOf`.
    """
    said, known = server.get("errors", []), oracle.get("errors", [])
    if ("data" in server) != ("data" in oracle):
        return f"the server says {server!r:.600}, the oracle {oracle!r:.600}"
    if "data" in server:
        difference = _difference(_value(server["data"]), _value(oracle["data"]), "")
        if difference is not None:
            return difference
    if oracle.get("someOf"):
        strange = [error for error in said if not any(_is_same(error, other) for other in known)]
        return f"the server refuses with {strange or said}, the oracle with {known}" if strange or not said else None
    return _errors_differ(said, known)


def _errors_differ(said: Sequence[Error], known: Sequence[Error]) -> str | None:
    left = list(known)
    for error in said:
        match = next((other for other in left if _is_same(error, other)), None)
        if match is None:
            return f"the server says the error {error}, the oracle has {left}"
        left.remove(match)
    return f"the server says nothing of {left}" if left else None


def _is_same(said: Error, known: Error) -> bool:
    return (
        _is_said(said["message"], known["message"])
        and said.get("path") == known.get("path")
        and _code(said) == _code(known)
        and (said.get("locations") is None or known.get("locations") is None or said["locations"] == known["locations"])
    )


def _is_said(message: str, known: str) -> bool:
    start, is_open, word = known.partition("~")
    return (message.startswith(start) and word in message) if is_open else message == known


def _difference(server: Any, oracle: Any, path: str) -> str | None:  # noqa: ANN401 -- JSON
    if server == oracle:
        return None
    if isinstance(server, list | tuple) and isinstance(oracle, list | tuple) and len(server) == len(oracle):
        inner = (_difference(one, other, f"{path}/{n}") for n, (one, other) in enumerate(zip(server, oracle, strict=True)))
        return next(filter(None, inner), None)
    return f"at {path} the server says {server!r:.600}, the oracle {oracle!r:.600}"


def _code(error: Error) -> str | None:
    code: str | None = (error.get("extensions") or {}).get("code")
    return code


def _value(value: Any) -> Any:  # noqa: ANN401
    """Bring a value into the form in which equal ones are equal."""
    if isinstance(value, dict):
        return [(key, _value(inner)) for key, inner in value.items()]
    if isinstance(value, list):
        return [_value(inner) for inner in value]
    return _scalar(value) if isinstance(value, str) else value


def _scalar(text: str) -> Any:  # noqa: ANN401
    if _TIME.match(text):
        return datetime.fromisoformat(text)
    if text.startswith(("WyI", "WyJ")):  # a cursor: base64 of [" ...
        return [_value(part) for part in json.loads(base64.urlsafe_b64decode(text))]
    return text
