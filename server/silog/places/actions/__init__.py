"""What changes places: elections, their clocks, and the loading of files. Each action is one transaction."""

from silog.places.actions.bulk import Written
from silog.places.actions.elections import ClockSet, NewElection, create_election, ensure_election, set_training_clock
from silog.places.actions.loading import (
    FOR_GOOD,
    Manner,
    load_facilities,
    load_islands,
    load_ports,
    load_regions,
    load_stations,
    set_approximate_areas,
)

__all__ = [
    "FOR_GOOD",
    "ClockSet",
    "Manner",
    "NewElection",
    "Written",
    "create_election",
    "ensure_election",
    "load_facilities",
    "load_islands",
    "load_ports",
    "load_regions",
    "load_stations",
    "set_approximate_areas",
    "set_training_clock",
]
