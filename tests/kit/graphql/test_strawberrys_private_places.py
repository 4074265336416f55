"""What this house uses of Strawberry that Strawberry does not promise: an upgrade that moves it fails here, by name."""

import strawberry
from graphql import GraphQLSchema, graphql_sync

from silog.kit.graphql.declare.entities import Entity, entity
from silog.kit.graphql.declare.extension import extends
from silog.kit.graphql.declare.fields import text
from silog.kit.graphql.declare.sources import Column
from silog.kit.graphql.plan.meaning import entity_behind, source_of
from silog.places.tables import regions


@strawberry.interface(description="Something with a name.")
class Named:
    """An interface of this test."""

    name: str = text(lambda row: row.c.name, "Its name.")


_ROWS = Entity(regions, ("code",))


@entity(_ROWS)
@strawberry.type(description="A boat.")
class Boat(Named):
    """A type of this test."""

    tons: int = 3


@extends(Named, Boat)
class WithPort:
    """What an upper room adds."""

    port: str = text(lambda row: row.c.port, "Its port.")


@strawberry.type
class Harbour:
    """A root of this test."""

    @strawberry.field
    def boat(self) -> Boat:
        """Answer by the ordinary executor."""
        return Boat(name="Sabuk", tons=7)


_SCHEMA = strawberry.Schema(Harbour, types=[Boat])


def test_a_field_added_after_decoration_stands_in_the_schema_of_the_type_and_of_its_interface() -> None:
    graphql = _SCHEMA._schema

    assert isinstance(graphql, GraphQLSchema)
    assert list(graphql.type_map["Boat"].fields) == ["name", "tons", "port"]  # type: ignore[attr-defined]
    assert list(graphql.type_map["Named"].fields) == ["name", "port"]  # type: ignore[attr-defined]


def test_a_field_carries_its_source_to_the_schema_that_is_planned() -> None:
    field = _SCHEMA._schema.type_map["Boat"].fields["port"]  # type: ignore[attr-defined]

    assert isinstance(source_of(field), Column)
    assert source_of(_SCHEMA._schema.type_map["Boat"].fields["tons"]) is None  # type: ignore[attr-defined]


def test_a_type_leads_back_to_the_class_that_says_which_rows_it_stands_for() -> None:
    assert entity_behind(_SCHEMA._schema.type_map["Boat"]) is _ROWS


def test_the_schema_behind_strawberrys_runs_in_the_ordinary_executor() -> None:
    result = graphql_sync(_SCHEMA._schema, "{ boat { tons } }")

    assert result.formatted == {"data": {"boat": {"tons": 7}}}
