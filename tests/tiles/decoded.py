"""Tiles as another program's reader finds them."""

import math
from typing import Any

import httpx
import mapbox_vector_tile

Address = tuple[int, int, int]
"""z, x, y."""


def path_of(layer: str, tile: Address) -> str:
    """Where a tile is asked for."""
    z, x, y = tile
    return f"/tiles/{layer}/{z}/{x}/{y}.mvt"


def features(answer: httpx.Response, name: str) -> list[dict[str, Any]]:
    """The features of the one layer that a tile has; none where the tile is empty."""
    if answer.status_code == 204:
        return []
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    return decode(answer.content, name)


def decode(tile: bytes, name: str) -> list[dict[str, Any]]:
    """The features of the one layer of a tile's bytes; none where there are none."""
    if not tile:
        return []
    layers = mapbox_vector_tile.decode(tile, default_options={"y_coord_down": True})
    assert list(layers) == [name]
    found: list[dict[str, Any]] = layers[name]["features"]
    return found


def degrees(tile: Address, units: tuple[float, float]) -> tuple[float, float]:
    """Where a point of a tile lies."""
    z, x, y = tile
    across, down = (x + units[0] / 4096) / 2**z, (y + units[1] / 4096) / 2**z
    return across * 360 - 180, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * down))))


def is_inside(feature: dict[str, Any]) -> bool:
    """Whether a point lies in the tile, and not in its margin."""
    x, y = feature["geometry"]["coordinates"]
    return bool(0 <= x < 4096 and 0 <= y < 4096)
