"""Signed notes (c2sp.org/signed-note) with Ed25519: a text, and below it who signed it."""

import binascii
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import ClassVar, Final, NamedTuple, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from silog.errors import SilogError

NOT_A_NOTE: Final = "NOT_A_NOTE"
NOT_A_KEY: Final = "NOT_A_KEY"
KEY_BYTES: Final = 32
MOST_NOTE_BYTES: Final = 65_536
"""A checkpoint with hundreds of signatures; what is longer is read no further."""
_ID_BYTES: Final = 4
_MARK: Final = "\N{EM DASH} "


@dataclass(frozen=True, slots=True)
class Verifier:
    """A name and the public key by which notes of that name are checked."""

    kind: ClassVar[bytes] = b"\x01"
    """The type of signature, as signed notes number them: Ed25519 over the text."""
    name: str
    key: bytes
    key_id: bytes = field(init=False)

    def __post_init__(self) -> None:
        """Refuse a name that no note could carry."""
        if not self.name or "+" in self.name or self.name.split() != [self.name] or len(self.key) != KEY_BYTES:
            raise SilogError(NOT_A_KEY, f"{self.name!r} cannot be the name of a key.", "One word without a plus, and 32 bytes of Ed25519.")
        object.__setattr__(self, "key_id", sha256(self.name.encode() + b"\n" + self.kind + self.key).digest()[:_ID_BYTES])

    @property
    def text(self) -> str:
        """How it is handed on: name, id and key."""
        return f"{self.name}+{self.key_id.hex()}+{b64encode(self.kind + self.key).decode()}"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read what `text` writes; SilogError where it is no such thing."""
        name, _, rest = text.strip().partition("+")
        key_id, _, encoded = rest.partition("+")
        content = _decoded(encoded)
        if content is None or content[:1] != cls.kind or len(content) != 1 + KEY_BYTES:
            hint = f"It reads NAME+ID+KEY: a word, eight hex digits, base64 of 33 bytes of which the first is {cls.kind[0]}."
            raise SilogError(NOT_A_KEY, "That is no verifier's key.", hint)
        verifier = cls(name, content[1:])
        if verifier.key_id.hex() != key_id:
            raise SilogError(NOT_A_KEY, f"The key of {name} has the id {verifier.key_id.hex()}, and not {key_id}.", "Was it copied whole?")
        return verifier

    def holds(self, signature: bytes, text: str) -> bool:
        """Whether this is a signature by this key under a note's text."""
        return is_signed(self.key, signature, text.encode())


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
        return f"{text}\n{Signature(self.name, self.verifier.key_id, self.private.sign(text.encode())).line}"


class Signature(NamedTuple):
    """One signature below a note: by whom it says to be, with which key, and what was signed with."""

    name: str
    key_id: bytes
    content: bytes

    @property
    def line(self) -> str:
        """How it stands in the note, with its newline."""
        return f"{_MARK}{self.name} {b64encode(self.key_id + self.content).decode()}\n"


def read_note(note: str, verifier: Verifier) -> str:
    """Give the text of a note that this verifier's key has signed; SilogError where it has not, or where it is no note."""
    text, _ = read_signature(note, verifier)
    return text


def read_signature(note: str, verifier: Verifier) -> tuple[str, bytes]:
    """Give the text of a note and the signature of this verifier's key; SilogError where there is none, or where it is no note.

    Signatures of others are passed over. One that bears the verifier's name and id must hold.
    """
    text, signatures = split_note(note)
    own = [one.content for one in signatures if (one.name, one.key_id) == (verifier.name, verifier.key_id)]
    if not own:
        raise SilogError("NOT_SIGNED", f"The note is not signed by {verifier.name} with the key {verifier.key_id.hex()}.")
    if not all(verifier.holds(one, text) for one in own):
        message = f"The signature of {verifier.name} does not belong to this text."
        raise SilogError("BAD_SIGNATURE", message, "Somebody changed one of them; keep the file.")
    return text, own[-1]


def split_note(note: str) -> tuple[str, list[Signature]]:
    """Part a note into its text and its signatures; SilogError where it is none. Nothing is checked yet."""
    text, blank, lines = note.rpartition("\n\n")
    if not blank or not lines.endswith("\n") or any(ord(one) < ord(" ") and one != "\n" for one in note):
        raise SilogError(NOT_A_NOTE, "That is no signed note.", "A text, an empty line, and lines of signatures that each end.")
    return f"{text}\n", [_read_line(line) for line in lines.removesuffix("\n").split("\n")]


def is_signed(key: bytes, signature: bytes, content: bytes) -> bool:
    """Whether this is a signature over the content by the private half of an Ed25519 key of 32 bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, content)
    except InvalidSignature:
        return False
    return True


def _read_line(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_MARK).partition(" ")
    content = _decoded(encoded)
    if not line.startswith(_MARK) or not name or content is None or len(content) <= _ID_BYTES:
        raise SilogError(NOT_A_NOTE, f"That is no line of a signature: {line[:80]!r}.")
    return Signature(name, content[:_ID_BYTES], content[_ID_BYTES:])


def _decoded(encoded: str) -> bytes | None:
    try:
        return b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None
