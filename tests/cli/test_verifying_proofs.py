"""`silog verify`, as an auditor types it: no server, no database, only files and a key."""

from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.factories.logs import KEY, Tree, entries

from silog.cli import main
from silog.custody.device import DeviceSigner
from silog.custody.rules import ScanType
from silog.ledger.rules import CosigningKey, SigningKey, Witness, leaf_hash
from silog.people.rules import key_id

PHONE = Ed25519PrivateKey.from_private_bytes(bytes(32))
SIGNER = DeviceSigner("UJI", key_id(PHONE.public_key().public_bytes_raw()), PHONE)
SCAN = SIGNER.scan(ScanType.LOAD, "0123456789Y", "WH-21.03", datetime(2024, 11, 20, 5, tzinfo=UTC)).event.encode()
TREE = Tree(entries(9, at_3=SCAN))
WITNESS = CosigningKey("bawaslu.example/1", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
SAW = WITNESS.cosign(TREE.checkpoint.text, datetime(2024, 11, 20, 5, 30, tzinfo=UTC))
PROVEN = (
    f" is in the log silog-kepri/UJI, at place 3 of 9 entries (the first is 0); the log's key {KEY.verifier.key_id.hex()} has signed it.\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files of one scan."""
    (tmp_path / "scan.tlog-proof").write_text(TREE.proof(3))
    (tmp_path / "scan.json").write_bytes(SCAN)
    return tmp_path


def verify(folder: Path, *arguments: str, key: str = KEY.verifier.text, proof: str = "scan.tlog-proof") -> Result:
    return CliRunner().invoke(main, ["verify", str(folder / proof), "--key", key, *arguments])


def test_an_event_that_is_in_the_log_is_said_with_what_it_says(folder: Path) -> None:
    result = verify(folder, "--event", str(folder / "scan.json"))

    assert result.exit_code == 0
    assert result.output == (
        f"scan.json{PROVEN}It says: LOAD of box 0123456789Y at WH-21.03, 2024-11-20 12:00:00 WIB by the clock of device "
        f"{SIGNER.device_id}, whose event 1 it is, in UJI.\n"
    )


def test_a_leaf_hash_does_in_place_of_the_event(folder: Path) -> None:
    result = verify(folder, "--leaf", b64encode(leaf_hash(SCAN)).decode())

    assert (result.exit_code, result.output) == (0, f"The entry with this hash{PROVEN}")


def test_an_entry_of_another_kind_is_proven_and_not_taken_for_a_scan(folder: Path) -> None:
    (folder / "other.tlog-proof").write_text(TREE.proof(4))
    (folder / "other").write_text("entry 4")
    result = verify(folder, "--event", str(folder / "other"), proof="other.tlog-proof")

    assert (result.exit_code, result.output.splitlines()[1]) == (0, "It is no scan as Silog's devices sign them.")


def test_a_witness_that_is_demanded_must_have_cosigned(folder: Path) -> None:
    missing = verify(folder, "--event", str(folder / "scan.json"), "--witness", WITNESS.witness.text)
    (folder / "scan.tlog-proof").write_text(TREE.proof(3) + SAW)
    there = verify(folder, "--event", str(folder / "scan.json"), "--witness", WITNESS.witness.text)
    forged = Witness(WITNESS.name, bytes(32)).text
    other = verify(folder, "--event", str(folder / "scan.json"), "--witness", WITNESS.witness.text, "--witness", forged)

    assert (missing.exit_code, "is not signed by bawaslu.example/1" in missing.stderr) == (1, True)
    assert there.exit_code == 0
    assert there.output.splitlines()[1] == (
        "bawaslu.example/1 saw this tree on 2024-11-20 05:30:00 UTC, and it followed from all that it had seen before."
    )
    assert (other.exit_code, other.stdout) == (1, "")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        (
            "scan.json",
            SCAN.replace(b"LOAD", b"OPEN"),
            "does not lead from this entry to the root of the 9 entries that silog-kepri/UJI signed",
        ),
        ("scan.json", SCAN + b"\n", "Without the line break at the end of the file it is"),
        ("scan.tlog-proof", TREE.proof(4).encode(), "does not lead from this entry"),
        (
            "scan.tlog-proof",
            TREE.proof(3).replace("\n9\n", "\n8\n").encode(),
            "The signature of silog-kepri/UJI does not belong to this text",
        ),
        ("scan.tlog-proof", Tree(entries(9, at_3=b"x")).proof(3).encode(), "does not lead from this entry"),
    ],
)
def test_what_does_not_hold_ends_with_1_and_says_what(folder: Path, name: str, content: bytes, says: str) -> None:
    (folder / name).write_bytes(content)
    result = verify(folder, "--event", str(folder / "scan.json"))

    assert (result.exit_code, result.stdout) == (1, "")
    assert says in result.stderr


def test_a_log_that_signed_with_another_key_proves_nothing(folder: Path) -> None:
    other = SigningKey(KEY.name, Ed25519PrivateKey.generate()).verifier.text
    result = verify(folder, "--event", str(folder / "scan.json"), key=other)

    assert (result.exit_code, result.stdout) == (1, "")
    assert "not signed by silog-kepri/UJI with the key" in result.stderr


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "That is no proof of an entry"),
        (b"\x89PNG\n", "is no text"),
        (TREE.proof(3).replace("\n", "\r\n").encode(), "has line breaks that a proof has not"),
        (TREE.proof(3).partition("\n\n")[0].encode() + b"\n\n", "no signed note"),
        (b"x" * 2_000_000, "longer than 1,048,576 bytes"),
    ],
)
def test_what_is_no_proof_ends_with_2(folder: Path, content: bytes, says: str) -> None:
    (folder / "scan.tlog-proof").write_bytes(content)
    result = verify(folder, "--event", str(folder / "scan.json"))

    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Give the event by --event, or its leaf hash by --leaf"),
        (["--leaf", "AAAA", "--event", "scan.json"], "does not exist"),
        (["--leaf", "AAAA"], "--leaf 'AAAA' is no hash"),
        (["--leaf", "AAAA", "--witness", KEY.verifier.text], "of which the first is 4"),
        (["--leaf", "AAAA", "--key", WITNESS.witness.text], "of which the first is 1"),
    ],
)
def test_wrong_input_ends_with_2(folder: Path, arguments: list[str], says: str) -> None:
    result = verify(folder, *arguments)

    assert (result.exit_code, says in result.stderr) == (2, True), result.stderr
