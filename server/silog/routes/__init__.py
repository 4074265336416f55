"""Ways between places: areas of the sea that they avoid, roads that they follow, and whoever asks for one."""
