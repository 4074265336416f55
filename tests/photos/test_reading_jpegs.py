"""What may be kept of a JPEG: the picture, and nothing that a camera, an editor or a phone's maker wrote beside it."""

import struct

import pytest
from tests.factories.jpegs import exif, jpeg, segment

from silog.errors import SilogError
from silog.photos.jpeg import Size, read_jpeg

GOOD = jpeg(1280, 960)
ICC = segment(0xE2, b"ICC_PROFILE\x00\x01\x01" + bytes(200))
ADOBE = segment(0xEE, b"Adobe\x00\x64\x00\x00\x00\x00\x01")
FRAME = segment(0xC0, struct.pack(">BHHB", 8, 8, 8, 1) + bytes([1, 0x11, 0]))
SECOND_SCAN = segment(0xDA, bytes([1, 1, 0x00, 0, 63, 0])) + b"\x00\x12\xff\x00\x34\xff\xd0\x56"


def test_a_plain_picture_is_read() -> None:
    assert read_jpeg(GOOD) == Size(1280, 960)
    assert read_jpeg(jpeg(8, 4096)) == Size(8, 4096)


@pytest.mark.parametrize("harmless", [ICC, ADOBE, segment(0xDD, b"\x00\x04"), b"\xff\xff\xff" + segment(0xDB, bytes(65))[1:]])
def test_what_belongs_to_the_picture_may_be_there(harmless: bytes) -> None:
    assert read_jpeg(jpeg(with_segments=[harmless])) == Size(24, 16)


def test_a_progressive_picture_of_several_scans_is_read_to_its_end() -> None:
    progressive = GOOD.replace(b"\xff\xc0", b"\xff\xc2")[:-2] + segment(0xC4, bytes([0x10, 1, *[0] * 15, 0])) + SECOND_SCAN + b"\xff\xd9"

    assert read_jpeg(progressive) == Size(1280, 960)


@pytest.mark.parametrize(
    ("beside", "said"),
    [
        (exif(), "Exif, where cameras write the time, the place"),
        (segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00<x/>"), "XMP"),
        (segment(0xED, b"Photoshop 3.0\x008BIM"), "Photoshop and IPTC"),
        (segment(0xE2, b"MPF\x00MM\x00*"), "further pictures"),
        (segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x02\x01" + bytes(6)), "small copy of the picture"),
        (segment(0xE0, b"JFXX\x00\x10"), "no part of the picture"),
        (ADOBE[:2] + b"\x00\x1b" + ADOBE[4:] + b"taken by Siti", "no part of the picture"),
        (segment(0xE5, b"anything"), "no part of the picture"),
        (segment(0xFE, b"taken by Siti"), "no part of the picture"),
    ],
)
def test_what_was_written_beside_the_picture_is_refused_by_name(beside: bytes, said: str) -> None:
    with pytest.raises(SilogError, match=said) as refused:
        read_jpeg(jpeg(with_segments=[beside]))

    assert refused.value.code == "HOLDS_METADATA"
    assert "before its hash goes into a scan" in refused.value.hint


def test_what_hides_between_two_scans_or_behind_the_end_is_found() -> None:
    for hidden in (GOOD[:-2] + exif() + SECOND_SCAN + b"\xff\xd9", GOOD + b"\x00\x00\x00\x18ftypmp42", GOOD + GOOD):
        with pytest.raises(SilogError) as refused:
            read_jpeg(hidden)
        assert refused.value.code == "HOLDS_METADATA"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "begin with FF D8"),
        (b"\x89PNG\r\n\x1a\n", "begin with FF D8"),
        (b"\xff\xd8", "no segment begins at byte 2"),
        (b"\xff\xd8\xff\xff\xff", "no segment begins"),
        (b"\xff\xd8\xff\xd9", "without a picture"),
        (GOOD[:30], "cut off"),
        (GOOD[:-2], "has no end"),
        (GOOD[:2] + b"\xff\xdb\x00\x01", "cut off"),
        (GOOD[:2] + b"xx" + GOOD[2:], "no segment begins at byte 2"),
        (GOOD.replace(b"\xff\xc0", b"\xff\xc9"), "browsers do not draw"),
        (GOOD.replace(b"\xff\xc0\x00\x0b\x08", b"\xff\xc0\x00\x0b\x0c"), "1 x 12 bits"),
        (GOOD.replace(struct.pack(">HH", 960, 1280), struct.pack(">HH", 960, 0)), "0 x 960 pixels"),
        (jpeg(60_000, 8)[:-2] + FRAME + SECOND_SCAN + b"\xff\xd9", "a second frame"),
    ],
)
def test_what_is_no_whole_jpeg_is_refused_with_the_place_where_it_fails(content: bytes, said: str) -> None:
    with pytest.raises(SilogError, match=said) as refused:
        read_jpeg(content)

    assert refused.value.code == "NOT_A_JPEG"


def test_no_cut_and_no_changed_byte_makes_the_reader_stumble() -> None:
    camera = jpeg(with_segments=[ICC, ADOBE])
    refused = 0
    for at in range(len(camera)):
        for broken in (camera[:at], camera[:at] + bytes([camera[at] ^ 0xFF]) + camera[at + 1 :]):
            try:
                read_jpeg(broken)
            except SilogError:  # any other error fails the test
                refused += 1
    assert len(camera) < refused < 2 * len(camera)
