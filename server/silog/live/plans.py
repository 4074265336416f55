"""What this process hears of plans, for those who follow one while it is made."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from silog.kit.graphql.follow.walks import Window
from silog.kit.stopping import ServerStoppingError


@dataclass(slots=True)
class _Followed:
    """One plan that somebody follows: the number of the last change that was heard of, and who waits for the next."""

    change: int
    moved: asyncio.Event = field(default_factory=asyncio.Event)
    followers: int = 0


class PlanChanges:
    """Numbers the changes of plans as they are heard of, in one row for all plans, so that no plan's number ever goes back."""

    def __init__(self) -> None:
        """Nothing is heard before the feed's reader listens."""
        self._change = 0
        self._followed: dict[tuple[int, int], _Followed] = {}
        self._is_stopping = False

    def heard(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        """Take what PostgreSQL tells: `election:number`."""
        election_id, _, number = str(payload).partition(":")
        self._note(self._followed.get((int(election_id), int(number))))

    def missed(self) -> None:
        """Be told that nothing was heard for a while: any plan may have changed."""
        for followed in self._followed.values():
            self._note(followed)

    def stop(self) -> None:
        """Send every follower away with ServerStoppingError."""
        self._is_stopping = True
        self.missed()

    @contextmanager
    def walk(self, election_id: int, number: int) -> Iterator["PlanWalk"]:
        """Open a way along a plan's changes."""
        key = election_id, number
        followed = self._followed.setdefault(key, _Followed(self._change))
        followed.followers += 1
        try:
            yield PlanWalk(self, followed)
        finally:
            followed.followers -= 1
            if not followed.followers:
                del self._followed[key]

    def refuse_when_stopping(self) -> None:
        """Raise ServerStoppingError when this server will hear of nothing more."""
        if self._is_stopping:
            raise ServerStoppingError

    def _note(self, followed: _Followed | None) -> None:
        if followed is not None:
            self._change += 1
            followed.change = self._change
            moved, followed.moved = followed.moved, asyncio.Event()
            moved.set()


class PlanWalk:
    """One way along a plan's changes. Each window shows the plan as it is when it is read."""

    def __init__(self, changes: PlanChanges, followed: _Followed) -> None:
        """Begin at the present."""
        self._changes = changes
        self._followed = followed
        self.cursor = followed.change

    async def begin(self) -> Window:
        """Show the plan as it stands."""
        return self._window(self._followed.change)

    def onward(self, until: int | None = None, *, is_thinned: bool = False) -> Window | None:  # noqa: ARG002 -- nothing is ever left out
        """Show it again where it has changed; changes that were heard of together are one window."""
        ends_at = self._followed.change if until is None else min(until, self._followed.change)
        return self._window(ends_at) if ends_at > self.cursor else None

    async def moved(self) -> None:
        """Wait for a change."""
        while self._followed.change <= self.cursor:
            self._changes.refuse_when_stopping()
            await self._followed.moved.wait()
        self._changes.refuse_when_stopping()

    def _window(self, until: int) -> Window:
        self.cursor = until
        return {"change": until}
