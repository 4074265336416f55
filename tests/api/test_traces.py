"""Traces as a collector gets them: over HTTP on loopback, decoded from their protobuf."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from silog.asgi import create_app
from silog.kit.cluster import Endpoint
from silog.kit.telemetry.traces import are_wanted
from silog.settings import Settings

_ASK: Final = {
    "query": "query Rahasia($code: String!) { region(code: $code) { code } }",
    "variables": {"code": "21.03"},
    "operationName": "Rahasia",
}


class Collector(ThreadingHTTPServer):
    """Takes OTLP over HTTP and keeps what it got."""

    def __init__(self) -> None:
        """Listen on a free port of loopback."""
        self.got: list[tuple[str, ExportTraceServiceRequest]] = []
        super().__init__(("127.0.0.1", 0), _Taking)

    @property
    def spans(self) -> list[Span]:
        """Every span, in the order of arrival."""
        return [span for _, got in self.got for group in got.resource_spans for scoped in group.scope_spans for span in scoped.spans]

    def named(self, name: str) -> Span:
        """The one span of that name."""
        (found,) = [span for span in self.spans if span.name == name]
        return found


class _Taking(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Collector)
        got = ExportTraceServiceRequest.FromString(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.got.append((self.path, got))
        self.send_response(200)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the name that the base class gives it
        pass


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    """A collector that the standard variables name."""
    with Collector() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        yield server
        server.shutdown()
        thread.join()


async def _ask(database: Endpoint, *requests: tuple[dict[str, Any], dict[str, str]]) -> list[httpx.Response]:
    """Ask a server of its own, which has sent all its spans when this comes back."""
    app = create_app(Settings(state=Path("unused")).with_database(database.dsn_app))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://silog.test") as client,
    ):
        return [await client.post("/graphql?election=LATIHAN-2024", json=body, headers=headers) for body, headers in requests]


def _said(span: Span) -> dict[str, Any]:
    return {one.key: one.value.string_value or one.value.int_value or one.value.bool_value for one in span.attributes}


async def test_a_request_is_a_span_and_its_operation_with_its_parts_lies_within(
    database: Endpoint, collector: Collector, coordinator: dict[str, str]
) -> None:
    (answer,) = await _ask(database, (_ASK, coordinator))

    request, operation = collector.named("POST /graphql"), collector.named("graphql.query")
    within = {span.name for span in collector.spans if span.parent_span_id == operation.span_id}
    assert operation.parent_span_id == request.span_id
    assert within == {"graphql.parse", "graphql.plan", "sql"}
    assert len({span.trace_id for span in collector.spans}) == 1
    assert operation.start_time_unix_nano <= collector.named("graphql.parse").start_time_unix_nano
    assert _said(request) == {
        "http.request.method": "POST",
        "http.route": "/graphql",
        "http.response.status_code": 200,
        "http.response.body.size": len(answer.content),
        "url.scheme": "http",
        "silog.request_id": answer.headers["x-request-id"],
        "silog.role": "COORDINATOR",
        "silog.election": "LATIHAN-2024",
    }
    assert _said(operation) == {"graphql.operation.type": "query", "silog.code": "OK"}
    assert {path for path, _ in collector.got} == {"/v1/traces"}


async def test_what_only_python_can_answer_has_a_span_of_its_own(database: Endpoint, collector: Collector) -> None:
    await _ask(database, ({"query": "{ __typename }"}, {}))

    assert collector.named("graphql.resolve").parent_span_id == collector.named("graphql.query").span_id


async def test_nothing_of_who_asks_or_what_for_leaves_the_server(
    database: Endpoint, collector: Collector, coordinator: dict[str, str]
) -> None:
    await _ask(database, (_ASK, coordinator), ({"query": "{ nothing }"}, coordinator))

    sent = b"".join(got.SerializeToString() for _, got in collector.got)
    assert b"graphql.query" in sent
    for word in ("Rahasia", "21.03", "Koordinator", "nothing", coordinator["authorization"].split()[1], "SELECT set_config"):
        assert word.encode() not in sent


async def test_a_callers_trace_goes_on_here(database: Endpoint, collector: Collector) -> None:
    trace, parent = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"

    await _ask(database, (_ASK, {"traceparent": f"00-{trace}-{parent}-01"}))

    request = collector.named("POST /graphql")
    assert (request.trace_id.hex(), request.parent_span_id.hex()) == (trace, parent)


async def test_a_traceparent_that_is_none_begins_a_trace_of_ours(database: Endpoint, collector: Collector) -> None:
    await _ask(database, (_ASK, {"traceparent": "00-zz-01"}))

    assert collector.named("POST /graphql").parent_span_id == b""


async def test_a_document_that_is_refused_is_an_operation_with_its_code(database: Endpoint, collector: Collector) -> None:
    await _ask(database, ({"query": "{ nothing }"}, {}))

    assert _said(collector.named("graphql")) == {"silog.code": "INVALID"}


async def test_a_plan_from_memory_says_so(database: Endpoint, collector: Collector) -> None:
    await _ask(database, (_ASK, {}), (_ASK | {"variables": {"code": "21.04"}}, {}))

    assert [_said(span)["silog.is_cached"] for span in collector.spans if span.name == "graphql.plan"] == [False, True]


async def test_a_collector_that_is_away_costs_no_answer(database: Endpoint, collector: Collector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "1")

    (answer,) = await _ask(database, (_ASK, {}))

    assert answer.status_code == 200
    assert collector.got == []


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": ""}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://collector:4318/v1/traces"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318", "OTEL_SDK_DISABLED": "true"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318", "OTEL_TRACES_EXPORTER": "none"}, False),
    ],
)
def test_traces_are_made_only_where_a_collector_is_named(environment: dict[str, str], expected: bool) -> None:  # noqa: FBT001
    assert are_wanted(environment) is expected


def test_who_wants_no_traces_does_not_even_import_the_sdk() -> None:
    program = "import sys, silog.cli.running.serve; print([name for name in sys.modules if name.startswith('opentelemetry')])"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env={})  # noqa: S603 -- our own words

    assert done.stdout.strip() == "[]"
