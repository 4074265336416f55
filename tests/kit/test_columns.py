"""Columns of values as one parameter each: PostgreSQL reads the very values, whatever stands in them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from silog.kit.columns import contents, moments, texts, words
from silog.kit.database import Database

_TEXTS = ['say "Kotak"', "back\\slash", "{a,b}", "NULL", "", " ü\n", "'; --"]


@pytest.mark.parametrize(
    ("kind", "column", "values"),
    [
        ("text[]", texts, _TEXTS),
        ("text[]", texts, [*_TEXTS, None]),
        ("text[]", texts, []),
        ("text[]", texts, [""]),
        ("bytea[]", contents, [b"", b'\x00\xff\\"', b"abc"]),
        ("timestamptz[]", moments, [datetime(2024, 11, 27, 0, 0, 1, 250, UTC), None]),
        ("uuid[]", words, [UUID(int=1), None]),
        ("float8[]", words, [0.1 + 0.2, -1e-300, None]),
        ("bigint[]", words, [2**53, -1]),
    ],
)
async def test_a_column_arrives_as_it_was(product: Database, kind: str, column, values: list[object]) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 -- one of four
    assert await product.reads.fetchval(f"SELECT $1::text::{kind}", column(values)) == values


async def test_times_keep_their_offset(product: Database) -> None:
    wib = datetime.fromisoformat("2024-11-27T07:00:00+07:00")

    (read,) = await product.reads.fetchval("SELECT $1::text::timestamptz[]", moments([wib]))

    assert read - wib == timedelta(0)


def test_a_text_with_a_nul_is_refused_before_it_could_shift_the_others() -> None:
    with pytest.raises(ValueError, match="NUL"):
        texts(["a\0b", "c"])
