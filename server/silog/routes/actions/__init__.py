"""What changes routes: areas of the sea, and roads. Each action is one transaction."""

from silog.routes.actions.areas import NewArea, SeaAreaChanged, end_sea_area, load_areas, set_sea_area

__all__ = ["NewArea", "SeaAreaChanged", "end_sea_area", "load_areas", "set_sea_area"]
