"""Signed notes (c2sp.org/signed-note) with Ed25519: a text, and below it who signed it."""

import binascii
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from silog.errors import SilogError

NOT_A_NOTE: Final = "NOT_A_NOTE"
NOT_A_KEY: Final = "NOT_A_KEY"
_ED25519: Final = b"\x01"
_KEY_BYTES: Final = 32
_ID_BYTES: Final = 4
_MARK: Final = "\N{EM DASH} "


@dataclass(frozen=True, slots=True)
class Verifier:
    """A name and the public key by which notes of that name are checked."""

    name: str
    key: bytes
    key_id: bytes = field(init=False)

    def __post_init__(self) -> None:
        """Refuse a name that no note could carry."""
        if not self.name or "+" in self.name or self.name.split() != [self.name] or len(self.key) != _KEY_BYTES:
            raise SilogError(NOT_A_KEY, f"{self.name!r} cannot be the name of a key.", "One word without a plus, and 32 bytes of Ed25519.")
        object.__setattr__(self, "key_id", sha256(self.name.encode() + b"\n" + _ED25519 + self.key).digest()[:_ID_BYTES])

    @property
    def text(self) -> str:
        """How it is handed on: name, id and key."""
        return f"{self.name}+{self.key_id.hex()}+{b64encode(_ED25519 + self.key).decode()}"

    @classmethod
    def from_text(cls, text: str) -> "Verifier":
        """Read what `text` writes; SilogError where it is no such thing."""
        name, _, rest = text.strip().partition("+")
        key_id, _, encoded = rest.partition("+")
        content = _decoded(encoded)
        if content is None or content[:1] != _ED25519 or len(content) != 1 + _KEY_BYTES:
            raise SilogError(NOT_A_KEY, "That is no verifier's key.", "It reads NAME+ID+KEY: a word, eight hex digits, base64 of 33 bytes.")
        verifier = cls(name, content[1:])
        if verifier.key_id.hex() != key_id:
            raise SilogError(NOT_A_KEY, f"The key of {name} has the id {verifier.key_id.hex()}, and not {key_id}.", "Was it copied whole?")
        return verifier


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A name and the private key that signs in it."""

    name: str
    private: Ed25519PrivateKey

    @property
    def verifier(self) -> Verifier:
        """What checks its notes."""
        return Verifier(self.name, self.private.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """Make a note of a text, which ends with a newline."""
        signature = self.verifier.key_id + self.private.sign(text.encode())
        return f"{text}\n{_MARK}{self.name} {b64encode(signature).decode()}\n"


def read_note(note: str, verifier: Verifier) -> str:
    """Give the text of a note that this verifier's key has signed; SilogError where it has not, or where it is no note.

    Signatures of others are passed over. One that bears the verifier's name and id must hold.
    """
    text, blank, signatures = note.rpartition("\n\n")
    text += "\n"
    if not blank or not signatures.endswith("\n") or any(ord(one) < ord(" ") and one != "\n" for one in note):
        raise SilogError(NOT_A_NOTE, "That is no signed note.", "A text, an empty line, and lines of signatures that each end.")
    held = False
    for line in signatures.removesuffix("\n").split("\n"):
        name, _, encoded = line.removeprefix(_MARK).partition(" ")
        content = _decoded(encoded)
        if not line.startswith(_MARK) or not name or content is None or len(content) <= _ID_BYTES:
            raise SilogError(NOT_A_NOTE, f"That is no line of a signature: {line[:80]!r}.")
        if (name, content[:_ID_BYTES]) == (verifier.name, verifier.key_id):
            _verify(verifier, content[_ID_BYTES:], text)
            held = True
    if not held:
        raise SilogError("NOT_SIGNED", f"The note is not signed by {verifier.name} with the key {verifier.key_id.hex()}.")
    return text


def _verify(verifier: Verifier, signature: bytes, text: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(verifier.key).verify(signature, text.encode())
    except InvalidSignature:
        message = f"The signature of {verifier.name} does not belong to this text."
        raise SilogError("BAD_SIGNATURE", message, "Somebody changed one of them; keep the file.") from None


def _decoded(encoded: str) -> bytes | None:
    try:
        return b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None
