"""Whether servers answer the same. Figures of servers that answer different things say nothing, so there are none without this."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from silog.bench.graphql.questions import Arguments
from silog.errors import SilogError

_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*")
_DECIMALS: Final = 6
_MILLISECONDS: Final = 1_000


def comparable(value: Any) -> Any:  # noqa: ANN401 -- decoded JSON
    """Write times and decimals one way: each server has its own spelling of the same moment and the same coordinate."""
    match value:
        case dict():
            return {key: comparable(inner) for key, inner in value.items()}
        case list():
            return [comparable(inner) for inner in value]
        case float():
            return round(value, _DECIMALS)
        case str() if _MOMENT.fullmatch(value):
            return round(datetime.fromisoformat(value).timestamp() * _MILLISECONDS)
        case _:
            return value


def refuse_difference(question: str, arguments: Arguments, answers: Mapping[str, Any]) -> None:
    """Raise DIFFERENT_ANSWERS where servers (by name) gave different answers, and say where; and where none said anything."""
    (reference, expected), *others = ((name, comparable(answer)) for name, answer in answers.items())
    asked = f"{question} {json.dumps(dict(arguments))}"
    if not _says_something(expected):
        raise SilogError("EMPTY_ANSWER", f"{reference} finds nothing for {asked}, so there is nothing to measure.")
    for name, answer in others:
        where = difference(expected, answer)
        if where is not None:
            raise SilogError("DIFFERENT_ANSWERS", f"{reference} and {name} answer {asked} differently: {where}")


def difference(expected: Any, found: Any, path: str = "") -> str | None:  # noqa: ANN401 -- decoded JSON
    """Say where two decoded answers differ, or None."""
    if isinstance(expected, dict) and isinstance(found, dict) and expected.keys() == found.keys():
        return _first(difference(expected[key], found[key], f"{path}.{key}") for key in expected)
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        return _first(difference(one, other, f"{path}[{index}]") for index, (one, other) in enumerate(zip(expected, found, strict=True)))
    if expected == found:
        return None
    return f"at {path or 'the top'}: {_short(expected)} and {_short(found)}"


def _first(found: "Sequence[str | None] | Any") -> str | None:  # noqa: ANN401
    return next((where for where in found if where is not None), None)


def _short(value: Any) -> str:  # noqa: ANN401
    text = json.dumps(value)
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return text if len(text) <= 120 else f"{text[:117]}..."  # noqa: PLR2004 -- a line


def _says_something(value: Any) -> bool:  # noqa: ANN401
    if isinstance(value, dict):
        return any(_says_something(inner) for inner in value.values())
    return bool(value)
