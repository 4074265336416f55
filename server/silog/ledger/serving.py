"""The log over HTTP: GET /log/{election}/checkpoint, /tile/{level}/{number}, /proof/{scan}.

Checkpoints and tiles are what c2sp.org/tlog-tiles says, for everybody and from every site. Bundles of entries are not served: an event
names its device and the vessel a box is aboard, which the public is not told. A proof is for who may see its scan. witness_serving.py has
what concerns witnesses alone.
"""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from silog.errors import WRONG_INPUT, SilogError
from silog.kit.database import Database
from silog.kit.refusing import UNCACHED, Serve, saying_what_is_refused
from silog.kit.scope import Scope
from silog.ledger.proving import proof_of
from silog.ledger.queries import Head, head_of, tiles_of
from silog.ledger.rules import HASH_BYTES, Proof
from silog.ledger.rules.tiles import read_tile_path
from silog.ledger.witness_queries import lines_under
from silog.people.signing_in import viewer_of
from silog.people.viewers import Viewers

_STATUS: Final = {
    "UNKNOWN_ELECTION": HTTPStatus.NOT_FOUND,
    "UNKNOWN_SCAN": HTTPStatus.NOT_FOUND,
    "NO_LOG": HTTPStatus.NOT_FOUND,
    "NO_TILE": HTTPStatus.NOT_FOUND,
    "NOT_LOGGED_YET": HTTPStatus.NOT_FOUND,
    "NOT_WITNESSED_YET": HTTPStatus.NOT_FOUND,
    "UNKNOWN_WITNESS": HTTPStatus.FORBIDDEN,
    "NOT_SIGNED": HTTPStatus.FORBIDDEN,
    "BAD_SIGNATURE": HTTPStatus.FORBIDDEN,
    "NOT_OUR_TREE": HTTPStatus.CONFLICT,
    "TOO_LARGE": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "UNAUTHENTICATED": HTTPStatus.UNAUTHORIZED,
    "FORBIDDEN": HTTPStatus.FORBIDDEN,
}
OPEN: Final = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
FOR_A_MOMENT: Final = {**OPEN, "Cache-Control": "public, max-age=1"}
_FOR_EVER: Final = {**OPEN, "Cache-Control": "public, max-age=31536000, immutable"}
Prove = Callable[[Database, Scope, UUID], Awaitable[Proof]]


def log_routes(database: Database, viewers: Viewers) -> list[Route]:
    """Give the routes of this room."""

    async def public_scope(request: Request) -> Scope:
        return (await viewers.of_public(request.path_params["election"])).scope

    async def checkpoint(request: Request) -> Response:
        scope = await public_scope(request)
        head = await _begun(database, scope)
        return PlainTextResponse(head.note + await lines_under(database.reads, scope, head.checkpoint.size), headers=FOR_A_MOMENT)

    async def tile(request: Request) -> Response:
        scope = await public_scope(request)
        asked = read_tile_path(request.path_params["path"])
        if asked is None:
            raise SilogError(WRONG_INPUT, "That is no address of a tile.", "c2sp.org/tlog-tiles says how tiles are addressed.")
        where, width = asked
        head = await _begun(database, scope)
        if where.width_in(head.checkpoint.size) < width:
            message = f"The log of {head.checkpoint.size:,} entries has no such tile with {width} hashes."
            raise SilogError("NO_TILE", message, "Ask for the tiles of a checkpoint that was signed.")
        hashes = (await tiles_of(database.reads, scope, [where]))[where]
        return Response(hashes[: width * HASH_BYTES], media_type="application/octet-stream", headers=_FOR_EVER)

    async def proof(request: Request) -> Response:
        return await proof_answer(database, viewers, request, proof_of)

    return [
        Route("/log/{election}/checkpoint", open_to_all(checkpoint), methods=["GET"]),
        Route("/log/{election}/tile/{path:path}", open_to_all(tile), methods=["GET"]),
        Route("/log/{election}/proof/{scan}", open_to_all(proof), methods=["GET"]),
    ]


async def proof_answer(database: Database, viewers: Viewers, request: Request, prove: Prove) -> Response:
    """Answer with the proof of a scan, made by `prove`, to who may see the scan in the election that is named."""
    viewer = await viewer_of(request, viewers)
    named = await viewers.of_public(request.path_params["election"])
    scope = viewer.scope if viewer.election_id == named.election_id else named.scope
    scan_id = _scan_id(request.path_params["scan"])
    found = await prove(database, scope, scan_id)
    headers = UNCACHED | {"Content-Disposition": f'inline; filename="{scan_id}.tlog-proof"'}
    return PlainTextResponse(found.text, headers=headers)


async def _begun(database: Database, scope: Scope) -> Head:
    head = await head_of(database.reads, scope)
    if head is None:
        raise SilogError("NO_LOG", "The log of this election has not begun.", "It begins within seconds of a server's start; ask again.")
    return head


def _scan_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise SilogError(WRONG_INPUT, f"{text[:60]!r} is no id of a scan.", "It is the UUID that stands in the event.") from None


def open_to_all(serve: Serve) -> Serve:
    """Let pages of every site read what a route of the log refuses."""
    return saying_what_is_refused(serve, _STATUS, UNCACHED | OPEN)
