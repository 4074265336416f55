"""From wishes to a table: what `silog bench graphql` does."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import uvloop

from silog.bench.accounting import postmaster_pid
from silog.bench.data.building import Say
from silog.bench.data.preparing import Ready, prepared
from silog.bench.data.sizes import Size
from silog.bench.graphql import figures
from silog.bench.graphql.arguments import draw_arguments
from silog.bench.graphql.contest import Contest, Results, hold
from silog.bench.measuring import Manner
from silog.bench.servers.registry import contenders
from silog.bench.tables import for_terminal


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is to be measured, and how."""

    size: Size
    servers: Sequence[str]
    questions: Sequence[str]
    rounds: int
    manner: Manner
    is_rebuilt: bool = False


def run(state: Path, wishes: Wishes, say: Say) -> str:
    """Have the data, hold the contest and give its table."""
    with prepared(state, wishes.size, say, is_rebuilt=wishes.is_rebuilt) as ready:
        results = uvloop.run(_measure(state, ready, wishes, say))
    return for_terminal(figures.HEADINGS, figures.rows(results, wishes.questions, wishes.servers))


async def _measure(state: Path, ready: Ready, wishes: Wishes, say: Say) -> Results:
    owner = await asyncpg.connect(ready.built.dsn("silog_owner"))
    try:
        drawn = await draw_arguments(owner)
    finally:
        await owner.close()
    contest = Contest(
        contenders(wishes.servers, ready, state), {name: drawn[name] for name in wishes.questions}, wishes.manner, wishes.rounds, say
    )
    return await hold(contest, postmaster_pid(ready.built.cluster.data), state / "logs" / "bench")
