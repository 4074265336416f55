"""What is known of the request under way, for the log lines and spans that are made meanwhile."""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final


@dataclass(slots=True)
class RequestRecord:
    """One request or one WebSocket, filled while it is served. It holds nothing that tells who asks: a role, no name."""

    id: str
    status: int = 0
    sent_bytes: int = 0
    is_stream: bool = False
    role: str | None = None
    election: str | None = None
    operation: str | None = None
    code: str | None = None


CURRENT: Final[ContextVar[RequestRecord | None]] = ContextVar("silog_request", default=None)


def note_viewer(role: str, election: str) -> None:
    """Note in which role, and in which election, the request under way is answered."""
    record = CURRENT.get()
    if record is not None:
        record.role, record.election = role, election
