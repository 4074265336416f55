"""Pages by Typst, from the templates and the typeface that come with the product: nothing of the machine's own is used.

The same data gives the same bytes: no system font, no date of making, no chance.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Final, Literal

import typst

_EPOCH: Final = 0
"""Typst writes a time into a PDF; what is printed on the page says when, and the file itself says nothing."""


def typeset(page: str, data: Mapping[str, Any]) -> bytes:
    """Set the template `page` with `data` and give a PDF. Takes seconds for hundreds of labels, in this thread."""
    pdf = _compile(page, data, "pdf")
    if not isinstance(pdf, bytes):
        message = "Typst gave no PDF."
        raise TypeError(message)
    return pdf


def typeset_images(page: str, data: Mapping[str, Any], pixels_per_inch: int) -> list[bytes]:
    """Set the same pages as PNG images, one each: for drills and tests that look at what comes out of the printer."""
    images = _compile(page, data, "png", pixels_per_inch)
    return [images] if isinstance(images, bytes) else list(images or [])


def _compile(
    page: str, data: Mapping[str, Any], kind: Literal["pdf", "png"], pixels_per_inch: int | None = None
) -> bytes | list[bytes] | None:
    compiler = typst.Compiler(
        str(_folder() / f"{page}.typ"), root=str(_folder()), font_paths=_fonts(), sys_inputs={"data": json.dumps(data, sort_keys=True)}
    )
    return compiler.compile(format=kind, ppi=pixels_per_inch, timestamp=_EPOCH, pdf_tags=False)


@cache
def _folder() -> Path:
    with as_file(files("silog.documents").joinpath("pages")) as folder:
        return folder


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_folder() / "fonts")])
