"""By which of the two protocols that the server speaks subscribers follow."""

from enum import StrEnum


class Over(StrEnum):
    """A protocol, by the word that an option and a report have for it."""

    WEBSOCKET = "websocket"
    SSE = "sse"
