"""What witnesses need of the log over HTTP, below /log/{election}: POST /cosignature; GET /checkpoint/witnessed, /proof/{scan}/witnessed.

A witness comes to the log, and not the log to it: so it may be any machine that reaches the web, and nobody need be able to reach it.
"""

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from silog.errors import SilogError
from silog.kit.clock import real_now
from silog.kit.database import Database
from silog.kit.refusing import UNCACHED
from silog.ledger.proving import witnessed_proof_of
from silog.ledger.rules.notes import MOST_NOTE_BYTES, NOT_A_NOTE
from silog.ledger.serving import FOR_A_MOMENT, OPEN, open_to_all, proof_answer
from silog.ledger.witness_queries import newest_witnessed
from silog.ledger.witnessing import take_cosignature
from silog.people.viewers import Viewers


def witness_routes(database: Database, viewers: Viewers) -> list[Route]:
    """Give these routes."""

    async def cosignature(request: Request) -> Response:
        scope = (await viewers.of_public(request.path_params["election"])).scope
        try:
            await take_cosignature(database, scope, await _text(request), real_now())
        except ClientDisconnect:  # a line that tore: nobody waits for an answer, and nothing was kept
            return Response(status_code=400, headers=UNCACHED)
        return PlainTextResponse("", headers=UNCACHED | OPEN)

    async def checkpoint(request: Request) -> Response:
        found = await newest_witnessed(database.reads, (await viewers.of_public(request.path_params["election"])).scope)
        if found is None:
            raise SilogError("NOT_WITNESSED_YET", "No witness has cosigned a checkpoint of this log yet.", "Ask for `checkpoint`.")
        return PlainTextResponse(found.note, headers=FOR_A_MOMENT)

    async def proof(request: Request) -> Response:
        return await proof_answer(database, viewers, request, witnessed_proof_of)

    return [
        Route("/log/{election}/cosignature", open_to_all(cosignature), methods=["POST"]),
        Route("/log/{election}/checkpoint/witnessed", open_to_all(checkpoint), methods=["GET"]),
        Route("/log/{election}/proof/{scan}/witnessed", open_to_all(proof), methods=["GET"]),
    ]


async def _text(request: Request) -> str:
    """Read a note that is handed in, and no further than one can be long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_NOTE_BYTES:
            raise SilogError("TOO_LARGE", f"A checkpoint with its cosignatures may have {MOST_NOTE_BYTES:,} bytes.")
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise SilogError(NOT_A_NOTE, "That is no signed note.", "A signed note is UTF-8.") from None
