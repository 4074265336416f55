"""Full-resolution land polygons of a box, read from the binned shoreline file of Debian's `gmt-gshhg-full`.

The file cuts the world into one-degree bins. A bin holds pieces of shoreline in units of 1/65535 degree from its south-west corner:
closed rings that lie wholly inside, and open pieces that run from edge to edge with land on their left. Only level 1 (the sea
shore) is read: for our purpose a lake is land, because no vessel comes to it from the sea.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Polygon, box

UNITS_PER_BIN = 65535
BINS_ROUND_THE_WORLD = 360
NORTHERNMOST_ROW_LAT = 89
SEA_SHORE_LEVEL = 1
CLOSED = 4
"""The entry side of a piece that is a ring by itself; 0 to 3 are the south, east, north and west edges."""
PROBE_UNITS = 1e-3
GRID_DEG = 1e-6
"""Coordinates have six decimals (0.11 m): finer than the source (1.7 m), and exact as integers of a microdegree."""


@dataclass(frozen=True)
class Piece:
    """One stretch of shoreline in one bin: its points (n, 2) in bin units, and whether it is a ring by itself."""

    points: NDArray[np.int64]
    is_ring: bool


def pieces_of_bin(source: Any, number: int) -> Iterator[Piece]:  # noqa: ANN401 - netCDF4 ships no types
    """Give the sea-shore pieces of one bin, with land on the left of each."""
    first = int(source["Id_of_first_segment_in_a_bin"][number])
    for segment in range(first, first + int(source["N_segments_in_a_bin"][number])):
        packed = int(source["Embedded_npts_levels_exit_entry_for_a_segment"][segment])
        if (packed >> 6) & 7 != SEA_SHORE_LEVEL:
            continue
        start, count = int(source["Id_of_first_point_in_a_segment"][segment]), packed >> 9
        lon = source["Relative_longitude_from_SW_corner_of_bin"][start : start + count]
        lat = source["Relative_latitude_from_SW_corner_of_bin"][start : start + count]
        points = np.column_stack([np.asarray(lon).astype(np.uint16), np.asarray(lat).astype(np.uint16)])
        yield Piece(points.astype(np.int64), is_ring=packed & 7 == CLOSED)


def corner_is_land(source: Any, number: int) -> bool:  # noqa: ANN401 - netCDF4 ships no types
    """Say whether the south-west corner of a bin lies on land: what fills a bin that no shore crosses."""
    return (int(source["Embedded_node_levels_in_a_bin"][number]) >> 9) & 7 == SEA_SHORE_LEVEL


def land_of_bin(pieces: list[Piece], *, is_filled: bool) -> shapely.Geometry:
    """Build the land of one bin in bin units.

    The open pieces cut the square into faces; a face is land when a piece has it on its left. Where no open piece
    crosses, the whole square is what its corner is (`is_filled`).
    """
    square = box(0, 0, UNITS_PER_BIN, UNITS_PER_BIN)
    cuts = [LineString(piece.points) for piece in pieces if not piece.is_ring and len(piece.points) > 1]
    islands = shapely.union_all([shapely.make_valid(Polygon(piece.points)) for piece in pieces if piece.is_ring])
    if not cuts:
        return square if is_filled else islands
    faces = shapely.get_parts(shapely.polygonize([shapely.unary_union([square.exterior, *cuts])]))
    return shapely.union_all([*faces[_left_of_cuts(faces, cuts)], islands])


def _left_of_cuts(faces: NDArray[np.object_], cuts: list[LineString]) -> NDArray[np.bool_]:
    """Say of each face whether more shore has it on its left than on its right, probing a hair beside every segment."""
    votes = np.zeros(len(faces), dtype=np.int64)
    starts = np.concatenate([shapely.get_coordinates(cut)[:-1] for cut in cuts])
    ends = np.concatenate([shapely.get_coordinates(cut)[1:] for cut in cuts])
    along = ends - starts
    is_real = np.hypot(*along.T) > 0
    starts, along = starts[is_real], along[is_real]
    normal = np.column_stack([-along[:, 1], along[:, 0]]) / np.hypot(*along.T)[:, None] * PROBE_UNITS
    tree = shapely.STRtree(faces)
    for side in (1, -1):
        _, hit = tree.query(shapely.points(starts + along / 2 + side * normal), predicate="within")
        np.add.at(votes, hit, side)
    return votes > 0


def read_land(path: Path, west: float, south: float, east: float, north: float) -> list[Polygon]:
    """Read the land polygons of a box in degrees, largest first (then west to east), clipped to the box."""
    bins = []
    with netCDF4.Dataset(str(path)) as source:
        source.set_auto_mask(False)
        columns = {name: source[name] for name in source.variables}
        for lon in range(int(np.floor(west)), int(np.ceil(east))):
            for lat in range(int(np.floor(south)), int(np.ceil(north))):
                number = (NORTHERNMOST_ROW_LAT - lat) * BINS_ROUND_THE_WORLD + lon % BINS_ROUND_THE_WORLD
                pieces = list(pieces_of_bin(columns, number))
                land = land_of_bin(pieces, is_filled=corner_is_land(columns, number))
                bins.append(_in_degrees(land, lon, lat))
    whole = shapely.intersection(shapely.union_all(bins), box(west, south, east, north))
    snapped = shapely.set_precision(whole, GRID_DEG)
    polygons = [part for part in shapely.get_parts(snapped) if isinstance(part, Polygon)]
    return sorted(map(shapely.normalize, polygons), key=lambda part: (-part.area, part.bounds))


def _in_degrees(land: shapely.Geometry, lon: int, lat: int) -> shapely.Geometry:
    """Move a bin's land from bin units to its place on the globe."""
    return shapely.transform(land, lambda units: np.array([lon, lat]) + units / UNITS_PER_BIN)
