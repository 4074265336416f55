"""Signing in and out over HTTP, and who a connection speaks for.

A person signs in by a link that works once, by name and password, or by a passkey; the browser then carries a cookie that no script can
read. A program sends a bearer token. Who sends neither sees the public view.
"""

from collections.abc import Sequence

from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from silog.errors import SilogError
from silog.kit.database import Database
from silog.kit.graphql.http.origin import refuse_foreign_origin
from silog.kit.telemetry.record import note_viewer
from silog.people.actions.sessions import redeem_link
from silog.people.attempts import Attempts
from silog.people.cookies import UNCACHED, cookie_name, set_cookie
from silog.people.pages import link_refused_page
from silog.people.passkeys import passkey_routes
from silog.people.password_door import password_routes
from silog.people.rules import COOKIE_LIFE, Viewer
from silog.people.viewers import Viewers


async def viewer_of(connection: HTTPConnection, viewers: Viewers) -> Viewer:
    """Say who a request or a WebSocket speaks for.

    A token that opens no session is refused with UNAUTHENTICATED, not taken for the public: its sender would read less than they
    believe. A signed-in person sees the election they belong to; asking for another one is refused with FORBIDDEN.
    """
    in_address = connection.query_params.get("election") if connection.scope["query_string"] else None
    wanted = connection.headers.get("silog-election") or in_address or None
    token = _bearer(connection) or connection.cookies.get(cookie_name(connection))
    viewer = (viewers.recalled(token) or await viewers.of_token(token)) if token else await viewers.of_public(wanted)
    note_viewer(viewer.role, viewer.election_code)
    if not token:
        return viewer
    if wanted not in {None, viewer.election_code}:
        message = f"{viewer.name} is signed in to {viewer.election_code} and asks for {wanted}."
        raise SilogError("FORBIDDEN", message, "Leave the election out, or sign in to the other one.")
    return viewer


def sign_in_routes(database: Database, viewers: Viewers, attempts: Attempts | None = None) -> Sequence[Route]:
    """Give the routes of /sign-in: by password, by passkey and by link; and POST /sign-out."""
    counted = attempts or Attempts()

    async def sign_in(request: Request) -> Response:
        if request.method == "HEAD":  # a link checker looks; only a person's GET uses the link up
            return Response(headers=UNCACHED)
        try:
            session = await redeem_link(database, request.path_params["token"], request.headers.get("user-agent"))
        except SilogError as error:
            return HTMLResponse(link_refused_page(error), status_code=410, headers=UNCACHED)
        response = RedirectResponse(await viewers.home_of(session), status_code=303, headers=UNCACHED)
        set_cookie(response, request, session, max_age_s=int(COOKIE_LIFE.total_seconds()))
        return response

    async def sign_out(request: Request) -> Response:
        try:
            refuse_foreign_origin(request)
        except SilogError as error:
            return PlainTextResponse(str(error), status_code=403, headers=UNCACHED)
        response = RedirectResponse("/", status_code=303, headers=UNCACHED)
        token = request.cookies.get(cookie_name(request))
        if token:  # a form on a foreign page comes without the cookie, and must not make the browser drop it
            await viewers.sign_out(token)
            set_cookie(response, request, "", max_age_s=0)
        return response

    return [
        *password_routes(database, viewers, counted),
        *passkey_routes(database, viewers, counted),
        Route("/sign-in/{token}", sign_in, methods=["GET"]),
        Route("/sign-out", sign_out, methods=["POST"]),
    ]


def _bearer(connection: HTTPConnection) -> str | None:
    header = connection.headers.get("authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise SilogError("UNAUTHENTICATED", "The Authorization header is not understood.", "Send: Authorization: Bearer TOKEN")
    return token.strip()
