"""Errors as clients see them: what they can put right word for word, what is our fault under an incident id."""

import logging
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Final

import asyncpg
from graphql import ExecutionResult, GraphQLError

from silog.errors import SilogError
from silog.kit.database import LONGEST_READ_S, cause_of, is_outage
from silog.kit.door import BusyError

_log = logging.getLogger(__name__)

OK: Final = "OK"
INVALID: Final = "INVALID"
"""What an error counts as that has no code of its own: the document or its variables do not fit the schema."""
UNAVAILABLE: Final = "UNAVAILABLE"
UNAVAILABLE_SAID: Final = "The database does not answer just now: send the same again in a few seconds."
BUSY: Final = "BUSY"
BUSY_SAID: Final = "Too many ask at this moment: send the same again in a few seconds. Nothing was done."
RETRY_AFTER: Final = {"Retry-After": "2"}


def formatted(error: GraphQLError) -> dict[str, Any]:
    """Return an error of the document or of its values, as the specification writes it."""
    return dict(error.formatted)


def answered(error: GraphQLError) -> dict[str, Any]:
    """Return what a resolver raised: a SilogError or GraphQLError as it stands, anything else masked."""
    original = error.original_error
    if isinstance(original, SilogError):
        return said(original) | {"path": error.path or []}
    if original is None or isinstance(original, GraphQLError):
        return formatted(error)
    return masked(original) | {"path": error.path or []}


def said(error: SilogError) -> dict[str, Any]:
    """Return a SilogError as a GraphQL error."""
    return {"message": str(error), "extensions": {"code": error.code}}


def code_of(errors: Sequence[Mapping[str, Any]]) -> str:
    """Say in one word how a request ended: OK, or the code of its first error."""
    if not errors:
        return OK
    code = (errors[0].get("extensions") or {}).get("code", INVALID)
    return str(code)


def too_deep() -> GraphQLError:
    """The refusal of a document that is nested beyond what is read."""
    return GraphQLError("The document is nested too deeply: ask in parts.", extensions={"code": "TOO_DEEP"})


def refuse_if_all_was_busy(result: ExecutionResult) -> None:
    """Raise BusyError where it kept every field from being answered: then nothing was done, and the whole can be sent again."""
    if any(value is not None for value in (result.data or {}).values()):
        return
    for error in result.errors or ():
        if isinstance(error.original_error, BusyError):
            raise error.original_error


def busy_of(error: BaseException) -> BusyError | None:
    """Say whether an error means that too many ask."""
    original = error.original_error if isinstance(error, GraphQLError) else error
    return original if isinstance(original, BusyError) else None


def masked(error: BaseException | None) -> dict[str, Any]:
    """Log a bug under an incident id; the client gets the id and nothing of what happened inside.

    Four failures are no bugs, and a client can do something about them: too many ask, the database is away, the question took too
    long, or is too large for one statement.
    """
    error = cause_of(error)
    if isinstance(error, BusyError):  # counted by the door: a line for each would cost more than the refusal
        return {"message": BUSY_SAID, "extensions": {"code": BUSY}}
    if is_outage(error):
        _log.warning("the database does not answer: %r", error)
        return {"message": UNAVAILABLE_SAID, "extensions": {"code": UNAVAILABLE}}
    if isinstance(error, asyncpg.QueryCanceledError):
        message = f"The question took more than {LONGEST_READ_S} s and was stopped: ask for less at once."
        return {"message": message, "extensions": {"code": "TOO_SLOW"}}
    if isinstance(error, asyncpg.ProgramLimitExceededError):  # for example thousands of aliases on one object
        return {
            "message": "The question is too large to be answered at once: ask in parts.",
            "extensions": {"code": "TOO_LARGE"},
        }
    incident = secrets.token_hex(4)
    _log.error("incident %s", incident, exc_info=error)
    return {
        "message": f"The server could not answer this; the incident is {incident}. Try again, and tell the operator if it stays.",
        "extensions": {"code": "INTERNAL", "incident": incident},
    }
