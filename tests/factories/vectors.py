"""Test vectors like those of Wycheproof and of the author of RFC 8785, small and signed by real keys."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ED25519: Final = "ed25519_test.json"
P256: Final = "ecdsa_secp256r1_sha256_p1363_test.json"
CANONICAL: Final = {
    "numbers": ('{"b": [4.50, 1E30, 56.0], "a": {"d": null, "c": true}}', '{"a":{"c":true,"d":null},"b":[4.5,1e+30,56]}\n'),
    "texts": ('{ "\\u20ac": "kotak\\u000f", "A": "Å", "10": 3, "1": ["S-1"] }', '{"1":["S-1"],"10":3,"A":"Å","€":"kotak\\u000f"}'),
}
"""Inputs and outputs by name; the second could be what a scan says."""


def write_vectors(folder: Path) -> None:
    """Write a folder as `silog drill vectors` takes it, in which every author is right. Of four cases of a file two are valid."""
    ed25519 = Ed25519PrivateKey.generate()
    group = {"curve": "edwards25519", "pk": ed25519.public_key().public_bytes_raw().hex()}
    _write(folder / ED25519, [{"type": "EddsaVerify", "publicKey": group, "tests": _cases(ed25519.sign)}])
    p256 = ec.generate_private_key(ec.SECP256R1())
    point = p256.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def sign(message: bytes) -> bytes:
        r, s = decode_dss_signature(p256.sign(message, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32) + s.to_bytes(32)

    group = {"curve": "secp256r1", "uncompressed": point.hex()}
    _write(folder / P256, [{"type": "EcdsaP1363Verify", "sha": "SHA-256", "publicKey": group, "tests": _cases(sign)}])
    for place in ("input", "output"):
        (folder / "jcs" / place).mkdir(parents=True)
    for name, (source, form) in CANONICAL.items():
        (folder / "jcs" / "input" / f"{name}.json").write_text(source)
        (folder / "jcs" / "output" / f"{name}.json").write_text(form)


def change_group(file: Path, change: Mapping[str, Any]) -> None:
    """Put something else into the only group of a file."""
    (group,) = json.loads(file.read_text())["testGroups"]
    _write(file, [group | change])


def change_case(file: Path, number: int, change: Mapping[str, Any]) -> None:
    """Put something else into one case of a file."""
    (group,) = json.loads(file.read_text())["testGroups"]
    group["tests"][number - 1] |= change
    _write(file, [group])


def _cases(sign: Any) -> list[dict[str, Any]]:  # noqa: ANN401 -- a key's own signing
    """Give two messages with their signatures, one with the other's and one whose signature is cut off."""
    one, other = b"KS-04417", b""
    found = [("", one, sign(one), "valid"), ("empty", other, sign(other), "valid"), ("of another", one, sign(other), "invalid")]
    found.append(("cut off", one, sign(one)[:-1], "invalid"))
    return [
        {"tcId": number, "comment": comment, "msg": message.hex(), "sig": signature.hex(), "result": result}
        for number, (comment, message, signature, result) in enumerate(found, 1)
    ]


def _write(file: Path, groups: list[Any]) -> None:
    file.write_text(json.dumps({"testGroups": groups}))
