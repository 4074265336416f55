"""`python -m tests.factories.graphs FOLDER`: have the graphs of the sea built and kept, and the loops of a search compiled.

That takes a minute or two, and processes that each did it would take it from each other: so a run in several processes has it done
once, beside its first tests, and whoever needs a graph waits for it.
"""

import os
import sys
from pathlib import Path

from tests.factories.harbours import BERTHS, LAND

from silog_gis.land import Land
from silog_gis.sea.route import SeaRouter

KIJANG, TAREMPA = (104.612529, 0.852224), (106.216433, 3.224204)
"""Two berths: a way between them goes through every loop there is."""

if __name__ == "__main__":
    os.nice(5)  # what is tested meanwhile goes first
    SeaRouter.build(LAND, 500).route(*BERTHS.values())  # compiles what the first tests of routes need
    land = Land.load()
    for clearance_m in (50, 150, 500):
        SeaRouter.build(land, clearance_m, Path(sys.argv[1])).route(KIJANG, TAREMPA)
