"""From wishes to a report: what `silog bench graphql` does."""

import shlex
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg
import uvloop

from silog.bench.accounting import postmaster_pid
from silog.bench.data.building import Say
from silog.bench.data.preparing import Ready, prepared, running
from silog.bench.data.sizes import Size
from silog.bench.graphql.arguments import draw_arguments
from silog.bench.graphql.contest import Contest, Field, hold
from silog.bench.graphql.questions import QUESTIONS
from silog.bench.graphql.report import Report
from silog.bench.graphql.servers.postgraphile import version
from silog.bench.graphql.servers.registry import NAMES, contenders
from silog.bench.machine import this_machine
from silog.bench.measuring import Manner
from silog.kit.cluster import Cluster

_ON_EVERY_SIZE: Final = ("raw", "silog")
"""Who is measured on every size; the others only on the first, or PostgreSQL would run out of connections."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is to be measured, and how."""

    sizes: Sequence[Size]
    servers: Sequence[str]
    questions: Sequence[str]
    rounds: int
    manner: Manner
    is_rebuilt: bool = False

    @property
    def command(self) -> str:
        """The command line that wishes the same."""
        return shlex.join(["silog", "bench", "graphql", *self._options()])

    def _options(self) -> Iterator[str]:
        for size in self.sizes:
            yield from ("--size", size.name)
        if set(self.servers) != set(NAMES):
            yield from ("--servers", ",".join(self.servers))
        if set(self.questions) != set(QUESTIONS):
            yield from ("--questions", ",".join(self.questions))
        yield from ("--rounds", str(self.rounds), "--seconds", f"{self.manner.seconds:g}")


def run(state: Path, wishes: Wishes, say: Say) -> Report:
    """Have the data, hold the contest and report."""
    with ExitStack() as stack:
        cluster = stack.enter_context(running(state))
        data = [prepared(cluster, size, say, is_rebuilt=wishes.is_rebuilt) for size in wishes.sizes]
        return uvloop.run(_measure(state, cluster, data, wishes, say))


async def _measure(state: Path, cluster: Cluster, data: Sequence[Ready], wishes: Wishes, say: Say) -> Report:
    fields = [await _field(ready, wishes, state, is_first=ready is data[0]) for ready in data]
    machine = await this_machine(data[0].built.dsn("silog_owner"))
    contest = Contest(fields, wishes.manner, wishes.rounds, say)
    results = await hold(contest, postmaster_pid(cluster.data), state / "logs" / "bench")
    return Report(
        command=wishes.command,
        machine=machine,
        peers=version(state) if any(name.startswith("postgraphile") for name in wishes.servers) else "",
        sizes=wishes.sizes,
        servers=wishes.servers,
        questions=wishes.questions,
        arguments={name: len(drawn) for name, drawn in fields[0].questions.items()},
        manner=wishes.manner,
        rounds=wishes.rounds,
        results=results,
    )


async def _field(ready: Ready, wishes: Wishes, state: Path, *, is_first: bool) -> Field:
    owner = await asyncpg.connect(ready.built.dsn("silog_owner"))
    try:
        drawn = await draw_arguments(owner)
    finally:
        await owner.close()
    names = [name for name in wishes.servers if is_first or name in _ON_EVERY_SIZE]
    return Field(ready.built.size.name, contenders(names, ready, state), {name: drawn[name] for name in wishes.questions})
