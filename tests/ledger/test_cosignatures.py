"""Cosignatures as c2sp.org/tlog-cosignature writes them: what a witness signs, and what is taken for its word."""

from base64 import b64decode
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.factories.logs import KEY

from silog.errors import SilogError
from silog.ledger.rules import Checkpoint, CosigningKey, Verifier, Witness, cosigned_at

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(100, 132)))
WITNESS = CosigningKey("bawaslu.example/1", PRIVATE)
AT = datetime(2023, 3, 20, 12, 25, 47, tzinfo=UTC)
CHECKPOINT = Checkpoint(KEY.name, 9, bytes(range(32)))
NOTE = CHECKPOINT.signed(KEY)
LINE = WITNESS.cosign(CHECKPOINT.text, AT)


def test_a_witness_signs_a_header_the_time_and_the_whole_checkpoint() -> None:
    mark, name, encoded = LINE.removesuffix("\n").split(" ")
    content = b64decode(encoded, validate=True)
    public = PRIVATE.public_key()

    assert (mark, name, len(content)) == ("\N{EM DASH}", "bawaslu.example/1", 4 + 8 + 64)
    assert content[:4] == sha256(b"bawaslu.example/1\n\x04" + public.public_bytes_raw()).digest()[:4]
    assert int.from_bytes(content[4:12]) == 1679315147
    public.verify(content[12:], b"cosignature/v1\ntime 1679315147\n" + CHECKPOINT.text.encode())


def test_a_cosignature_is_found_beside_others_and_says_when() -> None:
    other = CosigningKey("saksi.example", Ed25519PrivateKey.generate())
    note = NOTE + other.cosign(CHECKPOINT.text, AT) + LINE

    assert cosigned_at(note, WITNESS.witness) == AT
    assert Checkpoint.read(note, KEY.verifier) == CHECKPOINT
    assert Witness.from_text(WITNESS.witness.text) == WITNESS.witness


@pytest.mark.parametrize(
    ("note", "code"),
    [
        (NOTE, "NOT_SIGNED"),
        (NOTE + CosigningKey(WITNESS.name, Ed25519PrivateKey.generate()).cosign(CHECKPOINT.text, AT), "NOT_SIGNED"),
        (NOTE + CosigningKey("bawaslu.example/2", PRIVATE).cosign(CHECKPOINT.text, AT), "NOT_SIGNED"),
        (Checkpoint(KEY.name, 8, bytes(32)).signed(KEY) + LINE, "BAD_SIGNATURE"),
        (NOTE + WITNESS.cosign(CHECKPOINT.text.replace("9", "8", 1), AT), "BAD_SIGNATURE"),
        (NOTE + LINE[:-9] + "\n", "BAD_SIGNATURE"),
    ],
)
def test_what_is_no_cosignature_of_this_witness_on_this_checkpoint_is_refused(note: str, code: str) -> None:
    with pytest.raises(SilogError) as refused:
        cosigned_at(note, WITNESS.witness)
    assert refused.value.code == code


def test_a_log_is_no_witness_of_itself_and_a_witness_no_log() -> None:
    """One private key under one name makes two ids, so that neither signature can stand for the other."""
    as_log, as_witness = KEY.verifier, Witness(KEY.name, KEY.verifier.key)

    assert as_log.key_id != as_witness.key_id
    with pytest.raises(SilogError):
        cosigned_at(NOTE, as_witness)
    with pytest.raises(SilogError):
        Verifier.from_text(WITNESS.witness.text)
    with pytest.raises(SilogError):
        Witness.from_text(KEY.verifier.text)


def test_a_time_that_no_date_can_be_written_of_is_no_cosignature() -> None:
    content = (2**63 - 1).to_bytes(8) + PRIVATE.sign(f"cosignature/v1\ntime {2**63 - 1}\n{CHECKPOINT.text}".encode())

    assert not WITNESS.witness.holds(content, CHECKPOINT.text)
    assert not WITNESS.witness.holds(b"", CHECKPOINT.text)
