"""The product over https under a name that is not localhost, as a phone in an office meets it: a real browser, a private authority."""

import base64
import hashlib
import ipaddress
import ssl
from collections.abc import Iterator

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import BrowserContext, expect, sync_playwright
from tests.web.conftest import CHROMIUM, FLAGS, SAID_WITHIN_MS
from tests.web.served import Served
from tests.web.world import Season

from silog.kit.clock import real_now
from silog.kit.tls import Authority, Leaf, Names, have_authority, have_leaf

HOST = "silog.test"
NAMES = Names((HOST, "localhost"), (ipaddress.ip_address("127.0.0.1"),))


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return have_authority(tmp_path_factory.mktemp("tls"), NAMES, real_now())


@pytest.fixture(scope="module")
def leaf(authority: Authority) -> Leaf:
    return have_leaf(authority.path.parent, authority, NAMES, real_now())


@pytest.fixture(scope="module")
def secured(season: Season, leaf: Leaf, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(season.dsn_app, tmp_path_factory.mktemp("secured"), leaf)
    served.start()
    yield served
    served.stop()


@pytest.fixture(scope="module")
def phone(secured: Served, leaf: Leaf, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """A browser that was told to believe this one key, and that finds the name in no name service."""
    assert secured.port
    key = x509.load_pem_x509_certificate(leaf.cert.read_bytes()).public_key()
    pin = base64.b64encode(hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()).decode()
    expect.set_options(timeout=SAID_WITHIN_MS)
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"),
            executable_path=CHROMIUM,
            args=[*FLAGS, f"--host-resolver-rules=MAP {HOST} 127.0.0.1", f"--ignore-certificate-errors-spki-list={pin}"],
        )
        yield context
        context.close()


def test_a_browser_has_a_secure_context_signs_in_and_follows_by_websocket(phone: BrowserContext, secured: Served, season: Season) -> None:
    page, sockets = phone.new_page(), list[str]()
    page.on("websocket", lambda socket: sockets.append(socket.url))
    address = f"https://{HOST}:{secured.port}"

    page.goto(address + season.sign_in_path())

    expect(page.locator("[data-connection]")).to_have_text("langsung")
    assert page.url.startswith(f"{address}/")
    assert page.evaluate("[isSecureContext, 'serviceWorker' in navigator, 'mediaDevices' in navigator, !!crypto.subtle]") == [True] * 4
    (cookie,) = phone.cookies(address)
    assert (cookie["name"], cookie["secure"], cookie["httpOnly"]) == ("__Host-silog_session", True, True)
    assert [url.partition("?")[0] for url in sockets] == [f"wss://{HOST}:{secured.port}/graphql"]


def test_who_trusts_the_authority_trusts_the_server_and_who_does_not_is_warned(secured: Served, authority: Authority) -> None:
    address = f"https://localhost:{secured.port}/healthz"

    trusting = ssl.create_default_context(cafile=str(authority.path))
    assert httpx.get(address, verify=trusting).text == "alive\n"
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(address)


def test_the_authority_is_not_believed_under_a_name_that_is_not_the_machines(secured: Served, authority: Authority) -> None:
    trusting = ssl.create_default_context(cafile=str(authority.path))

    with httpx.Client(verify=trusting) as client, pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        client.get(f"https://127.0.0.1:{secured.port}/healthz", extensions={"sni_hostname": "kpu.go.id"})
