"""POST /documents/labels.pdf: labels of boxes in the viewer's territory; /documents/invitations.pdf: sheets for phones that shall scan.

POSTs, for what is printed is counted and audited, and an invitation's code is said once: a browser that fetches ahead must not do it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from silog.documents.actions import print_invitations, print_labels
from silog.documents.forms import INVITATIONS, LABELS, base_of, invitation_order, label_order, read_form
from silog.documents.invitations import run_pdf
from silog.documents.labels import labels_pdf
from silog.documents.rules import MOST_BOXES, MOST_SHEETS, server_address
from silog.kit.database import Database
from silog.kit.door import Door
from silog.kit.graphql.http.origin import refuse_foreign_origin
from silog.kit.refusing import UNCACHED, saying_what_is_refused
from silog.people.rules import Viewer
from silog.people.signing_in import viewer_of
from silog.people.viewers import Viewers

_MOST_WAITING: Final = 4
_LONGEST_WAIT_S: Final = 20.0
_STATUS: Final = {
    "UNAUTHENTICATED": HTTPStatus.UNAUTHORIZED,
    "FORBIDDEN": HTTPStatus.FORBIDDEN,
    "UNKNOWN_ELECTION": HTTPStatus.NOT_FOUND,
    "UNKNOWN_REGION": HTTPStatus.NOT_FOUND,
    "NO_BOXES": HTTPStatus.NOT_FOUND,
    "REASON_MISSING": HTTPStatus.CONFLICT,
}
Printed = Callable[[Request, Viewer], Awaitable[Response]]


def document_routes(database: Database, viewers: Viewers) -> list[Route]:
    """Give the routes of this room. Pages are set one request at a time, for each takes a processor for seconds; a few may wait."""
    press = Door(1, _MOST_WAITING, _LONGEST_WAIT_S)

    async def labels(request: Request, viewer: Viewer) -> Response:
        order = label_order(await read_form(request, LABELS))
        async with press:
            run = await print_labels(database, viewer, order, most_boxes=MOST_BOXES)
            content = await asyncio.to_thread(labels_pdf, run)
        return _pdf(content, "label", order.region_code, *(order.boxes if len(order.boxes) == 1 else ()))

    async def invitations(request: Request, viewer: Viewer) -> Response:
        form = await read_form(request, INVITATIONS)
        wanted, base = invitation_order(form), server_address(base_of(form, request))
        async with press:
            run = await print_invitations(database, viewer, wanted, most=MOST_SHEETS)
            content = await asyncio.to_thread(run_pdf, run, base)
        return _pdf(content, "undangan", wanted.role.lower(), wanted.place_code or wanted.region_code)

    return [_route("/documents/labels.pdf", viewers, labels), _route("/documents/invitations.pdf", viewers, invitations)]


def _route(path: str, viewers: Viewers, printed: Printed) -> Route:
    """A route that only a page of ours or a program uses, and that says in JSON what it refuses."""

    async def serve(request: Request) -> Response:
        refuse_foreign_origin(request)
        return await printed(request, await viewer_of(request, viewers))

    return Route(path, saying_what_is_refused(serve, _STATUS), methods=["POST"])


def _pdf(content: bytes, *named: str) -> Response:
    headers = UNCACHED | {"Content-Disposition": f'attachment; filename="{"-".join(named)}.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)
