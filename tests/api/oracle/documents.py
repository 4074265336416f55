"""Documents over the whole of Query: aliases, fragments, interfaces, directives, variables; arguments right and wrong.

The source of chance is hypothesis's, so that a document on which two answers differ is shrunk to what makes them differ.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_required_argument,
)
from tests.api.oracle.passing import Passing
from tests.api.oracle.values import Values

_DEPTH: Final = 4
_HEAVY: Final = frozenset({"area", "route"})
_INTROSPECTION: Final = (
    "__schema { queryType { name } subscriptionType { fields { name type { kind ofType { name } } } } }",
    '__type(name: "Box") { __typename name kind description interfaces { name } fields { name args { name defaultValue } } }',
    '__type(name: "Nothing") { name }',
    '__type(name: "BoxState") { enumValues { name description isDeprecated } }',
)
_ANOTHER_OPERATION: Final = "query Other { viewer { role } __typename }"
Fielded = GraphQLObjectType | GraphQLInterfaceType
Composite = Fielded | GraphQLUnionType


@dataclass(frozen=True, slots=True)
class Head:
    """A field with its key and arguments, which may be asked for again: what is selected below is merged."""

    text: str
    name: str


@dataclass(slots=True)
class Document:
    """A document being written, with its variables and the name of the operation that is meant."""

    schema: GraphQLSchema
    values: Values
    chance: random.Random
    passing: Passing = field(init=False)
    operation_name: str | None = None
    fragments: list[str] = field(default_factory=list)
    open_fragments: dict[str, list[str]] = field(default_factory=dict)
    names: int = 0
    budget: int = 38

    def __post_init__(self) -> None:
        """Share the chance."""
        self.passing = Passing(self.chance)

    @property
    def variables(self) -> dict[str, Any]:
        """What the request gives for the variables."""
        return self.passing.given

    def write(self) -> str:
        """Write the whole document."""
        query = self.schema.query_type
        assert query is not None
        body = self._selections(query, _DEPTH, [], most=3)
        declared = self.passing.declared
        operations = [f"query Q({', '.join(declared)}) {body}" if declared else self.chance.choice([body, f"query Q {body}"])]
        odd = self.chance.random()
        if odd > 0.96 and operations[0].startswith("query"):
            operations.insert(self.chance.randint(0, 1), _ANOTHER_OPERATION)
            self.operation_name = self.chance.choice(["Q", "Q", "Other", None])
        elif odd > 0.92:
            self.operation_name = self.chance.choice(["Q", "Q", "Q", "q", ""])
        return "\n".join([*operations, *self.fragments])

    def _maybe(self, probability: float) -> bool:
        return self.chance.random() < probability

    def _name(self, letter: str) -> str:
        self.names += 1
        return f"{letter}{self.names}"

    def _selections(self, kind: GraphQLNamedType, depth: int, heads: list[Head], *, most: int = 5) -> str:
        assert isinstance(kind, Composite)
        parts = [self._selection(kind, depth, heads) for _ in range(self.chance.randint(1, most))]
        return "{ " + " ".join(parts) + " }"

    def _selection(self, kind: Composite, depth: int, heads: list[Head]) -> str:
        draw = self.chance.random()
        if draw < 0.06:
            return self._aliased("__typename") + self._directive()
        if draw < 0.18 and depth:
            return self._inline_fragment(kind, depth, heads)
        if draw < 0.26 and depth:
            return self._spread(kind, depth)
        if draw < 0.36 and heads and not isinstance(kind, GraphQLUnionType):
            return self._again(kind, self.chance.choice(heads), depth)
        if draw < 0.4 and kind.name == "Query":
            return f"{self._name('i')}: {self.chance.choice(_INTROSPECTION)}"
        return self._field(kind, depth, heads)

    def _field(self, kind: Composite, depth: int, heads: list[Head]) -> str:
        if isinstance(kind, GraphQLUnionType):
            return self._inline_fragment(kind, depth, heads) if depth else "__typename"
        usable = [name for name, one in kind.fields.items() if depth or not is_composite_type(get_named_type(one.type))]
        if not usable or self.budget <= 0:
            return "__typename"
        name = self.chance.choice([one for one in usable if one not in _HEAVY or self._maybe(0.3)] or usable)
        asked = self._asked(kind, name, depth, heads)
        # The same field once more with other arguments, as clients do under an alias.
        return f"{asked} {self._asked(kind, name, depth, heads)}" if kind.fields[name].args and self._maybe(0.2) else asked

    def _asked(self, kind: Fielded, name: str, depth: int, heads: list[Head]) -> str:
        self.budget -= 1
        arguments = self._arguments(kind.name, name, kind.fields[name])
        # A field with arguments gets a key of its own: two sets of arguments under one key are no valid document.
        head = Head(f"{self._name('a')}: {name}{arguments}" if arguments else self._aliased(name), name)
        heads.append(head)
        return self._again(kind, head, depth)

    def _again(self, kind: Fielded, head: Head, depth: int) -> str:
        inner = get_named_type(kind.fields[head.name].type)
        below = " " + self._selections(inner, depth - 1, []) if is_composite_type(inner) else ""
        return head.text + self._directive() + below

    def _aliased(self, name: str) -> str:
        return f"{self._name('b')}: {name}" if self._maybe(0.15) else name

    def _inline_fragment(self, kind: Composite, depth: int, heads: Sequence[Head]) -> str:
        condition = self._condition(kind)
        on = f" on {condition.name}" if self._maybe(0.85) or condition is not kind else ""
        known = list(heads) if condition is kind else []
        return f"...{on}{self._directive()} {self._selections(condition, depth - 1, known)}"

    def _spread(self, kind: Composite, depth: int) -> str:
        known = self.open_fragments.get(kind.name, [])
        if known and self._maybe(0.4):
            return f"...{self.chance.choice(known)}{self._directive()}"
        condition, name = self._condition(kind), self._name("F")
        body = self._selections(condition, depth - 1, [])
        self.fragments.append(f"fragment {name} on {condition.name} {body}")
        # Only finished fragments can be spread again, so that none holds itself.
        self.open_fragments.setdefault(kind.name, []).append(name)
        return f"...{name}{self._directive()}"

    def _condition(self, kind: Composite) -> Fielded:
        choices: list[Fielded] = []
        if is_abstract_type(kind) and self._maybe(0.8):
            choices += self.schema.get_possible_types(kind)
        elif isinstance(kind, GraphQLUnionType):
            choices += {one.name: one for member in kind.types for one in member.interfaces}.values()
        else:
            choices += [kind, kind, *kind.interfaces]
        return self.chance.choice(choices)

    def _directive(self) -> str:
        if not self._maybe(0.08):
            return ""
        return f" @{self.chance.choice(['skip', 'include'])}(if: {self.passing.condition(holds=self._maybe(0.5))})"

    def _arguments(self, parent: str, name: str, described: GraphQLField) -> str:
        wanted = [key for key, one in described.args.items() if is_required_argument(one) or self._maybe(0.35)]
        texts = self.passing.arguments(self.values, parent, name, described, wanted)
        return f"({', '.join(f'{key}: {text}' for key, text in texts.items())})" if texts else ""
