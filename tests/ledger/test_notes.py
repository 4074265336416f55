"""Signed notes, checkpoints and proofs: what holds is taken, and of what does not it is said why."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from silog.errors import SilogError
from silog.ledger.rules import Checkpoint, Proof, RightEdge, SigningKey, Verifier, leaf_hash
from silog.ledger.rules.notes import read_note
from silog.ledger.rules.tiles import hashes_of, tiles_for
from silog.ledger.rules.tree import inclusion_ranges

KEY = SigningKey("silog.example/UJI", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
OTHER = SigningKey("silog.example/UJI", Ed25519PrivateKey.from_private_bytes(bytes(32)))
ENTRIES = [f"entry {number}".encode() for number in range(9)]

NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "\N{EM DASH} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
"""The key and the note by which Go documents its own signed notes (golang.org/x/mod/sumdb/note)."""


def test_a_note_of_another_hand_is_read() -> None:
    verifier = Verifier.from_text(NEUMANN)

    assert read_note(NOTE, verifier) == NOTE.partition("\n\n")[0] + "\n"
    assert verifier.text == NEUMANN
    with pytest.raises(SilogError) as refused:
        read_note(NOTE.replace("your problem is", "our problem is"), verifier)
    assert refused.value.code == "BAD_SIGNATURE"


def test_what_is_signed_is_read_again_beside_signatures_of_others() -> None:
    checkpoint = Checkpoint(KEY.name, 9, _tree().root())
    note = checkpoint.signed(KEY)
    witnessed = note + "\N{EM DASH} witness.example jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZ\n"

    assert Checkpoint.read(note, KEY.verifier) == checkpoint
    assert Checkpoint.read(witnessed, KEY.verifier) == checkpoint


@pytest.mark.parametrize(
    ("note", "code"),
    [
        (Checkpoint(KEY.name, 9, bytes(32)).signed(OTHER), "NOT_SIGNED"),
        (Checkpoint("another.example", 9, bytes(32)).signed(KEY), "ANOTHER_LOG"),
        (Checkpoint(KEY.name, 9, bytes(32)).signed(KEY).replace("\n9\n", "\n8\n"), "BAD_SIGNATURE"),
        (Checkpoint(KEY.name, 9, bytes(31)).signed(KEY), "NOT_A_CHECKPOINT"),
        (KEY.sign("silog.example/UJI\n09\n" + "A" * 43 + "=\n"), "NOT_A_CHECKPOINT"),
        (KEY.sign("silog.example/UJI\n9\n" + "A" * 43 + "=\n\nmore\n"), "NOT_A_CHECKPOINT"),
        (KEY.sign("only a text\n"), "NOT_A_CHECKPOINT"),
        (Checkpoint(KEY.name, 9, bytes(32)).text, "NOT_A_NOTE"),
        (Checkpoint(KEY.name, 9, bytes(32)).signed(KEY).removesuffix("\n"), "NOT_A_NOTE"),
        (Checkpoint(KEY.name, 9, bytes(32)).signed(KEY).replace("\n9\n", "\n9\r\n"), "NOT_A_NOTE"),
        (Checkpoint(KEY.name, 9, bytes(32)).signed(KEY) + "\N{EM DASH} witness.example !!!!\n", "NOT_A_NOTE"),
        (Checkpoint(KEY.name, 9, bytes(32)).signed(KEY) + "witness.example AAAAAAAA\n", "NOT_A_NOTE"),
        ("", "NOT_A_NOTE"),
    ],
)
def test_what_is_no_checkpoint_of_the_log_is_refused(note: str, code: str) -> None:
    with pytest.raises(SilogError) as refused:
        Checkpoint.read(note, KEY.verifier)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "text",
    ["", "name", "name+00000000+AAAA", NEUMANN.replace("c74f20a3", "c74f20a4"), NEUMANN[:-4], NEUMANN.replace("Peter", "Peter ")],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(SilogError) as refused:
        Verifier.from_text(text)
    assert refused.value.code == "NOT_A_KEY"


@pytest.mark.parametrize("name", ["", "two words", "a+b", "tab\there"])
def test_a_name_that_no_note_can_carry_is_refused(name: str) -> None:
    with pytest.raises(SilogError):
        Verifier(name, bytes(32))


def test_a_proof_is_checked_from_its_file_alone() -> None:
    for index, entry in enumerate(ENTRIES):
        assert Proof.read(_proof(index)).check(KEY.verifier, leaf_hash(entry)).size == len(ENTRIES)
    with_extra = _proof(3).replace("index 3", "extra AAAA\nindex 3")
    assert Proof.read(with_extra).check(KEY.verifier, leaf_hash(ENTRIES[3])).size == len(ENTRIES)


def test_a_proof_of_another_entry_proves_nothing() -> None:
    with pytest.raises(SilogError) as refused:
        Proof.read(_proof(3)).check(KEY.verifier, leaf_hash(ENTRIES[4]))
    assert refused.value.code == "NOT_IN_LOG"
    with pytest.raises(SilogError) as refused:
        Proof.read(_proof(3).replace("index 3", "index 2")).check(KEY.verifier, leaf_hash(ENTRIES[3]))
    assert refused.value.code == "NOT_IN_LOG"


@pytest.mark.parametrize(
    "text", ["", "index 3", _first := "c2sp.org/tlog-proof@v1", f"{_first}\nindex 03\n\n", f"{_first}\nindex 3\nAAAA\n\nnote"]
)
def test_what_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(SilogError) as refused:
        Proof.read(text)
    assert refused.value.code == "NOT_A_PROOF"


def _tree() -> RightEdge:
    edge = RightEdge()
    edge.append([leaf_hash(entry) for entry in ENTRIES])
    return edge


def _proof(index: int) -> str:
    edge = RightEdge()
    tiles = edge.append([leaf_hash(entry) for entry in ENTRIES])
    ranges = inclusion_ranges(index, len(ENTRIES))
    hashes = hashes_of(ranges, {tile: tiles[tile] for tile in tiles_for(ranges)})
    return Proof(index, hashes, Checkpoint(KEY.name, len(ENTRIES), edge.root()).signed(KEY)).text
