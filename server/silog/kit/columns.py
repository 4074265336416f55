"""Columns of many rows as parameters: each column one text, which PostgreSQL reads as an array (`$1::text::uuid[]`).

The driver would look at every value of an array twice, which costs more than storing it; joining texts costs nearly nothing. Nothing
that stands in a value can end it: quotes and backslashes are escaped here and nowhere else.
"""

from collections.abc import Iterable
from datetime import datetime


def words(values: Iterable[object]) -> str:
    """A column of what needs no quotes: numbers, UUIDs, words of our own enumerations; None is NULL."""
    return "{" + ",".join(["NULL" if value is None else str(value) for value in values]) + "}"


def texts(values: Iterable[str | None]) -> str:
    """A column of any texts."""
    return "{" + ",".join([_quoted(value) for value in values]) + "}"


def moments(values: Iterable[datetime | None]) -> str:
    """A column of times."""
    return "{" + ",".join(["NULL" if value is None else f'"{value.isoformat()}"' for value in values]) + "}"


def contents(values: Iterable[bytes]) -> str:
    r"""A column of bytes, each as `\x` and hexadecimal digits."""
    return "{" + ",".join([f'"\\\\x{value.hex()}"' for value in values]) + "}"


def _quoted(value: str | None) -> str:
    if value is None:
        return "NULL"
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
