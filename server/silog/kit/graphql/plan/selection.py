"""Which fields a validated document selects on a type: fragments opened, directives decided, equal keys merged."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    is_abstract_type,
)
from graphql.language import BooleanValueNode


@dataclass(frozen=True, slots=True)
class Selection:
    """One key of the answer: the field's name, and every node in the document that asks for it under this key."""

    key: str
    name: str
    nodes: tuple[FieldNode, ...]

    @property
    def sets(self) -> list[SelectionSetNode]:
        """The selection sets to be merged below this key."""
        return [node.selection_set for node in self.nodes if node.selection_set]


class Selections:
    """Opens selection sets of one operation, under its variables; remembers which variables decided about fields."""

    def __init__(self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], variables: Mapping[str, Any]) -> None:
        """`variables` are coerced ones."""
        self._schema = schema
        self._fragments = fragments
        self._variables = variables
        self.deciding: set[str] = set()

    def of(self, kind: GraphQLNamedType, sets: Sequence[SelectionSetNode]) -> list[Selection]:
        """Return the answer's keys on a concrete type, in the order in which the document first asks for them."""
        nodes: dict[str, list[FieldNode]] = {}
        for selection_set in sets:
            for node in self._fields(kind, selection_set.selections, set()):
                nodes.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
        return [Selection(key, found[0].name.value, tuple(found)) for key, found in nodes.items()]

    def _fields(self, kind: GraphQLNamedType, selections: Sequence[SelectionNode], seen: set[str]) -> Iterator[FieldNode]:
        for node in selections:
            if not self._is_wanted(node.directives):
                continue
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                if node.type_condition is None or self._applies(node.type_condition.name.value, kind):
                    yield from self._fields(kind, node.selection_set.selections, seen)
            else:
                yield from self._spread(kind, node.name.value, seen)  # type: ignore[attr-defined]

    def _spread(self, kind: GraphQLNamedType, name: str, seen: set[str]) -> Iterator[FieldNode]:
        fragment = self._fragments[name]
        if name not in seen and self._applies(fragment.type_condition.name.value, kind):
            seen.add(name)
            yield from self._fields(kind, fragment.selection_set.selections, seen)

    def _applies(self, condition: str, kind: GraphQLNamedType) -> bool:
        if condition == kind.name:
            return True
        named = self._schema.get_type(condition)
        return is_abstract_type(named) and self._schema.is_sub_type(named, kind)

    def _is_wanted(self, directives: Sequence[DirectiveNode] | None) -> bool:
        for directive in directives or ():
            if directive.name.value == "skip" and self._condition(directive):
                return False
            if directive.name.value == "include" and not self._condition(directive):
                return False
        return True

    def _condition(self, directive: DirectiveNode) -> bool:
        (argument,) = directive.arguments or ()
        value = argument.value
        if isinstance(value, VariableNode):
            self.deciding.add(value.name.value)
            decided = self._variables.get(value.name.value)
            if decided is None:  # a variable with a default may be null all the same
                raise GraphQLError(f"`if` of @{directive.name.value} must not be null, and ${value.name.value} is.", nodes=[value])
            return bool(decided)
        return isinstance(value, BooleanValueNode) and value.value
