"""Reading the structure of a JPEG (ITU-T T.81, annex B): its size, and that it holds a picture and nothing else.

A camera writes into a file when, where and with what it was taken, a small copy of the picture, even a film behind it. What may be kept
is said here part by part, and everything that is not said is refused: so nothing that some maker thinks of next slips through. The
picture itself is not decoded.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from silog.errors import SilogError

_START: Final = b"\xff\xd8"
_TABLES: Final = frozenset({0xC4, 0xDB, 0xDD})
"""Huffman tables, quantisation tables, restart interval."""
_FRAMES: Final = frozenset({0xC0, 0xC1, 0xC2})
"""Baseline, extended and progressive, coded by Huffman."""
_SCAN: Final = 0xDA
_END: Final = 0xD9
_FIRST_APPLICATION: Final = 0xE0
"""From here on segments say something about the picture, and are none of it: APPn, comments."""
_MARKERS_OF_SCAN: Final = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")
"""What ends the coded picture: a marker that is neither a stuffed byte nor a restart."""
_LENGTH_BYTES: Final = 2
_FRAME_BYTES: Final = 6
_EIGHT_BITS: Final = 8
_GREY_OR_COLOUR: Final = (1, 3)
_WHOLE_BYTES: Final = {_FIRST_APPLICATION: 14, 0xEE: 12}
"""How long these segments are where they hold what they are for: a JFIF header without a small copy of the picture, and Adobe's."""

_PLAIN: Final = {_FIRST_APPLICATION: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}
"""Which application segments may be there, and how they begin: density, colours, and how colours were turned."""
_KNOWN: Final = (
    (b"Exif\x00", "Exif, where cameras write the time, the place and themselves"),
    (b"http://ns.adobe.com/", "XMP metadata"),
    (b"Photoshop", "Photoshop and IPTC metadata"),
    (b"MPF\x00", "further pictures"),
)
_STRIP: Final = (
    "Draw the picture anew, or take out every segment but JFIF, ICC_PROFILE and Adobe, before its hash goes into a scan. "
    "This photo cannot be put right: its hash is signed."
)


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in pixels."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class _Segment:
    marker: int
    at: int
    content: bytes


def read_jpeg(content: bytes) -> Size:
    """Give the size of a JPEG that holds a picture and nothing else; NOT_A_JPEG or HOLDS_METADATA with what is wrong and where."""
    size, is_drawn = None, False
    for segment in _segments(content):
        if segment.marker in _FRAMES:
            if size is not None:  # whoever draws it would take the first for its size
                raise _broken(f"a second frame begins at byte {segment.at}")
            size = _size_of(segment)
        elif segment.marker == _SCAN:
            is_drawn = size is not None
        elif segment.marker >= _FIRST_APPLICATION:
            _refuse_metadata(segment)
        elif segment.marker not in _TABLES:
            raise _broken(f"the segment FF {segment.marker:02X} at byte {segment.at} is of a coding that browsers do not draw")
    if size is None or not is_drawn:
        raise _broken("it ends without a picture")
    return size


def _segments(content: bytes) -> Iterator[_Segment]:
    """Walk from marker to marker; the coded picture after a scan's header is stepped over."""
    if not content.startswith(_START):
        raise _broken("it does not begin with FF D8")
    at = len(_START)
    while True:
        code = _after_fill(content, at)
        marker = content[code]
        if marker == _END:
            _refuse_appendix(content, code + 1)
            return
        end = code + 1 + int.from_bytes(content[code + 1 : code + 1 + _LENGTH_BYTES])
        if end < code + 1 + _LENGTH_BYTES or end > len(content):
            raise _broken(f"the segment {marker:02X} at byte {at} is cut off")
        yield _Segment(marker, at, content[code + 1 + _LENGTH_BYTES : end])
        at = _end_of_picture(content, end) if marker == _SCAN else end


def _after_fill(content: bytes, at: int) -> int:
    """Give where the code of the marker at `at` stands: any number of FF may go before it."""
    code = at
    while code < len(content) and content[code] == 0xFF:  # noqa: PLR2004 -- the byte that begins every marker
        code += 1
    if code in {at, len(content)}:
        raise _broken(f"no segment begins at byte {at} of {len(content):,}")
    return code


def _end_of_picture(content: bytes, at: int) -> int:
    found = _MARKERS_OF_SCAN.search(content, at)
    if found is None:
        raise _broken("the picture has no end: part of the file is missing")
    return found.start()


def _size_of(frame: _Segment) -> Size:
    if len(frame.content) < _FRAME_BYTES:
        raise _broken(f"the frame at byte {frame.at} is cut off")
    depth, height, width, parts = frame.content[0], frame.content[1:3], frame.content[3:5], frame.content[5]
    size = Size(int.from_bytes(width), int.from_bytes(height))
    if depth != _EIGHT_BITS or parts not in _GREY_OR_COLOUR or 0 in {size.width, size.height}:
        raise _broken(f"the frame at byte {frame.at} says {size.width} x {size.height} pixels of {parts} x {depth} bits")
    return size


def _refuse_metadata(segment: _Segment) -> None:
    """Refuse a segment that is no part of the picture, but for the few plain ones."""
    beginning = _PLAIN.get(segment.marker)
    is_plain = beginning is not None and segment.content.startswith(beginning)
    if is_plain and len(segment.content) == _WHOLE_BYTES.get(segment.marker, len(segment.content)):
        return
    name = next((name for start, name in _KNOWN if segment.content.startswith(start)), "something that is no part of the picture")
    if is_plain and segment.marker == _FIRST_APPLICATION:
        name = "a small copy of the picture"
    raise SilogError("HOLDS_METADATA", f"The photo holds {name} (segment FF {segment.marker:02X} at byte {segment.at}).", _STRIP)


def _refuse_appendix(content: bytes, end: int) -> None:
    if end < len(content):
        message = f"The photo ends at byte {end:,}, and {len(content) - end:,} more bytes follow."
        raise SilogError("HOLDS_METADATA", message, _STRIP)


def _broken(why: str) -> SilogError:
    hint = "Send the whole file: a baseline or progressive JPEG of 8 bits, in grey or colour."
    return SilogError("NOT_A_JPEG", f"The photo is no JPEG that can be kept: {why}.", hint)
