"""Contours: the land grown by a few fixed distances, made once for a shoreline and kept; what the zones near ends are drawn from.

As every zone takes its steps from the same contours, each of which lies wholly inside the next, one zone never asks by a
rounding what another does not.
"""

import os
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from silog_gis.coast import grow, without_holes
from silog_gis.geodesy import LonLat
from silog_gis.graph.freespace import MICRO
from silog_gis.graph.sight import layered
from silog_gis.land import Land

LEVELS_M = (0.0, 1.0, 5.0, 15.0, 50.0, 150.0, 500.0)
"""Distances from land, in metres: each about three times the one before, so growing errs by far less than a step."""
ARC_STEPS, SLACK_SHARE = 4, 0.02
"""Contours have few corners, as a search from an end looks at each of them; they err outward by 9 % of their level at most."""
MARGIN = 1.015
"""How much wider than its level a contour is drawn, so that it lies outside the finer coast of a vessel whose clearance is that level."""
CELL = 25_000
"""Cell size in microdegrees of the contours' edges (2.8 km)."""
EDITION = 2
"""To be raised whenever the same land gives other contours than before."""

Window = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Contours:
    """The grown land of every level, and the open sea of the widest: the same with the water it encloses filled."""

    levels: tuple[shapely.STRtree, ...]
    sea: shapely.STRtree

    @cached_property
    def lines(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
        """The edges of all levels and of the sea as compiled loops take them, in cells of one frame.

        Corners in microdegrees, the one after each, the frame, where the cells of each level begin (one row for each, the sea last),
        and the edges of the cells (see `sight.Grid`).
        """
        return layered([_rings(tree.geometries) for tree in (*self.levels, self.sea)], CELL)

    @classmethod
    def of(cls, land: Land, cache_dir: Path | None = None) -> "Contours":
        """Make the contours of a shoreline; with a cache folder, read those kept there or keep them."""
        path = cache_dir / f"contours-{land.digest[:16]}-{EDITION}.npz" if cache_dir else None
        if path is not None and path.is_file():
            try:
                return cls._read(path)
            except (OSError, ValueError, KeyError, zipfile.BadZipFile, shapely.errors.GEOSException):
                path.unlink(missing_ok=True)
        draw = partial(grow, land.polygons, arc_steps=ARC_STEPS, slack_share=SLACK_SHARE)
        with ThreadPoolExecutor() as pool:  # GEOS grows without the interpreter's lock
            layers = list(pool.map(draw, [MARGIN * level_m for level_m in LEVELS_M]))
        found = [_rows(layer) for layer in (*layers, without_holes(layers[-1]))]
        if path is not None:
            _keep(path, found)
        return cls._among(found)

    @classmethod
    def _read(cls, path: Path) -> "Contours":
        with np.load(path, allow_pickle=False) as kept:
            layers = [_unpacked(kept[f"bytes{row}"], kept[f"sizes{row}"]) for row in range(len(LEVELS_M) + 1)]
        return cls._among(layers)

    @classmethod
    def _among(cls, layers: list[NDArray[np.object_]]) -> "Contours":
        for layer in layers:
            shapely.prepare(layer)
        trees = [shapely.STRtree(layer) for layer in layers]
        return cls(tuple(trees[:-1]), trees[-1])

    def level(self, level_m: float) -> shapely.STRtree:
        """Give the land grown by a level."""
        return self.levels[LEVELS_M.index(level_m)]

    def within(self, level_m: float, window: Window) -> NDArray[np.object_]:
        """Give the land grown by a level, cut to a window in degrees."""
        return cut(self.level(level_m), window)

    def level_at(self, at: LonLat) -> float | None:
        """Give the widest level that a point lies outside of, None on land and within a hand's breadth of it."""
        point = shapely.Point(at)
        for level_m, tree in zip(reversed(LEVELS_M), reversed(self.levels), strict=True):
            if not shapely.intersects(tree.geometries[tree.query(point)], point).any():
                return level_m
        return None


def cut(tree: shapely.STRtree, window: Window) -> NDArray[np.object_]:
    """Give the polygons of a tree, cut to a window in degrees and valid."""
    rows = np.sort(tree.query(shapely.box(*window)))
    return np.asarray(shapely.make_valid(shapely.clip_by_rect(tree.geometries[rows], *window)), dtype=object)


def _rings(polygons: NDArray[np.object_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the corners of polygons in microdegrees, and the row of the one after each."""
    points, ring = shapely.get_coordinates(shapely.get_rings(shapely.orient_polygons(polygons, exterior_cw=True)), return_index=True)
    is_last = np.append(ring[1:] != ring[:-1], True)[: len(ring)]
    kept, ring = points[~is_last], ring[~is_last]  # the last repeats the first
    after = np.arange(1, len(kept) + 1)
    ends = np.flatnonzero(np.append(ring[1:] != ring[:-1], True)[: len(ring)])
    after[ends] = np.append(0, ends[:-1] + 1)[: len(ends)]
    return np.rint(kept * MICRO).astype(np.int64), after


def _rows(polygons: list[shapely.Polygon]) -> NDArray[np.object_]:
    rows = np.empty(len(polygons), dtype=object)
    rows[:] = polygons
    return rows


def _keep(path: Path, layers: list[NDArray[np.object_]]) -> None:
    """Write contours aside and rename them, so that no reader sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(f".{os.getpid()}.npz")
    packed: dict[str, Any] = {}
    for row, layer in enumerate(layers):
        parts = [shapely.to_wkb(polygon, byte_order=1) for polygon in layer]
        packed[f"bytes{row}"] = np.frombuffer(b"".join(parts), dtype=np.uint8)
        packed[f"sizes{row}"] = np.array([len(part) for part in parts], dtype=np.int64)
    np.savez(aside, **packed)
    aside.replace(path)


def _unpacked(whole: NDArray[np.uint8], sizes: NDArray[np.int64]) -> NDArray[np.object_]:
    data, ends = whole.tobytes(), np.cumsum(sizes)
    parts = [data[end - size : end] for end, size in zip(ends.tolist(), sizes.tolist(), strict=True)]
    return np.asarray(shapely.from_wkb(np.array(parts, dtype=object)), dtype=object)
