"""Joins the figures to what they are read from: pools, plans, operations."""

from graphql import GraphQLSchema, OperationType

from silog.kit.database import Database
from silog.kit.graphql.documents.plans import CacheUse
from silog.kit.graphql.follow.seats import Seat
from silog.kit.graphql.http.remembered import Remembered
from silog.kit.graphql.serve.execution import Executor
from silog.kit.graphql.serve.failures import BUSY, OK, code_of, formatted
from silog.kit.graphql.serve.requests import Answer, Context, Prepared, Request, RequestRefusedError
from silog.kit.graphql.serve.trusted import Trusted
from silog.kit.reads import Reads
from silog.kit.scope import Scope
from silog.kit.telemetry.metrics import Metrics
from silog.kit.telemetry.record import CURRENT

_UNREAD = "none"
"""The kind of an operation that could not be read."""


def watch_database(metrics: Metrics, database: Database) -> None:
    """Let the figures say how long statements take and how full the pools are."""
    database.reads.observe_s = metrics.statement_s.observe
    database.observe_transaction_s = metrics.transaction_s.observe
    doors = [(("read",), database.reads.door), (("write",), database.writing)]
    label = ("pool",)
    metrics.gauge("silog_pool_in_use", "Connections that are held.", label, lambda: [(pool, door.inside) for pool, door in doors])
    metrics.gauge("silog_pool_size", "Connections there may be.", label, lambda: [(pool, door.places) for pool, door in doors])
    metrics.gauge("silog_pool_waiting", "Who waits for a connection.", label, lambda: [(pool, door.waiting) for pool, door in doors])
    metrics.counter("silog_pool_turned_away", "Who was told BUSY.", label, lambda: [(pool, door.turned_away) for pool, door in doors])


def watch_caches(metrics: Metrics, executor: Executor, remembered: Remembered) -> None:
    """Let the figures say how well the caches of documents, plans and public answers do."""

    def uses() -> list[tuple[tuple[str], CacheUse]]:
        documents = executor.documents
        return [(("documents",), documents.documents_use), (("plans",), documents.plans_use), (("answers",), remembered.use)]

    label = ("cache",)
    metrics.counter(
        "silog_graphql_cache_hits", "Found in a cache.", label, lambda: [(cache, use.asked - use.made) for cache, use in uses()]
    )
    grouped = executor.grouped_reads
    metrics.counter("silog_reads_shared", "Answers out of a statement that others shared.", (), lambda: [((), grouped.shared)])
    metrics.counter("silog_graphql_cache_misses", "Made, as no cache had it.", label, lambda: [(cache, use.made) for cache, use in uses()])
    metrics.gauge(
        "silog_graphql_cache_size",
        "What a cache holds.",
        label,
        lambda: [
            (("documents",), len(executor.documents.kept)),
            (("plans",), executor.documents.kept.plans),
            (("answers",), len(remembered)),
        ],
    )


class WatchedExecutor(Executor):
    """An executor whose operations are counted by kind and by how they end."""

    def __init__(self, schema: GraphQLSchema, reads: Reads, trusted: Trusted | None = None, *, metrics: Metrics) -> None:
        """Count in `metrics`."""
        super().__init__(schema, reads, trusted)
        self._metrics = metrics

    async def prepared(self, request: Request, scope: Scope) -> Prepared:
        """Prepare a request, or raise RequestRefusedError, which is counted."""
        try:
            return await super().prepared(request, scope)
        except RequestRefusedError as refusal:
            self._ended(_UNREAD, code_of([formatted(error) for error in refusal.errors]))
            raise

    def remembered(self) -> None:
        """Count an answer that was sent again: only queries that went well are remembered."""
        self._ended(OperationType.QUERY.value, OK)

    async def run(self, prepared: Prepared, context: Context) -> Answer:
        """Run a query or a mutation, and count how it ended."""
        code = BUSY  # nothing else keeps `run` from answering
        try:
            answer = await super().run(prepared, context)
            code = answer.code
        finally:
            self._ended(prepared.kind.value, code)
        return answer

    async def follow(self, prepared: Prepared, context: Context, seat: Seat) -> Answer:
        """Run a subscription; every answer counts."""
        record = CURRENT.get()
        if record is not None:
            record.is_stream = True
            record.operation, record.code = prepared.kind.value, OK
        self._metrics.subscriptions_open += 1
        try:
            last = await super().follow(prepared, context, seat)
        finally:
            self._metrics.subscriptions_open -= 1
        self._ended(prepared.kind.value, last.code)
        return last

    def told(self, count: int) -> None:
        """Count what followers were given."""
        self._metrics.count_operation(OperationType.SUBSCRIPTION.value, OK, count)

    def _ended(self, kind: str, code: str) -> None:
        record = CURRENT.get()
        if record is not None:
            record.operation, record.code = kind, code
        self._metrics.count_operation(kind, code)
