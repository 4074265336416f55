"""A line to a running server: a batch of scans as a phone sends it, and lines that tear."""

import enum
import http.client
import json
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from silog.custody.events import Submission

_QUERY: Final = (
    "mutation ($input: RecordScansInput!) "
    "{ recordScans(input: $input) { results { index status eventId code } errors { code message path } } }"
)
_TIMEOUT_S: Final = 60


class Tear(enum.Enum):
    """Where a line tears: not at all, when half of the request is sent, or when the answer should be read."""

    WHOLE = enum.auto()
    HALFWAY = enum.auto()
    UNHEARD = enum.auto()


@dataclass(frozen=True, slots=True)
class Answered:
    """What the server said of one submission of a batch."""

    event_id: str | None
    status: str
    code: str | None


def send(port: int, token: str, batch: Sequence[Submission], tear: Tear = Tear.WHOLE) -> list[Answered]:
    """Send a batch; empty where the line tore. Raises OSError or HTTPException where the server is away or ends meanwhile."""
    scans = [{"event": one.event, "detail": one.detail, "signature": one.signature, "key": one.key} for one in batch]
    body = json.dumps({"query": _QUERY, "variables": {"input": {"scans": scans}}}).encode()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_S)
    try:
        connection.putrequest("POST", "/graphql")
        for name, value in (("Content-Type", "application/json"), ("Authorization", f"Bearer {token}"), ("Content-Length", str(len(body)))):
            connection.putheader(name, value)
        connection.endheaders()
        connection.send(body if tear is not Tear.HALFWAY else body[: len(body) // 2])
        if tear is not Tear.WHOLE:
            _tear(connection)
            return []
        answer = connection.getresponse()
        read = json.loads(answer.read())
    finally:
        connection.close()
    if answer.status != http.client.OK or read.get("data", {}).get("recordScans") is None:
        raise http.client.HTTPException(f"{answer.status}: {read}")
    results = read["data"]["recordScans"]["results"]
    return [Answered(one["eventId"], one["status"], one["code"]) for one in results]


def _tear(connection: http.client.HTTPConnection) -> None:
    """End the line without a farewell."""
    if connection.sock is not None:
        connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
