"""What a request says of a passkey: under which name the server was asked, and what the browser answers."""

import json
from typing import Any, Final

from starlette.requests import HTTPConnection, Request

from silog.errors import WRONG_INPUT, SilogError
from silog.people.rules.passkeys import NotOffered, RelyingParty, relying_party

_MOST_BYTES: Final = 32_768
_HINTS: Final = {
    NotOffered.PLAIN_HTTP: "Open the server by https, or on its own machine as localhost.",
    NotOffered.NO_NAME: "Open the server by its name, on its own machine as localhost.",
}


def offered_to(connection: HTTPConnection) -> RelyingParty | NotOffered:
    """Say who the server is to this browser; the host is the one that its pages are held against (kit/graphql/http/origin.py)."""
    return relying_party(connection.scope["scheme"], connection.headers.get("host", ""))


def party_of(connection: HTTPConnection) -> RelyingParty:
    """Say who the server is to this browser, or refuse where no browser would use a passkey."""
    party = offered_to(connection)
    if isinstance(party, NotOffered):
        raise SilogError(party, "A browser uses no passkey at this address.", _HINTS[party])
    return party


async def answer_of(request: Request) -> dict[str, Any]:
    """Read a JSON object. Its media type is asked for, since no page of another site can send it unasked."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise _unreadable()
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            raise _unreadable()
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _unreadable() from error
    if not isinstance(found, dict):
        raise _unreadable()
    return found


def credential_in(answer: dict[str, Any]) -> dict[str, Any]:
    """Give the credential inside an answer."""
    credential = answer.get("credential")
    if not isinstance(credential, dict):
        raise SilogError(WRONG_INPUT, "The answer holds no credential.", "Send what the browser gave, as JSON.")
    return credential


def _unreadable() -> SilogError:
    message = f"The body is no JSON object of at most {_MOST_BYTES:,} bytes."
    return SilogError(WRONG_INPUT, message, "Send it with Content-Type: application/json.")
