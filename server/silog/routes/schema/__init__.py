"""Routes in GraphQL: areas of the sea, and ways that are asked for."""

from silog.routes.schema.areas import AreaQuery, SeaArea
from silog.routes.schema.ways import WayQuery

__all__ = ["AreaQuery", "SeaArea", "WayQuery"]
