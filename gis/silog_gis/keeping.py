"""Graphs of the sea kept on disk: what takes half a minute to build is read again in a fraction of a second.

A file is named after everything its content follows from, so one that is found is right; one that cannot be read is made anew.
"""

import zipfile
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from silog_gis.coast import grow, walls, without_holes
from silog_gis.graph.freespace import FreeSpace
from silog_gis.graph.sieve import Turns
from silog_gis.graph.sight import Grid
from silog_gis.graph.visgraph import BLOCK_CELLS, SEA_CELL, VisGraph
from silog_gis.land import Land

EDITION = 4
"""To be raised whenever the same land and clearance give another graph than before."""


def sea_graph(land: Land, clearance_m: float, cache_dir: Path | None) -> VisGraph:
    """Give the graph of a clearance: the one that is kept, else a new one, which is then kept."""
    path = cache_dir / f"sea-{clearance_m:g}m-{land.digest[:16]}-{EDITION}.npz" if cache_dir else None
    if path is not None and path.is_file():
        try:
            return _read(path)
        except (OSError, ValueError, KeyError, zipfile.BadZipFile):
            path.unlink(missing_ok=True)
    obstacles = without_holes(grow(land.polygons, clearance_m))
    graph = VisGraph.build(FreeSpace.around(obstacles, land.bounds), walls=walls(obstacles))
    if path is not None:
        _keep(path, graph)
    return graph


def obstacles_of(space: FreeSpace) -> NDArray[np.object_]:
    """Give the polygons a free space lies around; none of them has a hole."""
    if not len(space.corners):
        return np.empty(0, dtype=object)
    rows = np.arange(len(space.corners))
    ring = np.cumsum(space.before > rows) - 1
    found = np.atleast_1d(np.asarray(shapely.polygons(shapely.linearrings(space.corners / 1e6, indices=ring)), dtype=object))
    shapely.prepare(found)
    return found


def _keep(path: Path, graph: VisGraph) -> None:
    """Write a graph aside and rename it, so that no reader sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(f".{id(graph):x}.npz")
    space, grid = graph.space, graph.grid
    np.savez(
        aside,
        corners=space.corners,
        before=space.before,
        after=space.after,
        is_turn=space.is_turn,
        frame=grid.frame,
        cells=grid.starts,
        edges=grid.edges,
        turns=graph.turns.corners,
        starts=graph.starts,
        heads=graph.heads,
        lengths_m=graph.lengths_m,
        walls=graph.walls,
    )
    aside.replace(path)


def _read(path: Path) -> VisGraph:
    with np.load(path, allow_pickle=False) as kept:
        space = FreeSpace(kept["corners"], kept["before"], kept["after"], kept["is_turn"])
        turns = Turns.among(space, kept["turns"], SEA_CELL * BLOCK_CELLS)
        grid = Grid(kept["frame"], kept["cells"], kept["edges"])
        return VisGraph(space, grid, turns, kept["starts"], kept["heads"], kept["lengths_m"], kept["walls"])
