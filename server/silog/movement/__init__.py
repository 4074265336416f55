"""How boxes move: conveyances, shipments of ordered legs, live positions, and where each box stands on its way."""
