"""Columns of values as one parameter each: PostgreSQL reads the very values, whatever stands in them."""

import pytest

from silog.kit.columns import texts, words
from silog.kit.database import Database

_TEXTS = ['say "Kotak"', "back\\slash", "{a,b}", "NULL", "", " ü\n", "'; --"]


@pytest.mark.parametrize(
    ("kind", "column", "values"),
    [
        ("text[]", texts, _TEXTS),
        ("text[]", texts, [*_TEXTS, None]),
        ("text[]", texts, []),
        ("text[]", texts, [""]),
        ("boolean[]", words, [True, False, None]),
        ("bigint[]", words, [2**53, -1]),
    ],
)
async def test_a_column_arrives_as_it_was(product: Database, kind: str, column, values: list[object]) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 -- one of two
    assert await product.reads.fetchval(f"SELECT $1::text::{kind}", column(values)) == values


def test_a_text_with_a_nul_is_refused_before_it_could_shift_the_others() -> None:
    with pytest.raises(ValueError, match="NUL"):
        texts(["a\0b", "c"])
