"""What becomes of a document: which of its fields are SQL, which SQL that is, and how PostgreSQL goes about it.

For people who write queries or fields. Nothing is answered here, and without `is_run` nothing is run.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError, print_ast

from silog.kit.graphql.documents.plans import RootField
from silog.kit.graphql.plan.statements import Statement
from silog.kit.graphql.serve.execution import Executor
from silog.kit.graphql.serve.requests import Context, Prepared, Request
from silog.kit.reads import Reads


@dataclass(frozen=True, slots=True)
class ExplainedField:
    """One root field: `statement` is None where the ordinary executor answers it, or nobody does because it `is_refused`."""

    key: str
    is_refused: bool
    statement: Statement | None
    parameters: Sequence[Any] = ()
    steps: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """A document as it was understood, and its root fields. `deciding` names the variables whose values are part of the plan."""

    document: str
    deciding: Sequence[str]
    fields: Sequence[ExplainedField]


async def explain(executor: Executor, reads: Reads, request: Request, context: Context, *, is_run: bool) -> Explanation:
    """Plan a request as if it were to be answered; raise RequestRefusedError or GraphQLError where it would be refused.

    With `is_run` PostgreSQL runs the statements and says what they took.
    """
    prepared = executor.prepare(request)
    plan = executor.documents.plan(prepared.document, prepared.operation, prepared.variables, context.scope)
    fields = [await _explained(reads, prepared, context, one, is_run=is_run) for one in plan.fields]
    deciding = prepared.document.shaping[prepared.operation.name.value if prepared.operation.name else None]
    return Explanation(print_ast(prepared.document.node), sorted({name for name, _ in deciding}), fields)


async def _explained(reads: Reads, prepared: Prepared, context: Context, one: RootField, *, is_run: bool) -> ExplainedField:
    if one.statement is None:
        return ExplainedField(one.selection.key, one.is_refused, None)
    parameters = one.statement.parameters(prepared.variables, context.scope, context.parameters)
    options = "ANALYZE, BUFFERS" if is_run else "COSTS"
    async with reads.acquire() as connection:
        rows = await connection.fetch(f"EXPLAIN ({options}) {one.statement.sql}", *parameters)
    return ExplainedField(one.selection.key, one.is_refused, one.statement, parameters, [row[0] for row in rows])


def said_by(error: GraphQLError) -> str:
    """Return an error with its place in the document, for a terminal."""
    places = ", ".join(f"line {place.line}, column {place.column}" for place in error.locations or ())
    return f"{places}: {error.message}" if places else error.message
