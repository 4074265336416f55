"""Keys as they are given on the command line, and the private key of a witness in its file."""

import os
from pathlib import Path
from typing import Final

import click
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from silog.errors import WRONG_INPUT, SilogError
from silog.ledger.rules import CosigningKey, Verifier, Witness
from silog.ledger.rules.notes import KEY_BYTES

_OWNER_ONLY: Final = 0o600
_OTHERS: Final = 0o077


class KeyText(click.ParamType[Verifier]):
    """A verifier's key in the form NAME+ID+KEY."""

    name = "KEY"

    def __init__(self, kind: type[Verifier]) -> None:
        """`kind`: whose key it must be, a log's or a witness's."""
        self._kind = kind

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Verifier:
        """Read it."""
        if isinstance(value, Verifier):
            return value
        try:
            return self._kind.from_text(str(value))
        except SilogError as error:
            self.fail(f"{error.message} {error.hint}".strip(), param, ctx)


LOG_KEY: Final = click.option("--key", "verifier", type=KeyText(Verifier), required=True, help="The log's key: NAME+ID+KEY.")


def refuse_bad_name(name: str) -> None:
    """Raise BAD_INPUT where no signature could carry a name."""
    try:
        Witness(name, bytes(KEY_BYTES))
    except SilogError as error:
        raise SilogError(WRONG_INPUT, error.message, "A name is one word without a plus, for example bawaslu-kepri.example/1.") from error


def named(name: str, private: Ed25519PrivateKey) -> CosigningKey:
    """Give a witness's key its name; BAD_INPUT where no signature could carry it."""
    refuse_bad_name(name)
    return CosigningKey(name, private)


def make_key_file(path: Path) -> bool:
    """Make a private key and its file, which only its owner may read; False where the file is there already."""
    key = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        return False
    except OSError as error:
        raise SilogError(WRONG_INPUT, f"{path} cannot be written: {error.strerror}.") from error
    return True


def read_key_file(path: Path) -> Ed25519PrivateKey:
    """Read a private key from its file; BAD_INPUT where there is none, or where others may read it."""
    try:
        if path.stat().st_mode & _OTHERS:
            raise SilogError(WRONG_INPUT, f"Others on this machine may read {path}.", f"chmod 600 {path}")
        key = load_pem_private_key(path.read_bytes(), None)
    except OSError as error:
        raise SilogError(WRONG_INPUT, f"{path} cannot be read: {error.strerror}.", "silog log witness-key makes such a file.") from error
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise SilogError(WRONG_INPUT, f"{path} holds no private key of Ed25519 in PEM.", "silog log witness-key makes such a file.")
    return key
