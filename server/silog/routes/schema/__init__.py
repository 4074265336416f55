"""Routes in GraphQL: areas of the sea, and ways that are asked for."""

from silog.routes.schema.areas import AreaMutation, AreaQuery, SeaArea

__all__ = ["AreaMutation", "AreaQuery", "SeaArea"]
