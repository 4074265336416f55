"""Vector tiles of what moves and of what boxes stand at; the land itself is a file of its own (the basemap)."""
