"""How much an introspection asks for: no more is answered at once than the standard introspection query, which every tool sends.

The executor answers introspection value by value. Lists in it lead back to types, so a few words could ask for millions of values.
"""

from collections.abc import Sequence
from functools import cache
from typing import Final

from graphql import (
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_introspection_query,
    get_named_type,
    introspection_types,
    is_object_type,
    parse,
)

from silog.kit.graphql.limits.table import TOO_COSTLY
from silog.kit.graphql.plan.selection import Selection, Selections

_LISTS: Final = {"fields": 4, "enumValues": 2, "args": 1, "inputFields": 1, "interfaces": 1, "possibleTypes": 1, "directives": 5}
"""How many there are on average; `types` are counted."""
_ROOTS: Final = {"__schema": "__Schema", "__type": "__Type"}


class Introspection:
    """Estimates introspections of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        """Estimate the standard query first: it is the measure."""
        self._types = len(schema.type_map)
        document = parse(_standard())
        operation = next(one for one in document.definitions if isinstance(one, OperationDefinitionNode))
        fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
        selections = Selections(schema, fragments, {})
        root = GraphQLObjectType("Root", {})
        self.most = self.values(selections.of(root, [operation.selection_set]), selections)

    def refuse_above(self, asked: Sequence[Selection], selections: Selections) -> None:
        """Refuse introspections that come to more than the standard one."""
        values = self.values(asked, selections)
        if values > self.most:
            message = f"The introspection asks for about {values:,} values, and may ask for {self.most:,}: send the standard one."
            raise GraphQLError(message, extensions={"code": TOO_COSTLY, "cost": values, "limit": self.most})

    def values(self, asked: Sequence[Selection], selections: Selections) -> int:
        """Return about how many values the answers hold."""
        return sum(self._inside(introspection_types[_ROOTS[one.name]], one, selections) for one in asked if one.name in _ROOTS)

    def _inside(self, kind: GraphQLNamedType, selection: Selection, selections: Selections) -> int:
        values = 1
        for inner in selections.of(kind, selection.sets):
            field = kind.fields.get(inner.name) if is_object_type(kind) else None
            if field is None or inner.name == "ofType":  # most types are wrapped once or not at all
                values += 1
                continue
            count = self._types if inner.name == "types" else _LISTS.get(inner.name, 1)
            values += count * self._inside(get_named_type(field.type), inner, selections)
        return values


def _standard() -> str:
    return get_introspection_query(
        specified_by_url=True, directive_is_repeatable=True, schema_description=True, input_value_deprecation=True
    )


@cache
def introspection_of(schema: GraphQLSchema) -> Introspection:
    """Return the estimates of a schema; they are made once."""
    return Introspection(schema)
