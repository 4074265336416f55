"""Reading an operator's files for routes: from bytes to checked rows, or to all that is wrong with them at once."""

from silog.routes.reading.areas import AreaRow, read_areas

__all__ = ["AreaRow", "read_areas"]
