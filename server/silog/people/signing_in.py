"""Signing in and out over HTTP, and who a connection speaks for.

A person signs in by a link that works once; the browser then carries a cookie that no script can read. A program sends a bearer
token. Who sends neither sees the public view.
"""

from collections.abc import Sequence
from html import escape
from typing import Final

from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from silog.errors import SilogError
from silog.kit.database import Database
from silog.kit.graphql.http.origin import refuse_foreign_origin
from silog.kit.telemetry.record import note_viewer
from silog.people.actions.sessions import redeem_link
from silog.people.rules import COOKIE_LIFE, Viewer
from silog.people.viewers import Viewers

_COOKIE: Final = "silog_session"
_SECURE_COOKIE: Final = "__Host-silog_session"
_UNCACHED: Final = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
"""The address holds the link's token: no cache may keep it and no other site may hear of it."""


async def viewer_of(connection: HTTPConnection, viewers: Viewers) -> Viewer:
    """Say who a request or a WebSocket speaks for.

    A token that opens no session is refused with UNAUTHENTICATED, not taken for the public: its sender would read less than they
    believe. A signed-in person sees the election they belong to; asking for another one is refused with FORBIDDEN.
    """
    wanted = connection.headers.get("silog-election") or connection.query_params.get("election") or None
    token = _bearer(connection) or connection.cookies.get(_cookie_name(connection))
    viewer = await (viewers.of_token(token) if token else viewers.of_public(wanted))
    note_viewer(viewer.role, viewer.election_code)
    if not token:
        return viewer
    if wanted not in {None, viewer.election_code}:
        message = f"{viewer.name} is signed in to {viewer.election_code} and asks for {wanted}."
        raise SilogError("FORBIDDEN", message, "Leave the election out, or sign in to the other one.")
    return viewer


def sign_in_routes(database: Database, viewers: Viewers) -> Sequence[Route]:
    """Give the routes GET /sign-in/{token} and POST /sign-out."""

    async def sign_in(request: Request) -> Response:
        if request.method == "HEAD":  # a link checker looks; only a person's GET uses the link up
            return Response(headers=_UNCACHED)
        try:
            session = await redeem_link(database, request.path_params["token"])
        except SilogError as error:
            return HTMLResponse(_refusal(error), status_code=410, headers=_UNCACHED)
        response = RedirectResponse("/", status_code=303, headers=_UNCACHED)
        _set_cookie(response, request, session, max_age_s=int(COOKIE_LIFE.total_seconds()))
        return response

    async def sign_out(request: Request) -> Response:
        try:
            refuse_foreign_origin(request)
        except SilogError as error:
            return PlainTextResponse(str(error), status_code=403, headers=_UNCACHED)
        response = RedirectResponse("/", status_code=303, headers=_UNCACHED)
        token = request.cookies.get(_cookie_name(request))
        if token:  # a form on a foreign page comes without the cookie, and must not make the browser drop it
            await viewers.sign_out(token)
            _set_cookie(response, request, "", max_age_s=0)
        return response

    return [Route("/sign-in/{token}", sign_in, methods=["GET"]), Route("/sign-out", sign_out, methods=["POST"])]


def _bearer(connection: HTTPConnection) -> str | None:
    header = connection.headers.get("authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise SilogError("UNAUTHENTICATED", "The Authorization header is not understood.", "Send: Authorization: Bearer TOKEN")
    return token.strip()


def _is_secure(connection: HTTPConnection) -> bool:
    return connection.scope["scheme"] in {"https", "wss"}  # not `url`, which fails on an address that is not UTF-8


def _cookie_name(connection: HTTPConnection) -> str:
    """Over HTTPS the name itself makes browsers refuse a cookie set by another host or without encryption."""
    return _SECURE_COOKIE if _is_secure(connection) else _COOKIE


def _set_cookie(response: Response, request: Request, value: str, *, max_age_s: int) -> None:
    response.set_cookie(
        _cookie_name(request), value, max_age=max_age_s, path="/", secure=_is_secure(request), httponly=True, samesite="lax"
    )


_REFUSALS: Final = {
    "LINK_USED": ("Tautan ini sudah dipakai", "Tautan masuk hanya berlaku satu kali.", "This link was used already; it works once."),
    "LINK_EXPIRED": ("Tautan ini kedaluwarsa", "Tautan masuk berlaku selama 24 jam.", "This link has expired; it works for 24 hours."),
    "LINK_UNKNOWN": ("Tautan ini tidak dikenal", "Periksa apakah tautan disalin lengkap.", "This link is not known; was it copied whole?"),
}
_PAGE: Final = """<!doctype html><html lang="id"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title} - Silog Kepri</title>
<style>:root{{color-scheme:light dark}}body{{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1.5rem}}
p[lang]{{opacity:.75}}</style>
<h1>{title}</h1><p>{said} Mintalah tautan baru kepada pengelola: <code>silog users link NAMA</code></p>
<p lang="en">{english} Ask the operator for a new one.</p><p><a href="/">Buka tampilan publik / Open the public view</a></p></html>"""


def _refusal(error: SilogError) -> str:
    title, said, english = _REFUSALS.get(error.code, (error.message, "", error.message))
    return _PAGE.format(title=escape(title), said=escape(said), english=escape(english))
