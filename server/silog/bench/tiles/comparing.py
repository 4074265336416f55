"""Whether servers draw the same, as a reader of another hand finds it. Figures of servers that draw different things say nothing."""

import base64
import json
import subprocess
from collections import Counter
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

from silog.bench.tiles.ground import Address
from silog.errors import SilogError

Feature = tuple[dict[str, object], bool]
"""Its properties, and whether it lies in the tile itself."""
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
    return [[(properties, is_inside) for properties, is_inside in json.loads(line)] for line in done.stdout.splitlines()]


def refuse_difference(tile: Address, name: str, ours: Sequence[Feature], theirs: Sequence[Feature]) -> None:
    """Raise DIFFERENT_TILES where a server (by name) draws something else than ours in a tile; EMPTY_TILE where nothing is drawn."""
    told = f"tile {'/'.join(map(str, tile))}"
    if not ours:
        raise SilogError("EMPTY_TILE", f"Ours draws nothing in {told}, so there is nothing to measure.")
    if tile[0] <= MERGED_TO:
        # The margins differ: what is put together in the margin is drawn at one point, in it or beyond.
        found, expected = (sum(int(str(one["boxes"])) for one, is_inside in drawn if is_inside) for drawn in (theirs, ours))
        if abs(found - expected) > expected / 1_000:
            raise SilogError("DIFFERENT_TILES", f"Ours counts {expected:,} boxes in {told}, and {name} {found:,}.")
        return
    drawn, wanted = (Counter(json.dumps(one, sort_keys=True) for one, is_inside in side if is_inside) for side in (theirs, ours))
    if drawn != wanted:
        differing = [*(drawn - wanted), *(wanted - drawn)]
        raise SilogError("DIFFERENT_TILES", f"Ours and {name} differ in {told}, first in {min(differing)}, of {len(differing)}.")
