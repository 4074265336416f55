"""The drill of hostile documents: what each costs the server, and what honest clients feel of them.

Cost is processor time of the server's process, which a busy machine does not change much. What clients feel is measured from the
moment at which a request was due, so that a server that stands still is not asked less.
"""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import psutil

from silog.drill.ground import Ground
from silog.drill.hostile import BOMBS
from silog.drill.wire import Wire, code_of

MOST_CPU_MS: Final = 50.0
MOST_SLOWDOWN: Final = 2.0
_REPEATED: Final = 10
"""The kernel counts processor time in steps of 10 ms."""
_HONEST_PER_S: Final = 40
_HOSTILE_PER_S: Final = 5
_ROUND_S: Final = 2.0
"""Short, and many, so that a machine that is busy with something else is so in both."""
_ROUNDS: Final = 15
_CONNECTIONS: Final = 8
_ASKED: Final = "query ($code: String!) { box(code: $code) { code state station { name } } }"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one kind of hostile document came to."""

    name: str
    status: int
    code: str
    cpu_ms: float

    @property
    def is_borne(self) -> bool:
        """Whether it was refused or answered, and cheaply."""
        return self.status < 500 and self.code not in {"INTERNAL", "TOO_SLOW"} and self.cpu_ms <= MOST_CPU_MS  # noqa: PLR2004 -- HTTP's


@dataclass(frozen=True, slots=True)
class Felt:
    """How long honest requests took, the 99th of a hundred, alone and beside hostile ones."""

    alone_p99_ms: float
    beside_p99_ms: float

    @property
    def is_borne(self) -> bool:
        """Whether honest clients hardly noticed."""
        return self.beside_p99_ms <= MOST_SLOWDOWN * self.alone_p99_ms


async def drill_documents(ground: Ground, port: int, process: psutil.Process, say: Callable[[Cost], None]) -> tuple[list[Cost], Felt]:
    """Send every kind by itself, then all of them beside honest requests."""
    honest = _Honest(ground, port)
    await honest.latencies_ms(2.0)
    costs = []
    for name in BOMBS:
        costs.append(await _cost(name, ground, port, process))
        say(costs[-1])
    alone: list[float] = []
    beside: list[float] = []
    for number in range(_ROUNDS):
        alone += await honest.latencies_ms(_ROUND_S)
        bodies = _volley(number)  # made before, so that honest requests are sent in time
        attack = asyncio.create_task(_attack(ground, port, bodies))
        beside += await honest.latencies_ms(_ROUND_S)
        attack.cancel()
        await asyncio.wait([attack])
    return costs, Felt(_p99(alone), _p99(beside))


async def _cost(name: str, ground: Ground, port: int, process: psutil.Process) -> Cost:
    bodies = [BOMBS[name](number) for number in range(1, _REPEATED + 1)]
    wire = await Wire.open(port)
    before = _cpu_ms(process)
    answers = [await wire.post(body, ground.election) for body in bodies]
    spent = _cpu_ms(process) - before
    await wire.close()
    status, body = answers[0]
    return Cost(name, status, code_of(body), spent / _REPEATED)


def _volley(number: int) -> list[bytes]:
    """As many as one round takes, going on in the list where the round before it ended."""
    count = int(_ROUND_S * _HOSTILE_PER_S)
    makers = list(BOMBS.values())
    return [makers[one % len(makers)](1_000 + one) for one in range(number * count, (number + 1) * count)]


async def _attack(ground: Ground, port: int, bodies: Sequence[bytes]) -> None:
    wire = await Wire.open(port)
    started = time.perf_counter()
    try:
        for sent, body in enumerate(bodies):
            await asyncio.sleep(started + sent / _HOSTILE_PER_S - time.perf_counter())
            await wire.post(body, ground.election)
    finally:
        await wire.close()


class _Honest:
    """A client that asks the same ordinary thing at a fixed rate."""

    def __init__(self, ground: Ground, port: int) -> None:
        self._election = ground.election
        self._port = port
        asked = {"query": _ASKED, "variables": {"code": ground.boxes[0]}}
        self._body = json.dumps(asked).encode()

    async def latencies_ms(self, for_s: float) -> list[float]:
        free: asyncio.Queue[Wire] = asyncio.Queue()
        for _ in range(_CONNECTIONS):
            free.put_nowait(await Wire.open(self._port))
        started = time.perf_counter()
        due = [started + number / _HONEST_PER_S for number in range(int(for_s * _HONEST_PER_S))]
        found = await asyncio.gather(*(self._one(free, at) for at in due))
        while not free.empty():
            await free.get_nowait().close()
        return list(found)

    async def _one(self, free: "asyncio.Queue[Wire]", due: float) -> float:
        await asyncio.sleep(due - time.perf_counter())
        wire = await free.get()
        status, _ = await wire.post(self._body, self._election)
        free.put_nowait(wire)
        if status != 200:  # noqa: PLR2004 -- HTTP's own number
            return float("inf")
        return (time.perf_counter() - due) * 1000


def _cpu_ms(process: psutil.Process) -> float:
    times = process.cpu_times()
    return (times.user + times.system) * 1000


def _p99(latencies_ms: list[float]) -> float:
    return sorted(latencies_ms)[int(len(latencies_ms) * 0.99)]
