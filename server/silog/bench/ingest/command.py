"""From wishes to a report: what `silog bench ingest` does."""

import shlex
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import uvloop

from silog.bench.accounting import postmaster_pid
from silog.bench.data.building import Say
from silog.bench.data.preparing import running
from silog.bench.ingest.contest import WAKING, Work, hold, refuse_loss, refuse_replay_of_less, started
from silog.bench.ingest.ground import BATCH, Ground, build, cloned
from silog.bench.ingest.positions import POSITIONS, reports
from silog.bench.ingest.replay import prepare
from silog.bench.ingest.report import Report
from silog.bench.ingest.requests import recording, recording_bare, recording_typed, reporting
from silog.bench.ingest.scans import batches, singles
from silog.bench.ingest.tidying import left_to_us
from silog.bench.load import HOST, Request
from silog.bench.machine import this_machine
from silog.bench.processes import Command, Environment
from silog.kit.cluster import Cluster

_PEERS: Final = {"typed": recording_typed, "typed_unverified": recording_typed, "desk": recording_bare}
_PRODUCTS: Final = ("silog", "silog_unverified")
_UNVERIFIED: Final = "_unverified"
"""Ends the names of servers that verify no signature."""
_CLIENTS: Final = 4
_WARM_SINGLES: Final = 100
SINGLES_PER_BATCH: Final = 10
"""How many single scans a round has for each batch of a hundred."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How many rounds, and how many batches of a hundred scans, and as many of positions, each server takes in a round.

    `phones` hand batches in at the same time: whoever comes out of a dead zone together. `warm` batches, a whole number for each of
    pgbench's clients as well, come before the first round.
    """

    rounds: int
    batches: int
    phones: int = 4
    warm: int = 16

    @property
    def command(self) -> str:
        """The command line that wishes the same."""
        given = {"--rounds": self.rounds, "--batches": self.batches, "--phones": self.phones}
        return shlex.join(["silog", "bench", "ingest", *(word for name, value in given.items() for word in (name, str(value)))])

    @property
    def all_batches(self) -> int:
        """How many batches a server takes in a run."""
        return self.warm + self.rounds * (WAKING + self.batches)


def run(state: Path, wishes: Wishes, say: Say) -> Report:
    """Measure on the bench's own cluster."""
    with running(state) as cluster:
        return measured(cluster, wishes, state / "logs" / "bench", say)


def measured(cluster: Cluster, wishes: Wishes, logs: Path, say: Say) -> Report:
    """Have the databases, hold the contest and report. Blocks, and needs a thread without a running event loop."""
    build(cluster, say)
    with ExitStack() as stack:
        grounds = {name: stack.enter_context(cloned(cluster, name)) for name in (*_PRODUCTS, *_PEERS)}
        replayed = stack.enter_context(cloned(cluster, "pgbench"))
        signed = list(islice(batches(replayed.seats), wishes.all_batches))
        say(f"{len(signed)} batches signed")
        with cloned(cluster, "rehearsal") as rehearsal:
            pgbench = prepare(replayed, rehearsal, signed, logs / "ingest-pgbench.sql")
        say("rehearsed")
        works = [_batches(name, recording(signed, grounds[name].token), wishes) for name in _PRODUCTS]
        works += _works_of_the_product_alone(grounds["silog"], wishes)
        works += [_batches(name, write(signed), wishes) for name, write in _PEERS.items()]
        keys = Path(stack.enter_context(TemporaryDirectory(prefix="silog-bench-")))
        servers = stack.enter_context(started({name: _server(name, ground, keys) for name, ground in grounds.items()}, logs))
        stack.enter_context(left_to_us(cluster))
        postmaster = postmaster_pid(cluster.data)
        results = uvloop.run(hold(works, servers, pgbench, postmaster, grounds, with_log=_PRODUCTS, rounds=wishes.rounds, say=say))
        uvloop.run(_refuse_losses(grounds, works))
        uvloop.run(refuse_replay_of_less(replayed, wishes.all_batches * BATCH))
        machine = uvloop.run(this_machine(replayed.dsn("silog_owner")))
        return Report(wishes.command, machine, wishes.rounds, wishes.phones, results)


async def _refuse_losses(grounds: Mapping[str, Ground], works: Sequence[Work]) -> None:
    for name, ground in grounds.items():
        handed = {work.kind: len(work.requests) * work.size for work in works if work.server == name}
        positions = handed.pop("positions", 0)
        await refuse_loss(ground, sum(handed.values()), positions)


def _works_of_the_product_alone(ground: Ground, wishes: Wishes) -> list[Work]:
    count = SINGLES_PER_BATCH * wishes.batches
    one_by_one = islice(singles(ground.seats), _WARM_SINGLES + wishes.rounds * (WAKING + count))
    positions = islice(reports(), wishes.all_batches)
    return [
        Work("silog", "single scans", 1, count, _WARM_SINGLES, _CLIENTS, recording(one_by_one, ground.token)),
        Work("silog", "positions", POSITIONS, wishes.batches, wishes.warm, _CLIENTS, reporting(positions, ground.token)),
    ]


def _batches(server: str, requests: Sequence[Request], wishes: Wishes) -> Work:
    return Work(server, "batches", BATCH, wishes.batches, wishes.warm, wishes.phones, requests)


def _server(name: str, ground: Ground, keys: Path) -> tuple[Command, Environment]:
    """How a server is started that works on this ground; the product keeps the key of its log among `keys`."""
    start = [sys.executable, "-m", *(["silog.bench.ingest.peers.unverified"] if name.endswith(_UNVERIFIED) else [])]
    kind, dsn = name.removesuffix(_UNVERIFIED), ground.dsn("silog_app")

    def environment(port: int) -> Mapping[str, str]:
        address = {"SILOG_HOST": HOST, "SILOG_PORT": str(port), "SILOG_METRICS": "off", "SILOG_LOG_KEY": str(keys / f"{name}.pem")}
        return {"SILOG_DATABASE_URL": dsn, **address}

    if name in _PRODUCTS:
        return (lambda _: [*start, "silog.cli", "serve"]), environment
    return (lambda port: [*start, "silog.bench.ingest.peers", kind, str(port), dsn]), lambda _: {}
