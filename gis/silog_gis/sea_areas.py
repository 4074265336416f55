"""Areas of the sea that a route keeps out of, or that cost it more."""

from dataclasses import dataclass

from shapely.geometry import MultiPolygon, Polygon


@dataclass(frozen=True)
class SeaArea:
    """Waters by name and outline; `cost` None is to be avoided, above 1 a metre inside counts so many."""

    name: str
    polygon: Polygon | MultiPolygon
    cost: float | None = None
