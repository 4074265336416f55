"""Zones: the water near an end of a route where less than the vessel's clearance is enough, and how much less.

The rule of a zone is how much clearance a route must keep at a distance from its end: near the end what the end itself has, then more
with every metre. It is kept in steps, the levels of `contours`. The rule belongs to the end alone, and a vessel keeps the lesser of
the rule's clearance and its own: so what is free to a vessel is free to every vessel that asks for less clearance.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray

from silog_gis.coast import METRES_NORTH
from silog_gis.graph.freespace import MICRO, Micro, to_lonlat
from silog_gis.sea.contours import LEVELS_M, Contours, cut

RULES = ((1 / 2, 1.0), (1 / 4, 1 / 2), (1 / 8, 1 / 4), (1 / 16, 1 / 8), (1 / 32, 1 / 16), (1 / 128, 0.0), (0.0, 0.0))
"""Strictest first: metres of clearance per metre from the end, and the share of the end's own clearance kept near it."""
REFERENCE_M = LEVELS_M[-1]
"""The clearance of the largest class. An end's rule is the strictest that leads a vessel of it out, or of more where more is asked."""
FARTHEST_M = 36_000.0
"""A zone ends here at the latest: an end that is farther from open water has no way."""
DISK_STEPS = 4
ROUND = np.array([(math.cos(angle), math.sin(angle)) for angle in np.linspace(0, 2 * math.pi, 4 * DISK_STEPS, endpoint=False)])
"""The corners of a disk round the origin with a radius of 1."""
DISKS_REMEMBERED = 1_024
LEAST_DEG2 = 1e-9
"""Water that is no larger than this, a dozen square metres, comes of rounding."""


@dataclass(frozen=True)
class Ring:
    """A step of a zone: the clearance that is enough, and from which distance from the end to which; all in metres."""

    level_m: float
    from_m: float
    to_m: float


@dataclass(frozen=True)
class Zone:
    """How little clearance is enough near one end: `near_m` at the end, `widening` metres more for every metre from it."""

    end: Micro
    near_m: float
    widening: float
    clearance_m: float

    def under(self, clearance_m: float) -> "Zone":
        """Give the zone of the same rule for a vessel of another clearance."""
        return replace(self, clearance_m=clearance_m)

    @property
    def radius_m(self) -> float:
        """Where the vessel's full clearance holds again: where the rule reaches it, or the level above it."""
        return self._reach_m(next((level_m for level_m in LEVELS_M if level_m >= self.clearance_m), self.clearance_m))

    @property
    def is_needed(self) -> bool:
        """Say whether the rule asks for less than the vessel's clearance anywhere."""
        return self.near_m < self.clearance_m

    @cached_property
    def rings(self) -> tuple[Ring, ...]:
        """The steps, from the end outward."""
        levels = [self.near_m, *(level_m for level_m in LEVELS_M if self.near_m < level_m < self.clearance_m)]
        froms = [0.0, *(self._reach_m(level_m) for level_m in levels[1:]), self.radius_m]
        steps = zip(levels, froms, froms[1:], strict=False)
        return tuple(Ring(level_m, from_m, to_m) for level_m, from_m, to_m in steps if to_m > from_m)

    def _reach_m(self, level_m: float) -> float:
        return min(level_m / self.widening, FARTHEST_M) if self.widening else FARTHEST_M

    @property
    def disk(self) -> shapely.Polygon:
        """The zone as a polygon in degrees."""
        return disk_round(self.end, self.radius_m)

    def reach_m(self, level_m: float) -> float:
        """Give how far from the end a level, or less, is enough; 0 where more is asked everywhere."""
        return max((ring.to_m for ring in self.rings if ring.level_m <= level_m), default=0.0)

    def drawn(self, contours: Contours, far: NDArray[np.object_]) -> shapely.Geometry:
        """Draw the coast: each level in the ring where it is enough, and `far`, the coast of the vessel's full clearance, beyond."""
        pieces = [np.atleast_1d(shapely.difference(far, self.disk))]
        for ring in self.rings:
            band = band_round(self.end, ring.from_m, ring.to_m)
            pieces.append(shapely.intersection(contours.within(ring.level_m, band.bounds), band))
        return shapely.disjoint_subset_union_all(np.concatenate(pieces))  # most pieces touch few others: a third of the work

    def leads_out(self, contours: Contours, sea: shapely.STRtree, barred: Sequence[shapely.Polygon]) -> bool:
        """Say whether water of the zone joins the end to the open sea: what `sea`, grown land with its enclosed water filled, leaves."""
        disk = self.disk
        far = shapely.union_all([*cut(sea, disk.bounds), *barred])
        near = shapely.union_all([self.drawn(contours, np.empty(0, dtype=object)), *barred])
        here = shapely.Point(to_lonlat(self.end))
        parts = shapely.get_parts(shapely.difference(disk, near))
        held = parts[shapely.intersects(parts, here)]
        return any(shapely.area(shapely.difference(part, far)) > LEAST_DEG2 for part in held)


