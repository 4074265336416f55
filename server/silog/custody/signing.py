"""Verifying signatures of devices: Ed25519, or ECDSA P-256 with SHA-256 where a browser has no Ed25519.

Signatures are 64 raw bytes in both: for P-256 r and s, each of 32 bytes (IEEE P1363, what WebCrypto gives). libsodium does the arithmetic
of Ed25519, in half the time that OpenSSL takes for it, and while it does others can use Python; `cryptography` does that of P-256.
"""

from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError

from silog.custody.canonical import canonical_bytes
from silog.people.rules import KeyAlgorithm

SIGNATURE_BYTES: Final = 64
_HALF: Final = 32
_ECDSA_SHA256: Final = ECDSA(SHA256())


def photo_statement(election: str, device_id: str, sha256: str) -> bytes:
    """Give the bytes that a device signs to hand a photo in: canonical like an event, and by its keys never one.

    >>> photo_statement("LATIHAN", "KZDVVJ2UMNDUYAUF", "KbSoVob5NxdRoQ1divGv6eUgRoN8SuHFhkXezg7KKKg").decode()
    '{"dev":"KZDVVJ2UMNDUYAUF","election":"LATIHAN","photo":"KbSoVob5NxdRoQ1divGv6eUgRoN8SuHFhkXezg7KKKg","v":1}'
    """
    return canonical_bytes({"v": 1, "election": election, "dev": device_id, "photo": sha256})


def is_signed(algorithm: KeyAlgorithm, public_key: bytes, signature: bytes, content: bytes) -> bool:
    """Whether `signature` over `content` was made with the private half of `public_key`, a raw key as devices are enrolled with."""
    if len(signature) != SIGNATURE_BYTES:
        return False
    try:
        if algorithm is KeyAlgorithm.ED25519:
            crypto_sign_open(signature + content, public_key)
        else:
            r, s = int.from_bytes(signature[:_HALF]), int.from_bytes(signature[_HALF:])
            _loaded(public_key).verify(encode_dss_signature(r, s), content, _ECDSA_SHA256)
    except (BadSignatureError, InvalidSignature):
        return False
    return True


@lru_cache(maxsize=16_384)
def _loaded(public_key: bytes) -> EllipticCurvePublicKey:
    """Decode a key of P-256 once: a device sends its scans one after another."""
    return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), public_key)
