"""GET /tiles/{layer}/{z}/{x}/{y}.mvt: what the viewer may see of one tile.

A tile is the viewer's own: no cache between here and the browser may keep it, and a browser asks again by its ETag.
"""

from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from silog.errors import SilogError
from silog.people.signing_in import viewer_of
from silog.people.viewers import Viewers
from silog.tiles.kept import KeptTiles
from silog.tiles.rules import FRESHNESS, is_known, takes_gzip, tile_of

_STATUS: Final = {
    "BAD_TILE": HTTPStatus.BAD_REQUEST,
    "NO_TILE": HTTPStatus.NOT_FOUND,
    "UNKNOWN_ELECTION": HTTPStatus.NOT_FOUND,
    "UNAUTHENTICATED": HTTPStatus.UNAUTHORIZED,
    "FORBIDDEN": HTTPStatus.FORBIDDEN,
}
_TYPE: Final = "application/vnd.mapbox-vector-tile"
_VARY: Final = "Cookie, Authorization, Silog-Election, Accept-Encoding"
_CACHE_CONTROL: Final = {layer: f"private, max-age={freshness.browser_s}" for layer, freshness in FRESHNESS.items()}


def tile_route(tiles: KeptTiles, viewers: Viewers) -> Route:
    """Give the one route that serves every layer."""

    async def serve(request: Request) -> Response:
        try:
            tile = tile_of(**request.path_params)
            viewer = await viewer_of(request, viewers)
        except SilogError as error:
            return PlainTextResponse(str(error), _STATUS.get(error.code, HTTPStatus.BAD_REQUEST), headers={"Cache-Control": "no-store"})
        drawn = await tiles.give(viewer.scope, tile)
        headers = {"Cache-Control": _CACHE_CONTROL[tile.layer], "ETag": drawn.etag, "Vary": _VARY}
        if is_known(drawn.etag, request.headers.get("if-none-match", "")):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        if drawn.is_empty:
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)
        if not takes_gzip(request.headers.get("accept-encoding", "")):
            return Response(drawn.body, media_type=_TYPE, headers=headers)
        return Response(drawn.packed, media_type=_TYPE, headers={**headers, "Content-Encoding": "gzip"})

    return Route("/tiles/{layer}/{z}/{x}/{y}.mvt", serve, methods=["GET"])
