"""Verifying signatures of devices: Ed25519, or ECDSA P-256 with SHA-256 where a browser has no Ed25519.

Signatures are 64 raw bytes in both: for P-256 r and s, each of 32 bytes (IEEE P1363, what WebCrypto gives). Only `cryptography` does
the arithmetic.
"""

from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

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
    key = _loaded(algorithm, public_key)
    try:
        if isinstance(key, Ed25519PublicKey):
            key.verify(signature, content)
        else:
            r, s = int.from_bytes(signature[:_HALF]), int.from_bytes(signature[_HALF:])
            key.verify(encode_dss_signature(r, s), content, _ECDSA_SHA256)
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=16_384)
def _loaded(algorithm: KeyAlgorithm, public_key: bytes) -> Ed25519PublicKey | EllipticCurvePublicKey:
    """Decode a key once: a device sends its scans one after another."""
    if algorithm is KeyAlgorithm.ED25519:
        return Ed25519PublicKey.from_public_bytes(public_key)
    return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), public_key)
