"""The certificate of this machine, signed by its private authority: made anew whenever the machine is called otherwise."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from silog.kit.tls.authority import BACKDATED, SOON, Authority
from silog.kit.tls.files import write_private
from silog.kit.tls.names import Names

_LIFE: Final = timedelta(days=200)
"""Apple's systems take no certificate that lasts longer than 825 days, and browsers want less every year."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """Where certificate and key lie. `left_out`: names that the authority may not speak for, so browsers will warn under them."""

    cert: Path
    key: Path
    left_out: tuple[str, ...]


def have_leaf(folder: Path, authority: Authority, names: Names, now: datetime) -> Leaf:
    """Give the machine's certificate, a new one where its names have changed, its time runs out or its authority is another."""
    cert, key = folder / "server.crt", folder / "server.key"
    hosts = [host for host in names.hosts if authority.may_sign(host)]
    addresses = [address for address in names.addresses if authority.may_sign(address)]
    wanted = [*map(x509.DNSName, hosts), *map(x509.IPAddress, addresses)]
    if not (key.exists() and _is_good(cert, authority, wanted, now)):
        _make(cert, key, authority, wanted, now)
    left_out = [str(name) for name in (*names.hosts, *names.addresses) if not authority.may_sign(name)]
    return Leaf(cert, key, tuple(left_out))


def _is_good(cert: Path, authority: Authority, wanted: list[x509.GeneralName], now: datetime) -> bool:
    try:
        kept = x509.load_pem_x509_certificate(cert.read_bytes())
        kept.verify_directly_issued_by(authority.certificate)
        listed = kept.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return False
    return set(listed) == set(wanted) and now + SOON <= kept.not_valid_after_utc


def _make(cert: Path, key: Path, authority: Authority, wanted: list[x509.GeneralName], now: datetime) -> None:
    private = generate_private_key(SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Silog")])
    issuer = authority.certificate.subject
    end = min(now + _LIFE, authority.certificate.not_valid_after_utc)
    usage = x509.KeyUsage(
        *(True, False, False, False, False),
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    made = (
        x509.CertificateBuilder(issuer, subject, private.public_key(), x509.random_serial_number(), now - BACKDATED, end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(wanted), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False)
        .sign(authority.key, SHA256())
    )
    write_private(key, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    cert.write_bytes(made.public_bytes(Encoding.PEM))
