"""The areas in force laid over the sea: closed waters become coast, waters with a cost get their toll."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry import LineString, Point

from silog_gis.geodesy import LonLat
from silog_gis.graph.anchor import Anchor
from silog_gis.graph.freespace import Micro
from silog_gis.graph.overlay import Toll, closing
from silog_gis.graph.visgraph import VisGraph
from silog_gis.sea.sea_areas import SeaArea

OFFING_DEG = 2e-6
"""Closed waters are drawn this much larger, a fifth of a metre, so that a line along their edge is outside after rounding."""


@dataclass(frozen=True, eq=False)
class Waters:
    """Areas in force, sorted into those that are closed and those that cost."""

    areas: tuple[SeaArea, ...] = ()
    closed: tuple[shapely.Polygon, ...] = ()
    toll: Toll | None = None

    @classmethod
    def of(cls, areas: Sequence[SeaArea]) -> "Waters":
        """Draw the closed waters a little larger and join those that overlap."""
        closed = shapely.union_all([shapely.buffer(area.polygon, OFFING_DEG, join_style="mitre") for area in areas if area.is_avoided])
        parts = shapely.get_parts(shapely.set_precision(closed, 1e-6))
        costs = [(area.polygon, area.cost) for area in areas if area.cost is not None and area.cost > 1]
        toll = Toll.of([polygon for polygon, _ in costs], [cost for _, cost in costs]) if costs else None
        return cls(tuple(areas), tuple(part for part in parts if isinstance(part, shapely.Polygon)), toll)

    @property
    def said(self) -> str:
        """What a reason adds: the closed waters that may have been in the way."""
        names = ", ".join(area.name for area in self.areas if area.is_avoided)
        return f" outside {names}" if names else ""

    def laid_over(self, graph: VisGraph, coasts: shapely.STRtree, bounds: Sequence[float]) -> tuple[VisGraph, shapely.STRtree]:
        """Give the graph and the coast with these areas in force."""
        if self.closed:
            graph = closing(graph, self.closed, coasts, bounds)
            drawn = np.array([*coasts.geometries, *self.closed], dtype=object)
            shapely.prepare(drawn)
            coasts = shapely.STRtree(drawn)
        return (self.toll.laid_over(graph, coasts, bounds) if self.toll else graph), coasts

    def closed_at(self, at: LonLat) -> str | None:
        """Name the closed area a point lies in."""
        return next((area.name for area in self.areas if area.is_avoided and shapely.covers(area.polygon, Point(at))), None)

    def passed(self, line: LineString) -> tuple[str, ...]:
        """Name the areas with a cost that a line goes through, in their order; one that it only runs along is none of them."""
        inner = [(area.name, shapely.buffer(area.polygon, -OFFING_DEG)) for area in self.areas if not area.is_avoided]
        return tuple(name for name, polygon in inner if shapely.length(shapely.intersection(polygon, line)) > 0)

    def extra_m(self, points: Sequence[Micro]) -> float:
        """Give what a line costs besides its length, in metres."""
        if self.toll is None:
            return 0.0
        line = np.array(points, dtype=np.int64)
        return float(self.toll.extra_m(line[:-1], line[1:]).sum())

    def priced(self, end: Micro, anchor: Anchor, graph: VisGraph) -> Anchor:
        """Add to what it costs to reach each place what the waters on the way ask."""
        if self.toll is None:
            return anchor
        nodes = anchor.nodes
        before = np.array([self.extra_m((end, *nodes.chain(row))) for row in range(len(nodes.points))])
        costs_m = anchor.costs_m + before[anchor.via] + self.toll.extra_m(nodes.points[anchor.via], graph.points[anchor.places])
        return replace(anchor, costs_m=costs_m)
