"""GraphQL over WebSocket, the graphql-transport-ws protocol.

One task per operation; a client that goes away takes its tasks with it. Where the server offers a line, what a subscription is told
goes there as a frame that is made once for all who name their operation alike. Messages that break the protocol end the connection with
the code the protocol names. When the server stops, running questions are answered first; subscriptions are not completed, so that a
client goes on elsewhere from its last cursor.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import Any

from graphql import OperationType
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from silog.errors import SilogError
from silog.kit.database import WRITING_FAILURES, is_outage
from silog.kit.graphql.follow.lines import LineLostError, LineSeat, line_of
from silog.kit.graphql.http.origin import refuse_foreign_origin
from silog.kit.graphql.http.reading import UnreadableError, request_of, strict_json
from silog.kit.graphql.limits.table import BODY
from silog.kit.graphql.serve.execution import Executor
from silog.kit.graphql.serve.failures import formatted, masked
from silog.kit.graphql.serve.requests import Answer, Context, RequestRefusedError
from silog.kit.graphql.serve.watching import ENDED, ENDED_CODE, Watch
from silog.kit.stopping import ServerStoppingError

PROTOCOL = "graphql-transport-ws"
_INIT_WITHIN_S = 10
_MOST_OPERATIONS = 20
_STUCK_S = 30.0
"""A client that takes in nothing for so long, while it follows something, is cut off."""
_log = logging.getLogger(__name__)
ContextOfPayload = Callable[[WebSocket, Any], Awaitable[Context]]


class _Ended(Exception):  # noqa: N818 -- the end of a connection is no error of ours
    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class GraphQLOverWebSocket:
    """The WebSocket endpoint."""

    def __init__(self, executor: Executor, context_of: ContextOfPayload, stopping: asyncio.Event, watch: Watch) -> None:
        """`context_of` finds the viewer by the socket's cookie or by the `connection_init` payload; `stopping` is set once, at the end.

        `watch` says when a viewer's session has ended.
        """
        self._watch = watch
        self._executor = executor
        self._context_of = context_of
        self._stopping = stopping

    async def serve(self, socket: WebSocket) -> None:
        """Serve one connection until it ends."""
        if PROTOCOL not in socket.scope.get("subprotocols", ()):
            await socket.accept()  # only who is connected can be told a code
            await socket.close(4406, f"Subprotocol not acceptable: speak {PROTOCOL}")
            return
        try:
            refuse_foreign_origin(socket)
        except SilogError as error:
            await socket.close(4403, error.code)
            return
        await socket.accept(subprotocol=PROTOCOL)
        try:
            async with asyncio.TaskGroup() as tasks:
                connection = _Connection(self._executor, socket, tasks, self._watch)
                tasks.create_task(connection.leave_when(self._stopping))
                try:
                    await connection.serve(self._context_of)
                finally:
                    connection.stop()
        except* _Ended as ended:
            first = ended.exceptions[0]
            await _close(socket, getattr(first, "code", 1011), str(first))
        except* (WebSocketDisconnect, RuntimeError):
            pass  # the other side is gone; there is nobody left to tell
        except* WRITING_FAILURES as failed:
            why = failed.exceptions[0]  # 1013, "try again later", is the code after which clients connect again
            await _close(socket, 1013 if is_outage(why) else 1011, masked(why)["message"])


async def _close(socket: WebSocket, code: int, reason: str) -> None:
    if socket.application_state is WebSocketState.CONNECTED:
        await socket.close(code, reason[:120])


def _before(key: str) -> bytes:
    """What stands before the answer in the messages of an operation; a brace follows it."""
    return f'{{"type":"next","id":{json.dumps(key)},"payload":'.encode()


class _Connection:
    def __init__(self, executor: Executor, socket: WebSocket, tasks: asyncio.TaskGroup, watch: Watch) -> None:
        self._watch = watch
        self._executor = executor
        self._socket = socket
        self._tasks = tasks
        self._line = line_of(socket.scope)
        self._running: dict[str, asyncio.Task[None]] = {}

    async def serve(self, context_of: ContextOfPayload) -> None:
        context = await self._initialised(context_of)
        self._tasks.create_task(self._leave_when_ended(context))
        while True:
            message = await self._receive()
            kind = message.get("type")
            if kind == "subscribe":
                self._subscribe(message, context)
            elif kind == "complete":
                task = self._running.pop(str(message.get("id")), None)
                if task is not None:
                    task.cancel()
            elif kind == "ping":
                await self._send({**message, "type": "pong"})
            elif kind == "connection_init":
                raise _Ended(4429, "Too many initialisation requests")
            elif kind != "pong":
                raise _Ended(4400, f"Unknown message type {kind!r}")

    async def leave_when(self, stopping: asyncio.Event) -> None:
        await stopping.wait()
        while self._running:
            await asyncio.wait(self._running.values())
        raise _Ended(1012, "The server restarts: connect again")

    async def _leave_when_ended(self, context: Context) -> None:
        """End the connection with the session; what was running is given no further answer."""
        async with self._watch(context) as ended:
            await ended.wait()
        self.stop()
        raise _Ended(ENDED_CODE, ENDED)

    def stop(self) -> None:
        for task in self._running.values():
            task.cancel()

    async def _initialised(self, context_of: ContextOfPayload) -> Context:
        try:
            async with asyncio.timeout(_INIT_WITHIN_S):
                message = await self._receive()
        except TimeoutError as error:
            raise _Ended(4408, "Connection initialisation timeout") from error
        if message.get("type") != "connection_init":
            raise _Ended(4401, "Unauthorized: send connection_init first")
        try:
            context = await context_of(self._socket, message.get("payload"))
        except SilogError as error:
            raise _Ended(4403, error.message) from error
        except WRITING_FAILURES as error:
            raise _Ended(1013 if is_outage(error) else 1011, masked(error)["message"]) from error
        await self._send({"type": "connection_ack"})
        return context

    def _subscribe(self, message: dict[str, Any], context: Context) -> None:
        key = message.get("id")
        if not isinstance(key, str) or not key:
            raise _Ended(4400, "subscribe needs an id")
        if key in self._running:
            raise _Ended(4409, f"Subscriber for {key} already exists")
        if len(self._running) >= _MOST_OPERATIONS:
            raise _Ended(4400, f"More than {_MOST_OPERATIONS} operations at once")
        self._running[key] = self._tasks.create_task(self._operation(key, message.get("payload"), context))

    async def _operation(self, key: str, payload: Any, context: Context) -> None:  # noqa: ANN401 -- what the client sent
        try:
            await self._answer(key, payload, context)
        except UnreadableError as refusal:
            await self._send({"type": "error", "id": key, "payload": [formatted(refusal.error)]})
        except RequestRefusedError as refusal:
            await self._send({"type": "error", "id": key, "payload": [formatted(error) for error in refusal.errors]})
        except ServerStoppingError:
            pass  # `leave_when` ends the connection, and that says more than `complete` would
        except LineLostError as lost:
            _log.info("a follower was given up: %s", lost)
        except (WebSocketDisconnect, RuntimeError):
            raise
        except Exception as error:  # one operation's bug must not end the others; it is logged and masked
            if is_outage(error):
                raise
            await self._send({"type": "error", "id": key, "payload": [masked(error)]})
        finally:
            # After `complete` the client may have begun another operation under this id: that one is not ours to forget.
            if self._running.get(key) is asyncio.current_task():
                del self._running[key]

    async def _answer(self, key: str, payload: Any, context: Context) -> None:  # noqa: ANN401
        prepared = await self._executor.prepared(request_of(payload), context.scope)
        if self._line is not None and prepared.kind is OperationType.SUBSCRIPTION:
            seat = LineSeat(self._line, _before(key), b"}", _STUCK_S)
            if await self._next(key, await self._executor.follow(prepared, context, seat)):
                await self._send({"type": "complete", "id": key})
            return
        async with aclosing(self._executor.answers(prepared, context)) as answers:
            async for answer in answers:
                if not await self._next(key, answer):
                    return
        await self._send({"type": "complete", "id": key})

    async def _next(self, key: str, answer: Answer) -> bool:
        """Send one result; a request error ends the operation instead."""
        if answer.is_request_error:
            await self._send({"type": "error", "id": key, "payload": json.loads(answer.body)["errors"]})
            return False
        await self._socket.send_text(f"{_before(key).decode()}{answer.body.decode()}}}")
        return True

    async def _receive(self) -> dict[str, Any]:
        try:
            text = await self._socket.receive_text()
            if len(text) > BODY.most:
                raise _Ended(1009, f"A message may have {BODY.most:,} characters: send batches by HTTP")
            message = strict_json(text)
        except (UnreadableError, KeyError) as error:
            raise _Ended(4400, f"Invalid message: {error}") from error
        if not isinstance(message, dict):
            raise _Ended(4400, "A message is a JSON object")
        return message

    async def _send(self, message: dict[str, Any]) -> None:
        await self._socket.send_text(json.dumps(message, ensure_ascii=False))
