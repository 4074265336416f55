"""Whether traces are wanted. Only then is the OpenTelemetry SDK imported: who wants none pays nothing for it."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from importlib import import_module
from typing import Final, Protocol

from graphql import GraphQLSchema
from starlette.types import Scope

from silog.kit.graphql.serve.trusted import Trusted
from silog.kit.reads import Reads
from silog.kit.telemetry.metrics import Metrics
from silog.kit.telemetry.record import RequestRecord
from silog.kit.telemetry.watching import WatchedExecutor

_ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


class Tracing(Protocol):
    """What makes spans: `silog.kit.telemetry.spans.Spans`, named here so that nobody need import it."""

    def request(self, scope: Scope, record: RequestRecord) -> AbstractContextManager[object]:
        """Open the span of one request."""
        ...

    def executor(self, schema: GraphQLSchema, reads: Reads, trusted: Trusted | None, *, metrics: Metrics) -> WatchedExecutor:
        """Give an executor that makes spans as well."""
        ...

    def close(self) -> None:
        """Send what is left. It may take seconds."""
        ...


def are_wanted(environment: Mapping[str, str]) -> bool:
    """Whether the standard variables name a collector and do not switch traces off."""
    if environment.get("OTEL_SDK_DISABLED", "").lower() == "true" or environment.get("OTEL_TRACES_EXPORTER", "").lower() == "none":
        return False
    return any(environment.get(name) for name in _ENDPOINTS)


def tracing_wanted(environment: Mapping[str, str]) -> Tracing | None:
    """Give what makes spans, or None where none are wanted."""
    if not are_wanted(environment):
        return None
    tracing: Tracing = import_module("silog.kit.telemetry.spans").Spans()
    return tracing
