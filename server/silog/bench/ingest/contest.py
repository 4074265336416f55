"""The measurement itself: servers on clones of one database take turns, and each must have stored exactly what it was handed."""

import asyncio
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Final

import asyncpg

from silog.bench.accounting import Meter
from silog.bench.ingest.ground import BATCH, Ground
from silog.bench.ingest.replay import Pgbench
from silog.bench.ingest.tidying import tidy
from silog.bench.load import Request, ask
from silog.bench.measuring import Manner, Sample, Target, measure, nothing_more
from silog.bench.processes import Command, Environment, ServerProcess, others_paused
from silog.errors import SilogError

Say = Callable[[str], None]
WAKING: Final = 4
"""So many requests go before each round and are not measured: who was paused has to fetch anew what the others pushed out."""
_MOST_S: Final = 30
_LOOK_S: Final = 0.01


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of request of one server: `size` scans or positions each, `warm` of them before anything is measured."""

    server: str
    kind: str
    size: int
    count: int
    warm: int
    connections: int
    requests: Sequence[Request]

    @property
    def manner(self) -> Manner:
        """How hard it is asked."""
        return Manner(connections=self.connections, seconds=_MOST_S / 10)


@dataclass(frozen=True, slots=True)
class Results:
    """The rounds of each server and kind of request; per request, of `sizes` things each.

    `placed_s`: how long after the last answer of a round in batches the product had given the last scan its place in the log.
    """

    samples: dict[tuple[str, str], list[Sample]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    placed_s: list[float] = field(default_factory=list)

    def of(self, server: str, kind: str) -> Sequence[Sample]:
        """The rounds of one server with one kind of request; none where it was not asked."""
        return self.samples.get((server, kind), [])


@contextmanager
def started(servers: Mapping[str, tuple[Command, Environment]], logs: Path) -> Iterator[Mapping[str, ServerProcess]]:
    """Start servers, given by name, each on a free port; they end with the block."""
    with ExitStack() as stack:
        found = {}
        for name, (command, environment) in servers.items():
            found[name] = ServerProcess(name, command, logs / f"ingest-{name}.log", environment)
            stack.callback(found[name].stop)
        yield found


@dataclass(slots=True)
class Log:
    """The log of a server that keeps it, seen from its database. The others only lay leaves down, as all who record do."""

    ground: Ground
    waited_s: float = 0.0

    async def all_placed(self) -> None:
        """Come back when no scan waits for its place any more, and know how long that took."""
        began = perf_counter()
        owner = await asyncpg.connect(self.ground.dsn("silog_owner"))
        try:
            while await owner.fetchval("SELECT EXISTS (SELECT FROM log_waiting)"):
                if perf_counter() - began > _MOST_S:
                    raise SilogError("NOT_PLACED", f"Scans still wait for their places in the log after {_MOST_S} s.")
                await asyncio.sleep(_LOOK_S)
        finally:
            await owner.close()
        self.waited_s = perf_counter() - began


async def hold(
    works: Sequence[Work],
    servers: Mapping[str, ServerProcess],
    pgbench: Pgbench,
    postmaster: int,
    grounds: Mapping[str, Ground],
    *,
    with_log: Collection[str],
    rounds: int,
    say: Say,
) -> Results:
    """Warm everybody, and let them take turns: one works, the others are paused, and nothing of its work is left for the next.

    `grounds`: those of the servers, by their names; of these the servers `with_log` keep one.
    """
    results, logs = Results(), {name: Log(grounds[name]) for name in with_log}
    targets = {
        (work.server, work.kind): Target(servers[work.server].port, Meter(servers[work.server].pid, postmaster), work.requests)
        for work in works
    }
    for work in works:
        results.sizes[work.kind] = work.size
        say(f"{work.server}, {work.kind}: {len(work.requests)} requests")
        await _refuse_untaken(targets[work.server, work.kind], work)
        await measure(targets[work.server, work.kind], count=work.warm - 1, manner=work.manner, start=1)
    meter = Meter(next(iter(servers.values())).pid, postmaster)
    batch = next(work for work in works if work.size == BATCH)
    pgbench.run(meter, batch.warm)
    for number in range(rounds):
        say(f"round {number + 1} of {rounds}")
        for work in works:
            log = logs.get(work.server)
            with others_paused(servers.values(), servers[work.server]):
                sample = await _turn(work, targets[work.server, work.kind], number, log)
            if log is not None and work.size == BATCH:
                results.placed_s.append(log.waited_s)
            results.samples.setdefault((work.server, work.kind), []).append(sample)
        with others_paused(servers.values(), None):
            pgbench.run(meter, WAKING)
            results.samples.setdefault(("pgbench", batch.kind), []).append(pgbench.run(meter, batch.count))
            for ground in (*grounds.values(), pgbench.ground):
                await tidy(ground)
    return results


async def _turn(work: Work, target: Target, number: int, log: Log | None) -> Sample:
    """Have one server work for a round, which begins when it is awake and ends when nothing is left to do."""
    start = work.warm + number * (WAKING + work.count)
    await measure(target, count=WAKING, manner=work.manner, start=start)
    until = nothing_more if log is None else log.all_placed
    return await measure(target, count=work.count, manner=work.manner, start=start + WAKING, until=until)


async def _refuse_untaken(target: Target, work: Work) -> None:
    """Look closely at the first answer, whose like is only counted later on."""
    answer = json.loads(await ask(target.port, target.requests[0]))
    payload = next(iter((answer.get("data") or {}).values()), None) or {}
    taken = payload.get("accepted", len(payload.get("results", ())))
    if taken != work.size or payload["errors"] or answer.get("errors"):
        raise SilogError("NOT_TAKEN", f"{work.server} did not take {work.kind}: {json.dumps(answer)[:600]}")


async def refuse_loss(ground: Ground, scans: int, positions: int = 0) -> None:
    """Refuse figures of a server that has not stored what it was handed: each scan once, with its detail, and counted by its box."""
    owner = await asyncpg.connect(ground.dsn("silog_owner"))
    try:
        stored = await owner.fetchrow(
            """SELECT (SELECT count(*) FROM scans), (SELECT count(*) FROM scan_details), (SELECT sum(scan_count) FROM boxes),
                 (SELECT count(*) FROM quarantine), (SELECT count(*) FROM positions)"""
        )
    finally:
        await owner.close()
    if stored is None or tuple(stored) != (scans, scans, scans, 0, positions):
        message = f"{ground.database} was handed {scans} scans and {positions} positions, and holds {stored}."
        raise SilogError("NOT_STORED", message, "Scans, details, scans counted by boxes, quarantine, positions.")


async def refuse_replay_of_less(ground: Ground, scans: int) -> None:
    """Refuse figures of pgbench that has stored other than all scans: then a statement of the product is missing from its script."""
    owner = await asyncpg.connect(ground.dsn("silog_owner"))
    try:
        stored = await owner.fetchval("SELECT count(*) FROM scans")
    finally:
        await owner.close()
    if stored != scans:
        raise SilogError("NOT_STORED", f"pgbench was to store {scans} scans, and {ground.database} holds {stored}.")
