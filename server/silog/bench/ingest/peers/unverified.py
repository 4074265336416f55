"""`python -m silog.bench.ingest.peers.unverified MODULE ARGUMENT...`: any of these servers, and it takes every signature for good.

pgbench verifies none, and typed inputs have nothing to do with them. What a verified signature costs stands beside, in the same table.
"""

import runpy
import sys

from silog.custody.actions import intake


def verify_nothing() -> None:
    """Take every signature of 64 bytes for good in this process, which measures and serves nobody else."""
    vars(intake)["is_signed"] = lambda *_: True


if __name__ == "__main__":
    verify_nothing()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
