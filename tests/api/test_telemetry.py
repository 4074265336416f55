"""What operators see of the requests of others: figures and lines, and nothing of who asked for what."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any, Final

import asyncpg
import httpx
import pytest
from prometheus_client import CollectorRegistry, generate_latest
from starlette.applications import Starlette
from tests.api.test_bugs import revoked

from silog.kit.telemetry.logs import configure_logs

_ASK: Final = {"query": "query Rahasia($code: String!) { region(code: $code) { code } }", "variables": {"code": "21.03"}}
_LEVELLED: Final = ("uvicorn.error", "asyncio", "urllib3", "websockets", "httpx")
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What the server has written since the test began, every request included."""
    root = logging.getLogger()
    before = (
        root.level,
        list(root.handlers),
        {name: logging.getLogger(name).level for name in _LEVELLED},
    )
    written = io.StringIO()
    configure_logs("DEBUG", written)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # the test's own client
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.setLevel(before[0])
    root.handlers[:] = before[1]
    for name, level in before[2].items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def figure(app: Starlette) -> Callable[..., float]:
    """Read one figure by its name and labels; 0 where nothing was counted yet."""
    registry: CollectorRegistry = app.state.application.metrics.registry
    return lambda name, **labels: registry.get_sample_value(name, labels) or 0.0


def _of_requests(lines: Lines) -> list[dict[str, Any]]:
    return [line for line in lines() if line["event"] == "request"]


async def test_a_request_leaves_a_line_that_says_in_which_role_and_not_who_or_what(
    client: httpx.AsyncClient, coordinator: dict[str, str], lines: Lines
) -> None:
    answer = await client.post("/graphql?election=LATIHAN-2024&rahasia=1", json=_ASK, headers=coordinator)

    (line,) = _of_requests(lines)
    assert line.pop("duration_ms") > 0
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request",
        "level": "debug",
        "logger": "silog.requests",
        "request_id": answer.headers["x-request-id"],
        "method": "POST",
        "route": "/graphql",
        "status": 200,
        "bytes": len(answer.content),
        "role": "COORDINATOR",
        "election": "LATIHAN-2024",
        "operation": "query",
        "code": "OK",
    }


async def test_the_token_of_a_sign_in_link_is_in_no_line(client: httpx.AsyncClient, lines: Lines) -> None:
    await client.get("/sign-in/very-secret-token")

    (line,) = _of_requests(lines)
    assert (line["route"], line["status"], line["level"]) == ("/sign-in/{token}", 410, "info")
    assert "very-secret-token" not in json.dumps(lines())


@pytest.mark.parametrize("own", ["a", "Z9_.-", "x" * 64])
async def test_a_clients_own_id_of_a_request_is_taken_over(client: httpx.AsyncClient, own: str) -> None:
    assert (await client.get("/healthz", headers={"x-request-id": own})).headers["x-request-id"] == own


@pytest.mark.parametrize("own", ["", "x" * 65, "a b", 'a"}', "a\tb", "é"])
async def test_an_id_that_could_harm_a_log_is_replaced(client: httpx.AsyncClient, own: str) -> None:
    given = (await client.get("/healthz", headers={b"x-request-id": own.encode()})).headers["x-request-id"]

    assert given != own
    assert len(given) == 16


async def test_an_incident_names_the_request_in_which_it_happened_and_quotes_no_values(
    client: httpx.AsyncClient, owner: asyncpg.Connection, lines: Lines
) -> None:
    async with revoked(owner, "islands"):
        answer = await client.post("/graphql", json={"query": "{ islands { totalCount } }"}, headers={"x-request-id": "mine-1"})

    (incident,) = [line for line in lines() if line["level"] == "error"]
    assert incident["event"] == f"incident {answer.json()['errors'][0]['extensions']['incident']}"
    assert incident["request_id"] == "mine-1"
    assert "permission denied for table islands" in incident["exception"]


