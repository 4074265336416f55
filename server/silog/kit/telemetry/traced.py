"""Operations with spans: one for each, and within it one for parsing, planning, each statement, and what Python resolves."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from contextvars import ContextVar
from time import time_ns
from typing import Any, Final

import asyncpg
from graphql import GraphQLSchema, OperationDefinitionNode
from graphql.execution.values import VariableValues
from opentelemetry.context import Context as OTelContext
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer
from opentelemetry.util.types import Attributes

from silog.kit.graphql.documents.plans import Document, Documents, Plan
from silog.kit.graphql.plan.statements import Statement
from silog.kit.graphql.serve.failures import BUSY, UNAVAILABLE, code_of, formatted
from silog.kit.graphql.serve.grouping import GroupedReads
from silog.kit.graphql.serve.requests import Answer, Context, Prepared, Request, RequestRefusedError
from silog.kit.graphql.serve.trusted import Trusted
from silog.kit.reads import Reads
from silog.kit.scope import Scope
from silog.kit.telemetry.metrics import Metrics
from silog.kit.telemetry.watching import WatchedExecutor

_FAULTS: Final = frozenset({"INTERNAL", "TOO_SLOW", UNAVAILABLE, BUSY})
"""Codes that are no client's doing. The others are answers like any other."""
_IS_CACHED: Final = "silog.is_cached"
_DATABASE: Final = {"db.system.name": "postgresql", "db.operation.name": "SELECT"}
_parsed_ns: Final[ContextVar[tuple[int, int] | None]] = ContextVar("silog_parsed_ns", default=None)


def opened(
    tracer: Tracer,
    name: str,
    *,
    context: OTelContext | None = None,
    kind: SpanKind = SpanKind.INTERNAL,
    attributes: Attributes = None,
    start_ns: int | None = None,
) -> AbstractContextManager[Span]:
    """Open a span for as long as a block lasts. What an exception says is not for it: a message may quote values."""
    return tracer.start_as_current_span(
        name, context, kind, attributes, (), start_ns, record_exception=False, set_status_on_exception=False
    )


class TracedReads(Reads):
    """Reads with a span for each statement. Its text stays out: a document's own values may stand in it."""

    def __init__(self, reads: Reads, tracer: Tracer) -> None:
        """Run statements by `reads`."""
        self.door = reads.door
        self._reads = reads
        self._tracer = tracer

    async def fetchval(self, sql: str, *parameters: object) -> Any:  # noqa: ANN401 -- as in Reads
        """Give the first column of the first row; None where there is none."""
        with opened(self._tracer, "sql", kind=SpanKind.CLIENT, attributes=_DATABASE):
            return await self._reads.fetchval(sql, *parameters)

    async def fetchrow(self, sql: str, *parameters: object) -> "asyncpg.Record | None":
        """Give the first row; None where there is none."""
        with opened(self._tracer, "sql", kind=SpanKind.CLIENT, attributes=_DATABASE):
            return await self._reads.fetchrow(sql, *parameters)

    @asynccontextmanager
    async def acquire(self) -> "AsyncIterator[asyncpg.Connection[Any]]":
        """Hold one connection for as long as the block lasts."""
        async with self._reads.acquire() as connection:
            yield connection

    async def close(self) -> None:
        """Leave that to `reads`."""


class TracedGroups(GroupedReads):
    """Planned reads with a span for each who asks: an execution that many share belongs to none of their traces."""

    def __init__(self, reads: Reads, tracer: Tracer) -> None:
        """Run statements by `reads`."""
        super().__init__(reads)
        self._tracer = tracer

    async def fetch(self, statement: Statement, parameters: Sequence[Any]) -> bytes | None:
        """Give the one value of a statement."""
        with opened(self._tracer, "sql", kind=SpanKind.CLIENT, attributes=_DATABASE):
            return await super().fetch(statement, parameters)


class TracedDocuments(Documents):
    """Documents with a span where a plan is looked for or made."""

    def __init__(self, schema: GraphQLSchema, trusted: Collection[str], tracer: Tracer) -> None:
        """Start empty; `trusted` as for Documents."""
        super().__init__(schema, trusted)
        self._tracer = tracer

    def known_plan(self, document: Document, operation: OperationDefinitionNode, variables: VariableValues, scope: Scope) -> Plan | None:
        """Return the plan, where one of this shape was made before."""
        since_ns = time_ns()
        plan = super().known_plan(document, operation, variables, scope)
        if plan is not None:
            self._tracer.start_span("graphql.plan", start_time=since_ns, attributes={_IS_CACHED: True}).end()
        return plan

    def plan(self, document: Document, operation: OperationDefinitionNode, variables: VariableValues, scope: Scope) -> Plan:
        """Return the plan; where it is asked for, it was not known a moment ago."""
        with opened(self._tracer, "graphql.plan", attributes={_IS_CACHED: False}):
            return super().plan(document, operation, variables, scope)


class TracedExecutor(WatchedExecutor):
    """An executor whose operations are counted and traced. A subscription has a span for each statement, and none of its own."""

    def __init__(self, schema: GraphQLSchema, reads: Reads, trusted: Trusted | None = None, *, metrics: Metrics, tracer: Tracer) -> None:
        """Trace with `tracer`."""
        super().__init__(schema, TracedReads(reads, tracer), trusted, metrics=metrics)
        self.grouped_reads = TracedGroups(reads, tracer)
        self.documents = TracedDocuments(schema, frozenset(trusted.texts.values() if trusted else ()), tracer)
        self._tracer = tracer

    async def prepared(self, request: Request, scope: Scope) -> Prepared:
        """Prepare a request, or raise RequestRefusedError."""
        since_ns = time_ns()
        try:
            return await super().prepared(request, scope)
        except RequestRefusedError as refusal:
            with opened(self._tracer, "graphql", start_ns=since_ns) as span:
                _end(span, code_of([formatted(error) for error in refusal.errors]))
            raise
        finally:
            _parsed_ns.set((since_ns, time_ns()))

    async def run(self, prepared: Prepared, context: Context) -> Answer:
        """Run a query or a mutation."""
        since_ns, until_ns = _parsed_ns.get() or (None, None)
        kind = prepared.kind.value
        with opened(self._tracer, f"graphql.{kind}", start_ns=since_ns, attributes={"graphql.operation.type": kind}) as span:
            self._tracer.start_span("graphql.parse", start_time=since_ns).end(until_ns)
            code = BUSY
            try:
                answer = await super().run(prepared, context)
                code = answer.code
            finally:
                _end(span, code)
            return answer

    async def _resolved(
        self, plan: Plan, prepared: Prepared, context: Context, texts: dict[str, bytes], errors: list[dict[str, Any]]
    ) -> None:
        if all(one.selection.key in texts for one in plan.fields):
            return
        with opened(self._tracer, "graphql.resolve"):
            await super()._resolved(plan, prepared, context, texts, errors)


def _end(span: Span, code: str) -> None:
    span.set_attribute("silog.code", code)
    if code in _FAULTS:
        span.set_status(Status(StatusCode.ERROR))
