"""Fields that only Python can answer, by graphql-core's own executor: introspection, the viewer, ways, mutations."""

import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from graphql import DocumentNode, ExecutionResult, FieldNode, GraphQLSchema, OperationDefinitionNode, SelectionSetNode, execute

from silog.kit.graphql.declare.mutations import Changed, changed_things
from silog.kit.graphql.serve.failures import answered, refuse_if_all_was_busy

if TYPE_CHECKING:
    from silog.kit.graphql.serve.requests import Context, Prepared

Error = dict[str, Any]
Aside = Callable[[Callable[[], Any]], Awaitable[Any]]
ReadBack = Callable[[Changed, "Prepared", "Context", dict[str, Any]], Awaitable[list[Error]]]
"""Puts what a mutation changed where its payload wants it, in the data; gives what went wrong."""
_MOST_KEPT: Final = 8
"""Answers to questions about the schema; few are asked, and each may be half a megabyte."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """Fields as JSON by their names in the answer, and the errors beside them."""

    texts: Mapping[str, bytes]
    errors: list[Error]


class Resolving:
    """Answers fields by their resolvers."""

    def __init__(self, schema: GraphQLSchema, aside: Aside, read_back: ReadBack) -> None:
        """`aside` does in a thread of its own what would keep everybody waiting."""
        self._schema = schema
        self._aside = aside
        self._read_back = read_back
        self._introspected: OrderedDict[Hashable, Resolved] = OrderedDict()

    async def answer(self, prepared: "Prepared", context: "Context", left: Sequence[FieldNode]) -> Resolved:
        """Answer the fields `left` of an operation."""
        if all(node.name.value.startswith("__") for node in left):
            return await self._introspection(prepared, context, left)
        wanted = changed_things()
        found = self._execution(prepared, context, left)()
        result = found if isinstance(found, ExecutionResult) else await found
        refuse_if_all_was_busy(result)
        data, errors = result.data or {}, [answered(error) for error in result.errors or ()]
        for one in wanted:
            errors += await self._read_back(one, prepared, context, data)
        return Resolved(_texts(data, left), errors)

    async def _introspection(self, prepared: "Prepared", context: "Context", left: Sequence[FieldNode]) -> Resolved:
        """The schema is the same as long as the process lives, reads nothing, and takes long to describe."""
        key = prepared.document.text, prepared.operation.name and prepared.operation.name.value, json.dumps(prepared.raw_variables)
        known = self._introspected.get(key)
        if known is not None:
            self._introspected.move_to_end(key)
            return known
        result = await self._aside(self._execution(prepared, context, left))
        found = Resolved(_texts(result.data or {}, left), [answered(error) for error in result.errors or ()])
        if not found.errors:
            self._introspected[key] = found
            while len(self._introspected) > _MOST_KEPT:
                self._introspected.popitem(last=False)
        return found

    def _execution(self, prepared: "Prepared", context: "Context", left: Sequence[FieldNode]) -> "partial[Any]":
        operation = OperationDefinitionNode(
            operation=prepared.operation.operation,
            name=prepared.operation.name,
            variable_definitions=prepared.operation.variable_definitions,
            directives=(),
            selection_set=SelectionSetNode(selections=tuple(left)),
        )
        document = DocumentNode(definitions=(operation, *prepared.document.fragments.values()))
        return partial(execute, self._schema, document, context_value=context, variable_values=dict(prepared.raw_variables))


def _texts(data: Mapping[str, Any], left: Sequence[FieldNode]) -> Mapping[str, bytes]:
    keys = {node.alias.value if node.alias else node.name.value for node in left}
    return {key: json.dumps(data.get(key), ensure_ascii=False).encode() for key in keys}
