"""Columns of short values as parameters: each column one text, which PostgreSQL reads as an array (`$1::text::text[]`).

The driver looks at every value of an array twice, which costs more than storing a short one; joining texts costs nearly nothing. Nothing
that stands in a value can end it: quotes and backslashes are escaped here and nowhere else. Times, ids, fractions, bytes and long texts
are dearer as text, to write and to read: they are given to the driver, and rows of many values as a list of rows of a type of their own
(`$1::new_scan[]`), each of which the driver looks at once.
"""

from collections.abc import Iterable, Sequence


def words(values: Iterable[object]) -> str:
    """A column of what needs no quotes: whole numbers, words of our own enumerations; None is NULL."""
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


def array(plain: Sequence[str]) -> str:
    """An array as one value of a column, as arrays of arrays of different lengths do not exist. It may hold no quote and no backslash."""
    return '{"' + '","'.join(plain) + '"}' if plain else "{}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')
