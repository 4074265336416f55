"""Which tiles there are."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from silog.errors import SilogError

DEEPEST: Final = 22


class Layer(StrEnum):
    """A layer of tiles, each made by one function in the database."""

    PLACES = "places"
    BOXES = "boxes"


FRESH_S: Final = {Layer.PLACES: 60, Layer.BOXES: 2}
"""How long a browser may use a tile again without asking."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile of one layer, in the web's usual grid: x from west, y from north, 2^z of each."""

    layer: Layer
    z: int
    x: int
    y: int


def tile_of(layer: str, z: str, x: str, y: str) -> Tile:
    """Read a tile's address; BAD_TILE when it is none, NO_TILE when there is no such layer or place in the grid."""
    if layer not in set(Layer):
        raise SilogError("NO_TILE", f"There is no layer {layer!r}; there are {', '.join(Layer)}.")
    for name, text in (("z", z), ("x", x), ("y", y)):
        if not text.isascii() or not text.isdigit() or len(text) > 8:  # noqa: PLR2004 -- 2^22 has seven digits
            raise SilogError("BAD_TILE", f"{name} is {text[:40]!r}, and must be a whole number.", "/tiles/places/8/203/126.mvt")
    tile = Tile(Layer(layer), int(z), int(x), int(y))
    if tile.z > DEEPEST:
        raise SilogError("NO_TILE", f"There are no tiles at zoom {tile.z}; the deepest is {DEEPEST}.")
    if max(tile.x, tile.y) >= 1 << tile.z:
        raise SilogError("NO_TILE", f"At zoom {tile.z}, x and y end at {(1 << tile.z) - 1}.")
    return tile
