"""`silog up --lan`: the local network is served over https, and phones learn to trust it.

Phones give a page the camera, keys and a service worker over https only. In a network without certificates a private authority signs
this machine's; a second port tells over plain http how a phone comes to trust it. What is fetched there unprotected is compared by its
fingerprint, which stands in the terminal.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from threading import Thread
from typing import Final

import segno
from cryptography.hazmat.primitives.serialization import Encoding

from silog.cli.running.secure.trust_page import trust_page
from silog.errors import WRONG_INPUT, SilogError
from silog.kit.clock import real_now
from silog.kit.tls import Authority, Leaf, have_authority, have_leaf, names_of_this_machine
from silog.settings import Settings

FILE: Final = "silog-ca.crt"
_EVERYWHERE: Final = "0.0.0.0"  # noqa: S104 -- the local network is to be served
_ICON: Final = "/favicon.ico"


@dataclass(frozen=True, slots=True)
class Network:
    """What phones need to know: who signs, and where the plain page with the steps is."""

    authority: Authority
    leaf: Leaf
    trust_port: int
    best: str

    @property
    def trust_address(self) -> str:
        """Where a phone reads how to trust the authority."""
        return f"http://{self.best}:{self.trust_port}"


def open_to_network(settings: Settings) -> tuple[Settings, Network]:
    """Have an authority and a certificate for this machine's present names, and the settings that serve with it."""
    if settings.tls_cert is not None:
        raise SilogError(
            WRONG_INPUT, "A certificate of your own and --lan exclude each other.", "Leave --lan out: SILOG_HOST=0.0.0.0 is enough."
        )
    names, folder, now = names_of_this_machine(settings.lan_names), settings.state / "tls", real_now()
    authority = have_authority(folder, names, now)
    leaf = have_leaf(folder, authority, names, now)
    host = settings.host if os.environ.get("SILOG_HOST") else _EVERYWHERE
    served = replace(
        settings, host=host, tls_cert=leaf.cert, tls_key=leaf.key, known_as=f"[{names.best}]" if ":" in names.best else names.best
    )
    return served, Network(authority, leaf, settings.port + 1, served.known_as)


class _TrustServer(ThreadingTCPServer):
    """As http.server's own, which however asks the name service for this machine's name before it serves."""

    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def trust_served(settings: Settings, network: Network) -> Iterator[None]:
    """Serve the steps and the authority's certificate over plain http while the block runs."""
    page = trust_page(settings.address, network.authority.fingerprint, FILE).encode()
    certificate = network.authority.certificate.public_bytes(Encoding.DER)

    class Handler(BaseHTTPRequestHandler):
        """Two files and nothing else; it reads nothing of what it is sent but the path."""

        server_version, sys_version, timeout = "silog", "", 10

        def do_GET(self) -> None:
            if self.path == f"/{FILE}":
                self._answer(HTTPStatus.OK, "application/x-x509-ca-cert", certificate)
            elif self.path == _ICON:
                self._answer(HTTPStatus.NOT_FOUND, "text/plain", b"")
            else:
                self._answer(HTTPStatus.OK, "text/html; charset=utf-8", page)

        def _answer(self, status: HTTPStatus, media: str, body: bytes) -> None:
            self.send_response(status)
            for name, value in (("Content-Type", media), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- as http.server names it
            """Say nothing: the terminal is for the operator."""

    server = _TrustServer((settings.host, network.trust_port), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def how_to_trust(settings: Settings, network: Network) -> str:
    """Say in the terminal how a phone gets in: the steps once, then the address, each as QR and in words."""
    again = "The authority is new: every phone does step 1 once.\n" if network.authority.is_new else ""
    left_out = f"Not in the certificate, so browsers warn there: {', '.join(network.leaf.left_out)}\n" if network.leaf.left_out else ""
    return (
        f"\n1. Once on each phone, in this network: trust this machine. Open {network.trust_address}\n{_drawn(network.trust_address)}\n"
        "   Android: download the certificate, then Settings, Security, Encryption & credentials, Install a certificate, CA certificate.\n"
        "   iPhone: download the profile in Safari, then Settings, General, VPN & Device Management, install; then General, About,\n"
        "   Certificate Trust Settings, switch it on.\n"
        f"   Its fingerprint (SHA-256) must be {network.authority.fingerprint}\n{again}{left_out}"
        f"\n2. Then open {settings.address}\n{_drawn(settings.address)}"
    )


def _drawn(text: str) -> str:
    """Draw a QR code with half blocks, dark on light whatever the terminal's colours are."""
    rows = [[*row] for row in segno.make(text, error="m", micro=False).matrix_iter(border=2)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return "\n".join(
        "   \x1b[30;107m" + "".join(_HALVES[bool(a), bool(b)] for a, b in zip(*pair, strict=True)) + "\x1b[0m" for pair in pairs
    )


_HALVES: Final = {(False, False): " ", (True, False): "\u2580", (False, True): "\u2584", (True, True): "\u2588"}
