"""What a photo must be to be kept. No SQL and no clock."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from silog.custody.canonical import base64url, from_base64url
from silog.errors import WRONG_INPUT, SilogError
from silog.photos.jpeg import Size, read_jpeg

MOST_BYTES: Final = 524_288
"""A phone that draws a photo at 1,280 pixels needs less than half of this; the table has the same limit."""
LONGEST_SIDE: Final = 4_096
"""In pixels: whoever looks at the photo must decode it whole."""
_HASH_BYTES: Final = 32


class PhotoState(StrEnum):
    """Whether a photo that a scan names is here."""

    AWAITED = "AWAITED"
    STORED = "STORED"
    ERASED = "ERASED"


@dataclass(frozen=True, slots=True)
class Offer:
    """What a device says of a photo before its bytes come: which one, by whom, for which election, and the signature over that."""

    election_code: str
    key: str
    sha256: str
    signature: str


def checked_hash(text: str) -> str:
    """Take the name of a photo; BAD_INPUT where it can be none."""
    if from_base64url(text, _HASH_BYTES) is None:
        message = f"{text[:60]!r} is no SHA-256 as base64url without padding (43 characters)."
        raise SilogError(WRONG_INPUT, message, "Name the photo as the detail of its scan does, in photo_sha256.")
    return text


def checked_photo(content: bytes, sha256: str) -> Size:
    """Hold a photo to its name, and read it; HASH_DIFFERS, NOT_A_JPEG, HOLDS_METADATA or WRONG_SIZE."""
    found = base64url(hashlib.sha256(content).digest())
    if found != sha256:
        message = f"The {len(content):,} bytes that came hash to {found}, and were sent as {sha256}."
        raise SilogError("HASH_DIFFERS", message, "Send the very bytes that were hashed before the scan was signed.")
    size = read_jpeg(content)
    if max(size.width, size.height) > LONGEST_SIDE:
        message = f"The photo has {size.width} x {size.height} pixels, and its longer side may have {LONGEST_SIDE:,}."
        raise SilogError("WRONG_SIZE", message, "Draw it smaller before its hash goes into a scan: 1,280 pixels are enough.")
    return size
