"""The contract explains itself, and every field of it that can be asked for is planned."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    get_named_type,
    is_introspection_type,
    is_specified_scalar_type,
)

from silog.kit.graphql.plan.meaning import price_of, source_of
from silog.roots import schema

_GRAPHQL: Final = schema._schema
_OWN: Final = [kind for kind in _GRAPHQL.type_map.values() if not is_introspection_type(kind) and not is_specified_scalar_type(kind)]


def _described(kind: GraphQLNamedType) -> Iterator[tuple[str, str | None]]:
    yield kind.name, kind.description
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        for name, field in kind.fields.items():
            yield f"{kind.name}.{name}", field.description
            yield from ((f"{kind.name}.{name}({argument})", found.description) for argument, found in field.args.items())
    if isinstance(kind, GraphQLInputObjectType):
        yield from ((f"{kind.name}.{name}", field.description) for name, field in kind.fields.items())


@pytest.mark.parametrize("kind", _OWN, ids=lambda kind: kind.name)
def test_everything_is_described_in_a_sentence(kind: GraphQLNamedType) -> None:
    wordless = [name for name, description in _described(kind) if not (description or "").strip().endswith((".", "]"))]

    assert wordless == []


def test_every_field_that_can_be_asked_for_says_what_it_stands_for() -> None:
    unplanned = [
        f"{kind.name}.{name}"
        for kind in _reachable()
        for name, field in kind.fields.items()
        if source_of(field) is None and not _belongs_to_a_page(kind) and kind.name not in _COMPUTED
    ]

    plans = ["Query.comparePlans", "Query.plan", "Query.planningInputs", "Query.plans"]
    assert sorted(unplanned) == sorted([*plans, "Query.custodyLaw", "Query.route", "Query.seaRoute", "Query.trackStretches"])


def test_what_only_python_answers_has_a_price() -> None:
    assert _GRAPHQL.query_type is not None
    prices = {name: price_of(field) for name, field in _GRAPHQL.query_type.fields.items()}

    asked = {name: price for name, price in prices.items() if price}
    plans = {"plan": 2_000, "plans": 500, "comparePlans": 4_000, "planningInputs": 500}
    assert asked == plans | {"custodyLaw": 10, "seaRoute": 5_000, "route": 20_000, "trackStretches": 20_000}


def test_only_roots_are_hidden_from_the_public_because_only_there_it_is_looked_at() -> None:
    query, subscription = _GRAPHQL.query_type, _GRAPHQL.subscription_type
    hidden = [
        f"{kind.name}.{name}"
        for kind in _reachable()
        for name, field in kind.fields.items()
        if (source := source_of(field)) is not None and source.full_view_only and kind not in {query, subscription}
    ]

    assert hidden == []


def test_every_field_of_query_is_nullable_so_that_a_refusal_spares_the_others() -> None:
    assert _GRAPHQL.query_type is not None
    assert [name for name, field in _GRAPHQL.query_type.fields.items() if str(field.type).endswith("!")] == []


def test_the_committed_contract_is_what_the_code_says() -> None:
    committed = Path(__file__).parents[2] / "server" / "schema.graphql"

    assert committed.read_text() == schema.as_str().rstrip() + "\n"


def test_no_value_of_an_enum_is_without_a_member_in_the_contract() -> None:
    for kind in _OWN:
        if isinstance(kind, GraphQLEnumType):
            assert all(name == name.upper() for name in kind.values), kind.name


_COMPUTED = {
    *("CustodyLaw", "LawfulOpening", "SeaRoute", "SeaApproach", "Route", "RoutePart", "TrackStretch"),
    *(
        "Plan",
        "PlanSummary",
        "PlanProposal",
        "PlanLeg",
        "PlanCall",
        "PlanLoad",
        "PlanFallback",
        "PlanStation",
        "PlanOnward",
        "PlanUnserved",
        "PlanBreak",
    ),
    *("PlanTier", "PlanPlace", "PlanWindow", "PlanReason", "PlanComparison", "PlanDifference", "PlanningInputs", "PlanVessel"),
    *("PlanVoyage", "PlanVoyageCall", "PlanTide", "PlanSeaState", "PlanDeadline", "PlanHandling"),
}
"""What answers of Python are made of: none of their fields is a column."""


def _reachable() -> list[GraphQLObjectType]:
    """Object types that a query or a subscription can come to."""
    waiting: list[GraphQLNamedType] = [kind for kind in (_GRAPHQL.query_type, _GRAPHQL.subscription_type) if kind is not None]
    found: dict[str, GraphQLNamedType] = {}
    while waiting:
        kind = waiting.pop()
        if kind.name in found:
            continue
        found[kind.name] = kind
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            waiting += [get_named_type(field.type) for field in kind.fields.values()]
        if isinstance(kind, GraphQLInterfaceType):
            waiting += _GRAPHQL.get_possible_types(kind)
    return [kind for kind in found.values() if isinstance(kind, GraphQLObjectType)]


def _belongs_to_a_page(kind: GraphQLObjectType) -> bool:
    """A page's own fields are planned with the page."""
    return kind.name == "PageInfo" or kind.name.endswith(("Connection", "Edge"))
