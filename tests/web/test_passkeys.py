"""Passkeys in a real browser with a key of its own, over https: registered, used without a name, removed."""

import base64
import hashlib
import ipaddress
from collections.abc import Iterator

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Browser, CDPSession, Page, expect, sync_playwright
from tests.web.conftest import CHROMIUM, FLAGS, SAID_WITHIN_MS
from tests.web.served import Served
from tests.web.world import Season

from silog.kit.clock import real_now
from silog.kit.tls import Leaf, Names, have_authority, have_leaf

NAMES = Names(("localhost",), (ipaddress.ip_address("127.0.0.1"),))
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def leaf(tmp_path_factory: pytest.TempPathFactory) -> Leaf:
    folder, now = tmp_path_factory.mktemp("tls"), real_now()
    return have_leaf(folder, have_authority(folder, NAMES, now), NAMES, now)


@pytest.fixture(scope="module")
def secured(season: Season, leaf: Leaf, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(season.dsn_app, tmp_path_factory.mktemp("secured"), leaf)
    served.start()
    yield served
    served.stop()


@pytest.fixture(scope="module")
def trusting(secured: Served, leaf: Leaf) -> Iterator[Browser]:
    """A browser that was told to believe this one key of the server."""
    assert secured.port
    key = x509.load_pem_x509_certificate(leaf.cert.read_bytes()).public_key()
    pin = base64.b64encode(hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()).decode()
    expect.set_options(timeout=SAID_WITHIN_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, f"--ignore-certificate-errors-spki-list={pin}"])
        yield browser
        browser.close()


@pytest.fixture
def page(trusting: Browser) -> Iterator[Page]:
    thrown: list[str] = []
    context = trusting.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.on("pageerror", lambda error: thrown.append(str(error)))
    page.on("console", lambda line: thrown.append(line.text) if "Content Security Policy" in line.text else None)
    yield page
    context.close()
    assert thrown == []


@pytest.fixture
def device(page: Page) -> CDPSession:
    """The browser's machine has a key that unlocks itself."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return session


@pytest.mark.usefixtures("device")
@pytest.mark.long
def test_who_signed_in_by_a_password_registers_a_passkey_signs_in_by_it_and_removes_it(page: Page, secured: Served, season: Season) -> None:
    address = f"https://localhost:{secured.port}"
    season.give_password("Ani", "kapal kecil menuju Midai")
    page.goto(f"{address}/sign-in")
    page.get_by_label("Nama").fill("Ani")
    page.get_by_label("Kata sandi").fill("kapal kecil menuju Midai")
    page.get_by_role("button", name="Masuk / Sign in", exact=True).click()
    page.get_by_role("link", name="Kunci sandi").click()
    expect(page.get_by_text("Belum ada kunci sandi.")).to_be_visible()

    page.get_by_label("Nama kunci baru").fill("Laptop kantor")
    page.get_by_role("button", name="Daftarkan kunci sandi").click()
    kept = page.get_by_role("listitem")
    expect(kept).to_contain_text("Laptop kantor")
    expect(kept).to_contain_text("belum pernah")

    page.context.clear_cookies()
    keys = page.url
    page.goto(f"{address}/sign-in")
    page.get_by_role("button", name="Masuk dengan kunci sandi").click()
    expect(page.get_by_role("button", name="Keluar")).to_be_visible()
    (cookie,) = page.context.cookies(address)
    assert (cookie["name"], cookie["secure"], cookie["httpOnly"]) == ("__Host-silog_session", True, True)

    page.goto(keys)
    expect(kept).not_to_contain_text("belum pernah")
    kept.get_by_role("button", name="Hapus").click()
    expect(page.get_by_text("Belum ada kunci sandi.")).to_be_visible()

    page.goto(f"{address}/sign-in")
    page.get_by_role("button", name="Masuk dengan kunci sandi").click()
    expect(page.get_by_role("alert")).to_contain_text("Kunci sandi ini tidak dapat dipakai masuk di sini.")
    assert page.url == f"{address}/sign-in"


@pytest.mark.usefixtures("device")
def test_where_the_device_holds_no_passkey_the_page_says_so_in_both_languages(page: Page, secured: Served) -> None:
    page.goto(f"https://localhost:{secured.port}/sign-in")

    page.get_by_role("button", name="Masuk dengan kunci sandi").click()

    expect(page.get_by_role("alert")).to_contain_text("Tidak ada kunci sandi yang dipakai")
    expect(page.get_by_role("alert")).to_contain_text("No passkey was used")
    expect(page.get_by_role("button", name="Masuk dengan kunci sandi")).to_be_enabled()
