"""Certificate and key in files: read, written, and checked before a server starts with them."""

import os
import ssl
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from silog.errors import WRONG_INPUT, SilogError

_PRIVATE: Final = 0o600
_BOTH: Final = "Give a certificate with its chain (--tls-cert) and its private key (--tls-key), both in PEM."


def refuse_wrong_pair(cert: Path, key: Path, now: datetime) -> None:
    """Refuse what a browser could not be served with: files that cannot be read, do not belong together, or are out of their time."""
    certificate = _certificate(cert)
    try:
        private = load_pem_private_key(_read(key, "private key"), None)
    except TypeError as error:
        raise SilogError(WRONG_INPUT, f"The private key in {key} is locked with a password.", "Store it unlocked, mode 0600.") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise SilogError(WRONG_INPUT, f"{key} holds no private key in PEM.", _BOTH) from error
    if _public_bytes(private.public_key()) != _public_bytes(certificate.public_key()):  # type: ignore[arg-type]
        raise SilogError(WRONG_INPUT, f"The private key in {key} is not that of the certificate in {cert}.", _BOTH)
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        span = f"{certificate.not_valid_before_utc:%Y-%m-%d} to {certificate.not_valid_after_utc:%Y-%m-%d}"
        raise SilogError(WRONG_INPUT, f"The certificate in {cert} is valid from {span}, not now.", "Renew it, or set this machine's clock.")


def pinned_context(cert: Path) -> ssl.SSLContext:
    """Trust this one certificate and no other, under whatever name: for asking our own server whether it is ready."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cert)
    return context


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE), "wb") as file:
        file.write(content)
    draft.replace(path)


def _certificate(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificates(_read(path, "certificate"))[0]
    except ValueError as error:
        raise SilogError(WRONG_INPUT, f"{path} holds no certificate in PEM.", _BOTH) from error


def _read(path: Path, kind: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SilogError(WRONG_INPUT, f"The {kind} {path} cannot be read: {error.strerror}.", _BOTH) from error


def _public_bytes(key: CertificatePublicKeyTypes) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
