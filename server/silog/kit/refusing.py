"""How a route that speaks no GraphQL says what it refuses."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from silog.errors import SilogError

UNCACHED: Final = {"Cache-Control": "no-store"}
Serve = Callable[[Request], Awaitable[Response]]


def saying_what_is_refused(serve: Serve, statuses: Mapping[str, HTTPStatus], headers: Mapping[str, str] = UNCACHED) -> Serve:
    """Answer a SilogError as JSON (code, message, hint), with the status that belongs to its code; BAD_REQUEST where none is named."""

    async def answer(request: Request) -> Response:
        try:
            return await serve(request)
        except SilogError as error:
            said = {"code": error.code, "message": error.message, "hint": error.hint}
            return JSONResponse(said, statuses.get(error.code, HTTPStatus.BAD_REQUEST), headers=headers)

    return answer
