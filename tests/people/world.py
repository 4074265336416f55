"""Two elections side by side."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Elections:
    """The numbers of a training and a real election."""

    training: int
    real: int
