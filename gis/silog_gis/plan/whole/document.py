"""Tasks and proposals as JSON documents, version 1, and back. What is wrong in one is told with where it stands."""

import hashlib
from typing import TypeVar

import msgspec

from silog_gis.plan.problem import UnplannableError
from silog_gis.plan.whole.proposal import Proposal
from silog_gis.plan.whole.task import Task

Document = TypeVar("Document", Task, Proposal)


def to_json(value: Task | Proposal) -> bytes:
    """Write a document: the same value gives the same bytes."""
    return msgspec.json.format(msgspec.json.encode(value, order="deterministic"), indent=1) + b"\n"


def from_json(text: bytes | str, kind: type[Document]) -> Document:
    """Read a document of a kind. Refused (UnplannableError): what is no such document; it says what is wrong and where."""
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnplannableError([f"this is no {kind.__name__.lower()}: {error}"]) from error


def digest(task: Task) -> str:
    """Give the SHA-256 of a task's document."""
    return hashlib.sha256(to_json(task)).hexdigest()
