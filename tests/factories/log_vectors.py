"""Vectors of a log for the browser's verifier: RFC 6962 as it is written, recursively, and sharing nothing with the product.

`python -m tests.factories.log_vectors` writes them anew; a test holds the file against this.
"""

import json
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FILE: Final = Path(__file__).parents[2] / "web/tests/log/vectors.json"
ORIGIN: Final = "silog-kepri/UJI"
SIZES: Final = [*range(18), 40, 255, 256, 257, 300, 511, 512, 513, 700, 65_535, 65_536, 65_537, 70_000]
PROVED: Final = [(0, 1), (0, 2), (1, 2), (6, 7), (5, 8), (255, 256), (256, 257), (300, 700), (699, 700), (69_999, 70_000), (12_345, 70_000)]
"""Which entry of how large a log."""
_ED25519: Final = b"\1"
WITNESS: Final = "saksi.example/1"
COSIGNED_AT: Final = 1_732_665_547
"""2024-11-26 23:59:07 UTC."""
WITNESS_KEY: Final = b"\4"


def vectors() -> dict[str, Any]:
    """Give roots by size, signed checkpoints by size, and proofs. Entry n of every log is the text `pindaian n`."""
    entries = [f"pindaian {number}".encode() for number in range(max(SIZES))]
    roots = {size: mth(entries[:size]) for size in SIZES}
    seeds = (b"log", b"another log", b"witness", b"another witness")
    key, other, witness, liar = (Ed25519PrivateKey.from_private_bytes(sha256(seed).digest()) for seed in seeds)
    another_tree = checkpoint(key, 700, mth([*entries[:10], b"put in later", *entries[11:700]]))
    known = dict(roots)
    for _, size in PROVED:
        known.setdefault(size, mth(entries[:size]))
    return {
        "origin": ORIGIN,
        "verifierKey": verifier_key(key),
        "otherKey": verifier_key(other),
        "roots": {str(size): text(root) for size, root in roots.items()},
        "checkpoints": {str(size): checkpoint(key, size, root) for size, root in roots.items()},
        "byTheOtherKey": checkpoint(other, 700, roots[700]),
        "ofAnotherTree": another_tree,
        "witness": {
            "name": WITNESS,
            "verifierKey": verifier_key(witness, WITNESS, WITNESS_KEY),
            "at": "2024-11-26T23:59:07.000Z",
            "cosigned": {str(size): cosigned(checkpoint(key, size, roots[size]), witness) for size in (0, 300, 700)},
            "ofAnotherTree": cosigned(another_tree, witness),
            "byTheOtherKey": cosigned(checkpoint(key, 300, roots[300]), liar),
            "notOfTheLog": cosigned(checkpoint(other, 300, roots[300]), witness),
        },
        "proofs": [
            {"index": index, "size": size, "leaf": text(leaf(entries[index])), "text": proof(key, entries[:size], index, known[size])}
            for index, size in PROVED
        ],
    }


def leaf(entry: bytes) -> bytes:
    """The hash of an entry."""
    return sha256(b"\0" + entry).digest()


def mth(entries: Sequence[bytes]) -> bytes:
    """The Merkle Tree Hash of RFC 6962, section 2.1."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return leaf(entries[0])
    half = _half(len(entries))
    return sha256(b"\1" + mth(entries[:half]) + mth(entries[half:])).digest()


def path(index: int, entries: Sequence[bytes]) -> list[bytes]:
    """The audit path of RFC 6962, section 2.1.1."""
    if len(entries) == 1:
        return []
    half = _half(len(entries))
    if index < half:
        return [*path(index, entries[:half]), mth(entries[half:])]
    return [*path(index - half, entries[half:]), mth(entries[:half])]


def _half(count: int) -> int:
    half = 1
    while half * 2 < count:
        half *= 2
    return half


def text(content: bytes) -> str:
    """Base64."""
    return b64encode(content).decode()


def key_id(key: Ed25519PrivateKey, name: str = ORIGIN, kind: bytes = _ED25519) -> bytes:
    """The four bytes by which signatures name a key."""
    return sha256(f"{name}\n".encode() + kind + key.public_key().public_bytes_raw()).digest()[:4]


def verifier_key(key: Ed25519PrivateKey, name: str = ORIGIN, kind: bytes = _ED25519) -> str:
    """A key as it is handed round."""
    return f"{name}+{key_id(key, name, kind).hex()}+{text(kind + key.public_key().public_bytes_raw())}"


def checkpoint(key: Ed25519PrivateKey, size: int, root: bytes, name: str = ORIGIN) -> str:
    """A signed note that says how large a log is and what its root is."""
    said = f"{name}\n{size}\n{text(root)}\n"
    return f"{said}\n— {name} {text(key_id(key, name) + key.sign(said.encode()))}\n"


def cosigned(note: str, key: Ed25519PrivateKey, name: str = WITNESS, at: int = COSIGNED_AT) -> str:
    """The note with the line of a witness that saw it then: c2sp.org/tlog-cosignature."""
    said, _ = note.split("\n\n")
    signature = key.sign(f"cosignature/v1\ntime {at}\n{said}\n".encode())
    return f"{note}\N{EM DASH} {name} {text(key_id(key, name, WITNESS_KEY) + at.to_bytes(8) + signature)}\n"


def proof(key: Ed25519PrivateKey, entries: Sequence[bytes], index: int, root: bytes) -> str:
    """The file that proves an entry to be in a log of these."""
    lines = ["c2sp.org/tlog-proof@v1", f"index {index}", *map(text, path(index, entries))]
    return "\n".join([*lines, "", checkpoint(key, len(entries), root)])


def written() -> str:
    """The file of vectors."""
    return f"{json.dumps(vectors(), indent=1, ensure_ascii=False)}\n"


if __name__ == "__main__":
    FILE.write_text(written())
