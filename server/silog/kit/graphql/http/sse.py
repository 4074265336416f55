"""GraphQL over server-sent events, distinct connections mode of the graphql-sse protocol.

A stream that has nothing to say says so every few seconds, because proxies cut what is silent. A client that is gone, or no longer
reads, takes its operation with it.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, suppress
from typing import Final

from graphql import GraphQLError
from starlette.requests import ClientDisconnect
from starlette.responses import Response, StreamingResponse
from starlette.types import Message, Send

from silog.kit.database import DATABASE_FAILURES
from silog.kit.graphql.http.media import EVENT_STREAM
from silog.kit.graphql.serve.execution import Answer, Context, Executor, Prepared
from silog.kit.graphql.serve.failures import masked
from silog.kit.graphql.serve.watching import ENDED_BODY, Watch
from silog.kit.stopping import ServerStoppingError

_SILENT_S: Final = 12.0
"""After so long without a result a comment is sent, as the protocol's own server does."""
_STUCK_S: Final = 30.0
"""A client that takes in nothing for so long is given up."""
_PULSE: Final = b":\n\n"
_HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""Nothing may keep the stream or hold it back; the second is what nginx listens to."""

_log = logging.getLogger(__name__)


def events(executor: Executor, prepared: Prepared, context: Context, watch: Watch) -> Response:
    """Answer an operation as a stream: one `next` per result, then `complete`. Where the session ends first, the last result says so."""
    return _EventStream(_watched(executor.answers(prepared, context), context, watch), media_type=EVENT_STREAM, headers=_HEADERS)


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


async def _watched(answers: AsyncGenerator[Answer, None], context: Context, watch: Watch) -> AsyncGenerator[bytes, None]:
    async with watch(context) as ended, aclosing(_written(answers, ended)) as written:
        async for part in written:
            yield part


async def _written(answers: AsyncGenerator[Answer, None], ended: asyncio.Event | None = None) -> AsyncGenerator[bytes, None]:
    yield _PULSE
    try:
        async for answer in _with_pulse(answers, ended or asyncio.Event()):
            yield _PULSE if answer is None else b"event: next\ndata: " + answer.body + b"\n\n"
    except ServerStoppingError:
        return  # the stream ends and the operation does not: without `complete`, a client connects again
    yield b"event: complete\ndata:\n\n"


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
