"""What a field or type of the built schema stands for: the way from graphql-core's objects back to what the rooms declared."""

from graphql import GraphQLField, GraphQLNamedType

from silog.kit.graphql.declare.entities import Entity, entity_of
from silog.kit.graphql.declare.fields import KEY, PRICE
from silog.kit.graphql.declare.sources import Source

_DEFINITION = "strawberry-definition"


def source_of(field: GraphQLField) -> Source | None:
    """Return what a field stands for, or None where only Python can answer it."""
    definition = (field.extensions or {}).get(_DEFINITION)
    return definition.metadata.get(KEY) if definition is not None else None


def price_of(field: GraphQLField) -> int:
    """Return what a field counts for besides what is selected of it: more than nothing only where Python has much to do."""
    definition = (field.extensions or {}).get(_DEFINITION)
    return int(definition.metadata.get(PRICE, 0)) if definition is not None else 0


def entity_behind(kind: GraphQLNamedType) -> Entity:
    """Return the rows behind a GraphQL type."""
    definition = (kind.extensions or {}).get(_DEFINITION)
    found = entity_of(definition.origin) if definition is not None else None
    if found is None:
        raise TypeError(f"{kind.name} is selected as rows, and no @entity says which rows it stands for")
    return found
