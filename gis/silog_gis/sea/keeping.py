"""Graphs of the sea kept on disk: what takes half a minute to build is read again in a fraction of a second.

A file is named after everything its content follows from, so one that is found is right; one that cannot be read is made anew.
"""

import fcntl
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from silog_gis.coast import grow, walls, without_holes
from silog_gis.graph.freespace import FreeSpace
from silog_gis.graph.links import Links
from silog_gis.graph.seeing.turns import Turns
from silog_gis.graph.sight import Grid
from silog_gis.graph.visgraph import VisGraph
from silog_gis.land import Land

EDITION = 6
"""To be raised whenever the same land and clearance give another graph than before."""


def sea_graph(land: Land, clearance_m: float, cache_dir: Path | None) -> VisGraph:
    """Give the graph of a clearance: the one that is kept, else a new one, which is then kept."""
    if cache_dir is None:
        return _built(land, clearance_m)
    path = cache_dir / f"sea-{clearance_m:g}m-{land.digest[:16]}-{EDITION}.npz"
    graph = _kept(path)
    if graph is None:
        with _alone(path):
            graph = _kept(path)  # by who was here meanwhile
            if graph is None:
                graph = _built(land, clearance_m)
                _keep(path, graph)
    return graph


def _built(land: Land, clearance_m: float) -> VisGraph:
    obstacles = without_holes(grow(land.polygons, clearance_m))
    return VisGraph.build(FreeSpace.around(obstacles, land.bounds), walls=walls(obstacles)).prepared()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let one process at a time build a graph: a server and a command that start together would each take half a minute for it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _kept(path: Path) -> VisGraph | None:
    if not path.is_file():
        return None
    try:
        return _read(path)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        path.unlink(missing_ok=True)
        return None


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
    aside = path.with_suffix(f".{os.getpid()}.npz")
    space, grid, links = graph.space, graph.grid, graph.links
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
        starts=links.starts,
        heads=links.heads,
        lengths_m=links.lengths_m,
        is_trunk=links.is_trunk,
        walls=graph.walls,
        marks=np.empty((0, 0)) if graph.marks is None else graph.marks,
    )
    aside.replace(path)


def _read(path: Path) -> VisGraph:
    with np.load(path, allow_pickle=False) as kept:
        space = FreeSpace(kept["corners"], kept["before"], kept["after"], kept["is_turn"])
        turns = Turns.among(space, kept["turns"])
        grid = Grid(kept["frame"], kept["cells"], kept["edges"])
        return VisGraph(
            space,
            grid,
            turns,
            Links(kept["starts"], kept["heads"], kept["lengths_m"], kept["is_trunk"], is_sorted=len(kept["marks"]) > 0),
            kept["walls"],
            kept["marks"] if len(kept["marks"]) else None,
        )
