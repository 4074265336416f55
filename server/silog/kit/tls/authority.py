"""A private authority for a network without one: made once, trusted by hand on each phone, and good for nothing else.

A phone that trusts an authority trusts all it signs, so this one is bound: by its name constraints it can speak for private addresses and
for names that no public site has, whoever may come to hold its key. It lasts one season.
"""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import NameOID

from silog.errors import SilogError
from silog.kit.tls.files import write_private
from silog.kit.tls.names import Address, Names

SEASON: Final = timedelta(days=400)
SOON: Final = timedelta(days=30)
BACKDATED: Final = timedelta(days=2)
"""Phones that were off for long have clocks that are behind."""
_NETWORKS: Final = tuple(
    map(
        ipaddress.ip_network,
        (
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "169.254.0.0/16",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "fc00::/7",
            "fe80::/10",
            "::1/128",
        ),
    )
)
_DOMAINS: Final = ("local", "lan", "home.arpa", "internal", "test", "localhost")
"""Names that the public name service never gives to anybody (RFC 6761, 6762, 8375; .lan by use)."""


@dataclass(frozen=True, slots=True)
class Authority:
    """The authority's certificate and key, and where the certificate lies for phones to fetch. `is_new`: no phone trusts it yet."""

    certificate: x509.Certificate
    key: EllipticCurvePrivateKey
    path: Path
    is_new: bool

    @property
    def fingerprint(self) -> str:
        """What a careful person compares before trusting it: SHA-256 of the certificate, in pairs."""
        return self.certificate.fingerprint(SHA256()).hex(":").upper()

    def may_sign(self, name: str | Address) -> bool:
        """Whether its constraints let it speak for a host or an address."""
        bounds = self.certificate.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
        if isinstance(name, str):
            domains = [bound.value for bound in bounds if isinstance(bound, x509.DNSName)]
            return any(name == domain or name.endswith(f".{domain}") for domain in domains)
        networks = [bound.value for bound in bounds if isinstance(bound, x509.IPAddress)]
        return any(name in network for network in networks if isinstance(network, ipaddress.IPv4Network | ipaddress.IPv6Network))


def have_authority(folder: Path, names: Names, now: datetime) -> Authority:
    """Give the authority kept in `folder`, or make it for a machine of these names; a new one too when the old one is about to end."""
    cert, key = folder / "ca.crt", folder / "ca.key"
    if cert.exists() and key.exists():
        kept = _kept(cert, key)
        if now + SOON <= kept.certificate.not_valid_after_utc:
            return kept
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    private = generate_private_key(SECP256R1())
    made = _certificate(private, names, now)
    write_private(key, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    cert.write_bytes(made.public_bytes(Encoding.PEM))
    return Authority(made, private, cert, is_new=True)


def _kept(cert: Path, key: Path) -> Authority:
    try:
        certificate = x509.load_pem_x509_certificate(cert.read_bytes())
        private = load_pem_private_key(key.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise _broken(cert, str(error)) from error
    if not isinstance(private, EllipticCurvePrivateKey) or private.public_key() != certificate.public_key():
        raise _broken(cert, "key and certificate do not belong together")
    return Authority(certificate, private, cert, is_new=False)


def _broken(cert: Path, why: str) -> SilogError:
    message = f"The private authority in {cert.parent} cannot be used: {why}."
    return SilogError("BROKEN_AUTHORITY", message, f"Remove {cert.parent} and start again; phones must then trust the new one.")


def _certificate(key: EllipticCurvePrivateKey, names: Names, now: datetime) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Silog {names.hosts[0]} {now:%Y-%m-%d}")])
    usage = x509.KeyUsage(
        *(False, False, False, False, False),
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - BACKDATED, now + SEASON)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.NameConstraints(list(_bounds(names)), None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )


def _bounds(names: Names) -> Iterable[x509.GeneralName]:
    """What it may speak for: what is private by its nature, and what this machine is called now."""
    for domain in dict.fromkeys([*_DOMAINS, *names.hosts]):
        yield x509.DNSName(domain)
    for network in _NETWORKS:
        yield x509.IPAddress(network)
    for address in names.addresses:
        if not any(address in network for network in _NETWORKS):
            yield x509.IPAddress(ipaddress.ip_network(address))
