"""Whether servers draw the same, as a reader of another hand finds it. Figures of servers that draw different things say nothing."""

import base64
import json
import subprocess
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

from silog.bench.tiles.ground import Address
from silog.errors import SilogError

Feature = tuple[dict[str, object], float, float]
"""Its properties, and where it is drawn, in units of the tile."""
_SIDE: Final = 4096
_READ_S: Final = 120
MERGED_TO: Final = 8
"""Up to this zoom the product puts places on one pixel together: then what is counted in all must be the same."""


def read(peers: Path, tiles: Sequence[bytes]) -> list[list[Feature]]:
    """Give the features of tiles, read with mapbox-vector-tile in the peers' environment."""
    reader = str(files(__package__).joinpath("reader.py"))
    lines = "".join(f"{base64.b64encode(tile).decode()}\n" for tile in tiles)
    done = subprocess.run([str(peers), reader], input=lines, check=False, capture_output=True, text=True, timeout=_READ_S)  # noqa: S603
    if done.returncode:
        raise SilogError("UNREADABLE", f"A tile cannot be read:\n{done.stderr.strip()}")
    return [[(properties, x, y) for properties, x, y in json.loads(line)] for line in done.stdout.splitlines()]


def refuse_difference(tile: Address, name: str, ours: Sequence[Feature], theirs: Sequence[Feature]) -> None:
    """Raise DIFFERENT_TILES where a server (by name) draws something else than ours in a tile; EMPTY_TILE where nothing is drawn.

    Points are told by the unit that they lie in here, and by the nearest one there: on the edge of a tile the two may differ.
    """
    told = f"tile {'/'.join(map(str, tile))}"
    if not ours:
        raise SilogError("EMPTY_TILE", f"Ours draws nothing in {told}, so there is nothing to measure.")
    if tile[0] <= MERGED_TO:
        expected, found = (sum(_boxes(one) for one in drawn if _inside(one) >= 0) for drawn in (ours, theirs))
        on_edge = sum(_boxes(one) for one in theirs if abs(_inside(one)) <= 1)
        if abs(found - expected) > on_edge:
            raise SilogError("DIFFERENT_TILES", f"Ours counts {expected:,} boxes in {told}, and {name} {found:,}.")
        return
    wanted, drawn = ({_told(one) for one in side if _inside(one) > 1} for side in (ours, theirs))
    on_its_edge = {_told(one) for one in (*ours, *theirs) if abs(_inside(one)) <= 1}
    differing = (drawn ^ wanted) - on_its_edge
    if differing:
        raise SilogError("DIFFERENT_TILES", f"Ours and {name} differ in {told}, first in {min(differing)}, of {len(differing)}.")


def _told(one: Feature) -> str:
    return json.dumps(one[0], sort_keys=True)


def _boxes(one: Feature) -> int:
    return int(str(one[0]["boxes"]))


def _inside(one: Feature) -> float:
    """How far a point is from the nearest edge of the tile, in units; less than 0 in the margin."""
    return min(one[1], one[2], _SIDE - 1 - one[1], _SIDE - 1 - one[2])
