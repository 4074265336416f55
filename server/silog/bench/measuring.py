"""One measurement: load on one server, and what it cost. And how several measurements of the same are summed up.

Knows nothing of what is asked. Rounds of different servers are to be interleaved by the caller, so that a noisy minute of the machine
falls on all of them.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from statistics import median

from silog.bench.accounting import Meter
from silog.bench.load import Request, run_load


@dataclass(frozen=True, slots=True)
class Manner:
    """How hard and how long each round is."""

    connections: int = 8
    seconds: float = 1.5
    most_requests: int = 4_000
    least_requests: int = 40
    warm_requests: int = 200

    def requests_at(self, requests_per_s: float) -> int:
        """How many requests make a round of the wished length, for a server of that speed."""
        return max(self.least_requests, min(self.most_requests, int(requests_per_s * self.seconds)))


@dataclass(frozen=True, slots=True)
class Target:
    """A server that is running, its meter, and the requests it is to be sent."""

    port: int
    meter: Meter
    requests: Sequence[Request]


@dataclass(frozen=True, slots=True)
class Sample:
    """One round on one server: seconds of processor time per request, throughput, latencies, the mean size of an answer."""

    requests: int
    server_cpu_s: float
    database_cpu_s: float
    requests_per_s: float
    p50_s: float
    p99_s: float
    answer_bytes: float

    @property
    def cpu_s(self) -> float:
        """Server and database together: the deciding figure."""
        return self.server_cpu_s + self.database_cpu_s


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure over several rounds."""

    middle: float
    least: float
    most: float


async def nothing_more() -> None:
    """Nothing is done after the last answer."""


async def measure(
    target: Target, *, count: int, manner: Manner, start: int = 0, until: Callable[[], Awaitable[None]] = nothing_more
) -> Sample:
    """Send `count` requests, beginning with number `start` of the target's, and read the meter before and after.

    `until` comes back when all is done that the requests led to: it is counted as theirs, though it delayed none of them.
    """
    before = target.meter.read()
    load = await run_load(
        target.port,
        target.requests,
        count=count,
        connections=manner.connections,
        most_s=max(10 * manner.seconds, 10),
        start=start,
    )
    await until()
    used = target.meter.read() - before
    return Sample(
        requests=load.requests,
        server_cpu_s=used.server_s / load.requests,
        database_cpu_s=used.database_s / load.requests,
        requests_per_s=load.requests_per_s,
        p50_s=load.latency_s(0.5),
        p99_s=load.latency_s(0.99),
        answer_bytes=load.answer_bytes / load.requests,
    )


def spread(values: Sequence[float]) -> Spread:
    """Give the median, which one disturbed round does not move, between the least and the most."""
    return Spread(median(values), min(values), max(values))


def spread_of(samples: Sequence[Sample], figure: Callable[[Sample], float]) -> Spread:
    """The spread of one figure over rounds."""
    return spread([figure(sample) for sample in samples])


def ratio(ours: Sequence[Sample], theirs: Sequence[Sample]) -> Spread:
    """Processor time of ours by theirs, round by round: two that stood side by side saw the same machine."""
    return spread([one.cpu_s / other.cpu_s for one, other in zip(ours, theirs, strict=True)])
