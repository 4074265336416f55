"""Reading one small JSON object strictly: exact keys, exact types, canonical bytes.

What is signed must have one reading only, so nothing is repaired here: no missing key, no float, no second form of a string.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from silog.custody.canonical import LARGEST_INTEGER, canonical_bytes
from silog.custody.refusals import Refusal, RefusalCode

_LARGEST_BYTES: Final = 4096
_SHOWN: Final = 60


def read_object(text: str, kinds: Mapping[str, type]) -> dict[str, Any]:
    """Read an object of exactly these keys, each with a value of its type: str, int or list (of str).

    A duplicate key, a space or another order of keys is NOT_CANONICAL.
    """
    sent = bytes_of(text)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refusal(RefusalCode.NOT_JSON, f"It is not JSON: {str(error)[:200]}") from error
    if not isinstance(value, dict):
        raise Refusal(RefusalCode.NOT_AN_OBJECT, f"It is a JSON {_kind_name(value)}, and must be an object.")
    _check_keys(value, kinds)
    for key, kind in kinds.items():
        _check_type(key, value[key], kind)
    if _canonical(value) != sent:
        message = "It is not in canonical form (RFC 8785): keys sorted, no spaces, no escapes that are not needed, no key twice."
        raise Refusal(RefusalCode.NOT_CANONICAL, message)
    return value


def shown(value: object) -> str:
    """Give a value as it can stand in a message: quoted and cut."""
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def bytes_of(text: str) -> bytes:
    """Give a text in UTF-8, which it must have, in no more than 4,096 bytes."""
    try:
        sent = text.encode()
    except UnicodeEncodeError as error:
        raise Refusal(RefusalCode.NOT_UTF8, f"Character {error.start} is half of a surrogate pair, which has no UTF-8 form.") from error
    if len(sent) > _LARGEST_BYTES:
        raise Refusal(RefusalCode.TOO_LARGE, f"It has {len(sent)} bytes, and may have {_LARGEST_BYTES}.")
    return sent


def _canonical(value: dict[str, Any]) -> bytes:
    try:
        return canonical_bytes(value)
    except UnicodeEncodeError as error:
        raise Refusal(RefusalCode.NOT_UTF8, "An escaped character is half of a surrogate pair, which has no UTF-8 form.") from error


def _check_keys(value: dict[str, Any], kinds: Mapping[str, type]) -> None:
    if value.keys() == kinds.keys():
        return
    missing, unknown = sorted(kinds.keys() - value.keys()), sorted(value.keys() - kinds.keys())
    if missing:
        raise Refusal(RefusalCode.MISSING_KEY, f"Missing: {', '.join(missing)}. The keys are {', '.join(kinds)}.")
    raise Refusal(RefusalCode.UNKNOWN_KEY, f"Not known: {', '.join(map(shown, unknown[:5]))}. The keys are {', '.join(kinds)}.")


def _check_type(key: str, value: object, kind: type) -> None:
    # type() and not isinstance(): in Python, true is an int.
    if type(value) is not kind or (isinstance(value, list) and not all(type(item) is str for item in value)):
        expected = {str: "a string", int: "an integer", list: "a list of strings"}[kind]
        raise Refusal(RefusalCode.WRONG_TYPE, f"{key} is {shown(value)}, and must be {expected}.")
    if isinstance(value, int) and abs(value) > LARGEST_INTEGER:
        raise Refusal(RefusalCode.BAD_VALUE, f"{key} is beyond 2^53 - 1, where integers are no longer exact in every language.")


def _kind_name(value: object) -> str:
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, str):
        return "string"
    return "list" if isinstance(value, list) else "number"
