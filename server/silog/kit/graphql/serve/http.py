"""GraphQL over HTTP, as the GraphQL-over-HTTP specification describes it, and GraphiQL for a browser that looks in.

A request with another content type than JSON is refused, and so is one that a foreign page sends along with our cookie: no other
site can make a signed-in browser act here.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from graphql import GraphQLError, OperationType
from starlette.requests import HTTPConnection
from starlette.requests import Request as HTTPRequest
from starlette.responses import Response

from silog.errors import SilogError
from silog.kit.database import is_outage
from silog.kit.graphql.limits.body import size_limit
from silog.kit.graphql.limits.table import BODY, Limit
from silog.kit.graphql.serve.execution import Answer, Context, Executor, Prepared, Request, RequestRefusedError
from silog.kit.graphql.serve.failures import RETRY_AFTER, masked, said
from silog.kit.graphql.serve.origin import refuse_foreign_origin
from silog.kit.graphql.serve.reading import UnreadableError, read_body, refuse_above, request_of, strict_json
from silog.kit.graphql.serve.sse import EVENT_STREAM, events
from silog.kit.scope import View

GRAPHQL_JSON = "application/graphql-response+json"
JSON = "application/json"
ContextOf = Callable[[HTTPConnection], Awaitable[Context]]
_LONGEST_LENGTH = 20  # digits of a Content-Length; what is longer is counted as it comes
_STATUS = {"UNAUTHENTICATED": 401, "FORBIDDEN": 403, "UNKNOWN_ELECTION": 404}


class GraphQLOverHTTP:
    """The endpoint: POST and GET."""

    def __init__(self, executor: Executor, context_of: ContextOf, graphiql: Callable[[], Response]) -> None:
        """`context_of` finds the viewer of a request; `graphiql` answers a browser."""
        self._executor = executor
        self._context_of = context_of
        self._graphiql = graphiql

    async def answer(self, request: HTTPRequest) -> Response:
        """Answer one HTTP request."""
        if request.method == "GET" and "query" not in request.query_params and "text/html" in request.headers.get("accept", ""):
            return self._graphiql()
        kind = _answer_kind(request.headers.get("accept", "*/*"))
        if kind is None:
            return _text(406, f"Accept must allow {GRAPHQL_JSON}, {JSON} or {EVENT_STREAM}.")
        try:
            return await self._refused_or_answered(request, kind)
        except Exception as error:  # noqa: BLE001 -- a bug is masked and logged here; nothing of it may reach a client
            status, headers = (503, RETRY_AFTER) if is_outage(error) else (500, None)
            return Response(json.dumps({"errors": [masked(error)]}).encode(), status, headers, media_type=JSON)

    async def _refused_or_answered(self, request: HTTPRequest, kind: str) -> Response:
        try:
            return await self._answered(request, kind)
        except UnreadableError as refusal:
            return _json(Answer.refused([refusal.error]), kind, refusal.status)
        except SilogError as error:
            body = json.dumps({"errors": [said(error)]}, ensure_ascii=False).encode()
            return Response(body, _STATUS.get(error.code, 400), media_type=JSON)
        except RequestRefusedError as refusal:
            return _json(Answer.refused(refusal.errors), kind, 200 if kind == JSON else 400)

    async def _answered(self, request: HTTPRequest, kind: str) -> Response:
        refuse_foreign_origin(request)
        context = await self._context_of(request)  # before the body is read, which may be larger for whoever has signed in
        wanted = await _read(request, size_limit(may_send_batches=context.scope.view is View.FULL))
        prepared = await self._executor.prepared(wanted, context.scope)
        _refuse_unsafe_get(request, prepared)
        if kind == EVENT_STREAM or prepared.kind is OperationType.SUBSCRIPTION:
            return self._streamed(prepared, context, kind)
        answer = await self._executor.run(prepared, context)
        response = _json(answer, kind, 400 if answer.is_request_error and kind != JSON else 200)
        if answer.cost is not None:
            response.raw_headers.append((b"graphql-cost", answer.cost.header))
        return response

    def _streamed(self, prepared: Prepared, context: Context, kind: str) -> Response:
        if kind != EVENT_STREAM:
            error = GraphQLError(f"A subscription needs a stream: connect by WebSocket (graphql-transport-ws) or accept {EVENT_STREAM}.")
            return _json(Answer.refused([error]), kind, 400)
        return events(self._executor, prepared, context)


async def _read(request: HTTPRequest, most: Limit) -> Request:
    if request.method == "GET":
        return _read_query(request)
    media = request.headers.get("content-type", "")
    if media.partition(";")[0].strip().lower() != JSON:
        raise UnreadableError(f"The content type must be {JSON}, and is {media or 'missing'}.", status=415)
    return read_body(await _capped_body(request, most))


def _read_query(request: HTTPRequest) -> Request:
    refuse_above(BODY, len(request.scope["query_string"]))
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
    if request.method == "GET" and prepared.kind is OperationType.MUTATION:
        raise UnreadableError("A mutation must be sent by POST.", status=405)


def _answer_kind(accept: str) -> str | None:
    """Choose the answer's media type: the first that both sides know; JSON where anything goes."""
    wanted = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    for one in wanted:
        if one in {GRAPHQL_JSON, JSON, EVENT_STREAM}:
            return one
        if one in {"*/*", "application/*"}:
            return JSON
    return None


def _json(answer: Answer, kind: str, status: int) -> Response:
    media = GRAPHQL_JSON if kind == EVENT_STREAM else kind
    headers = {"allow": "POST"} if status == 405 else None  # noqa: PLR2004 -- HTTP's own number
    return Response(answer.body, status, headers, media_type=f"{media}; charset=utf-8")


def _text(status: int, sentence: str) -> Response:
    return Response(sentence + "\n", status, media_type="text/plain")
