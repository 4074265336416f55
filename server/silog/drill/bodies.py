"""The drill of mutated bodies: as many as wished, one after the other, each answer judged; time and memory watched."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psutil
from starlette.types import ASGIApp

from silog.asgi import create_app
from silog.drill.asking import Heard, ask, ask_again
from silog.drill.cases import Case, valid_cases
from silog.drill.ground import Ground
from silog.drill.judging import fault_of
from silog.drill.mutation import mutated
from silog.settings import Settings

MOST_GROWTH_MB: Final = 96.0
"""What the process may take more at the end than when it was warm; what it remembers of documents is bounded by 64 MB."""
_WARM: Final = 3
"""Memory is compared with that after a third of the bodies."""
_SAMPLES: Final = 30
_MOST_FAULTS: Final = 10


@dataclass(slots=True)
class Fault:
    """An answer that is wrong, and what was asked."""

    number: int
    what: str
    case: Case


@dataclass(slots=True)
class Outcome:
    """What came of a drill."""

    statuses: Counter[int] = field(default_factory=Counter)
    slowest_s: float = 0.0
    slowest_number: int = 0
    total_s: float = 0.0
    memory_mb: list[float] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def growth_mb(self) -> float:
        """How much memory was taken after the warm-up."""
        return self.memory_mb[-1] - self.memory_mb[len(self.memory_mb) // _WARM]

    @property
    def is_passed(self) -> bool:
        """Whether every answer was right, and memory stayed flat."""
        return not self.faults and self.growth_mb <= MOST_GROWTH_MB


async def drill_bodies(ground: Ground, seed: str, count: int, say: Callable[[str], None]) -> Outcome:
    """Send `count` mutated bodies; ends early where much is wrong."""
    valid = valid_cases(ground)
    outcome = Outcome()
    app = create_app(Settings(state=Path("unused")).with_database(ground.dsn_app))
    async with app.router.lifespan_context(app):
        every = max(1, count // _SAMPLES)
        for one in valid:  # what is slow once, such as the first connection, is no body's fault
            await ask(app, one)
        for number in range(count):
            if number % every == 0:
                _sample(outcome, number, say)
            await _one(app, mutated(seed, number, valid), number, outcome)
            if len(outcome.faults) >= _MOST_FAULTS:
                break
        _sample(outcome, count, say)
    return outcome


async def replay(ground: Ground, case: Case) -> tuple[Heard, str | None]:
    """Send one case again."""
    app = create_app(Settings(state=Path("unused")).with_database(ground.dsn_app))
    async with app.router.lifespan_context(app):
        heard = await ask(app, case)
    return heard, fault_of(heard, is_head=case.method == "HEAD")


async def _one(app: ASGIApp, case: Case, number: int, outcome: Outcome) -> None:
    try:
        heard = await ask_again(app, case)
    except Exception as error:  # noqa: BLE001 -- whatever leaves the application is what this looks for
        outcome.faults.append(Fault(number, f"raised {error!r}", case))
        return
    outcome.statuses[heard.status] += 1
    outcome.total_s += heard.took_s
    if heard.took_s > outcome.slowest_s:
        outcome.slowest_s, outcome.slowest_number = heard.took_s, number
    wrong = fault_of(heard, is_head=case.method == "HEAD")
    if wrong is not None:
        outcome.faults.append(Fault(number, wrong, case))


def _sample(outcome: Outcome, number: int, say: Callable[[str], None]) -> None:
    outcome.memory_mb.append(psutil.Process().memory_info().rss / 2**20)
    say(f"{number:>9,} bodies  {outcome.memory_mb[-1]:6.0f} MB  slowest {outcome.slowest_s * 1000:5.0f} ms  {len(outcome.faults)} wrong")
