"""POST /documents/labels.pdf: labels of boxes in the viewer's territory.

A POST, for printing is counted and audited: a browser that fetches ahead must not do it.
"""

import asyncio
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from silog.documents.actions import print_labels
from silog.documents.labels import labels_pdf
from silog.documents.rules import MOST_BOXES, LabelOrder, label_format, read_boxes
from silog.errors import WRONG_INPUT, SilogError
from silog.kit.database import Database
from silog.kit.door import Door
from silog.kit.graphql.http.origin import refuse_foreign_origin
from silog.people.signing_in import viewer_of
from silog.people.viewers import Viewers

_MOST_BYTES: Final = 32_768
_MOST_WAITING: Final = 4
_LONGEST_WAIT_S: Final = 20.0
_UNCACHED: Final = {"Cache-Control": "no-store"}
_STATUS: Final = {
    "UNAUTHENTICATED": HTTPStatus.UNAUTHORIZED,
    "FORBIDDEN": HTTPStatus.FORBIDDEN,
    "UNKNOWN_ELECTION": HTTPStatus.NOT_FOUND,
    "UNKNOWN_REGION": HTTPStatus.NOT_FOUND,
    "NO_BOXES": HTTPStatus.NOT_FOUND,
    "REASON_MISSING": HTTPStatus.CONFLICT,
}


def document_routes(database: Database, viewers: Viewers) -> list[Route]:
    """Give the routes of this room. Pages are set one request at a time, for each takes a processor for seconds; a few may wait."""
    press = Door(1, _MOST_WAITING, _LONGEST_WAIT_S)

    async def labels(request: Request) -> Response:
        try:
            refuse_foreign_origin(request)
            viewer = await viewer_of(request, viewers)
            order = _order(await _body(request))
            async with press:
                run = await print_labels(database, viewer, order, most_boxes=MOST_BOXES)
                return _pdf(await asyncio.to_thread(labels_pdf, run), order)
        except SilogError as error:
            said = {"code": error.code, "message": error.message, "hint": error.hint}
            return JSONResponse(said, _STATUS.get(error.code, HTTPStatus.BAD_REQUEST), headers=_UNCACHED)

    return [Route("/documents/labels.pdf", labels, methods=["POST"])]


def _pdf(content: bytes, order: LabelOrder) -> Response:
    name = "-".join(["label", order.region_code, *(order.boxes if len(order.boxes) == 1 else ())])
    return Response(
        content, media_type="application/pdf", headers=_UNCACHED | {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    )


async def _body(request: Request) -> dict[str, list[str]]:
    """Read a form (application/x-www-form-urlencoded), which a browser's own form sends too."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            raise SilogError(WRONG_INPUT, f"The form has more than {_MOST_BYTES:,} bytes.", "Name fewer boxes, or their region.")
    try:
        return parse_qs(body.decode(), errors="strict", max_num_fields=MOST_BOXES + 10)
    except ValueError as error:
        raise SilogError(WRONG_INPUT, "The form cannot be read.", _FORM) from error


def _order(fields: dict[str, list[str]]) -> LabelOrder:
    region = fields.get("region", [""])[0]
    if not region:
        raise SilogError(WRONG_INPUT, "The form names no region.", _FORM)
    kind = label_format(fields.get("format", ["a4"])[0])
    return LabelOrder(region, kind, fields.get("reason", [""])[0], read_boxes(fields.get("box", ())), fields.get("unprinted") == ["1"])


_FORM: Final = "Send a form: region=21.03&format=a4|100x150, and where wanted box=CODE, unprinted=1, reason=TEXT."
