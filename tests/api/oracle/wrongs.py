"""What clients get wrong in their variables: missing, null, of another type, too large, too many."""

import copy
import random
from collections.abc import Callable
from typing import Any, Final

_STRANGE: Final[tuple[Any, ...]] = (
    *(None, True, 0, -1, 2**31, 2**53, 10**30, 1.0, 2.5, 1e300, -0.0),
    *("", "1", "true", "\u0000", "CODE", "2024-11-27", "2024-11-27T07:00:00", "0001-01-01T00:00:00+14:00", "\U0001f6a2", "x" * 300),
    *([], [None], [[]], ["x", 1], {}, {"bbox": None}, {"west": "1"}, {"from": 5}, {"type": "Polygon"}, {"": 1}),
)


def spoilt(chance: random.Random, variables: dict[str, Any]) -> dict[str, Any]:
    """Return variables of which one thing is wrong, or oddly right: JSON's 1.0 is an Int, and one value is a list of one."""
    found = copy.deepcopy(variables)
    ways: list[Callable[[random.Random, dict[str, Any]], None]] = [_extra, _missing, _strange, _strange, _deep, _wrapped]
    chance.choice(ways)(chance, found)
    return found


def _extra(chance: random.Random, variables: dict[str, Any]) -> None:
    variables[chance.choice(["v", "v0", "v99", "", "first"])] = chance.choice(_STRANGE)


def _missing(chance: random.Random, variables: dict[str, Any]) -> None:
    if variables:
        del variables[chance.choice(list(variables))]


def _strange(chance: random.Random, variables: dict[str, Any]) -> None:
    if variables:
        variables[chance.choice(list(variables))] = chance.choice(_STRANGE)


def _deep(chance: random.Random, variables: dict[str, Any]) -> None:
    """Something strange inside an input object or a list, or a key that the object has not."""
    inner = [value for value in variables.values() if isinstance(value, dict | list) and value]
    if not inner:
        return
    at = chance.choice(inner)
    if isinstance(at, list):
        at[chance.randrange(len(at))] = chance.choice(_STRANGE)
    else:
        at[chance.choice([*at, "unknown"])] = chance.choice(_STRANGE)


def _wrapped(chance: random.Random, variables: dict[str, Any]) -> None:
    if variables:
        name = chance.choice(list(variables))
        variables[name] = [variables[name]]
