"""`python -m tests.factories.graphs FOLDER`: have the graphs of the sea built and kept, for tests that come later.

Each takes half a minute, one process builds it and the others wait: so a run in several processes begins them beside its first tests.
"""

import os
import sys
from pathlib import Path

from silog_gis.land import Land
from silog_gis.sea.route import SeaRouter

if __name__ == "__main__":
    os.nice(5)  # what is tested meanwhile goes first
    land = Land.load()
    for clearance_m in (50, 150, 500):
        SeaRouter.build(land, clearance_m, Path(sys.argv[1]))
