"""What changes routes: areas of the sea, and roads. Each action is one transaction."""

from silog.routes.actions.areas import AreaChange, NewArea, SeaAreaChanged, area_to_end, area_to_set, areas_to_load, loader, store_area

__all__ = ["AreaChange", "NewArea", "SeaAreaChanged", "area_to_end", "area_to_set", "areas_to_load", "loader", "store_area"]
