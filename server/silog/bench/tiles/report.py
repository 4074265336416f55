"""What came of the contest, in words: for the terminal, and as the section of the page of measurements."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from silog.bench.data.sizes import Size
from silog.bench.machine import Machine
from silog.bench.measuring import Manner, Sample, spread_of
from silog.bench.tables import Row, for_page, for_terminal
from silog.bench.tiles.contest import Results
from silog.bench.tiles.goals import GOAL_HEADINGS, goal_rows
from silog.bench.tiles.taking_in import Intake
from silog.bench.tiles.voyages import VOYAGES

_HEADINGS: Final = ("", "server", "zoom", "tiles", "CPU each", "range", "server's", "PostgreSQL's", "p50", "largest")
_MS: Final = 1e3
_KB: Final = 1e3


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a run found out; `results` and `tiles` (how many are asked for in turn) by the name of the data."""

    command: str
    machine: Machine
    peers: str
    sizes: Sequence[Size]
    manner: Manner
    rounds: int
    results: Mapping[str, Results]
    tiles: Mapping[str, Mapping[tuple[str, str, int], int]]
    intakes: Sequence[Intake]

    def for_terminal(self) -> str:
        """Tables for somebody who tunes."""
        tables = [for_terminal(_HEADINGS, self._rows(size.name)) for size in self.sizes]
        return "\n\n".join([*tables, for_terminal(GOAL_HEADINGS, goal_rows(self.results, self.intakes))])

    def for_programs(self) -> str:
        """All figures as JSON, in seconds and bytes."""
        content: dict[str, Any] = {
            "command": self.command,
            "machine": asdict(self.machine),
            "peers": self.peers,
            "samples": [
                {"size": size, **asdict(key), "largest": results.largest[key], "rounds": [asdict(one) for one in rounds]}
                for size, results in self.results.items()
                for key, rounds in results.samples.items()
            ],
            "intakes": [asdict(one) for one in self.intakes],
        }
        return json.dumps(content, indent=1)

    def for_page(self) -> str:
        """The section of the page."""
        return "\n\n".join(self._parts())

    def _parts(self) -> Iterator[str]:
        yield f"## Tiles\n\n`{self.command}`"
        yield "\n".join(self.machine.lines()) + (f"\nPeers: {self.peers}." if self.peers else "")
        yield _HOW.format(self.rounds, self.manner.seconds, self.manner.connections)
        yield f"### Goals for tiles\n\n{for_page(GOAL_HEADINGS, goal_rows(self.results, self.intakes))}"
        for size in self.sizes:
            yield f"### Tiles of the {size.name}\n\n{_described(size)}\n\n{for_page(_HEADINGS, self._rows(size.name))}"

    def _rows(self, size: str) -> Iterator[Row]:
        results = self.results[size]
        for key, samples in results.samples.items():
            tiles = self.tiles[size][key.layer, key.viewer, key.zoom]
            largest = f"{results.largest[key] / _KB:,.1f} kB"
            yield (f"{key.layer}, {key.viewer}", key.server, str(key.zoom), str(tiles), *_figures(samples), largest)


def _figures(samples: Sequence[Sample]) -> Iterator[str]:
    cpu = spread_of(samples, lambda one: one.cpu_s * _MS)
    yield f"{cpu.middle:,.2f} ms"
    yield f"{cpu.least:,.2f} to {cpu.most:,.2f}"
    yield f"{spread_of(samples, lambda one: one.server_cpu_s * _MS).middle:,.2f} ms"
    yield f"{spread_of(samples, lambda one: one.database_cpu_s * _MS).middle:,.2f} ms"
    yield f"{spread_of(samples, lambda one: one.p50_s * _MS).middle:,.1f} ms"


def _described(size: Size) -> str:
    if size == VOYAGES:
        return _VOYAGES
    where = "Kepri's own territory" if size.is_kepri else "a made-up country"
    return f"{size.boxes:,} boxes and {size.scans:,} scans in {where}, as they stand in the last days before the voting."


_VOYAGES: Final = """Training's season of 2024 at noon of the day before the vote, played from its first day: village teams are on
their way, and all legs of the way back are still to come. Sixty of its vessels have reported every half minute for two weeks, to and fro on
their longest way: 2.4 million positions, of which tracks draw the last day from the lines that are kept of each hour."""

_HOW: Final = """{0} rounds, in which the servers take turns and only one is under load; each round is about {1:g} s over {2} connections
that stay open. Every answer is packed with gzip. CPU is the processor time of the server's processes and of all processes of the cluster,
by the kernel's account, for one tile. Figures are medians over the rounds, ratios are taken round by round. `tiles` is how many different
ones are asked for in turn: of boxes those with most places that hold any, at most 60; of all else the three that hold most of it.
`largest` is the largest of them as it was sent.

Before anything is measured all servers must draw the same, as mapbox-vector-tile reads it, or there are no figures: from zoom 9 on the
same places with the same attributes (`code`, `kind`, `boxes`, `needing`), up to zoom 8 the same number of boxes, as the product puts places
on one pixel together there. The `province` is seen by a coordinator, the `regency` is Batam, seen by its operator.

* `silog`: this product as it is served, whose tiles are kept, with the viewer's bearer token and row-level security.
* `silog-uncached`: the same, but every tile is drawn and packed anew.
* `tipg`: tipg on a view that counts the boxes of each place when it is asked, under the same row-level security: each connection has the
  scope of its one viewer, so there is one tipg for each of them, and nobody is asked who they are.
* `tipg-laid`: tipg on a table of these features that was made beforehand for the province, with nothing to count and no scope to heed: less
  than the same answer takes.

What the grid costs is PostgreSQL's processor time alone, for the same batches of 100 signed scans recorded with it and without, each into a
clone of one database: in warehouses, where a batch lies in a few cells, and at stations, where it lies in nearly a hundred."""
