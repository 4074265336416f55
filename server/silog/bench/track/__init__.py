"""What following costs: processor time for ten thousand positions, all rules together."""
