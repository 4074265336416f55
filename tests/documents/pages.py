"""What a reader of codes finds on printed pages: rendered by PDFium, decoded by ZXing, which share nothing with what made them."""

from typing import Any

import pypdfium2
import zxingcpp

DOTS_PER_INCH = 150


def codes_on(pdf: bytes) -> list[list[str]]:
    """The texts of the QR codes on each page, from top to bottom and from left to right."""
    return [[code.text for code in sorted(_found(page), key=_place)] for page in images_of(pdf)]


def images_of(pdf: bytes) -> list[Any]:
    """Each page as an array of grey dots, as an office printer would put them on paper."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=DOTS_PER_INCH / 72, grayscale=True).to_numpy().squeeze() for page in document]
    finally:
        document.close()


def words_on(pdf: bytes) -> list[str]:
    """The words of each page, in the order they were set."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def code_edges(image: Any) -> list[tuple[int, int, int, int]]:  # noqa: ANN401 -- numpy's array
    """Where the codes on a page lie: left, top, right and bottom of each in dots."""
    corners = [code.position for code in _found(image)]
    return [(p.top_left.x, p.top_left.y, p.bottom_right.x + 1, p.bottom_right.y + 1) for p in corners]


def _found(image: Any) -> list[Any]:  # noqa: ANN401 -- numpy's array
    return list(zxingcpp.read_barcodes(image))


def _place(code: Any) -> tuple[int, int]:  # noqa: ANN401 -- ZXing's barcode
    corner = code.position.top_left
    return corner.y // 50, corner.x
