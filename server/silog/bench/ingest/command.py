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
from silog.bench.ingest.contest import Log, Work, hold, refuse_loss, refuse_replay_of_less, started
from silog.bench.ingest.ground import BATCH, Ground, build, cloned
from silog.bench.ingest.positions import POSITIONS, reports
from silog.bench.ingest.replay import prepare
from silog.bench.ingest.report import Report
from silog.bench.ingest.requests import recording, recording_bare, recording_typed, reporting
from silog.bench.ingest.scans import Batch, batches, singles
from silog.bench.load import HOST, Request
from silog.bench.machine import this_machine
from silog.bench.processes import Command, Environment
from silog.kit.cluster import Cluster

_PEERS: Final = {"typed": recording_typed, "desk": recording_bare}
_CLIENTS: Final = 4
_WARM_SINGLES: Final = 100
SINGLES_PER_BATCH: Final = 5
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
        return self.warm + self.rounds * self.batches


def run(state: Path, wishes: Wishes, say: Say) -> Report:
    """Measure on the bench's own cluster."""
    with running(state) as cluster:
        return measured(cluster, wishes, state / "logs" / "bench", say)


def measured(cluster: Cluster, wishes: Wishes, logs: Path, say: Say) -> Report:
    """Have the databases, hold the contest and report. Blocks, and needs a thread without a running event loop."""
    build(cluster, say)
    with ExitStack() as stack:
        product, replayed = (stack.enter_context(cloned(cluster, name)) for name in ("silog", "pgbench"))
        peers = {name: stack.enter_context(cloned(cluster, name)) for name in _PEERS}
        signed = list(islice(batches(product.seats), wishes.all_batches))
        say(f"{len(signed)} batches signed")
        with cloned(cluster, "rehearsal") as rehearsal:
            pgbench = prepare(replayed, rehearsal, signed, logs / "ingest-pgbench.sql")
        say("rehearsed")
        works = _works_of_product(product, signed, wishes)
        works += [_batches(name, write(signed), wishes) for name, write in _PEERS.items()]
        log_key = Path(stack.enter_context(TemporaryDirectory(prefix="silog-bench-"))) / "key.pem"
        servers = stack.enter_context(started(_servers(product, peers, log_key), logs))
        results = uvloop.run(
            hold(works, servers, pgbench, postmaster_pid(cluster.data), Log("silog", product), rounds=wishes.rounds, say=say)
        )
        uvloop.run(_refuse_losses(product, peers, works))
        uvloop.run(refuse_replay_of_less(replayed, wishes.all_batches * BATCH))
        machine = uvloop.run(this_machine(product.dsn("silog_owner")))
        return Report(wishes.command, machine, wishes.rounds, wishes.phones, results)


async def _refuse_losses(product: Ground, peers: Mapping[str, Ground], works: Sequence[Work]) -> None:
    handed = {(work.server, work.kind): len(work.requests) * work.size for work in works}
    await refuse_loss(product, handed["silog", "batches"] + handed["silog", "single scans"], handed["silog", "positions"])
    for name, ground in peers.items():
        await refuse_loss(ground, handed[name, "batches"])


def _works_of_product(ground: Ground, signed: Sequence[Batch], wishes: Wishes) -> list[Work]:
    count = SINGLES_PER_BATCH * wishes.batches
    one_by_one = islice(singles(ground.seats), _WARM_SINGLES + wishes.rounds * count)
    positions = islice(reports(), wishes.all_batches)
    return [
        _batches("silog", recording(signed, ground.token), wishes),
        Work("silog", "single scans", 1, count, _WARM_SINGLES, _CLIENTS, recording(one_by_one, ground.token)),
        Work("silog", "positions", POSITIONS, wishes.batches, wishes.warm, _CLIENTS, reporting(positions, ground.token)),
    ]


def _batches(server: str, requests: Sequence[Request], wishes: Wishes) -> Work:
    return Work(server, "batches", BATCH, wishes.batches, wishes.warm, wishes.phones, requests)


def _servers(product: Ground, peers: Mapping[str, Ground], log_key: Path) -> dict[str, tuple[Command, Environment]]:
    def environment(port: int) -> Mapping[str, str]:
        address = {"SILOG_HOST": HOST, "SILOG_PORT": str(port), "SILOG_METRICS": "off", "SILOG_LOG_KEY": str(log_key)}
        return {"SILOG_DATABASE_URL": product.dsn("silog_app"), **address}

    def product_command(_: int) -> Sequence[str]:
        return [sys.executable, "-m", "silog.cli", "serve"]

    def peer(name: str, ground: Ground) -> tuple[Command, Environment]:
        start = sys.executable, "-m", "silog.bench.ingest.peers", name
        return (lambda port: [*start, str(port), ground.dsn("silog_app")]), lambda _: {}

    return {"silog": (product_command, environment), **{name: peer(name, ground) for name, ground in peers.items()}}
