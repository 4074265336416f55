"""Planning a distribution from the terminal, from files or from an election."""
