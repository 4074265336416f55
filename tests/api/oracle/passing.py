"""How a value gets into a document: as a literal, as a variable, or as a literal that holds variables anywhere inside."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import GraphQLArgument, GraphQLField, GraphQLInputObjectType, GraphQLInputType, GraphQLList, GraphQLNonNull
from graphql.pyutils import Undefined
from tests.api.oracle.values import Asked, Values, Word

_SOME_TYPE: Final = {"no": "such value"}


@dataclass(slots=True)
class Passing:
    """The variables of one operation, as its document declares them and as the request gives them."""

    chance: random.Random
    declared: list[str] = field(default_factory=list)
    given: dict[str, Any] = field(default_factory=dict)

    def maybe(self, probability: float) -> bool:
        """Whether something of this probability happens."""
        return self.chance.random() < probability

    def arguments(self, values: Values, parent: str, name: str, described: GraphQLField, wanted: Sequence[str]) -> dict[str, str]:
        """Choose and write values for some arguments of a field."""
        chosen: dict[str, Any] = {}
        texts = {}
        # The order first: a cursor is of one order.
        for key in sorted(wanted, key=lambda one: one != "orderBy"):
            chosen[key] = values.choose(self.chance, described.args[key].type, key, Asked(parent, name, chosen))
            texts[key] = self._argument(described.args[key], chosen[key])
        return texts

    def _argument(self, argument: GraphQLArgument, value: Any) -> str:  # noqa: ANN401 -- JSON
        has_default = argument.default_value is not Undefined
        return self._variable(argument.type, value, has_default=has_default) if self.maybe(0.4) else self._literal(argument.type, value)

    def _literal(self, kind: GraphQLInputType, value: Any) -> str:  # noqa: ANN401
        kind = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        if isinstance(kind, GraphQLList) and isinstance(value, list):
            if len(value) == 1 and value[0] is not None and self.maybe(0.2):
                return self._inside(kind.of_type, value[0])  # one value stands for a list of one
            return "[" + ", ".join(self._inside(kind.of_type, one) for one in value) + "]"
        if isinstance(kind, GraphQLInputObjectType) and isinstance(value, dict) and value.keys() <= kind.fields.keys():
            return "{" + ", ".join(f"{name}: {self._inside(kind.fields[name].type, inner)}" for name, inner in value.items()) + "}"
        return written(value)

    def condition(self, *, holds: bool) -> str:
        """Write the condition of a directive."""
        if self.maybe(0.4):
            return str(holds).lower()
        kind = self.chance.choice(["Boolean!", "Boolean! = true", "Boolean = false"])
        name = self._declare(kind)
        if kind == "Boolean!" or self.maybe(0.5):
            self.given[name] = holds if self.maybe(0.98) else None
        return f"${name}"

    def _inside(self, kind: GraphQLInputType, value: Any) -> str:  # noqa: ANN401
        return self._variable(kind, value, has_default=False) if self.maybe(0.08) else self._literal(kind, value)

    def _variable(self, kind: GraphQLInputType, value: Any, *, has_default: bool) -> str:  # noqa: ANN401
        is_needed = isinstance(kind, GraphQLNonNull)
        if self.maybe(0.25) and value is not None:
            name = self._declare(f"{kind} = {written(value)}")
            if self.maybe(0.2) and not is_needed:
                self.given[name] = None
            return f"${name}"
        told = str(kind)
        if is_needed and has_default and self.maybe(0.4):
            told = told.rstrip("!")  # allowed, because the argument has a default
            value = None if self.maybe(0.1) else value
        name = self._declare(told)
        if is_needed or value is not None or self.maybe(0.6):
            is_single = isinstance(value, list) and len(value) == 1 and self.maybe(0.2)
            self.given[name] = _SOME_TYPE if self.maybe(0.01) else value[0] if is_single else value
        return f"${name}"

    def _declare(self, told: str) -> str:
        name = f"v{len(self.declared)}"
        self.declared.append(f"${name}: {told}")
        return name


def written(value: Any) -> str:  # noqa: ANN401
    """Write a value as a GraphQL literal without variables."""
    if isinstance(value, Word):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {written(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(written(inner) for inner in value) + "]"
    return json.dumps(value, ensure_ascii=True)
