"""The key by which an installation signs its logs: one file, made once, and kept as carefully as the database."""

import logging
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from silog.errors import SilogError
from silog.kit.tls.files import write_private
from silog.ledger.rules import SigningKey

_ID_BYTES: Final = 3
_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LogKey:
    """A private key, and what the names of logs begin with that it begins."""

    private: Ed25519PrivateKey
    origin: str

    def of_new(self, election_code: str) -> SigningKey:
        """Give the key of a log that begins, under a name that no log had before: an election that is set up again has another log."""
        return self.of(f"{self.origin}/{election_code}/{token_hex(_ID_BYTES)}")

    def of(self, origin: str) -> SigningKey:
        """Give the key of a log that has begun: the same for all, under a name of its own."""
        return SigningKey(origin, self.private)


def have_key(path: Path, origin: str) -> LogKey:
    """Give the key in a file (PKCS 8 in PEM, Ed25519), or make it where there is none. SilogError where the file holds another thing."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = Ed25519PrivateKey.generate()
        write_private(path, made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        _log.warning("The key that signs the elections' logs was made: %s. Keep a copy of it where the database's copies are kept.", path)
    try:
        private = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise SilogError("NO_LOG_KEY", f"The log's key in {path} cannot be read: {error}.", _HINT) from error
    if not isinstance(private, Ed25519PrivateKey):
        raise SilogError("NO_LOG_KEY", f"The log's key in {path} is not one of Ed25519.", _HINT)
    return LogKey(private, origin)


_HINT: Final = "Put the key back from where you keep a copy of it: another one cannot sign what this one began."
