"""The Merkle tree of RFC 6962, section 2.1, with SHA-256: its hashes, and what a proof in it shows.

Which nodes a proof consists of is said as ranges of leaves, [start, end), from the leaf up; who has the hashes of a range is another matter
(tiles.py). Checking follows RFC 9162, sections 2.1.3.2 and 2.1.4.2, and shares nothing with the making of proofs.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()

Range = tuple[int, int]
"""Leaves from the first to before the second."""


def leaf_hash(content: bytes) -> bytes:
    """Hash what an entry says."""
    return sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two neighbours into the node above them."""
    return sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Hash neighbours of one height into the node above all of them; the last may stand for fewer leaves than the others.

    A node without a neighbour goes up as it is: so the tree of RFC 6962 comes out, which splits at the largest power of two.
    """
    if not hashes:
        return EMPTY_ROOT
    row = list(hashes)
    while len(row) > 1:
        pairs = [node_hash(row[number], row[number + 1]) for number in range(0, len(row) - 1, 2)]
        row = pairs + row[2 * len(pairs) :]
    return row[0]


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """Name the nodes that lead from the leaf at `index` to the root of a tree of `size` leaves."""
    start, end = 0, size
    found: list[Range] = []
    while end - start > 1:
        middle = _middle(start, end)
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    return found[::-1]


def consistency_ranges(old_size: int, size: int) -> list[Range]:
    """Name the nodes that show a tree of `size` leaves to begin with one of `old_size`."""
    start, end = 0, size
    found: list[Range] = []
    if old_size == 0:
        return found
    while old_size != end:
        middle = _middle(start, end)
        if old_size <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    if start:  # else the node is the old root, which whoever checks has
        found.append((start, end))
    return found[::-1]


def whole_subtrees(leaves: Range) -> list[tuple[int, int]]:
    """Split the leaves of one node into whole subtrees, each (height, number among those of its height), from left to right."""
    start, end = leaves
    found = []
    while start < end:
        height = (end - start).bit_length() - 1
        found.append((height, start >> height))
        start += 1 << height
    return found


def root_by_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes | None:
    """Give the root that a tree of `size` has if `proof` is right about its leaf at `index`; None where the proof cannot be right."""
    if not 0 <= index < size:
        return None
    place, last, root = index, size - 1, leaf
    for hashed in proof:
        if last == 0:
            return None
        if place & 1 or place == last:
            root = node_hash(hashed, root)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            root = node_hash(root, hashed)
        place, last = place >> 1, last >> 1
    return root if last == 0 else None


def is_consistent(old_size: int, size: int, old_root: bytes, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the tree of `size` leaves and `root` begins with that of `old_size` and `old_root`."""
    if not 0 <= old_size <= size:
        return False
    if old_size in {0, size}:
        return not proof and old_root == (EMPTY_ROOT if old_size == 0 else root)
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    place, last = old_size - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old_found = found = path[0]
    for hashed in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old_found, found = node_hash(hashed, old_found), node_hash(hashed, found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, hashed)
        place, last = place >> 1, last >> 1
    return last == 0 and old_found == old_root and found == root


def _middle(start: int, end: int) -> int:
    """Say where the node over these leaves splits: after the largest power of two that is less than their number."""
    return start + (1 << (end - start - 1).bit_length() - 1)
