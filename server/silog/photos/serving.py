"""PUT /photos/{sha256}: a device hands in a photo that a scan of its names; GET: who may see the scan's details looks at it.

The body is never read further than the limit, and not at all where its sender may not hand it in.
"""

from http import HTTPStatus
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from silog.errors import WRONG_INPUT, SilogError
from silog.kit.database import Database
from silog.kit.refusing import UNCACHED, saying_what_is_refused
from silog.kit.scope import View
from silog.people.signing_in import viewer_of
from silog.people.viewers import Viewers
from silog.photos.actions import awaited_regions, keep_photo
from silog.photos.queries import photo_content
from silog.photos.rules import MOST_BYTES, Offer, checked_hash

TYPE: Final = "image/jpeg"
_PATH: Final = "/photos/{sha256}"
_KEPT: Final = {
    # A name stands for these bytes for ever. A day: so long an erased photo may still lie in the browsers of those who looked at it.
    "Cache-Control": "private, max-age=86400, immutable",
    "Vary": "Cookie, Authorization, Silog-Election",
    "Cross-Origin-Resource-Policy": "same-origin",
}
REFUSALS_OF_DEVICES: Final = {
    WRONG_INPUT: HTTPStatus.BAD_REQUEST,
    "UNKNOWN_DEVICE": HTTPStatus.UNAUTHORIZED,
    "BAD_SIGNATURE": HTTPStatus.UNAUTHORIZED,
    "UNKNOWN_ELECTION": HTTPStatus.NOT_FOUND,
    "NO_SCAN": HTTPStatus.CONFLICT,
    "ERASED": HTTPStatus.GONE,
    "TOO_LARGE": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "NOT_JPEG_TYPE": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "HASH_DIFFERS": HTTPStatus.UNPROCESSABLE_ENTITY,
    "NOT_A_JPEG": HTTPStatus.UNPROCESSABLE_ENTITY,
    "HOLDS_METADATA": HTTPStatus.UNPROCESSABLE_ENTITY,
    "WRONG_SIZE": HTTPStatus.UNPROCESSABLE_ENTITY,
}
"""docs/scan-events.md, section 5a, says what a device does about each."""
_STATUS: Final = REFUSALS_OF_DEVICES | {
    "UNAUTHENTICATED": HTTPStatus.UNAUTHORIZED,
    "FORBIDDEN": HTTPStatus.FORBIDDEN,
    "UNKNOWN_PHOTO": HTTPStatus.NOT_FOUND,
}


def photo_routes(database: Database, viewers: Viewers) -> list[Route]:
    """Give the routes of this room."""

    async def hand_in(request: Request) -> Response:
        offer = _offer(request)
        election_id = (await viewers.of_public(offer.election_code)).election_id
        regions = await awaited_regions(database, election_id, offer)
        if not regions:
            return JSONResponse({"status": "ALREADY_HAVE"}, headers=UNCACHED)
        try:
            content = await _read(request)
        except ClientDisconnect:  # a line that tore: nobody waits for an answer, and nothing is kept
            return Response(status_code=HTTPStatus.BAD_REQUEST, headers=UNCACHED)
        await keep_photo(database, election_id, offer, regions, content)
        return JSONResponse({"status": "STORED"}, HTTPStatus.CREATED, headers=UNCACHED)

    async def look(request: Request) -> Response:
        sha256 = checked_hash(request.path_params["sha256"])
        viewer = await viewer_of(request, viewers)
        if viewer.scope.view is not View.FULL:
            raise SilogError("UNAUTHENTICATED", "Photos are shown to people who have signed in.", "Sign in, or send a bearer token.")
        content, is_erased = await photo_content(database, viewer.scope, sha256)
        if content is None and is_erased:
            raise SilogError("ERASED", f"The photo {sha256} was erased. Its hash stays in the scan.", "The audit says when and why.")
        if content is None:
            raise SilogError("UNKNOWN_PHOTO", f"No photo {sha256} is in your sight.", "Its phone may not have sent it yet.")
        headers = _KEPT | {"ETag": f'"{sha256}"', "Content-Disposition": f'inline; filename="{sha256}.jpg"'}
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(content, media_type=TYPE, headers=headers)

    return [
        Route(_PATH, saying_what_is_refused(hand_in, _STATUS), methods=["PUT"]),
        Route(_PATH, saying_what_is_refused(look, _STATUS), methods=["GET"]),
    ]


def _offer(request: Request) -> Offer:
    """Read everything that is said of a photo before it comes."""
    sha256 = checked_hash(request.path_params["sha256"])
    said = [request.headers.get(name, "") for name in ("silog-election", "silog-key", "silog-signature")]
    if "" in said:
        message = "A photo is sent with the headers Silog-Election, Silog-Key and Silog-Signature."
        raise SilogError(WRONG_INPUT, message, "docs/scan-events.md, section 5a, says what is signed.")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != TYPE:
        raise SilogError("NOT_JPEG_TYPE", f"The photo comes as {kind[:60]!r}.", f"Send the file itself, with Content-Type: {TYPE}.")
    length = request.headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit() or int(length[:9]) > MOST_BYTES:
        raise _too_large()
    election, key, signature = said
    return Offer(election, key, sha256, signature)


async def _read(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise _too_large()
    return bytes(body)


def _too_large() -> SilogError:
    hint = "Draw it smaller before its hash goes into a scan: 1,280 pixels and a middling quality give about 200,000."
    return SilogError("TOO_LARGE", f"A photo may have {MOST_BYTES:,} bytes.", hint)
