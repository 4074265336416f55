"""How whatever can be followed tells of itself: by a number that grows, and windows between two of its values."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

Window = Mapping[str, Any]
"""The values of a statement's window parameters."""


class Walk(Protocol):
    """One way along what is followed, from window to window. Windows join: each begins where the one before it ended."""

    cursor: int
    """How far the windows given out reach."""

    async def begin(self) -> Window:
        """Give the first window, which comes at once, even an empty one: it tells a new follower where it stands."""
        ...

    def onward(self, until: int | None = None, *, is_thinned: bool = False) -> Window | None:
        """Give the next window, which ends at `until` at the latest; None where there is nothing beyond `cursor`.

        `is_thinned`: for a follower who takes in less than happens, what a later entry of the same window has overtaken is left out.
        """
        ...

    async def moved(self) -> None:
        """Wait until there is something beyond `cursor`; ServerStoppingError when there will be nothing more here."""
        ...


OpenWalk = Callable[[], AbstractContextManager[Walk]]
"""Opens a walk that is known to its source for as long as the block lasts."""
