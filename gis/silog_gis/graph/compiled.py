"""Compiling the few inner loops to machine code, once per machine.

Compiled code is kept beside its module, or in the user's cache where that folder cannot be written. A compiled function takes
its arguments by position and holds no lock, so threads may share the work.

What is kept knows only its own file: who changes a constant or a compiled function that other modules use removes what they have kept.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

P = ParamSpec("P")
R = TypeVar("R")

Ints = NDArray[np.int64]
Heads = NDArray[np.int32]
Metres = NDArray[np.float64]
Marks = NDArray[np.float32]
Mask = NDArray[np.bool_]
Verdicts = NDArray[np.int8]


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function on its first call, for the types it is called with."""
    return cast("Callable[P, R]", numba.njit(cache=True, nogil=True)(function))


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """Write a small function into each compiled one that calls it.

    A call hands over every field of every array, which in the innermost loops took longer than the work: scans took twice as long.
    """
    return cast("Callable[P, R]", numba.njit(nogil=True, inline="always")(function))
