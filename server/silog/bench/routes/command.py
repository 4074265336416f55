"""From wishes to a report: what `silog bench routes` does."""

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from silog.bench.peers import installed, versions
from silog.bench.routes.measuring import measure_all
from silog.bench.routes.pairs import coastal_pairs, port_pairs
from silog.bench.routes.report import Report
from silog_gis.land import Land

CLASSES_M: Final = (50.0, 150.0, 500.0)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is to be measured."""

    clearances_m: Sequence[float]
    coastal: int
    seed: int
    has_peers: bool

    @property
    def command(self) -> str:
        """The command line that wishes the same."""
        clearances = [part for metres in self.clearances_m for part in ("--clearance-m", f"{metres:g}")]
        rest = ["--coastal", str(self.coastal), "--seed", str(self.seed), *([] if self.has_peers else ["--no-peers"])]
        return shlex.join(["silog", "bench", "routes", *clearances, *rest])


def run(state: Path, wishes: Wishes, say: Callable[[str], None]) -> Report:
    """Install the peers where they are wished, measure and report."""
    alone = "Measure ours alone: silog bench routes --no-peers"
    peers = installed(state / "bench" / "route-peers", "silog.bench.routes", alone) if wishes.has_peers else None
    sets = {"ports": port_pairs(), "coast": coastal_pairs(Land.load(), wishes.coastal, wishes.seed)}
    figures = measure_all(sets, wishes.clearances_m, state / "bench" / "route-graphs", peers, say)
    return Report(wishes.command, versions(peers, ("searoute", "scgraph")) if peers else "", figures)
