"""GET /tiles/{layer}/{z}/{x}/{y}.mvt: what the viewer may see of one tile.

A tile is the viewer's own: no shared cache may keep it, and a browser asks again by its ETag.
"""

import hashlib
from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from silog.errors import SilogError
from silog.kit.database import Database
from silog.people.signing_in import viewer_of
from silog.people.viewers import Viewers
from silog.tiles.queries import tile_bytes
from silog.tiles.rules import FRESH_S, tile_of

_STATUS: Final = {
    "BAD_TILE": HTTPStatus.BAD_REQUEST,
    "NO_TILE": HTTPStatus.NOT_FOUND,
    "UNKNOWN_ELECTION": HTTPStatus.NOT_FOUND,
    "UNAUTHENTICATED": HTTPStatus.UNAUTHORIZED,
    "FORBIDDEN": HTTPStatus.FORBIDDEN,
}


def tile_route(database: Database, viewers: Viewers) -> Route:
    """Give the one route that serves every layer."""

    async def serve(request: Request) -> Response:
        try:
            tile = tile_of(**request.path_params)
            viewer = await viewer_of(request, viewers)
        except SilogError as error:
            return PlainTextResponse(str(error), _STATUS.get(error.code, HTTPStatus.BAD_REQUEST), headers={"Cache-Control": "no-store"})
        body = await tile_bytes(database, viewer.scope, tile)
        headers = {
            "Cache-Control": f"private, max-age={FRESH_S[tile.layer]}",
            "ETag": f'"{hashlib.sha256(body).hexdigest()[:24]}"',
            "Vary": "Cookie, Authorization, Silog-Election",
        }
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        if not body:
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)
        return Response(body, media_type="application/vnd.mapbox-vector-tile", headers=headers)

    return Route("/tiles/{layer}/{z}/{x}/{y}.mvt", serve, methods=["GET"])
