"""What the compiled rules read and write: records of numbers, so that ten thousand positions cost no object each.

Seconds are those since 1970 (UTC); nan says "not known" or "does not hold". A `Memory` is all that is kept of a track between two
positions, and so of any part of it: it does not grow.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from silog_gis.track.words import AlarmKind, State, Verdict

KINDS = (AlarmKind.STRAYED, AlarmKind.STOPPED, AlarmKind.MISSING, AlarmKind.SILENT_EXPECTED, AlarmKind.LATE)
STRAYED, STOPPED, MISSING, SILENT_EXPECTED, LATE = range(5)
STATES = tuple(State)
VERDICTS = tuple(Verdict)
TAKEN, OLDER, IMPOSSIBLE_SPEED, WRONG_CLOCK = range(4)
SILENT_KINDS = (2, 3)
_UNKNOWN_AT_FIRST = (
    *(
        "heard_s",
        "last_s",
        "last_lon",
        "last_lat",
        "last_m",
        "odd_off_s",
        "odd_at_s",
        "older_s",
        "older_first_s",
        "other_s",
        "other_lon",
        "other_lat",
    ),
    *("out_since_s", "again_m", "again_first_m", "expected_until_s", "block_s", "block_m", "arrived_s"),
)
MEMORY = np.dtype(
    [
        *((name, "f8") for name in _UNKNOWN_AT_FIRST),
        *((name, "f8") for name in ("taken", "off_m", "clock_off_s", "odd_n", "older_n", "other_n", "every_s")),
        *((name, "f8") for name in ("seen_s", "seen_mps", "scatter_n", "scatter", "out_n", "back_n", "again_n")),
        *((name, "f8") for name in ("still_n", "still_s", "still_lon", "still_lat", "still_lon0", "still_lat0")),
        *((name, "f8") for name in ("gone_n", "gone_s", "gone_lon", "gone_lat", "late_n", "early_n")),
        ("since", "f8", (len(KINDS),)),
        ("raised", "f8", (len(KINDS),)),
    ]
)
"""`since` and `raised`: of each alarm that holds, else nan."""

RESULT = np.dtype(
    [(name, "f8") for name in ("at_s", "along_m", "off_m", "mps", "p10_s", "p50_s", "p90_s")] + [("verdict", "i8"), ("state", "i8")]
)
CHANGE = np.dtype([(name, "f8") for name in ("at_s", "since_s", "lon", "lat", "along_m")] + [("kind", "i8"), ("is_begun", "i8")])
MOST_CHANGES = 10
"""Of one position: each of the five may end and begin."""

Record = Any
Records = NDArray[np.void]


def new_memory() -> Records:
    """Know nothing yet."""
    memory = np.zeros(1, dtype=MEMORY)
    for name in _UNKNOWN_AT_FIRST:
        memory[name] = np.nan
    memory["since"], memory["raised"] = np.nan, np.nan
    memory["every_s"] = 300.0
    return memory
