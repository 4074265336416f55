"""Compiling the rules, so that none goes on with an older edition of another.

numba keeps compiled code by the file that a function stands in, and knows nothing of the functions it has built in from other files. So
every rule bears the digest of all rules in its name: where one file changes, everything is compiled anew.
"""

import hashlib
from collections.abc import Callable
from importlib.resources import files
from typing import ParamSpec, TypeVar

from silog_gis.graph.compiled import compiled

P = ParamSpec("P")
R = TypeVar("R")

_SOURCES = sorted((file for file in files(__package__).iterdir() if file.name.endswith(".py")), key=lambda file: file.name)
EDITION = hashlib.sha256(b"".join(file.read_bytes() for file in _SOURCES)).hexdigest()[:12]


def rule(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function on its first call, and keep it for this edition of the rules."""
    function.__qualname__ = f"{function.__qualname__}_{EDITION}"
    return compiled(function)
