"""Codes on boxes: opaque, and safe against a slip of the finger."""

import random

from hypothesis import given
from hypothesis import strategies as st

from silog.custody.codes import ALPHABET, check_character, is_code, new_code, read_code

codes = st.integers(0, 32**10 - 1).map(lambda number: new_code(lambda _: number))


@given(codes)
def test_every_code_that_is_made_is_a_code(code: str) -> None:
    assert len(code) == 11
    assert is_code(code)
    assert read_code(code) == code


@given(codes, st.integers(0, 10), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(code: str, position: int, character: str) -> None:
    wrong = code[:position] + character + code[position + 1 :]

    assert is_code(wrong) == (wrong == code)


def test_of_two_neighbours_swapped_all_but_a_few_are_found() -> None:
    source = random.Random(1)
    missed = swapped = 0
    for _ in range(500):
        code = new_code(source.randrange)
        for at in range(10):
            wrong = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
            swapped += wrong != code
            missed += wrong != code and is_code(wrong)

    assert missed / swapped < 0.004


@given(codes)
def test_a_code_is_read_as_people_type_it(code: str) -> None:
    typed = code.lower().replace("1", "l").replace("0", "o")

    assert read_code(f" {typed[:5]}-{typed[5:]} ") == code


def test_what_cannot_be_a_code_is_none() -> None:
    assert [
        read_code(text) for text in ("", "0123456789", "0123456789Z", "0123456789YY", "U123456789Y", "0123456789É", "\u0660123456789Y")
    ] == [None] * 7


def test_the_same_seed_gives_the_same_codes() -> None:
    first, second = random.Random(3), random.Random(3)

    assert [new_code(first.randrange) for _ in range(9)] == [new_code(second.randrange) for _ in range(9)]


def test_the_check_character_is_that_of_the_documented_example() -> None:
    assert check_character("0123456789") == "Y"
