"""The way that a track is held against: the planned route, ports, dead zones, plan, and the figures of the rules for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray

from silog_gis.geodesy import WGS84, LonLat, length_m
from silog_gis.graph.compiled import Metres
from silog_gis.track.fold.memory import Records
from silog_gis.track.thresholds import Thresholds
from silog_gis.track.words import MPS_PER_KNOT, Plan

_LIMITS = np.dtype(
    [(name, "f8") for name in (*Thresholds.__dataclass_fields__, "length_m", "plan_mps", "depart_s", "arrive_s", "impossible_mps")]
)


@dataclass(frozen=True, eq=False)
class Way:
    """A planned way, prepared once for all positions on it. `lons`, `lats`, `along_m` have one entry per vertex of the route."""

    lons: Metres
    lats: Metres
    along_m: Metres
    ports: Metres
    """Lon, lat of every port and of both ends of the route; shape (n, 2)."""
    zones: NDArray[np.object_]
    zone_spans_m: Metres
    dark_m: Metres
    """Stretches of the route inside a dead zone, from measure to measure, in order; shape (n, 2)."""
    plan: Plan | None
    thresholds: Thresholds
    limits: Records

    @classmethod
    def of(
        cls,
        route: Sequence[LonLat],
        *,
        speed_kn: float | None = None,
        plan: Plan | None = None,
        ports: Iterable[LonLat] = (),
        dead_zones: Iterable[shapely.Geometry] = (),
        thresholds: Thresholds | None = None,
    ) -> Self:
        """Prepare a way. `route` holds (lon, lat) from start to end; `speed_kn` is the vessel's, else that of the plan.

        Refused: a route of fewer than two points or without length, a place that is none, a plan that ends before it begins.
        """
        coords = np.asarray(route, dtype=np.float64)
        _refuse(coords, plan)
        rules = thresholds or Thresholds.default()
        spans = WGS84.line_lengths(coords[:, 0], coords[:, 1])
        along_m = np.concatenate([[0.0], np.cumsum(spans)])
        zones = np.array([zone for zone in dead_zones if not shapely.is_empty(zone)], dtype=object)
        shapely.prepare(zones)
        places = np.array([coords[0], coords[-1], *map(tuple, ports)], dtype=np.float64)
        return cls(
            np.ascontiguousarray(coords[:, 0]),
            np.ascontiguousarray(coords[:, 1]),
            along_m,
            places,
            zones,
            _spans_m(zones),
            _dark_stretches(coords, along_m, zones),
            plan,
            rules,
            _limits(rules, float(along_m[-1]), plan, speed_kn),
        )

    @property
    def length_m(self) -> float:
        """The whole way, in metres over the ellipsoid."""
        return float(self.along_m[-1])

    def dark_spans_m(self, lons: Metres, lats: Metres) -> Metres:
        """Give for every position how wide the dead zone is in which it lies, 0 outside them."""
        spans = np.zeros(len(lons))
        for zone, span in zip(self.zones, self.zone_spans_m, strict=True):
            spans = np.where(shapely.contains_xy(zone, lons, lats), np.maximum(spans, span), spans)
        return spans


def _refuse(coords: Metres, plan: Plan | None) -> None:
    if coords.ndim != 2 or coords.shape[1] != 2 or len(coords) < 2:  # noqa: PLR2004 - lon and lat, start and end
        message = f"a route is a list of two or more (lon, lat), and not of the shape {coords.shape}"
        raise ValueError(message)
    if not np.isfinite(coords).all() or (np.abs(coords) > (180, 90)).any():
        message = "a place of the route is none: lon runs from -180 to 180, lat from -90 to 90"
        raise ValueError(message)
    if (coords == coords[0]).all():
        message = "the route has no length: all its places are the same"
        raise ValueError(message)
    if plan is not None and plan.arrive_at <= plan.depart_at:
        message = f"the plan ends at {plan.arrive_at.isoformat()}, before it begins at {plan.depart_at.isoformat()}"
        raise ValueError(message)


def _limits(rules: Thresholds, whole_m: float, plan: Plan | None, speed_kn: float | None) -> Records:
    limits = np.zeros(1, dtype=_LIMITS)
    for name in Thresholds.__dataclass_fields__:
        limits[name] = getattr(rules, name)
    planned_mps = whole_m / (plan.arrive_at - plan.depart_at).total_seconds() if plan else 0.0
    known_mps = planned_mps or (speed_kn or 0.0) * MPS_PER_KNOT
    fastest_mps = max(known_mps, (speed_kn or 0.0) * MPS_PER_KNOT)
    limits["length_m"], limits["plan_mps"] = whole_m, known_mps
    limits["depart_s"], limits["arrive_s"] = _seconds(plan.depart_at if plan else None), _seconds(plan.arrive_at if plan else None)
    limits["impossible_mps"] = max(rules.impossible_kn * MPS_PER_KNOT, rules.impossible_factor * fastest_mps)
    return limits


def _seconds(moment: datetime | None) -> float:
    return np.nan if moment is None else moment.timestamp()


def _spans_m(zones: NDArray[np.object_]) -> Metres:
    """Give how far it is across each zone: the diagonal of its bounds."""
    return np.array([length_m([(west, south), (east, north)]) for west, south, east, north in shapely.bounds(zones).reshape(-1, 4)])


def _dark_stretches(coords: Metres, along_m: Metres, zones: NDArray[np.object_]) -> Metres:
    """Cut the route with the zones, piece by piece: a route that passes a zone twice has two stretches in it."""
    if not len(zones):
        return np.empty((0, 2))
    pieces = shapely.linestrings(np.stack([coords[:-1], coords[1:]], axis=1))
    found: list[tuple[float, float]] = []
    for index, inside in enumerate(np.asarray(shapely.intersection(pieces, shapely.union_all(zones)))):
        span_deg = float(np.hypot(*(coords[index + 1] - coords[index]))) or 1.0
        for part in shapely.get_parts(inside):
            if shapely.is_empty(part):
                continue
            ends = shapely.get_coordinates(part)[[0, -1]]
            shares = sorted(np.hypot(*(ends - coords[index]).T) / span_deg)
            low, high = (float(along_m[index] + share * (along_m[index + 1] - along_m[index])) for share in shares)
            if found and low <= found[-1][1] + 1:
                found[-1] = (found[-1][0], max(high, found[-1][1]))
            else:
                found.append((low, high))
    return np.array(found).reshape(-1, 2)
