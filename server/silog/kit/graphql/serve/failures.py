"""Errors as clients see them: what they can put right word for word, what is our fault under an incident id."""

import logging
import secrets
from typing import Any, Final

import asyncpg
from graphql import GraphQLError

from silog.errors import SilogError
from silog.kit.database import LONGEST_READ_S, is_outage

_log = logging.getLogger(__name__)

UNAVAILABLE: Final = "UNAVAILABLE"
UNAVAILABLE_SAID: Final = "The database does not answer just now: send the same again in a few seconds."
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


def too_deep() -> GraphQLError:
    """The refusal of a document that is nested beyond what is read."""
    return GraphQLError("The document is nested too deeply: ask in parts.", extensions={"code": "TOO_DEEP"})


def masked(error: BaseException | None) -> dict[str, Any]:
    """Log a bug under an incident id; the client gets the id and nothing of what happened inside.

    Three failures are no bugs, and a client can do something about them: the database is away, the question took too long, or is
    too large for one statement.
    """
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
