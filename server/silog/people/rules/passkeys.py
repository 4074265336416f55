"""Passkeys: where they are offered, what they may be called, and which use of one is wrong.

Rules only: no SQL, no clock, no request. A browser offers passkeys in a secure context and under a host name, never under the number of
an address (W3C Web Authentication, 5.1.3 and 13.4.9).
"""

import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from silog.errors import WRONG_INPUT, SilogError

CHALLENGE_BYTES: Final = 32
CHALLENGE_LIFE: Final = timedelta(minutes=5)
"""How long a person may take to unlock the key; a challenge is answered once within it, or never."""
MOST_PASSKEYS: Final = 20
"""Of one person, under one name of the server."""
LONGEST_NAME: Final = 60


class Purpose(StrEnum):
    """What a challenge was made for; it serves nothing else."""

    REGISTER = "REGISTER"
    SIGN_IN = "SIGN_IN"


class NotOffered(StrEnum):
    """Why a browser would refuse to use passkeys at an address."""

    PLAIN_HTTP = "PASSKEYS_NEED_HTTPS"
    NO_NAME = "PASSKEYS_NEED_A_NAME"


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """The server as a browser knows it: `id` is the host's name without the port, `origin` is scheme, name and port."""

    id: str
    origin: str


def relying_party(scheme: str, host: str) -> RelyingParty | NotOffered:
    """Say who the server is to a browser that asked it at `host`, a name or an address with or without a port.

    >>> relying_party("https", "silog.example:8443")
    RelyingParty(id='silog.example', origin='https://silog.example:8443')
    >>> relying_party("http", "silog.example").value, relying_party("http", "127.0.0.1:8000").value
    ('PASSKEYS_NEED_HTTPS', 'PASSKEYS_NEED_A_NAME')
    """
    host = host.lower()
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    address = _address(name)
    is_near = address.is_loopback if address else name == "localhost" or name.endswith(".localhost")
    if scheme != "https" and not is_near:
        return NotOffered.PLAIN_HTTP
    if address or not name:
        return NotOffered.NO_NAME
    return RelyingParty(name, f"{scheme}://{host}")


def checked_name(name: str) -> str:
    """Give a passkey's name as lists will show it; refused where it is empty, long, or holds control characters."""
    said = " ".join(name.split())
    if not said or len(said) > LONGEST_NAME or not said.isprintable():
        message = f"A passkey's name has 1 to {LONGEST_NAME} characters in plain text."
        raise SilogError(WRONG_INPUT, message, "Say where the key is kept, for example: Laptop kantor.")
    return said


def wrong_use(*, is_removed: bool, is_verified: bool, kept_count: int, told_count: int) -> str | None:
    """Say what is wrong with a use whose signature is good; None when nothing is.

    A key that counts its uses counts upwards: one that tells no more than it told before has a copy somewhere. Keys that are kept on
    several machines count nothing, and always tell 0.

    >>> wrong_use(is_removed=False, is_verified=True, kept_count=7, told_count=7)
    'The counter stands at 7 and was told as 7: the key may have been copied.'
    >>> wrong_use(is_removed=False, is_verified=True, kept_count=0, told_count=0)
    """
    if is_removed:
        return "The passkey was removed before."
    if not is_verified:
        return "The key did not verify its person by a PIN, a finger or a face."
    if (kept_count or told_count) and told_count <= kept_count:
        return f"The counter stands at {kept_count} and was told as {told_count}: the key may have been copied."
    return None


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None
