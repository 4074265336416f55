"""The measurement itself: servers on clones of one database take turns, and each must have stored exactly what it was handed."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import asyncpg

from silog.bench.accounting import Meter
from silog.bench.ingest.ground import BATCH, Ground
from silog.bench.ingest.replay import Pgbench
from silog.bench.load import Request, ask
from silog.bench.measuring import Manner, Sample, Target, measure
from silog.bench.processes import Command, Environment, ServerProcess
from silog.errors import SilogError

Say = Callable[[str], None]
CONNECTIONS: Final = 4
_MOST_S: Final = 30


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of request of one server: `size` scans or positions each, `warm` of them before anything is measured."""

    server: str
    kind: str
    size: int
    count: int
    warm: int
    requests: Sequence[Request]


@dataclass(frozen=True, slots=True)
class Results:
    """The rounds of each server and kind of request; per request, of `sizes` things each."""

    samples: dict[tuple[str, str], list[Sample]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

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


async def hold(
    works: Sequence[Work], servers: Mapping[str, ServerProcess], pgbench: Pgbench, postmaster: int, *, rounds: int, say: Say
) -> Results:
    """Warm everybody, and let them take turns; only one is under load at any time."""
    results = Results()
    targets = {
        (work.server, work.kind): Target(servers[work.server].port, Meter(servers[work.server].pid, postmaster), work.requests)
        for work in works
    }
    manner = Manner(connections=CONNECTIONS, seconds=_MOST_S / 10)
    for work in works:
        results.sizes[work.kind] = work.size
        say(f"{work.server}, {work.kind}: {len(work.requests)} requests")
        await _refuse_untaken(targets[work.server, work.kind], work)
        await measure(targets[work.server, work.kind], count=work.warm - 1, manner=manner, start=1)
    meter = Meter(next(iter(servers.values())).pid, postmaster)
    batch = next(work for work in works if work.size == BATCH)
    pgbench.run(meter, batch.warm)
    for number in range(rounds):
        say(f"round {number + 1} of {rounds}")
        for work in works:
            start = work.warm + number * work.count
            sample = await measure(targets[work.server, work.kind], count=work.count, manner=manner, start=start)
            results.samples.setdefault((work.server, work.kind), []).append(sample)
        results.samples.setdefault(("pgbench", batch.kind), []).append(pgbench.run(meter, batch.count))
    return results


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
