"""The rules of the log: the tree, what is signed of it, and what proves that a scan is in it. No SQL, no clock, no files."""

from silog.ledger.rules.checkpoints import Checkpoint
from silog.ledger.rules.cosignatures import CosigningKey, Witness, cosigned_at
from silog.ledger.rules.notes import SigningKey, Verifier
from silog.ledger.rules.proofs import Proof
from silog.ledger.rules.tiles import RightEdge, Tile
from silog.ledger.rules.tree import EMPTY_ROOT, HASH_BYTES, leaf_hash

__all__ = [
    "EMPTY_ROOT",
    "HASH_BYTES",
    "Checkpoint",
    "CosigningKey",
    "Proof",
    "RightEdge",
    "SigningKey",
    "Tile",
    "Verifier",
    "Witness",
    "cosigned_at",
    "leaf_hash",
]
