"""Reads tiles with mapbox-vector-tile, a reader of another hand: base64 lines in, a JSON line of features out for each.

Run by path with the Python of the peers' environment, so it imports nothing of ours. Of each feature it gives the properties and the point,
in units of the tile.
"""

import base64
import json
import sys

import mapbox_vector_tile


def main() -> None:
    """Read standard input to its end."""
    for line in sys.stdin:
        layers = mapbox_vector_tile.decode(base64.b64decode(line), default_options={"y_coord_down": True})
        features = [feature for layer in layers.values() for feature in layer["features"]]
        points = ((feature["properties"], *feature["geometry"]["coordinates"]) for feature in features)
        sys.stdout.write(json.dumps(list(points)) + "\n")


if __name__ == "__main__":
    main()
