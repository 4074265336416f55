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
    """A column of any texts without NUL, which PostgreSQL has in none."""
    column = list(values)
    if not column:
        return "{}"
    if None in column:
        return "{" + ",".join(["NULL" if value is None else f'"{_escaped(value)}"' for value in column]) + "}"
    joined = "\0".join(column)  # type: ignore[arg-type]  # at once: a column of texts is escaped as fast as one text
    if joined.count("\0") != len(column) - 1:
        raise ValueError("a text with a NUL can be stored nowhere")
    return '{"' + _escaped(joined).replace("\0", '","') + '"}'


def moments(values: Iterable[datetime | None]) -> str:
    """A column of times."""
    return "{" + ",".join(["NULL" if value is None else f'"{value.isoformat()}"' for value in values]) + "}"


def contents(values: Iterable[bytes]) -> str:
    r"""A column of bytes, each as `\x` and hexadecimal digits."""
    return "{" + ",".join([f'"\\\\x{value.hex()}"' for value in values]) + "}"


def array(plain: Iterable[str]) -> str:
    """An array as one value of a column, as arrays of arrays of different lengths do not exist. It may hold no quote and no backslash."""
    return "{" + ",".join(f'"{word}"' for word in plain) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')
