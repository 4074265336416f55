"""From wishes to a report: what `silog bench live` does."""

import asyncio
import shlex
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import psutil
import uvloop

from silog.bench.accounting import processor_time_s
from silog.bench.data.building import Say
from silog.bench.data.preparing import running
from silog.bench.ingest.contest import started
from silog.bench.ingest.ground import Ground, build, cloned
from silog.bench.ingest.requests import recording
from silog.bench.ingest.scans import batches, singles
from silog.bench.live.crowd import crowd
from silog.bench.live.report import Followed, Report
from silog.bench.load import HOST, Request, ask
from silog.bench.machine import this_machine
from silog.bench.processes import ServerProcess
from silog.kit.cluster import Cluster

_WARM: Final = 5
_BETWEEN_S: Final = 1.0
_LATEST_S: Final = 15
_NEVER_READING: Final = 500
_BURST: Final = 20


@dataclass(frozen=True, slots=True)
class Wishes:
    """How many subscribers follow, and how many events they are told, one a second.

    After them `burst` batches of a hundred scans are told to those that never read.
    """

    subscribers: int
    events: int
    never_reading: int = _NEVER_READING
    burst: int = _BURST

    @property
    def command(self) -> str:
        """The command line that wishes the same."""
        return shlex.join(["silog", "bench", "live", "--subscribers", str(self.subscribers), "--events", str(self.events)])


def run(state: Path, wishes: Wishes, say: Say) -> Report:
    """Measure on the bench's own cluster."""
    with running(state) as cluster:
        return measured(cluster, wishes, state / "logs" / "bench", say)


def measured(cluster: Cluster, wishes: Wishes, logs: Path, say: Say) -> Report:
    """Have the database, start the server, and measure. Blocks, and needs a thread without a running event loop."""
    build(cluster, say)
    with ExitStack() as stack:
        ground = stack.enter_context(cloned(cluster, "live"))
        servers = stack.enter_context(started({"live": (_command, lambda port: _environment(ground, port))}, logs))
        return uvloop.run(_measure(ground, servers["live"], wishes, say))


def _command(_port: int) -> list[str]:
    return [sys.executable, "-m", "silog.cli", "serve"]


def _environment(ground: Ground, port: int) -> Mapping[str, str]:
    address = {"SILOG_HOST": HOST, "SILOG_PORT": str(port), "SILOG_METRICS": "off"}
    return {"SILOG_DATABASE_URL": ground.dsn("silog_app"), **address}


async def _measure(ground: Ground, server: ServerProcess, wishes: Wishes, say: Say) -> Report:
    say(f"{wishes.never_reading} that never read come")  # first: later they would take what others have left behind
    grown = await _growth(ground, server, wishes.never_reading, wishes.burst)
    events = iter(recording(islice(singles(ground.seats), _WARM + 2 * wishes.events), ground.token))
    for request in islice(events, _WARM):
        await ask(server.port, request)
    idle_s = await _cost_of_events(server, islice(events, wishes.events), [])
    say(f"{wishes.subscribers:,} subscribers come")
    followed = await _followed(ground, server, events, wishes, idle_s)
    machine = await this_machine(ground.dsn("silog_owner"))
    return Report(wishes.command, machine, wishes.subscribers, wishes.events, followed, wishes.never_reading, grown)


async def _followed(ground: Ground, server: ServerProcess, events: Iterator[Request], wishes: Wishes, idle_s: float) -> Followed:
    before = _memory(server)
    async with crowd(server.port, ground.token, wishes.subscribers, wishes.events) as following:
        memory = _memory(server) - before
        told_at: list[float] = []
        used_s = await _cost_of_events(server, islice(events, wishes.events), told_at)
        heard = await following.heard(_LATEST_S)
    lost = sum(wishes.events - len(one) for one in heard)
    delays = sorted(at - told for one in heard for at, told in zip(one, told_at, strict=False))
    return Followed(delays, lost, (used_s - idle_s) / wishes.events, memory / wishes.subscribers)


async def _cost_of_events(server: ServerProcess, events: Iterator[Request], told_at: list[float]) -> float:
    """Let one event happen each second, and give the server's processor time until the second after the last."""
    before, begun = processor_time_s(server.pid), time.monotonic()
    for number, request in enumerate(events):
        await asyncio.sleep(max(0.0, begun + number * _BETWEEN_S - time.monotonic()))
        told_at.append(time.monotonic())
        await ask(server.port, request)
    await asyncio.sleep(_BETWEEN_S)
    return processor_time_s(server.pid) - before


async def _growth(ground: Ground, server: ServerProcess, count: int, burst: int) -> int:
    """Say by how many bytes the server grows for subscribers that never read, while batches of a hundred scans are told."""
    bursts = recording(islice(batches(ground.seats), burst + 1), ground.token)
    await ask(server.port, bursts[0])
    async with crowd(server.port, ground.token, count, 0, never_reads=True) as following:
        before, most = _memory(server), 0
        for request in bursts[1:]:
            await ask(server.port, request)
            await asyncio.sleep(_BETWEEN_S / 2)
            most = max(most, _memory(server))
        await following.heard(0)
    return most - before


def _memory(server: ServerProcess) -> int:
    return sum(one.memory_info().rss for one in (psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)))
