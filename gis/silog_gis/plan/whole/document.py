"""Tasks and proposals as JSON documents, version 1, and back. What is wrong in one is told with where it stands."""

import hashlib
from typing import Final, TypeVar

import msgspec

from silog_gis.plan.problem import UnplannableError
from silog_gis.plan.whole.proposal import Proposal
from silog_gis.plan.whole.reason import Reason
from silog_gis.plan.whole.task import Task

Document = TypeVar("Document", Task, Proposal)
_IS_NONE: Final[dict[type, str]] = {Task: "IS_NO_TASK", Proposal: "IS_NO_PROPOSAL"}


def to_json(value: Task | Proposal) -> bytes:
    """Write a document: the same value gives the same bytes."""
    return msgspec.json.format(msgspec.json.encode(value, order="deterministic"), indent=1) + b"\n"


def from_json(text: bytes | str, kind: type[Document]) -> Document:
    """Read a document of a kind. Refused (UnplannableError): what is no such document; it says what is wrong and where."""
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnplannableError(Reason(code=_IS_NONE[kind], facts={"error": str(error)})) from error


def digest(task: Task) -> str:
    """Give the SHA-256 of a task's document."""
    return hashlib.sha256(to_json(task)).hexdigest()
