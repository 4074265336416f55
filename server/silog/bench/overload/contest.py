"""The measurement: what the server can answer, how fast it takes in scans alone, and both at once with many times as many reads."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from typing import Final, cast

from silog.bench.accounting import Meter
from silog.bench.data.building import Say
from silog.bench.ingest.ground import BATCH
from silog.bench.load import Request, run_load
from silog.bench.measuring import Manner, Sample, Target, measure
from silog.bench.overload.flood import Heard, Told
from silog.bench.processes import ServerProcess

TIMES: Final = 5
"""So many times what the server answers when nothing else is asked of it."""
_CONNECTIONS: Final = 4
_CAPACITY_S: Final = 4.0
_MOST_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Round:
    """Scans in batches alone and beside the flood, and what the flood heard."""

    alone: Sample
    beside: Sample
    heard: Heard


@dataclass(frozen=True, slots=True)
class Results:
    """Reads a second that the server answered when nothing else was asked, and the rounds."""

    reads_per_s: float
    rounds: list[Round] = field(default_factory=list)

    def flood(self) -> Heard:
        """What the flood heard over all rounds."""
        heard = [one.heard for one in self.rounds]
        statuses: dict[int, int] = {}
        for status, count in (pair for one in heard for pair in one.statuses.items()):
            statuses[status] = statuses.get(status, 0) + count
        due, sent, said_when, lost = (sum(getattr(one, name) for one in heard) for name in ("due", "sent", "said_when", "lost"))
        return Heard(sum(one.seconds for one in heard), due, sent, statuses, said_when, lost)


async def hold(
    server: ServerProcess, postmaster: int, reads: Sequence[Request], scans: Sequence[Request], *, rounds: int, say: Say
) -> Results:
    """Measure in rounds; each hands in the next scans, as many alone as beside the flood."""
    load = await run_load(server.port, reads, count=200_000, connections=8, most_s=_CAPACITY_S)
    results = Results(load.requests_per_s)
    say(f"{load.requests_per_s:,.0f} reads/s when nothing else is asked")
    target, manner = Target(server.port, Meter(server.pid, postmaster), scans), Manner(connections=_CONNECTIONS, seconds=_MOST_S / 10)
    count = len(scans) // (2 * rounds + 1)
    await measure(target, count=count, manner=manner)  # warm
    for number in range(rounds):
        start = (2 * number + 1) * count
        alone = await measure(target, count=count, manner=manner, start=start)
        told = Told(server.port, TIMES * load.requests_per_s, [(one.head + one.body).decode() for one in reads])
        async with _flooding(told) as heard:
            await asyncio.sleep(1)  # until the flood has risen: what is measured is how it stands then
            beside = await measure(target, count=count, manner=manner, start=start + count)
        results.rounds.append(Round(alone, beside, heard[0]))
        say(f"round {number + 1} of {rounds}: {_per_s(alone):,.0f} scans/s alone, {_per_s(beside):,.0f} beside {heard[0].statuses}")
    return results


def _per_s(sample: Sample) -> float:
    return sample.requests_per_s * BATCH


@asynccontextmanager
async def _flooding(told: Told) -> AsyncIterator[list[Heard]]:
    """Let the flood run while the block does; then the list holds what it heard."""
    pipe = asyncio.subprocess.PIPE
    flood = await asyncio.create_subprocess_exec(sys.executable, "-m", "silog.bench.overload.flood", stdin=pipe, stdout=pipe)
    heard: list[Heard] = []
    wire = cast("asyncio.StreamWriter", flood.stdin)
    try:
        wire.write(json.dumps(asdict(told)).encode() + b"\n")
        await wire.drain()
        yield heard
    finally:
        wire.close()
        said, _ = await flood.communicate()
        found = json.loads(said)
        heard.append(Heard(**found | {"statuses": {int(status): count for status, count in found["statuses"].items()}}))
