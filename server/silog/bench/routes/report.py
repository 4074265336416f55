"""What came of measuring routers, in words: for the terminal, and as a section of the page of measurements."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from silog.bench.machine import machine_lines
from silog.bench.routes.measuring import Figures
from silog.bench.tables import for_page, for_terminal

_HEADINGS: Final = (
    "router",
    "pairs",
    "routes",
    "over land",
    "length by ours",
    "build",
    "import",
    "load",
    "p50",
    "p99",
    "28 x 28",
    "memory",
)
_HOW: Final = (
    "Each router runs in a process of its own. `over land` is the share of its lines that touch the unsimplified shoreline, by shapely; a "
    "line that begins or ends elsewhere than asked is taken with the straight stretches to the asked points. `length by ours` is the "
    "median of its length by that of our first clearance. Times are processor time, not of the clock: `build` from the shoreline alone, "
    "all threads added up; `import` of the libraries; `load` of the graph kept on disk, the first answer included; `p50` and `p99` of "
    "one route, with nothing remembered of its ends on the first pairs that have them; `28 x 28` all routes among 28 ports. `memory` is "
    "the most the process held."
)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a run found out."""

    command: str
    peers: str
    figures: Sequence[Figures]

    def for_terminal(self) -> str:
        """A table for somebody who tunes."""
        return for_terminal(_HEADINGS, self._rows())

    def for_page(self) -> str:
        """The section of the page."""
        machine = "\n".join(machine_lines()) + (f"\nPeers: {self.peers}." if self.peers else "")
        return "\n\n".join(["## Sea routes", f"`{self.command}`", machine, _HOW, for_page(_HEADINGS, self._rows())])

    def for_programs(self) -> str:
        """All figures as JSON, in seconds and MiB."""
        return json.dumps({"command": self.command, "peers": self.peers, "figures": [asdict(one) for one in self.figures]}, indent=1)

    def _rows(self) -> Iterator[Sequence[str]]:
        for one in self.figures:
            yield (
                one.router,
                one.pairs,
                f"{one.answered:,} of {one.asked:,}",
                f"{one.over_land / max(one.answered, 1):.1%}",
                "" if one.ratio is None else f"{one.ratio:.3f}",
                "" if one.build_s is None else f"{one.build_s:.1f} s",
                f"{one.import_s:.2f} s",
                f"{one.load_s:.2f} s",
                f"{one.p50_s * 1e3:.1f} ms",
                f"{one.p99_s * 1e3:.1f} ms",
                f"{one.matrix_s:.2f} s",
                f"{one.memory_mib:,.0f} MiB",
            )
