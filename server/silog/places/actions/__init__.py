"""What changes places: elections, their clocks, and the loading of files. Each action is one transaction."""

from silog.places.actions.elections import ClockSet, NewElection, create_election, ensure_election, set_training_clock

__all__ = ["ClockSet", "NewElection", "create_election", "ensure_election", "set_training_clock"]
