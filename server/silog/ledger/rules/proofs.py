"""Proofs that an entry is in the log (c2sp.org/tlog-proof): its index, the hashes up to the root, and a signed checkpoint."""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from silog.errors import SilogError
from silog.ledger.rules.checkpoints import Checkpoint
from silog.ledger.rules.notes import Verifier
from silog.ledger.rules.tree import HASH_BYTES, root_by_inclusion

_FIRST: Final = "c2sp.org/tlog-proof@v1"
_INDEX: Final = re.compile(r"index (0|[1-9][0-9]{0,18})", re.ASCII)
_MOST_HASHES: Final = 63


@dataclass(frozen=True, slots=True)
class Proof:
    """An entry's index, the hashes from its neighbour up to the root, and the checkpoint as it was signed."""

    index: int
    hashes: Sequence[bytes]
    checkpoint: str

    @property
    def text(self) -> str:
        """The file."""
        return "\n".join([_FIRST, f"index {self.index}", *(b64encode(one).decode() for one in self.hashes), "", self.checkpoint])

    @classmethod
    def read(cls, text: str) -> "Proof":
        """Read a file; SilogError where it is none. Nothing is checked yet."""
        head, _, checkpoint = text.partition("\n\n")
        first, *lines = head.split("\n")
        if lines and lines[0].startswith("extra "):
            del lines[0]
        index = _INDEX.fullmatch(lines[0]) if lines else None
        hashes = [_hash(line) for line in lines[1:]]
        if first != _FIRST or index is None or len(hashes) > _MOST_HASHES:
            raise SilogError("NOT_A_PROOF", "That is no proof of an entry.", f"A .tlog-proof begins with {_FIRST!r} and a line 'index N'.")
        return cls(int(index[1]), hashes, checkpoint)

    def check(self, verifier: Verifier, leaf: bytes) -> Checkpoint:
        """Give the checkpoint under which the entry with this leaf hash is in the verifier's log; SilogError where it is not."""
        checkpoint = Checkpoint.read(self.checkpoint, verifier)
        if root_by_inclusion(self.index, checkpoint.size, leaf, self.hashes) != checkpoint.root:
            message = (
                f"The proof does not lead from this entry to the root of the {checkpoint.size:,} entries that {checkpoint.origin} signed."
            )
            raise SilogError("NOT_IN_LOG", message, "It belongs to another entry, or one of the two was changed.")
        return checkpoint


def _hash(line: str) -> bytes:
    try:
        content = b64decode(line, validate=True)
    except (binascii.Error, ValueError):
        content = b""
    if len(content) != HASH_BYTES:
        raise SilogError("NOT_A_PROOF", f"That is no hash: {line[:80]!r}.", "Each is 32 bytes in base64.")
    return content
