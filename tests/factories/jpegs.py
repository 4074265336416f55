"""JPEG files made part by part: plain ones of an even grey that every browser shows, and ones with what cameras write into them."""

import struct
from collections.abc import Sequence
from typing import Final

_ONE_CODE: Final = bytes([1, *[0] * 15, 0])
"""A Huffman table whose only code, one 0 bit, is "nothing differs" for a first coefficient and "nothing follows" for the others."""
NATUNA: Final = (3.95, 108.25)
"""Latitude and longitude."""


def segment(marker: int, content: bytes) -> bytes:
    """One segment."""
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def jpeg(width: int = 24, height: int = 16, *, with_segments: Sequence[bytes] = (), grey: int = 16, appendix: bytes = b"") -> bytes:
    """A picture of an even grey. `grey` is in truth its quantisation table: another number makes another file of the same picture."""
    blocks = -(-width // 8) * -(-height // 8)
    bits = "0" * (2 * blocks)
    bits += "1" * (-len(bits) % 8)
    return b"".join(
        [
            b"\xff\xd8",
            segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"),
            *with_segments,
            segment(0xDB, bytes([0, *[grey] * 64])),
            segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + bytes([1, 0x11, 0])),
            segment(0xC4, b"\x00" + _ONE_CODE),
            segment(0xC4, b"\x10" + _ONE_CODE),
            segment(0xDA, bytes([1, 1, 0x00, 0, 63, 0])),
            int(bits, 2).to_bytes(len(bits) // 8),
            b"\xff\xd9",
            appendix,
        ]
    )


def exif(*, orientation: int = 1, latitude: float = NATUNA[0], longitude: float = NATUNA[1]) -> bytes:
    """The segment in which a camera says how it was held, who made it, and where it was: TIFF 6.0 inside APP1 (Exif 2.32)."""
    first, maker = 8, b"KAMERA UJI\x00\x00"
    places = first + 2 + 3 * 12 + 4
    gps = places + len(maker)
    directory = struct.pack(">H", 3)
    directory += struct.pack(">HHII", 0x010F, 2, len(maker), places)
    directory += struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    directory += struct.pack(">HHII", 0x8825, 4, 1, gps) + struct.pack(">I", 0) + maker
    degrees = gps + 2 + 4 * 12 + 4
    directory += struct.pack(">H", 4)
    directory += struct.pack(">HHI4s", 1, 2, 2, b"N\x00\x00\x00") + struct.pack(">HHII", 2, 5, 3, degrees)
    directory += struct.pack(">HHI4s", 3, 2, 2, b"E\x00\x00\x00") + struct.pack(">HHII", 4, 5, 3, degrees + 24) + struct.pack(">I", 0)
    for value in (latitude, longitude):
        directory += struct.pack(">IIIIII", int(value), 1, int(value % 1 * 60), 1, int(value * 60 % 1 * 6000), 100)
    return segment(0xE1, b"Exif\x00\x00MM\x00*" + struct.pack(">I", first) + directory)


def with_exif(picture: bytes, **said: int) -> bytes:
    """The same picture as a camera would have written it."""
    return picture[:2] + exif(**said) + picture[2:]
