"""Coercing the variables of one operation again and again.

The values are graphql-core's own. What is saved is the way there: an operation's variables have the same types and defaults in every
request. Whatever is wrong with a value is said by graphql-core, in its words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import GraphQLError, GraphQLSchema, OperationDefinitionNode
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource, get_variable_values
from graphql.pyutils import Undefined

from silog.kit.graphql.documents.coercing import Coerce, coercion

MOST_ERRORS: Final = 10
"""More nobody reads, and finding what an unknown name was meant to be is work."""


@dataclass(frozen=True, slots=True)
class _Declared:
    """One variable. `absent` is what it is worth when it is left out: Undefined where it must not be, or is then not there at all."""

    signature: GraphQLVariableSignature
    absent: Any
    may_be_absent: bool
    coerce: Coerce


class OperationVariables:
    """The variables of one operation."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        """Look at the declarations once."""
        self._schema = schema
        self._definitions = operation.variable_definitions or ()
        signatures = [get_variable_signature(schema, one) for one in self._definitions]
        self._declared = [
            self._declaration(one, definition)
            for one, definition in zip(signatures, self._definitions, strict=True)
            if not isinstance(one, GraphQLError)
        ]
        self._are_known = len(self._declared) == len(signatures)

    def coerced(self, raw: Mapping[str, Any]) -> VariableValues | list[GraphQLError]:
        """Return the values, or what is wrong with them."""
        return (self._directly(raw) if self._are_known else None) or get_variable_values(
            self._schema, self._definitions, dict(raw), max_errors=MOST_ERRORS
        )

    def _declaration(self, signature: GraphQLVariableSignature, definition: Any) -> _Declared:  # noqa: ANN401 -- a node
        alone = get_variable_values(self._schema, [definition], {})
        may_be_absent = not isinstance(alone, list)
        absent = alone.coerced.get(signature.name, Undefined) if isinstance(alone, VariableValues) else Undefined
        return _Declared(signature, absent, may_be_absent, coercion(signature.type))

    def _directly(self, raw: Mapping[str, Any]) -> VariableValues | None:
        """Return the values where nothing is wrong; None otherwise."""
        sources: dict[str, VariableValueSource] = {}
        coerced: dict[str, Any] = {}
        for one in self._declared:
            signature = one.signature
            value = raw.get(signature.name, Undefined)
            if value is Undefined:
                if not one.may_be_absent:
                    return None
                found = one.absent
            else:
                try:
                    found = one.coerce(value)
                except Exception:  # noqa: BLE001 -- whatever a scalar raises: graphql-core asks it again, and says what is wrong
                    return None
            sources[signature.name] = VariableValueSource(signature, value)
            if found is not Undefined:
                coerced[signature.name] = found
        return VariableValues(sources, coerced)
