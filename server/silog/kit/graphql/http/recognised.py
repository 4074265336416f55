"""Queries that came before, recognised by their bytes: a screen that asks again, and a thousand screens that ask the same.

What is kept is only how the request reads. Who asks and what the answer is are found out anew each time.
"""

from collections import OrderedDict
from typing import Final

from silog.kit.graphql.http.reading import read_body
from silog.kit.graphql.serve.requests import Request

_LONGEST_BYTES: Final = 4 * 1024
_MOST_BYTES: Final = 8 * 1024 * 1024


class Recognised:
    """Requests by their bodies; bounded in bytes, the longest unused go first."""

    def __init__(self) -> None:
        """Start empty."""
        self._kept: OrderedDict[bytes, Request] = OrderedDict()
        self._bytes = 0

    def read(self, body: bytes) -> Request:
        """Return the request in a POST body, or raise UnreadableError."""
        found = self._kept.get(body)
        if found is None:
            return read_body(body)
        self._kept.move_to_end(body)
        return found

    def keep(self, body: bytes, request: Request) -> None:
        """Keep a request that could be prepared and only reads: what one sends to write may be secret, and is not sent twice."""
        if len(body) > _LONGEST_BYTES or body in self._kept:
            return
        self._kept[body] = request
        self._bytes += len(body)
        while self._bytes > _MOST_BYTES:
            self._bytes -= len(self._kept.popitem(last=False)[0])
