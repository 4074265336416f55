"""GraphQL over HTTP, as the GraphQL-over-HTTP specification describes it, and GraphiQL for a browser that looks in.

A request with another content type than JSON is refused, and so is one that a foreign page sends along with our cookie: no other
site can make a signed-in browser act here.
"""

import json
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from graphql import OperationType
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from silog.errors import SilogError
from silog.kit.database import is_outage
from silog.kit.graphql.http import sse
from silog.kit.graphql.http.asked import Asked
from silog.kit.graphql.http.media import EVENT_STREAM, GRAPHQL_JSON, JSON, Accepted, accepted, is_json
from silog.kit.graphql.http.origin import METHODS, OPEN_HEADERS, preflight, refuse_foreign_origin
from silog.kit.graphql.http.packed import unpacked
from silog.kit.graphql.http.reading import UnreadableError, read_body, refuse_above, request_of, strict_json
from silog.kit.graphql.http.recognised import Recognised
from silog.kit.graphql.http.remembered import Remembered
from silog.kit.graphql.http.sent import GUARDS, Sent
from silog.kit.graphql.limits.body import LONG_BYTES, size_limit
from silog.kit.graphql.limits.table import BODY, Limit
from silog.kit.graphql.serve.execution import Executor
from silog.kit.graphql.serve.failures import OK, masked, said
from silog.kit.graphql.serve.requests import Answer, Context, Prepared, Request, RequestRefusedError
from silog.kit.graphql.serve.watching import Watch
from silog.kit.scope import View

ContextOf = Callable[[HTTPConnection], Awaitable[Context]]
_STATUS: Final = {"UNAUTHENTICATED": 401, "FORBIDDEN": 403, "UNKNOWN_ELECTION": 404}
_ALLOWED: Final = {"allow": ", ".join(METHODS)}


class GraphQLOverHTTP:
    """The endpoint, an ASGI application: POST, and GET for what only reads."""

    def __init__(
        self, executor: Executor, context_of: ContextOf, graphiql: Callable[[], Response], remembered: Remembered, watch: Watch
    ) -> None:
        """`context_of` finds the viewer of a request; `graphiql` answers a browser; `watch` says when a viewer's session has ended."""
        self._watch = watch
        self._executor = executor
        self._context_of = context_of
        self._graphiql = graphiql
        self._remembered = remembered
        self._recognised = Recognised()
        self._options = preflight(Response(status_code=204, headers=_ALLOWED))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        if scope["method"] == "OPTIONS":
            await self._options(scope, receive, send)
            return
        request = Asked(scope, receive)
        answer = await self.answer(request)
        if isinstance(answer, Response):
            there = {name for name, _ in answer.raw_headers}
            answer.raw_headers.extend(guard for guard in GUARDS if guard[0] not in there)
            if "origin" in request.headers:
                answer.raw_headers.extend(OPEN_HEADERS)
        await answer(scope, receive, send)

    async def answer(self, request: Asked) -> ASGIApp:
        """Return what answers a request."""
        if request.method not in {"GET", "HEAD", "POST"}:
            return _text(405, f"Ask by POST or GET, not by {request.method}.", _ALLOWED)
        accept = request.headers.get("accept")
        if request.method != "POST" and "query" not in request.query_params and "text/html" in (accept or ""):
            return self._graphiql()
        takes = accepted(accept)
        if takes is None:
            return _text(406, f"Accept must allow {GRAPHQL_JSON}, {JSON} or {EVENT_STREAM}, in UTF-8.")
        kind = takes.single or GRAPHQL_JSON
        try:
            refuse_foreign_origin(request)
            return await (self._public_answer if is_anonymous(request) else self._answer_to_viewer)(request, takes, kind)
        except Exception as error:  # noqa: BLE001 -- a bug is masked and logged here; nothing of it may reach a client
            return _refused(error, request, takes, kind)

    async def _answer_to_viewer(self, request: Asked, takes: Accepted, kind: str) -> ASGIApp:
        """Answer whoever has said who they are; found out before the body is read, which may be larger for them."""
        context = await self._context_of(request)
        if request.method != "POST":
            answer, _ = await self._answered(request, _read_query(request), context, takes, kind)
            return answer
        is_known = context.scope.view is View.FULL
        body = await _posted(request, size_limit(may_send_batches=is_known), may_be_packed=is_known)
        wanted = self._recognised.read(body) if is_known else await self._read_stranger(body)
        if self._executor.is_full and _only_reads(wanted) and not takes.prefers_stream:
            await self._executor.turn_away()
        answer, _ = await self._answered(request, wanted, context, takes, kind)
        if _only_reads(wanted):
            self._recognised.keep(body, wanted)
        return answer

    async def _public_answer(self, request: Asked, takes: Accepted, kind: str) -> ASGIApp:
        """Answer nobody in particular, from memory where the same was asked a moment ago."""
        if request.method != "POST" or takes.prefers_stream:
            return await self._answer_to_viewer(request, takes, kind)
        body = await _posted(request, size_limit(may_send_batches=False))
        headers = request.headers
        ways = "gzip" in headers.get("accept-encoding", ""), "origin" in headers
        key = body, kind, headers.get("silog-election"), request.scope["query_string"], *ways
        found = self._remembered.find(key)
        if found is not None:
            self._executor.remembered()
            return found
        epoch = self._remembered.epoch
        wanted = await self._read_stranger(body)
        answer, is_lasting = await self._answered(request, wanted, await self._context_of(request), takes, kind)
        if is_lasting and isinstance(answer, Sent):
            self._remembered.keep(key, len(body), epoch, answer)
        return answer

    async def _read_stranger(self, body: bytes) -> Request:
        """Return the request in the body of somebody unknown; a long one is read aside, so that nobody else waits for it."""
        if len(body) <= LONG_BYTES:
            return self._recognised.read(body)
        return await self._executor.aside(read_body, body)

    async def _answered(self, request: Asked, wanted: Request, context: Context, takes: Accepted, kind: str) -> tuple[ASGIApp, bool]:
        """Return what answers a request, and whether it would still be right in a moment."""
        prepared = await self._executor.prepared(wanted, context.scope)
        _refuse_unsafe_get(request, prepared)
        if takes.prefers_stream or (takes.streams and prepared.kind is OperationType.SUBSCRIPTION):
            return sse.events(self._executor, prepared, context, self._watch), False
        if prepared.kind is OperationType.SUBSCRIPTION:
            raise UnreadableError(
                f"A subscription needs a stream: connect by WebSocket (graphql-transport-ws) or accept {EVENT_STREAM}.", code="NEEDS_STREAM"
            )
        answer = await self._executor.run(prepared, context)
        cost = [] if answer.cost is None else [(b"graphql-cost", answer.cost.header)]
        status = _refusal_status(kind) if answer.is_request_error else 200
        is_lasting = prepared.kind is OperationType.QUERY and answer.code == OK
        return Sent.json(answer.body, kind, status, request.headers, *cost), is_lasting


