"""The desk by itself: a batch comes as the least JSON that can hold it, and its answers go back as the same.

There is no GraphQL, so no document, no schema and no choice of fields. What this server costs, every way in to the desk costs as well.
"""

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from silog.bench.ingest.peers.standing import with_desk
from silog.custody.actions.recording import ScanAnswer
from silog.custody.events import Submission

PATH = "/desk"


class _Answers(msgspec.Struct, frozen=True):
    results: tuple[ScanAnswer, ...]
    errors: tuple[str, ...] = ()


_batch = msgspec.json.Decoder(list[Submission])
_written = msgspec.json.Encoder()


def create_app(dsn_app: str) -> Starlette:
    """Return the application."""
    return with_desk(dsn_app, [Route(PATH, _record, methods=["POST"])])


async def _record(request: Request) -> Response:
    state = request.app.state
    answers = await state.scans.record(state.election.id, _batch.decode(await request.body()))
    return Response(_written.encode({"data": {"recorded": _Answers(answers)}}), media_type="application/json")
