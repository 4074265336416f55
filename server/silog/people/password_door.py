"""Signing in by name and password, over HTTP. Failures are counted by address and by name; nothing tells whether a name is known."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from silog.errors import SilogError
from silog.kit.database import Database
from silog.kit.graphql.http.origin import refuse_foreign_origin
from silog.people.actions.passwords import sign_in_by_password
from silog.people.attempts import BY_ADDRESS, BY_NAME, TOO_MANY, Attempts, address_of
from silog.people.cookies import FORM_PAGE, UNCACHED, set_cookie
from silog.people.pages import sign_in_page
from silog.people.passkeys.asked import offered_to
from silog.people.passkeys.pages import sign_in_offer
from silog.people.queries import public_viewer
from silog.people.rules import COOKIE_LIFE
from silog.people.viewers import Viewers
from silog.places.queries import NO_ELECTION, Election, all_elections

_LONGEST_FORM: Final = 4096


def password_routes(database: Database, viewers: Viewers, attempts: Attempts) -> Sequence[Route]:
    """Give the routes GET and POST /sign-in."""

    async def page(request: Request) -> Response:
        return HTMLResponse(sign_in_page(await _elections(database), sign_in_offer(offered_to(request))), headers=FORM_PAGE)

    async def by_password(request: Request) -> Response:
        try:
            refuse_foreign_origin(request, without_cookie=True)
        except SilogError as error:
            return PlainTextResponse(str(error), status_code=403, headers=UNCACHED)
        form = await _form(request)
        name, code = form.get("name", "").strip(), form.get("election") or None
        try:
            election = await public_viewer(database, code)
            with attempts.one(BY_ADDRESS, address_of(request)), attempts.one(BY_NAME, f"{election.election_id}:{name}"):
                session = await sign_in_by_password(
                    database, election.election_id, name, form.get("password", ""), request.headers.get("user-agent")
                )
        except SilogError as error:
            status = 429 if error.code == TOO_MANY else 401
            offer = sign_in_offer(offered_to(request))
            return HTMLResponse(sign_in_page(await _elections(database), offer, error, name, code), status, FORM_PAGE)
        response = RedirectResponse(await viewers.home_of(session), status_code=303, headers=UNCACHED)
        set_cookie(response, request, session, max_age_s=int(COOKIE_LIFE.total_seconds()))
        return response

    return [Route("/sign-in", page, methods=["GET"]), Route("/sign-in", by_password, methods=["POST"])]


async def _elections(database: Database) -> list[Election]:
    async with database.unit_of_work(NO_ELECTION) as work:
        return await all_elections(work.connection)


async def _form(request: Request) -> dict[str, str]:
    """Read a form of a few short fields; what is longer is nobody's name and password."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST_FORM:
            return {}
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    except UnicodeDecodeError:
        return {}
