"""From wishes to a report: what `silog bench overload` does."""

import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import uvloop

from silog.bench.accounting import postmaster_pid
from silog.bench.data.building import Say
from silog.bench.data.preparing import running
from silog.bench.graphql.questions import QUESTIONS, Arguments, graphql_request
from silog.bench.graphql.servers.product import variables
from silog.bench.ingest.contest import refuse_loss
from silog.bench.ingest.ground import BATCH, Ground, build, cloned
from silog.bench.ingest.requests import recording
from silog.bench.ingest.scans import batches
from silog.bench.load import HOST, Request
from silog.bench.machine import this_machine
from silog.bench.overload.contest import hold
from silog.bench.overload.report import Report
from silog.bench.processes import Environment, ServerProcess
from silog.kit.cluster import Cluster

_BOXES = 100


@dataclass(frozen=True, slots=True)
class Wishes:
    """How many rounds, and how many batches of a hundred scans in each, alone and beside the flood."""

    rounds: int
    batches: int

    @property
    def command(self) -> str:
        """The command line that wishes the same."""
        return shlex.join(["silog", "bench", "overload", "--rounds", str(self.rounds), "--batches", str(self.batches)])


def run(state: Path, wishes: Wishes, say: Say) -> Report:
    """Measure on the bench's own cluster."""
    with running(state) as cluster:
        return measured(cluster, wishes, state / "logs" / "bench", say)


def measured(cluster: Cluster, wishes: Wishes, logs: Path, say: Say) -> Report:
    """Have the database, flood the server and report. Blocks, and needs a thread without a running event loop."""
    build(cluster, say)
    with cloned(cluster, "overload") as ground:
        scans = recording(islice(batches(ground.seats), (2 * wishes.rounds + 1) * wishes.batches), ground.token)
        server = ServerProcess(
            "overload", lambda _: [sys.executable, "-m", "silog.cli", "serve"], logs / "overload.log", _environment(ground)
        )
        try:
            held = hold(server, postmaster_pid(cluster.data), _reads(ground), scans, rounds=wishes.rounds, say=say)
            results = uvloop.run(held)
        finally:
            server.stop()
        uvloop.run(refuse_loss(ground, len(scans) * BATCH))
        machine = uvloop.run(this_machine(ground.dsn("silog_owner")))
    return Report(wishes.command, machine, results)


def _environment(ground: Ground) -> Environment:
    def environment(port: int) -> Mapping[str, str]:
        address = {"SILOG_HOST": HOST, "SILOG_PORT": str(port), "SILOG_METRICS": "off"}
        return {"SILOG_DATABASE_URL": ground.dsn("silog_app"), **address}

    return environment


def _reads(ground: Ground) -> Sequence[Request]:
    """One box with its last scans, a page of boxes, progress: in turn."""
    asked = [pair for seat in ground.seats[:: max(1, len(ground.seats) // _BOXES)] for pair in _of_box(seat.code)]
    return [graphql_request(QUESTIONS[name].document, variables(name, arguments), ground.token) for name, arguments in asked]


def _of_box(code: str) -> list[tuple[str, Arguments]]:
    return [("Q1", {"code": code}), ("Q2", {"after": code}), ("Q4", {})]
