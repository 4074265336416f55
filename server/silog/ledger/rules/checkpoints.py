"""Checkpoints (c2sp.org/tlog-checkpoint): what is signed of a tree, namely whose it is, how many leaves it has, and its root."""

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Final

from silog.errors import SilogError
from silog.ledger.rules.notes import SigningKey, Verifier, read_note
from silog.ledger.rules.tree import HASH_BYTES

_TEXT: Final = re.compile(r"(?P<origin>[^\n]+)\n(?P<size>0|[1-9][0-9]{0,18})\n(?P<root>[A-Za-z0-9+/]{43}=)\n(?:[^\n]+\n)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a tree: its origin, how many leaves it has, and its root of 32 bytes."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    def signed(self, key: SigningKey) -> str:
        """Sign it."""
        return key.sign(self.text)

    @classmethod
    def read(cls, note: str, verifier: Verifier) -> "Checkpoint":
        """Read a signed one; SilogError where it is none, not signed by the verifier's key, or of another log."""
        found = _TEXT.fullmatch(read_note(note, verifier))
        if found is None:
            raise SilogError(
                "NOT_A_CHECKPOINT", "The note is no checkpoint.", "Its lines are the origin, the number of leaves, and the root."
            )
        root = b64decode(found["root"])
        if found["origin"] != verifier.name or len(root) != HASH_BYTES:
            message = f"The checkpoint is one of {found['origin']!r}, and the key one of {verifier.name!r}."
            raise SilogError("ANOTHER_LOG", message, "Each log has a key of its own name.")
        return cls(found["origin"], int(found["size"]), root)
