"""The log over HTTP: GET /log/{election}/checkpoint, /tile/{level}/{number}, /proof/{scan}.

Checkpoints and tiles are what c2sp.org/tlog-tiles says, for everybody and from every site. Bundles of entries are not served: an event
names its device and the vessel a box is aboard, which the public is not told. A proof is for who may see its scan.
"""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from silog.errors import WRONG_INPUT, SilogError
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.ledger.proving import proof_of
from silog.ledger.queries import Head, head_of, tiles_of
from silog.ledger.rules import HASH_BYTES
from silog.ledger.rules.tiles import read_tile_path
from silog.people.signing_in import viewer_of
from silog.people.viewers import Viewers

_STATUS: Final = {
    "UNKNOWN_ELECTION": HTTPStatus.NOT_FOUND,
    "UNKNOWN_SCAN": HTTPStatus.NOT_FOUND,
    "NO_LOG": HTTPStatus.NOT_FOUND,
    "NO_TILE": HTTPStatus.NOT_FOUND,
    "NOT_LOGGED_YET": HTTPStatus.NOT_FOUND,
    "UNAUTHENTICATED": HTTPStatus.UNAUTHORIZED,
    "FORBIDDEN": HTTPStatus.FORBIDDEN,
}
_OPEN: Final = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
_FOR_A_MOMENT: Final = {**_OPEN, "Cache-Control": "public, max-age=1"}
_FOR_EVER: Final = {**_OPEN, "Cache-Control": "public, max-age=31536000, immutable"}
_UNCACHED: Final = {"Cache-Control": "no-store"}
Serve = Callable[[Request], Awaitable[Response]]


def log_routes(database: Database, viewers: Viewers) -> list[Route]:
    """Give the routes of this room."""

    async def public_scope(request: Request) -> Scope:
        return (await viewers.of_public(request.path_params["election"])).scope

    async def checkpoint(request: Request) -> Response:
        head = await _begun(database, await public_scope(request))
        return PlainTextResponse(head.note, headers=_FOR_A_MOMENT)

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
        viewer = await viewer_of(request, viewers)
        named = await public_scope(request)
        if viewer.scope.election_id != named.election_id:
            viewer = await viewers.of_public(request.path_params["election"])
        scan_id = _scan_id(request.path_params["scan"])
        found = await proof_of(database, viewer.scope, scan_id)
        headers = _UNCACHED | {"Content-Disposition": f'inline; filename="{scan_id}.tlog-proof"'}
        return PlainTextResponse(found.text, headers=headers)

    return [
        Route("/log/{election}/checkpoint", _saying_what_is_refused(checkpoint), methods=["GET"]),
        Route("/log/{election}/tile/{path:path}", _saying_what_is_refused(tile), methods=["GET"]),
        Route("/log/{election}/proof/{scan}", _saying_what_is_refused(proof), methods=["GET"]),
    ]


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


def _saying_what_is_refused(serve: Serve) -> Serve:
    async def answer(request: Request) -> Response:
        try:
            return await serve(request)
        except SilogError as error:
            said = {"code": error.code, "message": error.message, "hint": error.hint}
            return JSONResponse(said, _STATUS.get(error.code, HTTPStatus.BAD_REQUEST), headers=_UNCACHED | _OPEN)

    return answer
