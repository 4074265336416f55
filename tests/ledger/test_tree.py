"""The tree against RFC 6962 as it is written, recursively, and its tiles against c2sp.org/tlog-tiles."""

import random
from collections.abc import Sequence
from hashlib import sha256

import pytest

from silog.ledger.rules import EMPTY_ROOT, RightEdge, Tile, leaf_hash
from silog.ledger.rules.tiles import WIDTH, edge_of, hashes_of, read_tile_path, tile_path, tiles_for
from silog.ledger.rules.tree import consistency_ranges, inclusion_ranges, is_consistent, root_by_inclusion

SIZES = [*range(1, 20), 255, 256, 257, 511, 512, 513, 700]
ENTRIES = [f"entry {number}".encode() for number in range(700)]


def mth(entries: Sequence[bytes]) -> bytes:
    """The Merkle Tree Hash of RFC 6962, section 2.1."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\0" + entries[0]).digest()
    half = 1
    while half * 2 < len(entries):
        half *= 2
    return sha256(b"\1" + mth(entries[:half]) + mth(entries[half:])).digest()


def grown(sizes: Sequence[int]) -> tuple[RightEdge, dict[Tile, bytes]]:
    """Grow a tree to each size in turn, and keep its tiles as a database would."""
    edge = RightEdge()
    tiles: dict[Tile, bytes] = {}
    for before, size in zip([0, *sizes], sizes, strict=False):
        tiles |= edge.append([leaf_hash(entry) for entry in ENTRIES[before:size]])
    return edge, tiles


def test_known_hashes() -> None:
    """Of the empty tree, and of one empty entry: RFC 6962 and RFC 9162."""
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


@pytest.mark.parametrize("size", [0, *SIZES])
def test_a_tree_that_grew_at_once_has_the_root_of_the_recursion(size: int) -> None:
    assert grown([size])[0].root() == mth(ENTRIES[:size])


def test_a_tree_that_grows_by_and_by_has_every_root_on_its_way() -> None:
    edge = RightEdge()
    for size in range(1, 600):
        edge.append([leaf_hash(ENTRIES[size - 1])])
        if size in SIZES:
            assert edge.root() == mth(ENTRIES[:size])


@pytest.mark.parametrize("size", SIZES)
def test_a_tree_taken_up_from_its_tiles_grows_on(size: int) -> None:
    _, tiles = grown([size])
    edge = RightEdge.of(size, tiles)
    assert edge.root() == mth(ENTRIES[:size])

    edge.append([leaf_hash(entry) for entry in ENTRIES[size:]])

    assert edge.root() == mth(ENTRIES)


def test_tiles_hold_what_the_specification_says() -> None:
    _, tiles = grown([300, 700])

    assert sorted(tiles) == [Tile(0, 0), Tile(0, 1), Tile(0, 2), Tile(1, 0)]
    assert tiles[Tile(0, 2)] == b"".join(leaf_hash(entry) for entry in ENTRIES[512:])
    assert tiles[Tile(1, 0)] == mth(ENTRIES[:256]) + mth(ENTRIES[256:512])
    assert dict(edge_of(700)) == {Tile(0, 2): 188, Tile(1, 0): 2}


def test_a_tree_of_seventy_thousand_has_the_tiles_of_the_specifications_example() -> None:
    edge = RightEdge()
    tiles = edge.append([leaf_hash(number.to_bytes(4)) for number in range(70_000)])

    widths = [(tile.level, len(hashes) // 32) for tile, hashes in sorted(tiles.items())]
    assert widths == [(0, 256)] * 273 + [(0, 112), (1, 256), (1, 17), (2, 1)]
    assert edge.root() == mth([number.to_bytes(4) for number in range(70_000)])


@pytest.mark.parametrize("size", SIZES)
def test_every_entry_is_proved_by_the_nodes_of_a_later_tree(size: int) -> None:
    _, tiles = grown([size, 700])  # fuller tiles than those of its time serve as well
    root = mth(ENTRIES[:size])
    for index in {0, size // 3, size // 2, size - 1}:
        ranges = inclusion_ranges(index, size)
        proof = hashes_of(ranges, {tile: tiles[tile] for tile in tiles_for(ranges)})
        leaf = leaf_hash(ENTRIES[index])

        assert root_by_inclusion(index, size, leaf, proof) == root
        assert root_by_inclusion(index, size, leaf_hash(b"another"), proof) != root
        assert all(root_by_inclusion(index, size, leaf, _bent(proof, place)) != root for place in range(len(proof)))
        assert root_by_inclusion(index, size, leaf, [*proof, leaf]) is None
        assert proof == [] or root_by_inclusion(index, size, leaf, proof[:-1]) != root
        assert root_by_inclusion(size, size, leaf, proof) is None
        assert size == 1 or root_by_inclusion((index + 1) % size, size, leaf, proof) != root


@pytest.mark.parametrize("old", [0, *SIZES])
def test_every_tree_begins_with_every_smaller_one(old: int) -> None:
    for size in [size for size in SIZES if size >= old]:
        _, tiles = grown([size])
        ranges = consistency_ranges(old, size)
        proof = hashes_of(ranges, {tile: tiles[tile] for tile in tiles_for(ranges)})
        old_root, root = mth(ENTRIES[:old]), mth(ENTRIES[:size])

        assert is_consistent(old, size, old_root, root, proof)
        assert not is_consistent(old, size, leaf_hash(b"another"), root, proof)
        assert not any(is_consistent(old, size, old_root, root, _bent(proof, place)) for place in range(len(proof)))
        assert not is_consistent(old, size, old_root, root, [*proof, root])
        if 0 < old < size:
            assert not is_consistent(old, size, old_root, leaf_hash(b"another"), proof)
            assert not is_consistent(old, size, old_root, root, proof[:-1])
            forged = mth([b"changed", *ENTRIES[1:size]])
            assert not is_consistent(old, size, old_root, forged, proof)


def test_a_smaller_tree_follows_from_no_larger_one() -> None:
    assert not is_consistent(5, 4, mth(ENTRIES[:5]), mth(ENTRIES[:4]), [])
    assert not is_consistent(3, 7, mth(ENTRIES[:3]), mth(ENTRIES[:7]), [])


def test_paths_of_tiles_are_read_as_they_are_written() -> None:
    for number in [0, 9, 999, 1000, 1_234_067, random.Random(5).randrange(10**18)]:
        for level, width in [(0, 256), (3, 1), (7, 255)]:
            tile = Tile(level, number)
            assert read_tile_path(tile_path(tile, width)) == (tile, width)
    assert tile_path(Tile(0, 1_234_067)) == "0/x001/x234/067"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "0",
        "0/1",
        "0/0001",
        "00/001",
        "8/000",
        "0/x000/001",
        "0/001/",
        "0/001.p/0",
        "0/001.p/256",
        "0/001.p/007",
        "0/x1/001",
        "0/\N{ARABIC-INDIC DIGIT ONE}01",
    ],
)
def test_what_is_no_path_of_a_tile_is_none(path: str) -> None:
    assert read_tile_path(path) is None


def test_a_tile_is_as_wide_as_the_tree_makes_it() -> None:
    assert [Tile(0, number).width_in(700) for number in range(4)] == [WIDTH, WIDTH, 188, 0]
    assert [Tile(1, 0).width_in(700), Tile(2, 0).width_in(700)] == [2, 0]


def _bent(proof: Sequence[bytes], place: int) -> list[bytes]:
    bent = list(proof)
    bent[place] = bytes([bent[place][0] ^ 1]) + bent[place][1:]
    return bent
