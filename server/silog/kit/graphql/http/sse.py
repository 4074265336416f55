"""GraphQL over server-sent events, distinct connections mode of the graphql-sse protocol.

A stream that has nothing to say says so every few seconds, because proxies cut what is silent. A client that is gone, or no longer
reads, takes its operation with it. Where the server offers a line, what a subscription is told goes there as a chunk that is made once for
all; else, and for all other operations, results go by ASGI one after the other.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Final

from graphql import GraphQLError, OperationType
from starlette.requests import ClientDisconnect
from starlette.responses import Response, StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from silog.kit.database import DATABASE_FAILURES
from silog.kit.graphql.follow.lines import Line, LineLostError, LineSeat, line_of
from silog.kit.graphql.http.media import EVENT_STREAM
from silog.kit.graphql.serve.execution import Executor
from silog.kit.graphql.serve.failures import masked
from silog.kit.graphql.serve.requests import Answer, Context, Prepared
from silog.kit.graphql.serve.watching import ENDED_BODY, Watch
from silog.kit.stopping import ServerStoppingError

_SILENT_S: Final = 12.0
"""After so long without a result a comment is sent, as the protocol's own server does."""
_STUCK_S: Final = 30.0
"""A client that takes in nothing for so long is given up."""
_PULSE: Final = b":\n\n"
_NEXT: Final = b"event: next\ndata: "
_AFTER: Final = b"\n\n"
_COMPLETE: Final = b"event: complete\ndata:\n\n"
_HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""Nothing may keep the stream or hold it back; the second is what nginx listens to."""

_log = logging.getLogger(__name__)


def events(executor: Executor, prepared: Prepared, context: Context, watch: Watch) -> Response:
    """Answer an operation as a stream: one `next` per result, then `complete`. Where the session ends first, the last result says so."""
    written = _watched(executor.answers(prepared, context), context, watch)
    if prepared.kind is not OperationType.SUBSCRIPTION:
        return _EventStream(written, media_type=EVENT_STREAM, headers=_HEADERS)
    return _FollowedStream(written, _Followed(executor, prepared, context, watch))


def refused(errors: Sequence[GraphQLError]) -> Response:
    """Answer a request that cannot be run as the protocol wants it: with an accepted stream that says why, and ends."""

    async def answers() -> AsyncGenerator[Answer, None]:
        yield Answer.refused(errors)

    return _EventStream(_written(answers()), media_type=EVENT_STREAM, headers=_HEADERS)


class _EventStream(StreamingResponse):
    body_iterator: AsyncGenerator[bytes, None]

    async def stream_response(self, send: Send) -> None:
        async def send_in_time(message: Message) -> None:
            try:
                async with asyncio.timeout(_STUCK_S):
                    await send(message)
            except TimeoutError as error:
                raise ClientDisconnect from error

        async with aclosing(self.body_iterator):
            try:
                await super().stream_response(send_in_time)
            except ClientDisconnect:
                _log.info("a follower took in nothing for %s s and was given up", _STUCK_S)
            except DATABASE_FAILURES as error:
                masked(error)  # logged; a stream that breaks off without `complete` makes the client come again


@dataclass(frozen=True, slots=True)
class _Followed:
    """A subscription and who asks for it."""

    executor: Executor
    prepared: Prepared
    context: Context
    watch: Watch

    async def last_word(self, line: Line) -> Answer:
        """Let it be told by a line, which is never silent for long; give what shall be said in the end."""
        seat = LineSeat(line, _NEXT, _AFTER, _STUCK_S)
        async with self.watch(self.context) as ended:
            following = asyncio.ensure_future(self.executor.follow(self.prepared, self.context, seat))
            over = asyncio.ensure_future(ended.wait())
            try:
                given = 0
                while not (await asyncio.wait([following, over], timeout=_SILENT_S, return_when=asyncio.FIRST_COMPLETED))[0]:
                    if seat.given == given:
                        await seat.freed()
                        line.write(line.framed(_PULSE))
                    given = seat.given
                return Answer(ENDED_BODY) if over.done() else following.result()
            finally:
                for task in (following, over):
                    task.cancel()
                await asyncio.wait([following, over])


class _FollowedStream(_EventStream):
    """The stream of a subscription."""

    def __init__(self, written: AsyncGenerator[bytes, None], followed: _Followed) -> None:
        super().__init__(written, media_type=EVENT_STREAM, headers=_HEADERS)
        self._followed = followed
        self._line: Line | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._line = line_of(scope) if scope["method"] != "HEAD" else None
        await super().__call__(scope, receive, send)

    async def stream_response(self, send: Send) -> None:
        if self._line is not None:
            self.body_iterator = _by_line(self._followed, self._line)
        await super().stream_response(send)


async def _by_line(followed: _Followed, line: Line) -> AsyncGenerator[bytes, None]:
    """Write the beginning and the end, between which the line is written to."""
    yield _PULSE
    try:
        answer = await followed.last_word(line)
    except ServerStoppingError:
        return
    except LineLostError as lost:
        raise ClientDisconnect from lost
    yield _NEXT + answer.body + _AFTER
    yield _COMPLETE


async def _watched(answers: AsyncGenerator[Answer, None], context: Context, watch: Watch) -> AsyncGenerator[bytes, None]:
    async with watch(context) as ended, aclosing(_written(answers, ended)) as written:
        async for part in written:
            yield part


async def _written(answers: AsyncGenerator[Answer, None], ended: asyncio.Event | None = None) -> AsyncGenerator[bytes, None]:
    yield _PULSE
    try:
        async for answer in _with_pulse(answers, ended or asyncio.Event()):
            yield _PULSE if answer is None else _NEXT + answer.body + _AFTER
    except ServerStoppingError:
        return  # the stream ends and the operation does not: without `complete`, a client connects again
    yield _COMPLETE


async def _with_pulse(answers: AsyncGenerator[Answer, None], ended: asyncio.Event) -> AsyncIterator[Answer | None]:
    """Yield the answers, and None whenever there was none for a while. Waiting for the next one is not begun anew by that.

    When `ended` is set, one last answer says that the session has ended.
    """
    over = asyncio.ensure_future(ended.wait())
    try:
        async with aclosing(answers):
            while True:
                upcoming = asyncio.ensure_future(anext(answers))
                try:
                    while not (await asyncio.wait([upcoming, over], timeout=_SILENT_S, return_when=asyncio.FIRST_COMPLETED))[0]:
                        yield None
                    if over.done():
                        yield Answer(ENDED_BODY)
                        return
                    answer = upcoming.result()
                except StopAsyncIteration:
                    return
                finally:
                    if upcoming.cancel():
                        with suppress(asyncio.CancelledError, StopAsyncIteration):
                            await upcoming
                yield answer
    finally:
        over.cancel()
