"""What is said of a certificate and a key that a server cannot start with."""

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat, load_pem_private_key

from silog.errors import SilogError
from silog.kit.tls import Leaf, Names, have_authority, have_leaf, refuse_wrong_pair

NOW = datetime(2024, 11, 1, tzinfo=UTC)


@pytest.fixture
def pair(tmp_path: Path) -> Leaf:
    return _pair(tmp_path / "one")


def _pair(folder: Path) -> Leaf:
    names = Names(("localhost",), (ipaddress.ip_address("127.0.0.1"),))
    return have_leaf(folder, have_authority(folder, names, NOW), names, NOW)


def test_a_pair_that_belongs_together_is_taken(pair: Leaf) -> None:
    refuse_wrong_pair(pair.cert, pair.key, NOW)


@pytest.mark.parametrize("missing", ["cert", "key"])
def test_a_missing_file_is_named(pair: Leaf, missing: str, tmp_path: Path) -> None:
    absent = tmp_path / "absent.pem"
    files = {"cert": pair.cert, "key": pair.key} | {missing: absent}

    with pytest.raises(SilogError, match="No such file") as refused:
        refuse_wrong_pair(files["cert"], files["key"], NOW)

    assert str(absent) in refused.value.message
    assert refused.value.exit_code == 2


def test_a_key_of_another_certificate_is_refused(pair: Leaf, tmp_path: Path) -> None:
    other = _pair(tmp_path / "other")

    with pytest.raises(SilogError, match="is not that of the certificate"):
        refuse_wrong_pair(pair.cert, other.key, NOW)


def test_files_that_hold_something_else_are_refused(pair: Leaf) -> None:
    with pytest.raises(SilogError, match="holds no certificate"):
        refuse_wrong_pair(pair.key, pair.key, NOW)
    with pytest.raises(SilogError, match="holds no private key"):
        refuse_wrong_pair(pair.cert, pair.cert, NOW)


def test_a_key_with_a_password_is_refused(pair: Leaf) -> None:
    key = load_pem_private_key(pair.key.read_bytes(), None)
    pair.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")))

    with pytest.raises(SilogError, match="locked with a password"):
        refuse_wrong_pair(pair.cert, pair.key, NOW)


@pytest.mark.parametrize("when", [NOW - timedelta(days=30), NOW + timedelta(days=500)])
def test_a_certificate_out_of_its_time_is_refused(pair: Leaf, when: datetime) -> None:
    with pytest.raises(SilogError, match="is valid from 2024-10-30 to"):
        refuse_wrong_pair(pair.cert, pair.key, when)