def _only_reads(wanted: Request) -> bool:
    """Whether a request was prepared and is a query."""
    return wanted.prepared is not None and wanted.prepared.kind is OperationType.QUERY


def _refused(error: Exception, request: Asked, takes: Accepted, kind: str) -> ASGIApp:
    """Say what kept a request from its answer."""
    headers = request.headers
    match error:
        case UnreadableError():
            return Sent.json(Answer.refused([error.error]).body, kind, error.status, headers)
        case SilogError():
            body = json.dumps({"errors": [said(error)]}, ensure_ascii=False).encode()
            return Sent.json(body, kind, _STATUS.get(error.code, 400), headers)
        case RequestRefusedError() if takes.prefers_stream:
            return sse.refused(error.errors)
        case RequestRefusedError():
            return Sent.json(Answer.refused(error.errors).body, kind, _refusal_status(kind), headers)
        case ClientDisconnect():
            return _text(400, "The request was not sent to its end.")  # which nobody hears
    body = json.dumps({"errors": [masked(error)]}).encode()
    return Sent.json(body, kind, 503 if is_outage(error) else 500, headers)


def is_anonymous(request: Asked) -> bool:
    """Whether a request says nothing of who sends it."""
    return "authorization" not in request.headers and "cookie" not in request.headers


async def _posted(request: Asked, most: Limit, *, may_be_packed: bool = False) -> bytes:
    """Read the body. A phone on a thin line packs its batches; unpacking for strangers would only be a way to be hurt."""
    media = request.headers.get("content-type", "")
    if not is_json(media):
        raise UnreadableError(f"The content type must be {JSON} in UTF-8, and is {media or 'missing'}.", status=415)
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding == "gzip" and may_be_packed:
        return unpacked(await request.capped_body(most), most)
    if coding != "identity":
        ways = "as it is, or with gzip by who has signed in" if coding == "gzip" else "as it is"
        raise UnreadableError(f"The body must be sent {ways}, and is packed with {coding}.", status=415)
    return await request.capped_body(most)


def _read_query(request: Asked) -> Request:
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


def _refuse_unsafe_get(request: Asked, prepared: Prepared) -> None:
    if request.method != "POST" and prepared.kind is OperationType.MUTATION:
        raise UnreadableError("A mutation must be sent by POST.", status=405)


def _refusal_status(kind: str) -> int:
    """The status of a well-formed request that cannot be run: clients of plain JSON look for errors in a 200 only."""
    return 200 if kind == JSON else 400


def _text(status: int, sentence: str, headers: Mapping[str, str] | None = None) -> Response:
    return Response(sentence + "\n", status, headers, media_type="text/plain")
