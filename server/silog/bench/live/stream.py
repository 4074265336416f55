"""A subscriber over server-sent events, in the distinct connections mode of graphql-sse: one request, whose answer does not end."""

import json
from typing import Final

from silog.bench.live.subscriber import Subscriber
from silog.bench.load import HOST

_LINE_ENDS: Final = b"\r\n"
_EVENT_ENDS: Final = b"\n\n"
_NEXT: Final = b"event: next\ndata: "
_COMMENT: Final = b":"
_ERRORS: Final = b'{"errors"'


class StreamSubscriber(Subscriber):
    """Has one request. The answer comes in chunks (RFC 9112, section 7.1), which may part an event anywhere."""

    _text = b""
    """What came of an event that is not whole yet."""

    def asked(self) -> bytes:
        """Ask for a stream."""
        body = json.dumps({"query": self.document})
        return (
            f"POST /graphql HTTP/1.1\r\nHost: {HOST}:{self.port}\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {self.token}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    def begin(self, head: bytes) -> None:
        """See that it is one."""
        lower = head.lower()
        if b" 200 " not in lower.split(_LINE_ENDS, 1)[0] or b"text/event-stream" not in lower or b"chunked" not in lower:
            self.fail("the server gave no stream:", head)

    def take_all(self) -> None:
        """Take every chunk, and of those every event."""
        while (chunk := self._next_chunk()) is not None:
            if not chunk:
                self.fail("the stream ended")
            *events, self._text = (self._text + chunk).split(_EVENT_ENDS)
            for event in events:
                self._take(event)

    def _next_chunk(self) -> bytes | None:
        pending = self.pending
        start = pending.find(_LINE_ENDS) + len(_LINE_ENDS)
        if start < len(_LINE_ENDS):
            return None
        end = start + int(pending[: start - len(_LINE_ENDS)], 16)
        if len(pending) < end + len(_LINE_ENDS):
            return None
        content = bytes(pending[start:end])
        del pending[: end + len(_LINE_ENDS)]
        return content

    def _take(self, event: bytes) -> None:
        if event.startswith(_COMMENT):
            return
        answer = event.removeprefix(_NEXT)
        if answer == event or answer.startswith(_ERRORS):
            self.fail("an unexpected event:", event)
        else:
            self.hear(answer)
