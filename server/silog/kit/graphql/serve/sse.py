"""GraphQL over server-sent events, distinct connections mode of the graphql-sse protocol."""

from collections.abc import AsyncIterator

from starlette.responses import Response, StreamingResponse

from silog.kit.graphql.serve.execution import Context, Executor, Prepared
from silog.kit.stopping import ServerStoppingError

EVENT_STREAM = "text/event-stream"


def events(executor: Executor, prepared: Prepared, context: Context) -> Response:
    """Answer an operation as a stream: one `next` per result, then `complete`."""
    return StreamingResponse(_events(executor, prepared, context), media_type=EVENT_STREAM, headers={"Cache-Control": "no-store"})


async def _events(executor: Executor, prepared: Prepared, context: Context) -> AsyncIterator[bytes]:
    yield b":\n\n"
    try:
        async for answer in executor.answers(prepared, context):
            yield b"event: next\ndata: " + answer.body + b"\n\n"
    except ServerStoppingError:
        return  # the stream ends and the operation does not: without `complete`, a client connects again
    yield b"event: complete\ndata:\n\n"
