"""Roads from an OpenStreetMap extract (.osm.pbf, .osm, .osm.bz2): cut at crossings and between, with the time of each stretch.

Read with osmium, the library that OpenStreetMap's own tools stand on. Two passes: the first counts which nodes ways share, the second
cuts ways there. Only classes of roads that figures.toml gives a speed are taken; footpaths and roads closed to all are not.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import osmium

from silog.errors import WRONG_INPUT, SilogError
from silog.routes.rules import LonLat
from silog_gis.geodesy import distance_m, length_m

_CLOSED: Final = frozenset({"no", "private"})
_FORWARD: Final = frozenset({"yes", "true", "1"})
_BACKWARD: Final = frozenset({"-1", "reverse"})
_CIRCLES: Final = frozenset({"roundabout", "circular"})
_ONE_WAY_CLASSES: Final = frozenset({"motorway", "motorway_link"})
STRETCH_M: Final = 300.0
"""A road between two far crossings is cut at its bends too, about so often: a place beside it is served from where it is passed."""
NEVER: Final = -1.0
"""The time of a direction that a one-way road forbids, as pgRouting has it."""


@dataclass(frozen=True, slots=True)
class RoadEdge:
    """A stretch of road between two crossings, with its times in seconds; NEVER where it may not be driven in that direction."""

    source: int
    target: int
    road_class: str
    length_m: float
    forward_s: float
    backward_s: float
    line: tuple[LonLat, ...]


@dataclass(slots=True)
class RoadNetwork:
    """All stretches, the places of their ends, and which connected part each end belongs to (1 is the largest)."""

    name: str
    sha256: str
    edges: list[RoadEdge] = field(default_factory=list)
    points: dict[int, LonLat] = field(default_factory=dict)
    components: dict[int, int] = field(default_factory=dict)


def read_roads(path: Path, kmh: Mapping[str, float], bounds: tuple[float, float, float, float]) -> RoadNetwork:
    """Read an extract; roads that lie outside the map (west, south, east, north) are left aside. BAD_INPUT says what is wrong with it."""
    try:
        network = RoadNetwork(path.name, hashlib.sha256(path.read_bytes()).hexdigest())
        shared = _shared_nodes(path, kmh)
        for way in _roads(path, kmh, with_locations=True):
            _cut(way, shared, kmh, bounds, network)
    except OSError as error:
        raise SilogError(WRONG_INPUT, f"{path} cannot be read: {error.strerror or error}.") from error
    except (RuntimeError, ValueError) as error:
        message = f"{path.name} was not loaded: it cannot be read as OpenStreetMap data: {error}"
        raise SilogError(WRONG_INPUT, message, "Nothing was changed. Give an extract as .osm.pbf, .osm or .osm.bz2.") from error
    if not network.edges:
        message = f"{path.name} was not loaded: it holds no road on the map."
        raise SilogError(WRONG_INPUT, message, "Nothing was changed. Is it an extract of the Riau Islands, with its ways?")
    network.components = _components(network)
    return network


def _roads(path: Path, kmh: Collection[str], *, with_locations: bool) -> Iterator[osmium.osm.Way]:
    """Give the ways that can be driven."""
    processor = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY if with_locations else osmium.osm.WAY)
    if with_locations:
        processor = processor.with_locations()
    for found in processor:
        if isinstance(found, osmium.osm.Way) and found.tags.get("highway") in kmh and not _is_closed(found.tags):
            yield found


def _is_closed(tags: osmium.osm.TagList) -> bool:
    """Whether no vehicle of the public may drive here: the most particular tag says it."""
    said = tags.get("motor_vehicle") or tags.get("vehicle") or tags.get("access")
    return said in _CLOSED or tags.get("area") == "yes"


def _shared_nodes(path: Path, kmh: Collection[str]) -> frozenset[int]:
    """Give the nodes at which ways meet, cross themselves, begin or end."""
    uses: Counter[int] = Counter()
    for way in _roads(path, kmh, with_locations=False):
        refs = [node.ref for node in way.nodes]
        uses.update(refs)
        uses.update((refs[0], refs[-1]) if refs else ())
    return frozenset(node for node, count in uses.items() if count > 1)


def _cut(
    way: osmium.osm.Way,
    shared: frozenset[int],
    kmh: Mapping[str, float],
    bounds: tuple[float, float, float, float],
    network: RoadNetwork,
) -> None:
    west, south, east, north = bounds
    nodes = [(node.ref, (round(node.lon, 7), round(node.lat, 7))) for node in way.nodes if node.location.valid()]
    road_class, (is_forward, is_backward) = way.tags["highway"], _directions(way.tags)
    start, so_far_m = 0, 0.0
    for at in range(1, len(nodes)):
        so_far_m += distance_m(nodes[at - 1][1], nodes[at][1])
        if nodes[at][0] not in shared and at < len(nodes) - 1 and so_far_m < STRETCH_M:
            continue
        so_far_m = 0.0
        stretch = nodes[start : at + 1]
        start = at
        line = tuple(point for _, point in stretch)
        if len(set(line)) < 2 or not all(west <= lon <= east and south <= lat <= north for lon, lat in line):  # noqa: PLR2004 -- two points
            continue
        metres = length_m(line)
        seconds = metres / (kmh[road_class] / 3.6)
        (source, first), (target, last) = stretch[0], stretch[-1]
        network.points |= {source: first, target: last}
        times = (seconds if is_forward else NEVER, seconds if is_backward else NEVER)
        network.edges.append(RoadEdge(source, target, road_class, metres, *times, line))


def _directions(tags: osmium.osm.TagList) -> tuple[bool, bool]:
    """Say whether a way may be driven forwards and backwards."""
    said = tags.get("oneway")
    if said in _BACKWARD:
        return False, True
    is_one_way = said in _FORWARD or (said is None and (tags.get("junction") in _CIRCLES or tags["highway"] in _ONE_WAY_CLASSES))
    return True, not is_one_way


def _components(network: RoadNetwork) -> dict[int, int]:
    """Number the connected parts of the network, the one with the most nodes first."""
    parents = {node: node for node in network.points}

    def root(node: int) -> int:
        while parents[node] != node:
            parents[node] = parents[parents[node]]
            node = parents[node]
        return node

    for edge in network.edges:
        parents[root(edge.source)] = root(edge.target)
    sizes = Counter(root(node) for node in parents)
    numbers = {one: number for number, (one, _) in enumerate(sorted(sizes.items(), key=lambda item: (-item[1], item[0])), 1)}
    return {node: numbers[root(node)] for node in parents}
