"""The statement of one who asks, turned into that of many."""

from dataclasses import dataclass

from silog.kit.graphql.plan.many import for_many


@dataclass(frozen=True)
class _Kind:
    name: str
    kind: str = "scalar"


def test_what_differs_comes_out_of_arrays_and_what_is_shared_stays_a_parameter() -> None:
    found = for_many("SELECT $2::text || $1::int || $3::text || $1::int", [_Kind("int4"), _Kind("text"), _Kind("text")], shared=1)

    assert found is not None
    assert found.sql == (
        "SELECT p.n, (SELECT $1::text || p.v0::int || p.v2::text || p.v0::int)"
        " FROM unnest($2::int4[], $3::text[]) WITH ORDINALITY AS p(v0, v2, n)"
    )
    assert found.parameters([[7, "s", "a"], [8, "s", "b"]]) == ["s", [7, 8], ["a", "b"]]


def test_what_looks_like_a_parameter_inside_quotes_is_left_alone() -> None:
    found = for_many("""SELECT '$2 isn''t $1' || "$1" || $2 WHERE $1 IS NOT NULL""", [_Kind("text"), _Kind("text")], shared=0)

    assert found is not None
    assert """'$2 isn''t $1' || "$1" || p.v1 WHERE $1 IS NOT NULL""" in found.sql


def test_a_value_that_is_an_array_is_not_taken_apart() -> None:
    assert for_many("SELECT $1 || $2", [_Kind("text"), _Kind("text[]", "array")], shared=0) is None


def test_a_statement_in_which_nothing_differs_is_not_made_for_many() -> None:
    assert for_many("SELECT $1", [_Kind("text")], shared=0) is None
