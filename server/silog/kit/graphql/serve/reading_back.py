"""What a mutation changed, asked for as a query of its own: the same fields, aliases, fragments and variables, under the same scope.

So a payload shows a thing as it was committed and as everybody else reads it, and no room writes its types out a second time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    Node,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    parse,
    print_ast,
    visit,
)

from silog.kit.graphql.declare.mutations import Changed

ID_VARIABLE: Final = "silogChangedId"


@dataclass(frozen=True, slots=True)
class ReadBackQuery:
    """The text of a query, the variables of the mutation that it takes too, and the one that carries the id."""

    text: str
    variables: frozenset[str]
    id_variable: str = ID_VARIABLE


def read_back_query(one: Changed, operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]) -> ReadBackQuery:
    """Make the query for one changed thing of a mutation's operation."""
    sets = [node.selection_set for node in one.nodes if node.selection_set is not None]
    used = _Used(fragments)
    used.read(sets)
    variables = [found for found in operation.variable_definitions or () if found.variable.name.value in used.variables]
    selections = "\n".join(print_ast(selection) for found in sets for selection in found.selections)
    given = "".join(f", {print_ast(found)}" for found in variables)
    query = f"query (${ID_VARIABLE}: ID!{given}) {{ node(id: ${ID_VARIABLE}) {{ ... on {one.kind} {{ {selections} }} }} }}"
    kept = [fragments[name] for name in sorted(used.fragments)]
    document = DocumentNode(definitions=(*parse(query).definitions, *kept))
    return ReadBackQuery(print_ast(document), frozenset(used.variables))


class _Used(Visitor):
    """Which fragments and variables a selection uses, through the fragments that it spreads."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        super().__init__()
        self._all = fragments
        self.fragments: set[str] = set()
        self.variables: set[str] = set()

    def read(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            visit(node, self)

    def enter_variable(self, node: VariableNode, *_: Any) -> None:  # noqa: ANN401 -- graphql-core's own signature
        self.variables.add(node.name.value)

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: Any) -> None:  # noqa: ANN401
        name = node.name.value
        if name not in self.fragments:
            self.fragments.add(name)
            self.read([self._all[name]])
