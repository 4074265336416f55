"""Routes by sea: the coast at every clearance, approaches to ends near land, areas in force, and berths."""
