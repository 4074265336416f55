"""How long links and sessions last, and what is kept of their tokens.

Rules only: no SQL, no clock, no request. Sessions run on real time, never on an election's clock.
"""

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

LINK_LIFE: Final = timedelta(hours=24)
"""How long a sign-in link can be used, once."""
COOKIE_IDLE: Final = timedelta(hours=12)
"""A signed-in browser that asks nothing for this long must sign in again."""
COOKIE_LIFE: Final = timedelta(days=7)
"""However busy, a browser must sign in again after this."""
BEARER_LIFE: Final = timedelta(days=90)
"""How long a program's token is good, unless it is revoked."""
DEVICE_LIFE: Final = timedelta(weeks=12)
"""How long an enrolled device keeps its token, unless the device is revoked: from the first packing to the last recapitulation."""
_TOUCH_EVERY: Final = timedelta(minutes=5)
LONGEST_AGENT: Final = 200


class SessionKind(StrEnum):
    """A browser's session, which ends when idle; a program's or a device's, which ends on its day."""

    COOKIE = "COOKIE"
    BEARER = "BEARER"
    DEVICE = "DEVICE"


_LIFE: Final = {SessionKind.COOKIE: COOKIE_IDLE, SessionKind.BEARER: BEARER_LIFE, SessionKind.DEVICE: DEVICE_LIFE}


def first_end(kind: SessionKind, created_at: datetime) -> datetime:
    """Give the end of a session that starts at `created_at` and is not used again."""
    return created_at + _LIFE[kind]


def later_end(kind: SessionKind, created_at: datetime, expires_at: datetime, now: datetime) -> datetime | None:
    """Give the new end of a session used at `now`, or None when moving it is not worth a write."""
    if kind is not SessionKind.COOKIE:
        return None
    end = min(now + COOKIE_IDLE, created_at + COOKIE_LIFE)
    return end if end - expires_at >= _TOUCH_EVERY else None


def is_touch_due(used_at: datetime | None, now: datetime) -> bool:
    """Whether a session's last use is to be written anew: not at every request, so lists are right to five minutes."""
    return used_at is None or now - used_at >= _TOUCH_EVERY


def shown_agent(agent: str | None) -> str | None:
    """Give what a browser or program calls itself, as far as a list can show it."""
    said = "".join(filter(str.isprintable, agent or ""))[:LONGEST_AGENT].strip()
    return said or None


def token_hash(token: str) -> bytes:
    """Give what is stored of a token. The token has 256 random bits, so one round of SHA-256 is enough."""
    return hashlib.sha256(token.encode()).digest()
