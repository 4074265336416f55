"""How JSON is put together in SQL: what is known when a statement is planned costs no joining of its own."""

from typing import Final

from sqlalchemy import Boolean, Text, column
from sqlalchemy.dialects import postgresql

from silog.kit.graphql.plan.text import Choice, Form, Part, join, scalar

_NAME: Final = column("name", Text)
_IS_FAR: Final = column("is_far", Boolean)
_IS_KNOWN: Final = column("is_known", Boolean)


def test_fixed_strings_that_stand_beside_each_other_are_one() -> None:
    assert _sql("{", '"a":', "1", "}") == """'{"a":1}'"""
    assert _sql() == "''"


def test_a_choice_takes_in_the_fixed_strings_on_its_sides() -> None:
    assert _sql("[", Choice(_IS_FAR, ["1"], ["0"]), "]") == "CASE WHEN is_far THEN '[1]' ELSE '[0]' END"


def test_a_fixed_string_between_two_choices_is_written_once_in_each_text() -> None:
    parts: list[Part] = [Choice(_IS_FAR, ["1"], ["0"]), ",", Choice(_IS_KNOWN, ["1"], ["0"]), "]"]

    assert _sql(*parts) == "(CASE WHEN is_far THEN '1' ELSE '0' END || CASE WHEN is_known THEN ',1]' ELSE ',0]' END)"


def test_what_stands_around_a_choice_goes_into_the_choices_inside_it() -> None:
    inner = Choice(_IS_KNOWN, ["1"], ["null"])

    assert _sql("[", Choice(_IS_FAR, [inner], ["0"]), "]") == (
        "CASE WHEN is_far THEN CASE WHEN is_known THEN '[1]' ELSE '[null]' END ELSE '[0]' END"
    )


def test_an_expression_beside_a_choice_is_joined_to_it() -> None:
    assert _sql('"', _NAME, '"', Choice(_IS_FAR, ["1"], ["0"]), ",", _NAME) == (
        """('"' || name || CASE WHEN is_far THEN '"1,' ELSE '"0,' END || name)"""
    )


def test_a_truth_that_can_be_unknown_is_null_then() -> None:
    assert _sql(*scalar(_IS_FAR, Form.TRUTH, nullable=True)) == "coalesce(CAST(is_far AS TEXT), 'null')"
    assert _sql(*scalar(_IS_FAR, Form.TRUTH, nullable=False)) == "CASE WHEN is_far THEN 'true' ELSE 'false' END"


def _sql(*parts: Part) -> str:
    return str(join(parts).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
