"""The QR codes of printed pages, made to be read dirty.

Error level H restores nearly a third of the code words, but a stain takes neighbours: in the smallest code that holds a box code (25 x 25)
a stain of 15 % meets so many code words that six codes in ten are lost. In 41 x 41 modules the words are spread wider: `silog drill labels`
says how many are still read. More modules would be read from less far away.
"""

from functools import lru_cache
from typing import Final

import segno

_LEVEL: Final = "h"
_LEAST_VERSION: Final = 6
_FITS: Final = 58
"""So many bytes fit into the least version at level H; letters and digits alone even more."""
_MASK: Final = 2
"""One mask for all codes, the best of eight on average: to weigh them for each costs five times the making, and saves no stained code."""
QUIET: Final = 4
"""Modules that stay white around a code, by ISO/IEC 18004."""


@lru_cache(maxsize=4096)
def code_svg(content: str) -> str:
    """Draw the QR code of a text as SVG, one unit for each module, its quiet zone around it.

    All modules are one path, so that no viewer draws seams between its rows.
    """
    code = segno.make(content, error=_LEVEL, boost_error=False, micro=False, version=_version(content), mask=_MASK)
    path = "".join(f"M{x + QUIET} {y + QUIET}h{length}v1h-{length}z" for y, row in enumerate(code.matrix) for x, length in _runs(row))
    side = len(code.matrix) + 2 * QUIET
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path d="{path}"/></svg>'


def code_modules(content: str) -> int:
    """Give how many modules the code of a text is wide, without its quiet zone."""
    return 17 + 4 * _version(content)


def _version(content: str) -> int:
    """Give the version of 41 x 41 modules, or the larger one that a longer text needs."""
    if len(content) <= _FITS:
        return _LEAST_VERSION
    needed = segno.make(content, error=_LEVEL, boost_error=False, micro=False, mask=_MASK).version
    return max(_LEAST_VERSION, int(needed))


def _runs(row: bytearray) -> list[tuple[int, int]]:
    """Give each run of dark modules in a row as (column, length)."""
    runs: list[tuple[int, int]] = []
    x = 0
    while x < len(row):
        length = len(row) - x - len(row[x:].lstrip(b"\x01"))
        if length:
            runs.append((x, length))
        x += length or 1
    return runs
