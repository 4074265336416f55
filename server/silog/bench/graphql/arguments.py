"""What the questions are asked about: hundreds of boxes, places in the list and areas, the same in every run on the same data."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Final

import asyncpg
import numpy as np
from numpy.typing import NDArray

from silog.bench.graphql.questions import Arguments
from silog.errors import SilogError

Array = NDArray[np.float64]
MOST: Final = 500
_MARGIN_DEG: Final = 1e-5
_LEAST_BOXES, _MOST_BOXES = 300, 1_000
_CROWDS: Final = (950, 800, 650, 500, 400)
_HOLDERS: Final = """
  SELECT ST_X(h.point) AS lon, ST_Y(h.point) AS lat, held.boxes
  FROM (SELECT election_id, place_code, count(*) AS boxes FROM boxes GROUP BY 1, 2) AS held
  JOIN (SELECT election_id, code, point FROM facilities UNION ALL SELECT election_id, code, point FROM conveyances) AS h
    ON h.election_id = held.election_id AND h.code = held.place_code
  ORDER BY md5(h.code)"""


async def draw_arguments(owner: asyncpg.Connection, *, most: int = MOST) -> dict[str, Sequence[Arguments]]:
    """Draw the arguments of every question, by the name of the question."""
    codes = [row["code"] for row in await owner.fetch("SELECT code FROM boxes ORDER BY md5(code) LIMIT $1", most)]
    # The last pages of the list are not full, so they would be cheaper than the others.
    late = await owner.fetchval("SELECT code FROM boxes ORDER BY code DESC OFFSET 50 LIMIT 1")
    return {
        "Q1": [{"code": code} for code in codes],
        "Q2": [{"after": code} for code in codes if late is None or code < late] or [{"after": "0"}],
        "Q3": await _areas(owner, most),
        "Q4": [{}],
        "Q5": [{}],
    }


@dataclass(frozen=True, slots=True)
class _Holders:
    """The places and conveyances that hold boxes: where they are, and how many each holds."""

    lon: Array
    lat: Array
    boxes: Array

    def around(self, centre: int, crowd: int, least: float) -> Arguments | None:
        """Give the rectangle around one of them that grows until nearly `crowd` boxes are inside; None where too few or too many are."""
        apart = np.maximum(np.abs(self.lon - self.lon[centre]), np.abs(self.lat - self.lat[centre]))
        near = np.argpartition(apart, crowd)[: crowd + 1] if len(apart) > crowd + 1 else np.arange(len(apart))
        near = near[np.argsort(apart[near])]
        inside = int(np.searchsorted(np.cumsum(self.boxes[near]), crowd, side="right"))
        if inside == 0:
            return None
        reach = float(apart[near[inside - 1]]) + _MARGIN_DEG
        if not least <= float(self.boxes[apart <= reach].sum()) <= _MOST_BOXES:
            return None
        lon, lat = float(self.lon[centre]), float(self.lat[centre])
        edges = {"west": lon - reach, "south": lat - reach, "east": lon + reach, "north": lat + reach}
        return {"area": {name: round(edge, 6) for name, edge in edges.items()}}


async def _areas(owner: asyncpg.Connection, most: int) -> Sequence[Arguments]:
    """Find rectangles with several hundred boxes: around places that hold boxes, grown until so many are inside."""
    rows = await owner.fetch(_HOLDERS)
    holders = _Holders(*(np.array([row[name] for row in rows], dtype=float) for name in ("lon", "lat", "boxes")))
    least = min(_LEAST_BOXES, float(holders.boxes.sum()) / 4)  # in data made small for a test
    drawn = (holders.around(centre, crowd, least) for crowd, centre in product(_CROWDS, range(len(rows))))
    areas = list(islice((area for area in drawn if area is not None), most))
    if not areas:
        raise SilogError("NO_AREAS", f"No rectangle holds from {least:.0f} to {_MOST_BOXES:,} boxes.", "Choose more boxes: --boxes.")
    return areas
