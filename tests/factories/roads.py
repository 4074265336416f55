"""A small town's roads as OpenStreetMap data, on Bintan by the town of Tanjungpinang, written by osmium as an operator's extract is."""

from pathlib import Path
from typing import Final

import osmium

CROSSINGS: Final = {
    1: (104.50, 0.92),
    2: (104.51, 0.92),
    3: (104.52, 0.92),
    4: (104.52, 0.93),
    5: (104.50, 0.93),
    6: (104.505, 0.921),
    7: (104.5005, 0.9203),
    # A jetty's lane that joins nothing, and a road on another continent.
    20: (104.5301, 0.92),
    21: (104.5302, 0.92),
    30: (10.0, 50.0),
    31: (10.1, 50.0),
}
WAYS: Final = {
    100: ([1, 7, 6, 2, 3], {"highway": "primary", "name": "Jalan Merdeka"}),
    101: ([3, 4], {"highway": "residential", "oneway": "yes"}),
    102: ([4, 5, 1], {"highway": "secondary"}),
    103: ([2, 5], {"highway": "footway"}),
    104: ([2, 4], {"highway": "service", "access": "private"}),
    105: ([20, 21], {"highway": "service"}),
    106: ([30, 31], {"highway": "primary"}),
}


def write_extract(path: Path, ways: dict[int, tuple[list[int], dict[str, str]]] = WAYS) -> Path:
    """Write the town to a file; its name says the format, .osm.pbf or .osm."""
    with osmium.SimpleWriter(str(path)) as writer:
        for number, at in CROSSINGS.items():
            writer.add_node(osmium.osm.mutable.Node(id=number, location=at))
        for number, (refs, tags) in ways.items():
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=refs, tags=tags))
    return path
