"""Fields that only Python can answer, by graphql-core's own executor: introspection, the viewer, mutations."""

import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from graphql import DocumentNode, ExecutionResult, FieldNode, GraphQLSchema, OperationDefinitionNode, SelectionSetNode, execute

if TYPE_CHECKING:
    from silog.kit.graphql.serve.execution import Context, Prepared

_MOST_KEPT: Final = 8
"""Answers to questions about the schema; few are asked, and each may be half a megabyte."""
Aside = Callable[[Callable[[], Any]], Awaitable[Any]]
Texts = Mapping[str, bytes]


class Resolving:
    """Answers fields by their resolvers."""

    def __init__(self, schema: GraphQLSchema, aside: Aside) -> None:
        """`aside` does in a thread of its own what would keep everybody waiting."""
        self._schema = schema
        self._aside = aside
        self._introspected: OrderedDict[Hashable, Texts] = OrderedDict()

    async def answer(self, prepared: "Prepared", context: "Context", left: Sequence[FieldNode]) -> tuple[ExecutionResult, Texts]:
        """Answer the fields `left` of an operation: what came of it, and each as JSON by its name in the answer."""
        if all(node.name.value.startswith("__") for node in left):
            return await self._introspection(prepared, context, left)
        found = self._execution(prepared, context, left)()
        result = found if isinstance(found, ExecutionResult) else await found
        return result, _texts(result, left)

    async def _introspection(self, prepared: "Prepared", context: "Context", left: Sequence[FieldNode]) -> tuple[ExecutionResult, Texts]:
        """The schema is the same as long as the process lives, reads nothing, and takes long to describe."""
        key = prepared.document.text, prepared.operation.name and prepared.operation.name.value, json.dumps(prepared.raw_variables)
        known = self._introspected.get(key)
        if known is not None:
            self._introspected.move_to_end(key)
            return ExecutionResult({}), known
        result = await self._aside(self._execution(prepared, context, left))
        texts = _texts(result, left)
        if not result.errors:
            self._introspected[key] = texts
            while len(self._introspected) > _MOST_KEPT:
                self._introspected.popitem(last=False)
        return result, texts

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


def _texts(result: ExecutionResult, left: Sequence[FieldNode]) -> Texts:
    data = result.data or {}
    keys = {node.alias.value if node.alias else node.name.value for node in left}
    return {key: json.dumps(data.get(key), ensure_ascii=False).encode() for key in keys}
