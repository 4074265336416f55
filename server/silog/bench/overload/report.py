"""What came of it, in words: for the terminal, and as the section of the page of measurements."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from silog.bench.ingest.ground import BATCH
from silog.bench.machine import Machine
from silog.bench.measuring import Sample, spread, spread_of
from silog.bench.overload.contest import TIMES, Results
from silog.bench.overload.flood import CONNECTIONS
from silog.bench.tables import Row, for_page, for_terminal

_HEADINGS: Final = ("", "", "scans/s", "range", "p50", "p99")
_GOAL_HEADINGS: Final = ("", "", "goal", "found", "met")
_LEAST_BESIDE: Final = 0.5
_OK, _BUSY = 200, 503


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a run found out."""

    command: str
    machine: Machine
    results: Results

    def for_terminal(self) -> str:
        """Tables for somebody who tunes."""
        return f"{for_terminal(_HEADINGS, self._rows())}\n\n{for_terminal(_GOAL_HEADINGS, self._goals())}"

    def for_page(self) -> str:
        """The section of the page."""
        machine = "\n".join(self.machine.lines())
        how = _HOW.format(rounds=len(self.results.rounds), times=TIMES, connections=CONNECTIONS)
        tables = for_page(_GOAL_HEADINGS, self._goals()), for_page(_HEADINGS, self._rows())
        return "\n\n".join(["## Overload", f"`{self.command}`", machine, how, *tables])

    def _rows(self) -> Iterator[Row]:
        yield _row("alone", [one.alone for one in self.results.rounds])
        yield _row("beside the flood", [one.beside for one in self.results.rounds])

    def _goals(self) -> Iterator[Row]:
        heard, rounds, alone = self.results.flood(), self.results.rounds, self.results.reads_per_s
        share = spread([_rate(one.beside) / _rate(one.alone) for one in rounds])
        busy = heard.statuses.get(_BUSY, 0)
        others = sum(heard.statuses.values()) - heard.statuses.get(_OK, 0) - busy
        yield ("", f"reads due / answered when nothing else is asked ({alone:,.0f}/s)", "", f"{heard.due / heard.seconds / alone:.1f}", "")
        yield ("", "scans/s beside / alone", f">= {_LEAST_BESIDE}", f"{share.middle:.2f}", _met(share.middle >= _LEAST_BESIDE))
        yield ("", "answers that were neither 200 nor 503", "0", f"{others:,}", _met(others == 0))
        yield (
            "",
            f"answers with 503 that did not say when to come again, of {busy:,}",
            "0",
            f"{busy - heard.said_when:,}",
            _met(busy == heard.said_when),
        )
        yield ("", "connections that were lost", "0", f"{heard.lost:,}", _met(heard.lost == 0))
        for name, status in (("reads/s answered", _OK), ("reads/s turned away", _BUSY)):
            yield ("", name, "", f"{heard.statuses.get(status, 0) / heard.seconds:,.0f}", "")


def _row(name: str, samples: Sequence[Sample]) -> Row:
    rate = spread_of(samples, _rate)
    p50, p99 = (spread_of(samples, figure).middle * 1e3 for figure in (lambda one: one.p50_s, lambda one: one.p99_s))
    return (
        "batches of 100 scans",
        name,
        f"{rate.middle:,.0f}",
        f"{rate.least:,.0f} to {rate.most:,.0f}",
        f"{p50:,.0f} ms",
        f"{p99:,.0f} ms",
    )


def _rate(one: Sample) -> float:
    return one.requests_per_s * BATCH


def _met(is_so: bool) -> str:  # noqa: FBT001 -- the one thing that it says
    return "yes" if is_so else "no"


_HOW: Final = """{rounds} rounds: batches of a hundred signed scans over 4 connections, alone and then beside reads. First it is found out
how many reads a second the server answers over 8 connections when nothing else is asked (one box with its scans, a page of 50 boxes,
progress, in turn); then {times} times as many are due at a fixed rate over {connections} connections, whether or not the last ones were
answered; where all of them wait for an answer, what is due waits in the client. No batch may be refused, and in the end the database
must hold every scan once, or there are no figures. Server, database and both clients share the machine."""
