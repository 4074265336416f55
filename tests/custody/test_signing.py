"""Whose signature counts."""

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from silog.custody.device import P256Signs, Signs
from silog.custody.signing import is_signed
from silog.people.rules import KeyAlgorithm

CONTENT = b'{"box":"0123456789Y"}'


def _ed25519() -> tuple[Signs, bytes]:
    key = Ed25519PrivateKey.generate()
    return key, key.public_key().public_bytes_raw()


def _p256() -> tuple[Signs, bytes]:
    key = generate_private_key(SECP256R1())
    return P256Signs(key), key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@pytest.mark.parametrize(("algorithm", "make"), [(KeyAlgorithm.ED25519, _ed25519), (KeyAlgorithm.P256, _p256)])
def test_only_the_key_itself_over_the_very_bytes_is_believed(algorithm: KeyAlgorithm, make: Callable[[], tuple[Signs, bytes]]) -> None:
    (key, public), (_, other) = make(), make()
    signature = key.sign(CONTENT)

    assert len(signature) == 64
    assert is_signed(algorithm, public, signature, CONTENT)
    assert not is_signed(algorithm, other, signature, CONTENT)
    assert not is_signed(algorithm, public, signature, CONTENT + b" ")
    assert not is_signed(algorithm, public, signature[:-1], CONTENT)
    assert not is_signed(algorithm, public, bytes(64), CONTENT)
    assert not is_signed(algorithm, public, bytes([signature[0] ^ 1]) + signature[1:], CONTENT)


def test_a_signature_of_ed25519_has_one_form() -> None:
    key, public = _ed25519()
    signature = key.sign(CONTENT)
    s = int.from_bytes(signature[32:], "little")

    assert not is_signed(KeyAlgorithm.ED25519, public, signature[:32] + (s + _ORDER).to_bytes(32, "little"), CONTENT)


_ORDER = 2**252 + 27742317777372353535851937790883648493
"""Of Ed25519's base point (RFC 8032): s and s + order are the same number there."""
