"""One request over HTTP or HTTPS, and its answer: bounded in time as a whole, and in bytes.

Whoever is asked may be hostile. So nothing of an answer is followed or believed here: no redirection, no cookie, no length that it names.
"""

import asyncio
import ssl
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, urlsplit

import httptools

from silog.errors import WRONG_INPUT, SilogError

WITHIN_S: Final = 30
"""From the look-up of the name to the last byte of the answer."""
NO_ANSWER: Final = "NO_ANSWER"
_MOST_HEAD_BYTES: Final = 65_536
_AT_ONCE: Final = 16_384
_FIRST_FINAL_STATUS: Final = 200
_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the body, and where it would send us, '' where nowhere."""

    status: int
    body: bytes
    location: str = ""


def checked_url(url: str) -> str:
    """Give an address without a slash at its end; BAD_INPUT where it is none that can be asked."""
    try:
        parts = urlsplit(url)
        is_whole = (
            parts.scheme in _PORTS and bool(parts.hostname) and parts.port != 0 and not (parts.query or parts.fragment or parts.username)
        )
    except ValueError:
        is_whole = False
    if not is_whole or not url.isascii() or not url.isprintable() or " " in url:
        raise SilogError(WRONG_INPUT, f"{url!r} is no address of a log.", "It reads like https://silog.example/log/PILKADA-2029.")
    return url.rstrip("/")


async def ask(url: str, most_bytes: int, body: bytes | None = None, *, within_s: float = WITHIN_S) -> Answer:
    """GET an address, or POST a plain text to it; NO_ANSWER where no whole answer of at most `most_bytes` comes in time."""
    try:
        async with asyncio.timeout(within_s):
            return await _exchange(urlsplit(url), most_bytes, body)
    except TimeoutError as error:
        raise SilogError(NO_ANSWER, f"{url} gave no whole answer within {within_s:g} s.") from error
    except (OSError, httptools.HttpParserError, EOFError, UnicodeError) as error:
        raise SilogError(NO_ANSWER, f"{url} cannot be asked: {str(error) or type(error).__name__}.") from error


async def _exchange(url: SplitResult, most_bytes: int, body: bytes | None) -> Answer:
    tls = ssl.create_default_context() if url.scheme == "https" else None
    reader, writer = await asyncio.open_connection(url.hostname, url.port or _PORTS[url.scheme], ssl=tls)
    try:
        writer.write(_request(url, body))
        await writer.drain()
        return await _read(reader, most_bytes)
    finally:
        writer.transport.abort()  # a farewell would wait for the other side


def _request(url: SplitResult, body: bytes | None) -> bytes:
    method = "GET" if body is None else "POST"
    lines = [f"{method} {url.path or '/'} HTTP/1.1", f"Host: {url.netloc}", "User-Agent: silog", "Connection: close"]
    if body is not None:
        lines += ["Content-Type: text/plain; charset=utf-8", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


@dataclass(slots=True)
class _Incoming:
    """An answer as it comes in, by the parser's own words."""

    body: bytearray = field(default_factory=bytearray)
    headers: dict[bytes, bytes] = field(default_factory=dict)
    is_whole: bool = False

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers[name.lower()] = value

    def on_body(self, part: bytes) -> None:
        self.body += part

    def on_message_complete(self) -> None:
        self.is_whole = True


async def _read(reader: asyncio.StreamReader, most_bytes: int) -> Answer:
    """Read until the answer is whole. One that says no length ends where the connection does; what is missing of it, a check will show."""
    incoming = _Incoming()
    parser = httptools.HttpResponseParser(incoming)
    left = most_bytes + _MOST_HEAD_BYTES
    while not incoming.is_whole:
        part = await reader.read(_AT_ONCE)
        if not part:
            if not incoming.headers or {b"content-length", b"transfer-encoding"} & incoming.headers.keys():
                raise EOFError("the answer broke off")
            break
        left -= len(part)
        if left < 0 or len(incoming.body) > most_bytes:
            break
        parser.feed_data(part)
    if left < 0 or len(incoming.body) > most_bytes:
        raise EOFError(f"its answer is longer than {most_bytes:,} bytes")
    status = parser.get_status_code()
    if status < _FIRST_FINAL_STATUS:
        raise EOFError(f"it answered with {status}, which is no answer")
    return Answer(status, bytes(incoming.body), incoming.headers.get(b"location", b"").decode(errors="replace"))
