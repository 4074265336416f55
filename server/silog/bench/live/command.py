"""From wishes to a report: what `silog bench live` does."""

import asyncio
import shlex
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

import uvloop

from silog.bench.accounting import processor_time_s
from silog.bench.data.building import Say
from silog.bench.data.preparing import running
from silog.bench.ingest.contest import started
from silog.bench.ingest.ground import BASE, Ground, build, cloned
from silog.bench.ingest.requests import recording
from silog.bench.ingest.scans import batches, singles
from silog.bench.live.crowd import crowd
from silog.bench.live.held import connections, memory, waiting
from silog.bench.live.over import Over
from silog.bench.live.report import Followed, NeverRead, Report
from silog.bench.load import HOST, Request, ask
from silog.bench.machine import this_machine
from silog.bench.processes import ServerProcess
from silog.kit.cluster import Cluster

_WARM: Final = 5
_BETWEEN_S: Final = 1.0
_LATEST_S: Final = 15
_NEVER_READING: Final = 500
_BURST: Final = 30
_CUT_WITHIN_S: Final = 90
_IDLE_S: Final = 0.05
"""A server that has used no more in a second does nothing on its own."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How many subscribers follow, by which protocols in turn, and how many events they are told, one a second.

    Before them `burst` batches of a hundred scans are told to those that never read, and single ones until they are cut, so long at most.
    """

    subscribers: int
    events: int
    over: Sequence[Over] = tuple(Over)
    never_reading: int = _NEVER_READING
    burst: int = _BURST
    cut_within_s: int = _CUT_WITHIN_S

    @property
    def command(self) -> str:
        """The command line that wishes the same."""
        over = [] if set(self.over) == set(Over) else [part for one in self.over for part in ("--over", one)]
        return shlex.join(["silog", "bench", "live", "--subscribers", str(self.subscribers), "--events", str(self.events), *over])


def run(state: Path, wishes: Wishes, say: Say) -> Report:
    """Measure on the bench's own cluster."""
    with running(state) as cluster:
        return measured(cluster, wishes, state / "logs" / "bench", say)


def measured(cluster: Cluster, wishes: Wishes, logs: Path, say: Say) -> Report:
    """Have the database, start a server for each protocol, and measure. Blocks, and needs a thread without a running event loop."""
    build(cluster, say)
    machine = uvloop.run(this_machine(cluster.dsn("silog_owner", BASE)))
    found = {}
    for over in wishes.over:
        with ExitStack() as stack:
            ground = stack.enter_context(cloned(cluster, "live"))
            servers = stack.enter_context(started({"live": (_command, partial(_environment, ground))}, logs))
            found[over] = uvloop.run(_measure(ground, servers["live"], over, wishes, say))
    return Report(wishes.command, machine, found)


def _command(_port: int) -> list[str]:
    return [sys.executable, "-m", "silog.cli", "serve"]


def _environment(ground: Ground, port: int) -> Mapping[str, str]:
    address = {"SILOG_HOST": HOST, "SILOG_PORT": str(port), "SILOG_METRICS": "off"}
    return {"SILOG_DATABASE_URL": ground.dsn("silog_app"), **address}


async def _measure(ground: Ground, server: ServerProcess, over: Over, wishes: Wishes, say: Say) -> tuple[Followed, NeverRead]:
    await _settled(server)
    say(f"{over}: {wishes.never_reading} that never read come")  # first: later they would take what others have left behind
    events = iter(recording(islice(singles(ground.seats), _WARM + 2 * wishes.events + wishes.cut_within_s), ground.token))
    for request in islice(events, _WARM):
        await ask(server.port, request)
    never_read = await _never_read(ground, server, over, wishes, events)
    idle_s = await _cost_of_events(server, islice(events, wishes.events), [])
    say(f"{over}: {wishes.subscribers:,} subscribers come")
    before = memory(server)
    async with crowd(server.port, ground.token, over, wishes.subscribers, wishes.events) as following:
        grown = memory(server) - before
        told_at: list[float] = []
        used_s = await _cost_of_events(server, islice(events, wishes.events), told_at)
        heard = await following.heard(_LATEST_S)
    lost = sum(wishes.events - len(one) for one in heard)
    delays = sorted(at - told for one in heard for at, told in zip(one, told_at, strict=False))
    cost_s, bytes_each = (used_s - idle_s) / wishes.events, grown / wishes.subscribers
    return Followed(wishes.subscribers, wishes.events, delays, lost, cost_s, bytes_each), never_read


async def _settled(server: ServerProcess) -> None:
    """Wait until the server has made itself ready: after its start it compiles in a thread."""
    before, now = 0.0, processor_time_s(server.pid)
    while now - before > _IDLE_S:
        await asyncio.sleep(_BETWEEN_S)
        before, now = now, processor_time_s(server.pid)


async def _cost_of_events(server: ServerProcess, events: Iterator[Request], told_at: list[float]) -> float:
    """Let one event happen each second, and give the server's processor time until the second after the last."""
    before, begun = processor_time_s(server.pid), time.monotonic()
    for number, request in enumerate(events):
        await asyncio.sleep(max(0.0, begun + number * _BETWEEN_S - time.monotonic()))
        told_at.append(time.monotonic())
        await ask(server.port, request)
    await asyncio.sleep(_BETWEEN_S)
    return processor_time_s(server.pid) - before


async def _never_read(ground: Ground, server: ServerProcess, over: Over, wishes: Wishes, events: Iterator[Request]) -> NeverRead:
    """Tell subscribers that never read batches of a hundred scans, and then one scan a second until the server has cut them all."""
    bursts = recording(islice(batches(ground.seats), wishes.burst + 1), ground.token)
    await ask(server.port, bursts[0])
    async with crowd(server.port, ground.token, over, wishes.never_reading, 0, never_reads=True) as following:
        begun, at_first, most, in_kernel = time.monotonic(), memory(server), 0, 0
        for request in bursts[1:]:
            await ask(server.port, request)
            await asyncio.sleep(_BETWEEN_S / 2)
            most, in_kernel = max(most, memory(server)), max(in_kernel, waiting(server.port))
        while (left := connections(server.port)) > 0 and time.monotonic() - begun < wishes.cut_within_s:
            await ask(server.port, next(events))
            await asyncio.sleep(_BETWEEN_S)
            most, in_kernel = max(most, memory(server)), max(in_kernel, waiting(server.port))
        cut_after_s = time.monotonic() - begun
        await following.heard(0)
    return NeverRead(wishes.never_reading, most - at_first, in_kernel, left, cut_after_s)
