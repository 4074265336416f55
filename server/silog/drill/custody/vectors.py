"""`silog drill vectors DIR`: other people's test vectors for the signatures and the canonical form that devices use.

DIR holds Wycheproof's `ed25519_test.json` and `ecdsa_secp256r1_sha256_p1363_test.json`, and `jcs/input` and `jcs/output` of the author of
RFC 8785. None of them is needed to build, run or test the product.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import rfc8785

from silog.custody.refusals import Refusal
from silog.custody.signing import is_signed
from silog.custody.strictjson import read_object
from silog.errors import WRONG_INPUT, SilogError
from silog.people.rules import KeyAlgorithm, refuse_wrong_key

_FILES: Final = {
    KeyAlgorithm.ED25519: ("ed25519_test.json", "pk"),
    KeyAlgorithm.P256: ("ecdsa_secp256r1_sha256_p1363_test.json", "uncompressed"),
}


@dataclass(frozen=True, slots=True)
class VectorOutcome:
    """One file: how many of its cases went as its author says, and what went otherwise."""

    file: str
    right: int
    wrong: tuple[str, ...]


def drill_vectors(folder: Path) -> list[VectorOutcome]:
    """Try every case of every file."""
    missing = [name for name, _ in _FILES.values() if not (folder / name).is_file()]
    if missing or not (folder / "jcs" / "input").is_dir():
        raise SilogError(WRONG_INPUT, f"{folder} does not hold {', '.join(missing) or 'jcs/input'}.", "See `silog drill vectors --help`.")
    signed = [_tried(name, _signatures(algorithm, folder / name, part)) for algorithm, (name, part) in _FILES.items()]
    return [*signed, _tried("jcs", _canonical(folder / "jcs"))]


def _tried(name: str, cases: Iterator[tuple[str, bool]]) -> VectorOutcome:
    found = list(cases)
    return VectorOutcome(name, sum(is_right for _, is_right in found), tuple(case for case, is_right in found if not is_right))


def _signatures(algorithm: KeyAlgorithm, file: Path, part: str) -> Iterator[tuple[str, bool]]:
    """A signature is good where its author says so and the key is one that can be enrolled."""
    for group in json.loads(file.read_text())["testGroups"]:
        key = bytes.fromhex(group["publicKey"][part])
        is_enrollable = _is_enrollable(algorithm, key)
        for test in group["tests"]:
            is_good = is_enrollable and is_signed(algorithm, key, bytes.fromhex(test["sig"]), bytes.fromhex(test["msg"]))
            yield f"{test['tcId']} ({test['comment']})", is_good == (test["result"] == "valid")


def _is_enrollable(algorithm: KeyAlgorithm, key: bytes) -> bool:
    try:
        refuse_wrong_key(algorithm, key)
    except SilogError:
        return False
    return True


def _canonical(folder: Path) -> Iterator[tuple[str, bool]]:
    """The canonical form of each input is the author's; and what we read strictly is exactly that form of what our objects can hold."""
    for source in sorted((folder / "input").glob("*.json")):
        value: Any = json.loads(source.read_text())
        expected = (folder / "output" / source.name).read_bytes().rstrip(b"\n")
        yield source.name, rfc8785.dumps(value) == expected
        if isinstance(value, dict) and all(key.isascii() and type(one) is str for key, one in value.items()):
            yield f"{source.name}, read strictly", _is_read(expected.decode(), dict.fromkeys(value, str))


def _is_read(text: str, kinds: dict[str, type]) -> bool:
    try:
        read_object(text, kinds)
    except Refusal:
        return False
    return True
