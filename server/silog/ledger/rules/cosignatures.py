"""Cosignatures (c2sp.org/tlog-cosignature) with Ed25519: a witness says when it saw a checkpoint, as the newest of a log that only grew.

A witness is not the log. It says nothing of what the entries say; its word is that the log showed it no other tree before this one.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from silog.ledger.rules.notes import Signature, Verifier, is_signed, read_signature

_TIME_BYTES: Final = 8
_LATEST: Final = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())
"""The last time that a date can be written of; whoever signs a later one has no clock."""


@dataclass(frozen=True, slots=True)
class Witness(Verifier):
    """A name and the public key by which its cosignatures are checked: a time, and Ed25519 over that time and the checkpoint."""

    kind: ClassVar[bytes] = b"\x04"

    def holds(self, signature: bytes, text: str) -> bool:
        """Whether this is a cosignature by this key under a checkpoint's text."""
        seconds = _seconds(signature)
        return seconds <= _LATEST and is_signed(self.key, signature[_TIME_BYTES:], _statement(seconds, text))


@dataclass(frozen=True, slots=True)
class CosigningKey:
    """A witness's name and its private key."""

    name: str
    private: Ed25519PrivateKey

    @property
    def witness(self) -> Witness:
        """What checks its cosignatures."""
        return Witness(self.name, self.private.public_key().public_bytes_raw())

    def cosign(self, text: str, at: datetime) -> str:
        """Make the line that says that a checkpoint was seen then; it is added to the checkpoint's note as it is."""
        seconds = int(at.timestamp())
        content = seconds.to_bytes(_TIME_BYTES) + self.private.sign(_statement(seconds, text))
        return Signature(self.name, self.witness.key_id, content).line


def cosigned_at(note: str, witness: Witness) -> datetime:
    """Say when a witness cosigned the checkpoint in a note; SilogError where it has not, or where its line does not hold."""
    _, signature = read_signature(note, witness)
    return datetime.fromtimestamp(_seconds(signature), UTC)


def _statement(seconds: int, text: str) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _seconds(signature: bytes) -> int:
    return int.from_bytes(signature[:_TIME_BYTES])
