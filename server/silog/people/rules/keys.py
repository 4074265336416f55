"""What the key of a device must look like, and what it is called.

Rules only: no SQL, no clock, no request.
"""

import base64
import binascii
import hashlib
from enum import StrEnum
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from silog.errors import WRONG_INPUT, SilogError


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


def read_public_key(text: str) -> bytes:
    """Give the bytes of a key in Base64 or Base64url, with or without padding; what they must be is said by `refuse_wrong_key`."""
    try:
        return base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise SilogError(
            WRONG_INPUT, f"The public key is not Base64: {error}", "Give the raw public key in Base64 or Base64url."
        ) from error
