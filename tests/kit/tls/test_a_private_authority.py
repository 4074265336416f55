"""The authority of a network without one: made once, kept private, bound to private addresses, followed by the machine's names."""

import ipaddress
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from silog.errors import SilogError
from silog.kit.tls import Leaf, Names, have_authority, have_leaf, names_of_this_machine
from silog.kit.tls.names import read_host

NOW = datetime(2024, 11, 1, tzinfo=UTC)
HOME = Names(("posko", "posko.local", "localhost"), (ipaddress.ip_address("192.168.1.20"), ipaddress.ip_address("127.0.0.1")))
ELSEWHERE = Names(HOME.hosts, (ipaddress.ip_address("10.0.0.7"), ipaddress.ip_address("127.0.0.1")))


def certificate_of(leaf: Leaf) -> x509.Certificate:
    return x509.load_pem_x509_certificate(leaf.cert.read_bytes())


def test_keys_are_read_by_their_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "tls"
    leaf = have_leaf(folder, have_authority(folder, HOME, NOW), HOME, NOW)

    for key in (folder / "ca.key", leaf.key):
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_it_is_made_once_and_made_anew_only_when_its_season_ends(tmp_path: Path) -> None:
    first = have_authority(tmp_path, HOME, NOW)
    kept = have_authority(tmp_path, ELSEWHERE, NOW + timedelta(days=300))
    later = have_authority(tmp_path, HOME, NOW + timedelta(days=380))

    assert (first.is_new, kept.is_new, later.is_new) == (True, False, True)
    assert first.fingerprint == kept.fingerprint != later.fingerprint


def test_the_certificate_follows_the_names_of_the_machine_and_nothing_else(tmp_path: Path) -> None:
    authority = have_authority(tmp_path, HOME, NOW)
    first = certificate_of(have_leaf(tmp_path, authority, HOME, NOW))
    same = certificate_of(have_leaf(tmp_path, authority, HOME, NOW + timedelta(days=100)))
    moved = certificate_of(have_leaf(tmp_path, authority, ELSEWHERE, NOW))
    renewed = certificate_of(have_leaf(tmp_path, authority, ELSEWHERE, NOW + timedelta(days=180)))

    assert first == same != moved != renewed
    listed = moved.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert listed.get_values_for_type(x509.DNSName) == list(HOME.hosts)
    assert listed.get_values_for_type(x509.IPAddress) == list(ELSEWHERE.addresses)


def test_a_verifier_of_another_make_believes_it_for_the_machines_names_only(tmp_path: Path) -> None:
    authority = have_authority(tmp_path, HOME, NOW)
    leaf = certificate_of(have_leaf(tmp_path, authority, HOME, NOW))
    build = PolicyBuilder().store(Store([authority.certificate])).time(NOW)

    for name in (x509.DNSName("posko.local"), x509.IPAddress(ipaddress.ip_address("192.168.1.20"))):
        assert build.build_server_verifier(name).verify(leaf, [])
    with pytest.raises(VerificationError):
        build.build_server_verifier(x509.DNSName("kpu.go.id")).verify(leaf, [])


def test_it_cannot_speak_for_a_public_site_even_when_its_key_is_stolen(tmp_path: Path) -> None:
    authority = have_authority(tmp_path, HOME, NOW)
    bounds = authority.certificate.extensions.get_extension_for_class(x509.NameConstraints)

    assert bounds.critical
    assert not authority.may_sign("kpu.go.id")
    assert not authority.may_sign(ipaddress.ip_address("8.8.8.8"))
    assert authority.may_sign("silog.lan")


def test_a_name_it_may_not_sign_is_left_out_and_told(tmp_path: Path) -> None:
    authority = have_authority(tmp_path, HOME, NOW)

    leaf = have_leaf(
        tmp_path, authority, Names((*HOME.hosts, "silog.example.org"), (*HOME.addresses, ipaddress.ip_address("8.8.8.8"))), NOW
    )

    assert leaf.left_out == ("silog.example.org", "8.8.8.8")


def test_a_broken_one_is_named_with_what_to_do(tmp_path: Path) -> None:
    have_authority(tmp_path, HOME, NOW)
    (tmp_path / "ca.key").write_text("torn")

    with pytest.raises(SilogError, match="cannot be used") as refused:
        have_authority(tmp_path, HOME, NOW)

    assert str(tmp_path) in refused.value.hint


def test_this_machine_has_a_name_and_an_address() -> None:
    names = names_of_this_machine(["Silog.LAN."])

    assert names.hosts[0] == "silog.lan"
    assert "localhost" in names.hosts
    assert ipaddress.ip_address(names.best) in names.addresses


@pytest.mark.parametrize("text", ["silog lan", "-a.lan", "a..b", "x" * 64, "silog.test/"])
def test_what_is_no_host_name_is_refused(text: str) -> None:
    with pytest.raises(SilogError, match="is no host name"):
        read_host(text)
