"""Who may see and do what, and what a token or a device key must look like.

Rules only: no SQL, no clock, no request. An auditor can read here what each role is allowed.
"""

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from silog.errors import WRONG_INPUT, SilogError
from silog.kit.scope import Scope, View


class Role(StrEnum):
    """What a person is in one election. PUBLIC is everybody who has not signed in, and is never stored."""

    COORDINATOR = "COORDINATOR"
    OPERATOR = "OPERATOR"
    SUPERVISOR = "SUPERVISOR"
    AUDITOR = "AUDITOR"
    TRAINER = "TRAINER"
    PUBLIC = "PUBLIC"


class Right(StrEnum):
    """What can be done beyond reading what one's view shows."""

    RECORD_SCANS = "RECORD_SCANS"
    REPORT_POSITIONS = "REPORT_POSITIONS"
    SET_TRAINING_CLOCK = "SET_TRAINING_CLOCK"
    MOVE_PORTS = "MOVE_PORTS"
    SET_SEA_AREAS = "SET_SEA_AREAS"
    ASK_ROUTES = "ASK_ROUTES"


_OFFICE: Final = frozenset({Right.RECORD_SCANS, Right.REPORT_POSITIONS, Right.MOVE_PORTS, Right.ASK_ROUTES})

_RIGHTS: Final = {
    # Areas of the sea bend the routes of every regency: the province sets them.
    Role.COORDINATOR: _OFFICE | {Right.SET_TRAINING_CLOCK, Right.SET_SEA_AREAS},
    Role.OPERATOR: _OFFICE,
    # A supervisor verifies and is never a custodian; an auditor only reads. Asking for a way changes nothing.
    Role.SUPERVISOR: frozenset({Right.ASK_ROUTES}),
    Role.AUDITOR: frozenset({Right.ASK_ROUTES}),
    Role.TRAINER: _OFFICE | {Right.SET_TRAINING_CLOCK, Right.SET_SEA_AREAS},
    # A route costs the processor thousands of times what a row costs: not for everybody.
    Role.PUBLIC: frozenset[Right](),
}


def view_of(role: Role) -> View:
    """Everybody with a role sees the rows of the own territory in full; the public sees the public view."""
    return View.PUBLIC if role is Role.PUBLIC else View.FULL


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: one person in one election, or the public. `region_code` '' is every region, which only the public view has."""

    name: str | None
    role: Role
    region_code: str
    election_id: int
    election_code: str
    scope: Scope = field(init=False, compare=False, repr=False)
    """The rows this viewer sees, as it travels in every statement."""

    def __post_init__(self) -> None:
        """Make the scope once: it is asked for many times."""
        object.__setattr__(self, "scope", Scope(view_of(self.role), self.election_id, self.region_code))

    @classmethod
    def public(cls, election_id: int, election_code: str) -> "Viewer":
        """Everybody who has not signed in, looking at one election."""
        return cls(None, Role.PUBLIC, "", election_id, election_code)

    def may(self, right: Right) -> bool:
        """Whether this viewer's role carries a right."""
        return right in _RIGHTS[self.role]

    def demand(self, right: Right) -> None:
        """Refuse with FORBIDDEN what the role does not carry; UNAUTHENTICATED when nobody has signed in."""
        if self.may(right):
            return
        if self.role is Role.PUBLIC:
            message = f"{right} needs a person who has signed in."
            raise SilogError("UNAUTHENTICATED", message, "Send a bearer token, or open a sign-in link.")
        raise SilogError("FORBIDDEN", f"{self.name} is {self.role} in {self.election_code}, which does not carry {right}.")


LINK_LIFE: Final = timedelta(hours=24)
"""How long a sign-in link can be used, once."""
COOKIE_IDLE: Final = timedelta(hours=12)
"""A signed-in browser that asks nothing for this long must sign in again."""
COOKIE_LIFE: Final = timedelta(days=7)
"""However busy, a browser must sign in again after this."""
BEARER_LIFE: Final = timedelta(days=90)
"""How long a program's token is good, unless it is revoked."""
_TOUCH_EVERY: Final = timedelta(minutes=5)


class SessionKind(StrEnum):
    """A browser's session, which ends when idle, or a program's, which ends on its day."""

    COOKIE = "COOKIE"
    BEARER = "BEARER"


def first_end(kind: SessionKind, created_at: datetime) -> datetime:
    """Give the end of a session that starts at `created_at` and is not used again."""
    return created_at + (COOKIE_IDLE if kind is SessionKind.COOKIE else BEARER_LIFE)


def later_end(kind: SessionKind, created_at: datetime, expires_at: datetime, now: datetime) -> datetime | None:
    """Give the new end of a session used at `now`, or None when moving it is not worth a write."""
    if kind is SessionKind.BEARER:
        return None
    end = min(now + COOKIE_IDLE, created_at + COOKIE_LIFE)
    return end if end - expires_at >= _TOUCH_EVERY else None


def token_hash(token: str) -> bytes:
    """Give what is stored of a token. The token has 256 random bits, so one round of SHA-256 is enough."""
    return hashlib.sha256(token.encode()).digest()


class KeyAlgorithm(StrEnum):
    """How a device signs: Ed25519, or ECDSA P-256 where a browser has no Ed25519."""

    ED25519 = "ED25519"
    P256 = "P256"


def refuse_wrong_key(algorithm: KeyAlgorithm, public_key: bytes) -> None:
    """Refuse bytes that are no public key: 32 raw bytes for Ed25519, a point 04|x|y of 65 bytes on the curve for P-256."""
    expected = 32 if algorithm is KeyAlgorithm.ED25519 else 65
    if len(public_key) != expected:
        raise SilogError(WRONG_INPUT, f"The public key has {len(public_key)} bytes; {algorithm} keys have {expected}.", _KEY_FORMS)
    if algorithm is KeyAlgorithm.ED25519 and (int.from_bytes(public_key, "little") & _Y_COORDINATE) in _SMALL_ORDER:
        raise SilogError(WRONG_INPUT, "The public key is a point of small order, for which anybody can sign.", _KEY_FORMS)
    try:
        if algorithm is KeyAlgorithm.ED25519:
            Ed25519PublicKey.from_public_bytes(public_key)
        else:
            EllipticCurvePublicKey.from_encoded_point(SECP256R1(), public_key)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise SilogError(WRONG_INPUT, f"The public key is not a {algorithm} key: {error}", _KEY_FORMS) from error


_KEY_FORMS: Final = "Give the raw public key: 32 bytes for ED25519, the uncompressed point (04, x, y; 65 bytes) for P256."


_Y_COORDINATE: Final = (1 << 255) - 1
_P: Final = (1 << 255) - 19
_ORDER_8: Final = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL_ORDER: Final = frozenset({0, 1, _P - 1, _P, _P + 1, _ORDER_8, _P - _ORDER_8})
"""The y of every Ed25519 point of order 1, 2, 4 or 8, with the two encodings that exceed the field."""


def key_id(public_key: bytes) -> str:
    """Name a key by its content: the first 16 base32 characters (80 bits) of its SHA-256.

    >>> key_id(bytes(32))
    'MZUHVLPYMK6XO3EP'
    """
    return base64.b32encode(hashlib.sha256(public_key).digest()).decode()[:16]
