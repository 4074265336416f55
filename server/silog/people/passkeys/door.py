"""Passkeys over HTTP: a page to register and remove them, and signing in by one. Failures count as those of passwords do."""

from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from silog.errors import SilogError
from silog.kit.database import Database
from silog.kit.graphql.http.origin import refuse_foreign_origin
from silog.kit.refusing import Serve, saying_what_is_refused
from silog.people.actions import ask_for_passkey, ask_to_sign_in, own_passkeys, register_passkey, remove_passkey, sign_in_by_passkey
from silog.people.attempts import BY_ADDRESS, QUESTIONS, TOO_MANY, Attempts, address_of
from silog.people.cookies import FORM_PAGE, UNCACHED, cookie_name, set_cookie
from silog.people.passkeys.asked import answer_of, credential_in, offered_to, party_of
from silog.people.passkeys.pages import passkeys_page
from silog.people.rules import COOKIE_LIFE, Viewer
from silog.people.viewers import Viewers

_SCRIPT: Final = Path(__file__).with_name("passkeys.js")
_STATUS: Final = {
    "UNAUTHENTICATED": HTTPStatus.UNAUTHORIZED,
    "PASSKEY_REFUSED": HTTPStatus.UNAUTHORIZED,
    "CHALLENGE_GONE": HTTPStatus.UNAUTHORIZED,
    "FORBIDDEN": HTTPStatus.FORBIDDEN,
    "UNKNOWN_PASSKEY": HTTPStatus.NOT_FOUND,
    "PASSKEY_KNOWN": HTTPStatus.CONFLICT,
    "TOO_MANY_PASSKEYS": HTTPStatus.CONFLICT,
    TOO_MANY: HTTPStatus.TOO_MANY_REQUESTS,
}


def passkey_routes(database: Database, viewers: Viewers, attempts: Attempts) -> Sequence[Route]:
    """Give the routes of the page /sign-in/passkeys, and of signing in at /sign-in/passkey."""

    async def ask_in(request: Request) -> Response:
        party = party_of(request)
        attempts.count(QUESTIONS, address_of(request))
        return JSONResponse(await ask_to_sign_in(database, party), headers=UNCACHED)

    async def sign_in(request: Request) -> Response:
        party, credential = party_of(request), credential_in(await answer_of(request))
        with attempts.one(BY_ADDRESS, address_of(request)):
            session = await sign_in_by_passkey(database, party, credential, request.headers.get("user-agent"))
        response = JSONResponse({"to": await viewers.home_of(session)}, headers=UNCACHED)
        set_cookie(response, request, session, max_age_s=int(COOKIE_LIFE.total_seconds()))
        return response

    async def page(request: Request) -> Response:
        try:
            viewer = await _viewer(request, viewers)
            found = await own_passkeys(database, viewer)
        except SilogError:  # nobody whose passkeys could be shown: whoever it is signs in first
            return RedirectResponse("/sign-in", status_code=303, headers=UNCACHED)
        return HTMLResponse(passkeys_page(viewer, found, offered_to(request)), headers=FORM_PAGE)

    async def ask_new(request: Request) -> Response:
        viewer = await _viewer(request, viewers)
        return JSONResponse(await ask_for_passkey(database, viewer, party_of(request)), headers=UNCACHED)

    async def register(request: Request) -> Response:
        viewer, answer = await _viewer(request, viewers), await answer_of(request)
        await register_passkey(database, viewer, party_of(request), str(answer.get("name", "")), credential_in(answer))
        return JSONResponse({"to": "/sign-in/passkeys"}, 201, UNCACHED)

    async def remove(request: Request) -> Response:
        await remove_passkey(database, await _viewer(request, viewers), request.path_params["id"])
        return RedirectResponse("/sign-in/passkeys", status_code=303, headers=UNCACHED)

    return [
        Route("/sign-in/passkeys.js", _script, methods=["GET"]),
        Route("/sign-in/passkey/ask", _guarded(ask_in), methods=["POST"]),
        Route("/sign-in/passkey", _guarded(sign_in), methods=["POST"]),
        Route("/sign-in/passkeys", page, methods=["GET"]),
        Route("/sign-in/passkeys/ask", _guarded(ask_new), methods=["POST"]),
        Route("/sign-in/passkeys", _guarded(register), methods=["POST"]),
        Route("/sign-in/passkeys/{id:uuid}/remove", _guarded(remove), methods=["POST"]),
    ]


async def _script(_: Request) -> Response:
    return FileResponse(_SCRIPT, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


async def _viewer(request: Request, viewers: Viewers) -> Viewer:
    """Say whose browser asks. Only the cookie counts: a program's token registers nothing that outlives it."""
    token = request.cookies.get(cookie_name(request))
    if not token:
        raise SilogError("UNAUTHENTICATED", "Passkeys belong to a person who has signed in.", "Sign in at /sign-in.")
    return await viewers.of_token(token)


def _guarded(act: Serve) -> Serve:
    """Let only our own pages ask, and answer what is refused as JSON."""
    answered = saying_what_is_refused(act, _STATUS, UNCACHED)

    async def guarded(request: Request) -> Response:
        try:
            refuse_foreign_origin(request, without_cookie=True)
        except SilogError as error:
            return PlainTextResponse(str(error), status_code=403, headers=UNCACHED)
        return await answered(request)

    return guarded
