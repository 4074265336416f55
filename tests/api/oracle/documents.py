"""Documents over the whole of Query: aliases, fragments, interfaces, directives, variables; arguments right and wrong.

The source of chance is hypothesis's, so that a document on which two answers differ is shrunk to what makes them differ.
"""

import random
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
    is_interface_type,
    is_required_argument,
)
from graphql.pyutils import Undefined
from tests.api.oracle.values import Asked, Values, written

_DEPTH: Final = 4
_HEAVY: Final = frozenset({"area", "route"})


@dataclass(slots=True)
class Document:
    """A document being written, and its variables."""

    schema: GraphQLSchema
    values: Values
    chance: random.Random
    declared: list[str] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)
    open_fragments: dict[str, list[str]] = field(default_factory=dict)
    names: int = 0
    budget: int = 40

    def write(self) -> str:
        """Write the whole document."""
        query = self.schema.query_type
        assert query is not None
        body = self._selections(query, _DEPTH, most=3)
        head = f"({', '.join(self.declared)})" if self.declared else ""
        operation = f"query Q{head} {body}" if head or self._maybe(0.3) else body
        return "\n".join([operation, *self.fragments])

    def _maybe(self, probability: float) -> bool:
        return self.chance.random() < probability

    def _name(self, letter: str) -> str:
        self.names += 1
        return f"{letter}{self.names}"

    def _selections(self, kind: GraphQLNamedType, depth: int, *, most: int = 5) -> str:
        assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        parts = [self._selection(kind, depth) for _ in range(self.chance.randint(1, most))]
        found = [part for part in parts if part]
        return "{ " + " ".join(found or ["__typename"]) + " }"

    def _selection(self, kind: GraphQLObjectType | GraphQLInterfaceType, depth: int) -> str:
        draw = self.chance.random()
        if draw < 0.08:
            return self._aliased("__typename") + self._directive()
        if draw < 0.2 and depth:
            return self._inline_fragment(kind, depth)
        if draw < 0.28 and depth:
            return self._spread(kind, depth)
        return self._field(kind, depth)

    def _field(self, kind: GraphQLObjectType | GraphQLInterfaceType, depth: int) -> str:
        usable = [name for name, one in kind.fields.items() if depth or not is_composite_type(get_named_type(one.type))]
        if not usable or self.budget <= 0:
            return "__typename"
        name = self.chance.choice([one for one in usable if one not in _HEAVY or self._maybe(0.3)] or usable)
        self.budget -= 1
        described = kind.fields[name]
        arguments = self._arguments(kind.name, name, described)
        # A field with arguments gets a key of its own: two sets of arguments under one key are no valid document.
        text = f"{self._name('a')}: {name}{arguments}" if arguments else self._aliased(name)
        inner = get_named_type(described.type)
        below = " " + self._selections(inner, depth - 1) if is_composite_type(inner) else ""
        return text + self._directive() + below

    def _aliased(self, name: str) -> str:
        return f"{self._name('b')}: {name}" if self._maybe(0.15) else name

    def _inline_fragment(self, kind: GraphQLObjectType | GraphQLInterfaceType, depth: int) -> str:
        condition = self._condition(kind)
        on = f" on {condition.name}" if self._maybe(0.85) or condition is not kind else ""
        return f"...{on}{self._directive()} {self._selections(condition, depth - 1)}"

    def _spread(self, kind: GraphQLObjectType | GraphQLInterfaceType, depth: int) -> str:
        known = self.open_fragments.get(kind.name, [])
        if known and self._maybe(0.4):
            return f"...{self.chance.choice(known)}{self._directive()}"
        condition, name = self._condition(kind), self._name("F")
        body = self._selections(condition, depth - 1)
        self.fragments.append(f"fragment {name} on {condition.name} {body}")
        # Only finished fragments can be spread again, so that none holds itself.
        self.open_fragments.setdefault(kind.name, []).append(name)
        return f"...{name}{self._directive()}"

    def _condition(self, kind: GraphQLObjectType | GraphQLInterfaceType) -> GraphQLObjectType | GraphQLInterfaceType:
        if is_interface_type(kind) and self._maybe(0.8):
            return self.chance.choice(list(self.schema.get_possible_types(kind)))
        choices: list[GraphQLObjectType | GraphQLInterfaceType] = [kind, kind, *kind.interfaces]
        return self.chance.choice(choices)

    def _directive(self) -> str:
        if not self._maybe(0.08):
            return ""
        condition = str(self._maybe(0.5)).lower()
        if self._maybe(0.6):
            name = self._name("v")
            kind = self.chance.choice(["Boolean!", "Boolean! = true", "Boolean = false"])
            self.declared.append(f"${name}: {kind}")
            if kind == "Boolean!" or self._maybe(0.5):
                self.variables[name] = self._maybe(0.5) if self._maybe(0.95) else None
            condition = f"${name}"
        return f" @{self.chance.choice(['skip', 'include'])}(if: {condition})"

    def _arguments(self, parent: str, name: str, described: GraphQLField) -> str:
        chosen: dict[str, Any] = {}
        texts = []
        # The order first: a cursor is of one order.
        for key in sorted(described.args, key=lambda one: one != "orderBy"):
            argument = described.args[key]
            if not is_required_argument(argument) and not self._maybe(0.35):
                continue
            chosen[key] = self.values.choose(self.chance, argument.type, key, Asked(parent, name, chosen))
            texts.append(f"{key}: {self._passed(argument, chosen[key])}")
        return f"({', '.join(texts)})" if texts else ""

    def _passed(self, argument: GraphQLArgument, value: Any) -> str:  # noqa: ANN401 -- JSON
        if not self._maybe(0.4):
            return written(value)
        name, kind = self._name("v"), str(argument.type)
        is_needed = isinstance(argument.type, GraphQLNonNull)
        if self._maybe(0.3) and value is not None:
            self.declared.append(f"${name}: {kind} = {written(value)}")
            return f"${name}"
        if is_needed and argument.default_value is not Undefined and self._maybe(0.4):
            kind = kind.rstrip("!")  # allowed, because the argument has a default
            value = None if self._maybe(0.1) else value
        self.declared.append(f"${name}: {kind}")
        if is_needed or value is not None or self._maybe(0.6):
            self.variables[name] = value if self._maybe(0.98) else {"no": "such value"}
        return f"${name}"