def zones_of(end: Micro, level_m: float, clearance_m: float) -> Iterator[Zone]:
    """Give the zones of an end that lies outside a level, strictest first."""
    for widening, share in RULES:
        near_m = max(step for step in LEVELS_M if step <= share * level_m)
        yield Zone(end, near_m, widening, clearance_m)


@lru_cache(maxsize=DISKS_REMEMBERED)
def disk_round(end: Micro, radius_m: float) -> shapely.Polygon:
    """Draw a disk round an end: a polygon inside the true circle, in degrees."""
    found = shapely.buffer(shapely.Point(to_lonlat(end)), radius_m / METRES_NORTH, quad_segs=DISK_STEPS)
    assert isinstance(found, shapely.Polygon)  # noqa: S101 - tells the type checker what a buffer is
    return found


def rims_of(zones: Sequence[Zone]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Give where each level is enough for one of some zones, as compiled loops take it.

    The levels by their place among the contours, the least first; the rims (n, most, 2) of where each is enough, in microdegrees and
    turning left; how many corners each rim has; and which of the levels it belongs to.
    """
    levels_m = sorted({ring.level_m for zone in zones for ring in zone.rings})
    rims: list[tuple[int, NDArray[np.int64]]] = []
    for row, level_m in enumerate(levels_m):
        disks = [_round(zone.end, reach_m) for zone in zones if (reach_m := zone.reach_m(level_m)) > 0]
        rims += [(row, ring) for ring in (_joined(disks) if len(disks) > 1 else disks)]
    rounds = np.zeros((len(rims), max(len(ring) for _, ring in rims), 2), dtype=np.int64)
    for rim, (_, ring) in enumerate(rims):
        rounds[rim, : len(ring)] = ring
    layers = np.array([LEVELS_M.index(level_m) for level_m in levels_m])
    return layers, rounds, np.array([len(ring) for _, ring in rims]), np.array([row for row, _ in rims])


def _round(end: Micro, radius_m: float) -> NDArray[np.int64]:
    """Give the corners of the disk round an end, in microdegrees and turning left."""
    return np.rint(np.asarray(end) + radius_m / METRES_NORTH * MICRO * ROUND).astype(np.int64)


def _joined(disks: Sequence[NDArray[np.int64]]) -> list[NDArray[np.int64]]:
    """Give the rims of what lies in any of some disks."""
    parts = shapely.get_parts(shapely.orient_polygons(shapely.union_all(shapely.polygons(disks))))
    return [np.rint(shapely.get_coordinates(part)[:-1]).astype(np.int64) for part in parts]


@lru_cache(maxsize=DISKS_REMEMBERED)
def band_round(end: Micro, from_m: float, to_m: float) -> shapely.Polygon:
    """Draw a disk round an end without the smaller disk in it."""
    found = shapely.difference(disk_round(end, to_m), disk_round(end, from_m)) if from_m else disk_round(end, to_m)
    assert isinstance(found, shapely.Polygon)  # noqa: S101 - as above
    return found
