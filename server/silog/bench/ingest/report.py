"""What came of the contest, in words: for the terminal, and as the section of the page of measurements."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Final

from silog.bench.ingest.contest import Results
from silog.bench.ingest.goals import GOAL_HEADINGS, goal_rows
from silog.bench.machine import Machine
from silog.bench.measuring import Sample, spread_of
from silog.bench.tables import Row, for_page, for_terminal

_HEADINGS: Final = ("", "server", "CPU each", "range", "server's", "PostgreSQL's", "each per s", "range", "p50", "p99")
_US: Final = 1e6
_MS: Final = 1e3


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a run found out."""

    command: str
    machine: Machine
    rounds: int
    phones: int
    results: Results

    def for_terminal(self) -> str:
        """Tables for somebody who tunes."""
        return f"{for_terminal(_HEADINGS, self._rows())}\n\n{for_terminal(GOAL_HEADINGS, goal_rows(self.results))}"

    def for_programs(self) -> str:
        """All figures as JSON, in seconds and per request."""
        samples = [
            {"server": server, "kind": kind, "size": self.results.sizes[kind], "rounds": [asdict(one) for one in rounds]}
            for (server, kind), rounds in self.results.samples.items()
        ]
        return json.dumps({"command": self.command, "machine": asdict(self.machine), "samples": samples}, indent=1)

    def for_page(self) -> str:
        """The section of the page."""
        machine = "\n".join(self.machine.lines())
        goals, figures = for_page(GOAL_HEADINGS, goal_rows(self.results)), for_page(_HEADINGS, self._rows())
        return "\n\n".join(
            [
                "## Taking in scans and positions",
                f"`{self.command}`",
                machine,
                _HOW.format(rounds=self.rounds, phones=self.phones),
                goals,
                figures,
            ]
        )

    def _rows(self) -> Iterator[Row]:
        for (server, kind), samples in self.results.samples.items():
            size = self.results.sizes[kind]
            yield (f"{kind} of {size}" if size > 1 else kind, server, *_figures(samples, size))


def _figures(samples: list[Sample], size: int) -> Iterator[str]:
    cpu = spread_of(samples, lambda one: one.cpu_s / size * _US)
    yield f"{cpu.middle:,.0f} us"
    yield f"{cpu.least:,.0f} to {cpu.most:,.0f}"
    yield f"{spread_of(samples, lambda one: one.server_cpu_s / size * _US).middle:,.0f} us"
    yield f"{spread_of(samples, lambda one: one.database_cpu_s / size * _US).middle:,.0f} us"
    rate = spread_of(samples, lambda one: one.requests_per_s * size)
    yield f"{rate.middle:,.0f}"
    yield f"{rate.least:,.0f} to {rate.most:,.0f}"
    yield f"{spread_of(samples, lambda one: one.p50_s).middle * _MS:,.1f} ms"
    yield f"{spread_of(samples, lambda one: one.p99_s).middle * _MS:,.1f} ms"


_HOW: Final = """{rounds} rounds, in which the servers take turns, and all but one are paused: over {phones} connections in batches, over 4
else, all of which stay open. Before each round come four requests that are not measured, as who was paused has to fetch anew what the
others have pushed out; after each round PostgreSQL vacuums and counts all tables, and does so in none, since with eight databases that
would fall on whoever has its turn. pgbench has 4 clients. Each server has a clone of one database with Kepri's boxes. Every scan is new and
signed (Ed25519), and an answer is given after the commit (`synchronous_commit` on). CPU is the processor time of the server's processes
and of all processes of the cluster, by the kernel's account, for one scan or one position; `silog` also gives every scan its place in the
signed log, some of it after the last answer, which is counted and which the others leave undone. Figures are medians over the rounds,
ratios are taken round by round. After the last round each server must hold exactly what it was handed, or there are no figures.

* `silog`: this product as it is served, with a coordinator's bearer token and row-level security. It verifies each signature.
* `typed`: Strawberry's own view with an input field for each value of an event, which asks nobody who they are, and hands in at the
  product's own desk. So it differs from the product only in the way to the action and back.
* `silog_unverified`, `typed_unverified`: the same two, but every signature is taken for good, for the bench alone. pgbench verifies none,
  and how inputs are read has nothing to do with it: so the goals beside pgbench and beside typed inputs are held to these, and `silog`,
  which verifies, has one of its own. The same ratios with signatures verified stand below them.
* `desk`: that desk behind a bare route: a batch is decoded, and its answers are written, by msgspec; no GraphQL, and nobody is asked who
  they are. Whatever the way in, this is spent, so typed / desk is what typed / silog could come to if the product's own cost nothing.
* `pgbench`: the statements by which the product stored these batches one by one, with the same values, run by pgbench as the tables'
  owner. Left out are the lookups, the chains of the devices, and row-level security; and no signature is verified. The client is not
  counted."""
