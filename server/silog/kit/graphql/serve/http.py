"""GraphQL over HTTP, as the GraphQL-over-HTTP specification describes it, and GraphiQL for a browser that looks in.

A request with another content type than JSON is refused, and so is one that a foreign page sends along with our cookie: no other
site can make a signed-in browser act here.
"""

import json
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from graphql import OperationType
from starlette.requests import HTTPConnection
from starlette.requests import Request as HTTPRequest
from starlette.responses import Response

from silog.errors import SilogError
from silog.kit.database import is_outage
from silog.kit.graphql.limits.body import size_limit
from silog.kit.graphql.limits.table import BODY, Limit
from silog.kit.graphql.serve import sse
from silog.kit.graphql.serve.execution import Answer, Context, Executor, Prepared, Request, RequestRefusedError
from silog.kit.graphql.serve.failures import RETRY_AFTER, masked, said
from silog.kit.graphql.serve.media import EVENT_STREAM, GRAPHQL_JSON, JSON, Accepted, accepted, is_json
from silog.kit.graphql.serve.origin import METHODS, refuse_foreign_origin
from silog.kit.graphql.serve.reading import UnreadableError, read_body, refuse_above, request_of, strict_json
from silog.kit.scope import View

EVERY_METHOD: Final = (*METHODS, "PUT", "PATCH", "DELETE")
"""The route takes them all, so that a wrong one is refused here and not by what else is served beside the API."""
ContextOf = Callable[[HTTPConnection], Awaitable[Context]]
_LONGEST_LENGTH: Final = 20  # digits of a Content-Length; what is longer is counted as it comes
_STATUS: Final = {"UNAUTHENTICATED": 401, "FORBIDDEN": 403, "UNKNOWN_ELECTION": 404}
_UNCACHED: Final = {"cache-control": "no-store"}  # who asks is not in the address, so no cache may answer the next one
_HEADERS: Final = {
    401: _UNCACHED | {"www-authenticate": "Bearer"},
    405: _UNCACHED | {"allow": "POST"},
    503: _UNCACHED | RETRY_AFTER,
}


class GraphQLOverHTTP:
    """The endpoint: POST, and GET for what only reads."""

    def __init__(self, executor: Executor, context_of: ContextOf, graphiql: Callable[[], Response]) -> None:
        """`context_of` finds the viewer of a request; `graphiql` answers a browser."""
        self._executor = executor
        self._context_of = context_of
        self._graphiql = graphiql

    async def answer(self, request: HTTPRequest) -> Response:
        """Answer one HTTP request."""
        allowed = {"allow": ", ".join(METHODS)}
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=allowed)
        if request.method not in {"GET", "HEAD", "POST"}:
            return _text(405, f"Ask by POST or GET, not by {request.method}.", allowed)
        accept = request.headers.get("accept")
        if request.method != "POST" and "query" not in request.query_params and "text/html" in (accept or ""):
            return self._graphiql()
        takes = accepted(accept)
        if takes is None:
            return _text(406, f"Accept must allow {GRAPHQL_JSON}, {JSON} or {EVENT_STREAM}, in UTF-8.")
        kind = takes.single or GRAPHQL_JSON
        try:
            return await self._refused_or_answered(request, takes, kind)
        except Exception as error:  # noqa: BLE001 -- a bug is masked and logged here; nothing of it may reach a client
            return _json(json.dumps({"errors": [masked(error)]}).encode(), kind, 503 if is_outage(error) else 500)

    async def _refused_or_answered(self, request: HTTPRequest, takes: Accepted, kind: str) -> Response:
        try:
            return await self._answered(request, takes, kind)
        except UnreadableError as refusal:
            return _json(Answer.refused([refusal.error]).body, kind, refusal.status)
        except SilogError as error:
            body = json.dumps({"errors": [said(error)]}, ensure_ascii=False).encode()
            return _json(body, kind, _STATUS.get(error.code, 400))
        except RequestRefusedError as refusal:
            if takes.prefers_stream:
                return sse.refused(refusal.errors)
            return _json(Answer.refused(refusal.errors).body, kind, _refusal_status(kind))

    async def _answered(self, request: HTTPRequest, takes: Accepted, kind: str) -> Response:
        refuse_foreign_origin(request)
        context = await self._context_of(request)  # before the body is read, which may be larger for whoever has signed in
        wanted = await _read(request, size_limit(may_send_batches=context.scope.view is View.FULL))
        prepared = await self._executor.prepared(wanted, context.scope)
        _refuse_unsafe_get(request, prepared)
        if takes.prefers_stream or (takes.streams and prepared.kind is OperationType.SUBSCRIPTION):
            return sse.events(self._executor, prepared, context)
        if prepared.kind is OperationType.SUBSCRIPTION:
            raise UnreadableError(
                f"A subscription needs a stream: connect by WebSocket (graphql-transport-ws) or accept {EVENT_STREAM}.", code="NEEDS_STREAM"
            )
        answer = await self._executor.run(prepared, context)
        response = _json(answer.body, kind, _refusal_status(kind) if answer.is_request_error else 200)
        if answer.cost is not None:
            response.raw_headers.append((b"graphql-cost", answer.cost.header))
        return response


async def _read(request: HTTPRequest, most: Limit) -> Request:
    if request.method != "POST":
        return _read_query(request)
    media = request.headers.get("content-type", "")
    if not is_json(media):
        raise UnreadableError(f"The content type must be {JSON} in UTF-8, and is {media or 'missing'}.", status=415)
    coding = request.headers.get("content-encoding", "identity")
    if coding.strip().lower() != "identity":
        raise UnreadableError(f"The body must be sent as it is, and is packed with {coding}.", status=415)
    return read_body(await _capped_body(request, most))


def _read_query(request: HTTPRequest) -> Request:
    refuse_above(BODY, len(request.scope["query_string"]))
    twins = [name for name, count in Counter(name for name, _ in request.query_params.multi_items()).items() if count > 1]
    if twins:
        raise UnreadableError(f"The parameter {twins[0]!r} stands twice in the address.")
    content: dict[str, Any] = dict(request.query_params)
    content.pop("election", None)
    for name in ("variables", "extensions"):
        if name in content:
            content[name] = strict_json(content[name]) if content[name] else None
    return request_of(content)


async def _capped_body(request: HTTPRequest, most: Limit) -> bytes:
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and len(announced) < _LONGEST_LENGTH:
        refuse_above(most, int(announced))  # before a byte of it is read
    parts = bytearray()
    async for part in request.stream():
        parts += part
        refuse_above(most, len(parts))
    return bytes(parts)


def _refuse_unsafe_get(request: HTTPRequest, prepared: Prepared) -> None:
    if request.method != "POST" and prepared.kind is OperationType.MUTATION:
        raise UnreadableError("A mutation must be sent by POST.", status=405)


def _refusal_status(kind: str) -> int:
    """The status of a well-formed request that cannot be run: clients of plain JSON look for errors in a 200 only."""
    return 200 if kind == JSON else 400


def _json(body: bytes, kind: str, status: int) -> Response:
    return Response(body, status, _HEADERS.get(status, _UNCACHED), media_type=f"{kind}; charset=utf-8")


def _text(status: int, sentence: str, headers: Mapping[str, str] | None = None) -> Response:
    return Response(sentence + "\n", status, headers, media_type="text/plain")
