"""Files of planners: sailings, and the fleet with its terms."""

from silog.planning.reading.fleet import FleetRow, read_fleet
from silog.planning.reading.voyages import read_voyages

__all__ = ["FleetRow", "read_fleet", "read_voyages"]
