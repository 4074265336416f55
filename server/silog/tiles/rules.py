"""Which tiles there are, what makes them old, and who has one already."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from silog.errors import SilogError

DEEPEST: Final = 22
_NOT_AT_ALL: Final = re.compile(r"\s*q\s*=\s*0(\.0*)?\s*")


class Layer(StrEnum):
    """A layer of tiles, each made by one function in the database."""

    PLACES = "places"
    BOXES = "boxes"
    SHIPMENTS = "shipments"
    TRACKS = "tracks"
    SCANS = "scans"


@dataclass(frozen=True, slots=True)
class Freshness:
    """How long a layer's tiles are good.

    A tile that the server keeps is good until one of `told`, kinds of entries of the feed, is told, and for `kept_s` seconds at most: the
    feed does not tell what a command loads, nor what the clock alone brings. A browser uses a tile again for `browser_s` without asking.
    """

    told: frozenset[str]
    kept_s: float
    browser_s: int


FRESHNESS: Final[Mapping[Layer, Freshness]] = MappingProxyType(
    {
        Layer.PLACES: Freshness(frozenset({"PORT"}), 60, 60),
        Layer.BOXES: Freshness(frozenset({"SCAN", "POSITION", "PORT", "CLOCK"}), 3, 2),
        Layer.SHIPMENTS: Freshness(frozenset({"SCAN", "PORT", "SEA_AREA", "CLOCK"}), 10, 10),
        Layer.TRACKS: Freshness(frozenset({"POSITION", "CLOCK"}), 10, 10),
        Layer.SCANS: Freshness(frozenset({"SCAN"}), 60, 5),
    }
)


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
        raise SilogError("NO_TILE", f"There is no layer {layer[:40]!r}; there are {', '.join(Layer)}.")
    for name, text in (("z", z), ("x", x), ("y", y)):
        if not text.isascii() or not text.isdigit() or len(text) > 8:  # noqa: PLR2004 -- 2^22 has seven digits
            raise SilogError("BAD_TILE", f"{name} is {text[:40]!r}, and must be a whole number.", "/tiles/places/8/203/126.mvt")
    tile = Tile(Layer(layer), int(z), int(x), int(y))
    if tile.z > DEEPEST:
        raise SilogError("NO_TILE", f"There are no tiles at zoom {tile.z}; the deepest is {DEEPEST}.")
    if max(tile.x, tile.y) >= 1 << tile.z:
        raise SilogError("NO_TILE", f"At zoom {tile.z}, x and y end at {(1 << tile.z) - 1}.")
    return tile


def is_known(etag: str, if_none_match: str) -> bool:
    """Whether the header If-None-Match names what `etag` names, by the weak comparison of RFC 9110, section 13.1.2.

    >>> is_known('W/"a1"', '"b2", "a1"'), is_known('W/"a1"', "*"), is_known('W/"a1"', '"a"')
    (True, True, False)
    """
    named = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return "*" in named or etag.removeprefix("W/") in named


def takes_gzip(accept_encoding: str) -> bool:
    """Whether a header Accept-Encoding lets an answer come packed with gzip.

    >>> takes_gzip("gzip, deflate, br"), takes_gzip("br;q=1.0, gzip;q=0"), takes_gzip("gzip; Q=0.000"), takes_gzip("*"), takes_gzip("")
    (True, False, False, True, False)
    """
    said: dict[str, bool] = {}
    for one in accept_encoding.lower().split(","):
        coding, _, quality = one.partition(";")
        said[coding.strip()] = _NOT_AT_ALL.fullmatch(quality) is None
    return said.get("gzip", said.get("*", False))
