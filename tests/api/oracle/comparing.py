"""Whether two answers say the same: values, the order of keys, errors by code and place. 1 is 1.0, and times are equal as times."""

import base64
import json
import re
from datetime import datetime
from typing import Any, Final

_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


def differs(server: dict[str, Any], oracle: dict[str, Any]) -> str | None:
    """Say where two answers differ first; None where they do not. Of several things wrong with a request the server says one."""
    if "data" not in server or "data" not in oracle:
        said, known = {_code(error) for error in server["errors"]}, {_code(error) for error in oracle["errors"]}
        is_same = "data" not in server and "data" not in oracle and said <= known
        return None if is_same else f"the server refuses with {server.get('errors')}, the oracle with {oracle.get('errors')}"
    return _difference(comparable(server), comparable(oracle), "")


def _difference(server: Any, oracle: Any, path: str) -> str | None:  # noqa: ANN401 -- JSON
    if server == oracle:
        return None
    if isinstance(server, list | tuple) and isinstance(oracle, list | tuple) and len(server) == len(oracle):
        inner = (_difference(one, other, f"{path}/{n}") for n, (one, other) in enumerate(zip(server, oracle, strict=True)))
        return next(filter(None, inner), None)
    if isinstance(server, dict) and isinstance(oracle, dict) and server.keys() == oracle.keys():
        return next(filter(None, (_difference(server[key], oracle[key], f"{path}/{key}") for key in server)), None)
    return f"at {path} the server says {server!r:.600}, the oracle {oracle!r:.600}"


def comparable(answer: dict[str, Any]) -> Any:  # noqa: ANN401 -- JSON
    """Bring an answer into the form in which equal ones are equal."""
    errors = sorted((json.dumps(error.get("path")), str(_code(error))) for error in answer.get("errors", ()))
    return {"data": _value(answer["data"]), "errors": errors}


def _code(error: dict[str, Any]) -> str | None:
    code: str | None = (error.get("extensions") or {}).get("code")
    return code


def _value(value: Any) -> Any:  # noqa: ANN401
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
