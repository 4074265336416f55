"""Spans of OpenTelemetry, sent to the collector that the OTEL_* variables name. Imported only where one is named.

Attributes say the route, the kind of an operation and how it ended. No path, document, variable, name or address goes into one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import Final

from graphql import GraphQLSchema
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.types import Scope

from silog.kit.graphql.serve.trusted import Trusted
from silog.kit.reads import Reads
from silog.kit.telemetry.metrics import Metrics
from silog.kit.telemetry.record import RequestRecord
from silog.kit.telemetry.requests import template
from silog.kit.telemetry.traced import TracedExecutor, opened

_FAILED: Final = 500


class Spans:
    """Makes spans and sends them, in batches, from a thread of its own."""

    def __init__(self) -> None:
        """Read endpoint, headers, service name and sampling from the standard variables."""
        resource = Resource.create({"service.name": "silog", "service.version": version("silog-kepri")})
        self._provider = TracerProvider(resource=resource)
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self.tracer = self._provider.get_tracer("silog")
        self._propagator = TraceContextTextMapPropagator()

    @contextmanager
    def request(self, scope: Scope, record: RequestRecord) -> Iterator[Span]:
        """Open the span of one request, under the caller's where `traceparent` names one."""
        carrier = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"] if name.startswith(b"trace")}
        context = self._propagator.extract(carrier) if carrier else None
        with opened(self.tracer, scope["method"], context=context, kind=SpanKind.SERVER) as span:
            try:
                yield span
            finally:
                _describe(span, scope, record)

    def executor(self, schema: GraphQLSchema, reads: Reads, trusted: Trusted | None, *, metrics: Metrics) -> TracedExecutor:
        """Give an executor that makes spans as well."""
        return TracedExecutor(schema, reads, trusted, metrics=metrics, tracer=self.tracer)

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()


def _describe(span: Span, scope: Scope, record: RequestRecord) -> None:
    status = record.status or _FAILED
    route = template(scope)
    span.update_name(f"{scope['method']} {route}")
    span.set_attributes(
        {
            "http.request.method": scope["method"],
            "http.route": route,
            "http.response.status_code": status,
            "http.response.body.size": record.sent_bytes,
            "url.scheme": scope["scheme"],
            "silog.request_id": record.id,
            **({"silog.role": record.role, "silog.election": record.election or ""} if record.role else {}),
        }
    )
    if status >= _FAILED:
        span.set_status(Status(StatusCode.ERROR))