async def test_what_postgresql_quotes_of_a_row_stays_out_of_the_log(owner: asyncpg.Connection, lines: Lines) -> None:
    with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="DETAIL") as failed:
        await owner.execute("INSERT INTO regions (code, name) SELECT code, name FROM regions LIMIT 1")
    logging.getLogger("silog.test").error("failed", exc_info=failed.value)

    (line,) = lines()
    assert "violates" in line["exception"]
    assert "DETAIL" not in line["exception"]


async def test_requests_are_counted_by_route_and_class_and_paths_of_strangers_are_one(
    client: httpx.AsyncClient, figure: Callable[..., float]
) -> None:
    before = figure("silog_http_requests_total", route="/graphql", status="2xx")

    await client.post("/graphql", json=_ASK)
    for path in ("/tiles/boxes/6/50/31.mvt", "/tiles/boxes/6/51/31.mvt", "/tiles/nothing/6/51/31.mvt"):
        await client.get(path)

    assert figure("silog_http_requests_total", route="/graphql", status="2xx") == before + 1
    assert figure("silog_http_requests_total", route="/tiles/{layer}/{z}/{x}/{y}.mvt", status="2xx") == 2
    assert figure("silog_http_requests_total", route="/tiles/{layer}/{z}/{x}/{y}.mvt", status="4xx") == 1
    assert figure("silog_http_request_seconds_count", route="/tiles/{layer}/{z}/{x}/{y}.mvt") == 3
    assert figure("silog_http_requests_open") == 0


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (_ASK, "query", "OK"),
        ({"query": "{ nothing }"}, "none", "INVALID"),
        ({"query": "{"}, "none", "INVALID"),
        ({"query": "{ conveyances { totalCount } }"}, "query", "FORBIDDEN"),
        ({"query": "mutation { reportPositions(input: {positions: []}) { accepted } }"}, "mutation", "UNAUTHENTICATED"),
    ],
)
async def test_operations_are_counted_by_kind_and_by_how_they_ended(
    client: httpx.AsyncClient, figure: Callable[..., float], body: dict[str, Any], kind: str, code: str
) -> None:
    before = figure("silog_graphql_operations_total", kind=kind, code=code)

    await client.post("/graphql", json=body)

    assert figure("silog_graphql_operations_total", kind=kind, code=code) == before + 1


async def test_a_plan_is_made_once_and_found_again(client: httpx.AsyncClient, figure: Callable[..., float]) -> None:
    ask = {"query": "query OnlyHere($code: String!) { region(code: $code) { name code } }", "variables": {"code": "21.03"}}
    names = ("silog_graphql_cache_misses_total", "silog_graphql_cache_hits_total", "silog_graphql_cache_size")
    before = [figure(name, cache="plans") for name in names]
    statements = figure("silog_read_statement_seconds_count")

    for code in ("21.03", "21.04", "21.05"):
        await client.post("/graphql", json=ask | {"variables": {"code": code}})

    assert [figure(name, cache="plans") - was for name, was in zip(names, before, strict=True)] == [1, 2, 1]
    assert figure("silog_read_statement_seconds_count") >= statements + 3


async def test_a_figure_names_no_operation_no_person_and_no_value(
    app: Starlette, client: httpx.AsyncClient, coordinator: dict[str, str]
) -> None:
    await client.post("/graphql", json=_ASK | {"operationName": "Rahasia"}, headers=coordinator)
    await client.get("/some/path/of/a/stranger")

    shown = generate_latest(app.state.application.metrics.registry).decode()

    assert "silog_build_info{" in shown
    for word in ("Rahasia", "Koordinator", "stranger", "21.03"):
        assert word not in shown


async def test_the_port_of_the_product_shows_no_metrics(client: httpx.AsyncClient) -> None:
    answer = await client.get("/metrics")

    assert answer.status_code == 404
    assert "SILOG_METRICS" in answer.text
