"""The measurement itself: servers started, compared, warmed, and measured in rounds in which they take turns."""

import gzip
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from silog.bench.accounting import Meter
from silog.bench.load import Request, ask
from silog.bench.measuring import Manner, Sample, Target, measure
from silog.bench.processes import Command, Environment, ServerProcess
from silog.bench.tiles.comparing import read, refuse_difference
from silog.bench.tiles.ground import Ground
from silog.bench.tiles.servers import TIPG, asked_of_ours, asked_of_tipg
from silog.errors import SilogError

Say = Callable[[str], None]
KEPT: Final = "silog"
"""The server whose tiles are kept."""
DRAWN: Final = "silog-uncached"
"""The server that draws each anew."""
_LEAST_DRAWN_S: Final = 5e-5
"""Less than this of PostgreSQL's time cannot draw a tile, not even an empty one."""
_COMPARED: Final = 6
_PROBED: Final = 4
_GZIP: Final = b"\x1f\x8b"


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What a sample is of: a layer, who looks, the zoom, and the server by its name in the report."""

    layer: str
    viewer: str
    zoom: int
    server: str


@dataclass(frozen=True, slots=True)
class Results:
    """The rounds of each key, and the largest of its tiles in bytes as it was sent."""

    samples: dict[Key, list[Sample]] = field(default_factory=dict)
    largest: dict[Key, int] = field(default_factory=dict)

    def of(self, key: Key) -> Sequence[Sample]:
        """The rounds of a key; none where it was not measured."""
        return self.samples.get(key, [])


@dataclass(frozen=True, slots=True)
class Work:
    """What one server is asked for again and again."""

    key: Key
    process: str
    requests: Sequence[Request]


@contextmanager
def started(servers: Mapping[str, tuple[Command, Environment]], logs: Path) -> Iterator[Mapping[str, ServerProcess]]:
    """Start servers, given by name, each on a free port; they end with the block."""
    with ExitStack() as stack:
        found = {}
        for name, (command, environment) in servers.items():
            found[name] = ServerProcess(name, command, logs / f"tiles-{name.replace(' ', '-')}.log", environment)
            stack.callback(found[name].stop)
        yield found


def works_of(ground: Ground, *, has_peers: bool) -> list[Work]:
    """Say what is measured: of each tile the drawing and giving a kept one, and of boxes what tipg draws.

    Kept tiles of scans are left out: they are given as all others are.
    """
    works = []
    tokens = {viewer.name: viewer.token for viewer in ground.viewers}
    for (layer, viewer, zoom), tiles in ground.tiles.items():
        ours = [asked_of_ours(layer, tile, tokens[viewer]) for tile in tiles]
        works.append(Work(Key(layer, viewer, zoom, DRAWN), DRAWN, ours))
        if layer != "scans":
            works.append(Work(Key(layer, viewer, zoom, KEPT), KEPT, ours))
        for name in TIPG if has_peers and layer == "boxes" else ():
            if name == "tipg" or viewer == ground.viewers[0].name:  # what is laid ready was counted for the first of them
                requests = [asked_of_tipg(name, tile) for tile in tiles]
                works.append(Work(Key("boxes", viewer, zoom, name), f"tipg {viewer}", requests))
    return works


async def refuse_differences(ground: Ground, servers: Mapping[str, ServerProcess], peers: Path, say: Say) -> None:
    """Ask everybody for a sample of the tiles of boxes, and refuse to go on where they draw different things."""
    tokens = {viewer.name: viewer.token for viewer in ground.viewers}
    for (viewer, zoom), tiles in ground.boxes.items():
        sample = tiles[:: max(1, len(tiles) // _COMPARED)]
        ours = await _tiles(servers["silog"], [asked_of_ours("boxes", tile, tokens[viewer]) for tile in sample])
        drawn = read(peers, ours)
        for name in TIPG:
            if name != "tipg" and viewer != ground.viewers[0].name:
                continue
            theirs = read(peers, await _tiles(servers[f"tipg {viewer}"], [asked_of_tipg(name, tile) for tile in sample]))
            for tile, one, other in zip(sample, drawn, theirs, strict=True):
                refuse_difference(tile, name, one, other)
        say(f"{viewer}, zoom {zoom}: {len(sample)} tiles hold the same")


async def hold(
    works: Sequence[Work], servers: Mapping[str, ServerProcess], postmaster: int, manner: Manner, *, rounds: int, say: Say
) -> Results:
    """Warm everybody, and let them take turns; only one is under load at any time."""
    results, targets, counts = Results(), {}, {}
    for work in works:
        server = servers[work.process]
        targets[work.key] = Target(server.port, Meter(server.pid, postmaster), work.requests)
        results.largest[work.key] = max([len(await ask(server.port, request)) for request in work.requests])
        probe = await measure(targets[work.key], count=_PROBED * manner.connections, manner=manner)
        counts[work.key] = manner.requests_at(probe.requests_per_s)
    for number in range(rounds):
        say(f"round {number + 1} of {rounds}")
        for key, target in targets.items():
            if key.server == KEPT:  # nobody asked for a while
                for request in target.requests:
                    await ask(target.port, request)
            sample = await measure(target, count=counts[key], manner=manner, start=number * counts[key])
            refuse_undrawn(key, sample)
            results.samples.setdefault(key, []).append(sample)
    return results


def refuse_undrawn(key: Key, sample: Sample) -> None:
    """Raise NOT_DRAWN where a server that should draw tiles gave kept ones, by what the database had to do."""
    if key.server == DRAWN and sample.database_cpu_s < _LEAST_DRAWN_S:
        found = f"{sample.database_cpu_s * 1e6:.0f} us of PostgreSQL's time each"
        message = f"The tiles of {key.layer} at zoom {key.zoom} were to be drawn, and took {found}: they were kept ones."
        raise SilogError("NOT_DRAWN", message, "This is a bug of the bench.")


async def _tiles(server: ServerProcess, requests: Sequence[Request]) -> list[bytes]:
    bodies = [await ask(server.port, request) for request in requests]
    return [gzip.decompress(body) if body.startswith(_GZIP) else body for body in bodies]
