"""Places in GraphQL: elections, regions, islands, facilities and polling stations."""

from silog.places.schema.facilities import Facility, Place, PollingStation
from silog.places.schema.queries import PlacesQuery
from silog.places.schema.territory import Election, ElectionClock, Island, Region

__all__ = ["Election", "ElectionClock", "Facility", "Island", "Place", "PlacesQuery", "PollingStation", "Region"]
