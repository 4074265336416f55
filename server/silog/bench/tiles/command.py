"""From wishes to a report: what `silog bench tiles` does."""

import shlex
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import uvloop

from silog.bench.accounting import postmaster_pid
from silog.bench.data.building import Say
from silog.bench.data.preparing import Ready, prepared, running
from silog.bench.data.sizes import Size
from silog.bench.machine import this_machine
from silog.bench.measuring import Manner
from silog.bench.peers import installed, versions
from silog.bench.tiles.contest import Results, hold, refuse_differences, started, works_of
from silog.bench.tiles.ground import Ground, lay_out
from silog.bench.tiles.report import Report
from silog.bench.tiles.servers import started_as
from silog.bench.tiles.taking_in import TURNS, measured
from silog.bench.tiles.voyages import VOYAGES, prepared_voyages
from silog.kit.cluster import Cluster

_PEERS = ("tipg", "mapbox-vector-tile")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is to be measured, and how."""

    sizes: Sequence[Size]
    rounds: int
    seconds: float
    has_peers: bool = True
    turns: int = TURNS

    @property
    def command(self) -> str:
        """The command line that wishes the same."""
        sizes = [part for size in self.sizes for part in ("--size", size.name)]
        rest = ["--rounds", str(self.rounds), "--seconds", f"{self.seconds:g}", *([] if self.has_peers else ["--no-peers"])]
        return shlex.join(["silog", "bench", "tiles", *sizes, *rest])

    @property
    def manner(self) -> Manner:
        """How hard each round is."""
        return Manner(connections=4, seconds=self.seconds, least_requests=8)


def run(state: Path, wishes: Wishes, say: Say) -> Report:
    """Have the data and the peers, hold the contest, record scans with the grid and without, and report."""
    hint = "Measure ours alone: silog bench tiles --no-peers"
    peers = installed(state / "bench" / "tile-peers", "silog.bench.tiles", hint) if wishes.has_peers else None
    with running(state) as cluster:
        data = [
            prepared_voyages(cluster, state / "sight-lines", say) if size == VOYAGES else prepared(cluster, size, say)
            for size in wishes.sizes
        ]
        return compared(cluster, data, wishes, peers, logs=state / "logs" / "bench", say=say)


def compared(cluster: Cluster, data: Sequence[Ready], wishes: Wishes, peers: Path | None, *, logs: Path, say: Say) -> Report:
    """Measure on data that stand. Blocks, and needs a thread without a running event loop."""
    results, tiles = {}, {}
    for ready in data:
        ground = uvloop.run(lay_out(ready))
        name = ready.built.size.name
        tiles[name] = {key: len(found) for key, found in ground.tiles.items()}
        results[name] = _held(cluster, ground, wishes, peers, logs=logs, say=say)
    machine = uvloop.run(this_machine(data[0].built.dsn("silog_owner")))
    intakes = measured(cluster, wishes.turns, say)
    told = versions(peers, _PEERS) if peers is not None else ""
    return Report(wishes.command, machine, told, wishes.sizes, wishes.manner, wishes.rounds, results, tiles, intakes)


def _held(cluster: Cluster, ground: Ground, wishes: Wishes, peers: Path | None, *, logs: Path, say: Say) -> Results:
    with ExitStack() as stack:
        servers = stack.enter_context(started(started_as(ground, peers), logs))
        if peers is not None:
            uvloop.run(refuse_differences(ground, servers, peers, say))
        works = works_of(ground, has_peers=peers is not None)
        return uvloop.run(hold(works, servers, postmaster_pid(cluster.data), wishes.manner, rounds=wishes.rounds, say=say))
